// HTTP to a hub as no client sends it: pipelined polls, bodies in chunks and in pieces or cut off, tokens of others.
import assert from 'node:assert/strict';
import { test } from '../../tools/testing/runner.mjs';
import { echo, echoed, frame, kHandshake, negotiate, RawSocket, recordsIn, upgrade, Wire } from './lib/raw_wire.mjs';
import { kUsesPeer, startTestHub } from './lib/test_hub.mjs';
import { until } from './lib/wait.mjs';

const kMissing = 'No Connection with that ID';

/** A polling connection that has shaken hands: {token, wire, poll, post}; polls go over `wire`. */
async function openPolling(t, url, query = '') {
  const token = await negotiate(url);
  const wire = new Wire(t, url);
  const poll = () => wire.request('GET', `?id=${token}${query}`).response('a poll');
  const post = async (body) => assert.equal((await new Wire(t, url).request('POST', `?id=${token}`, { body }).response()).status, 200);
  assert.deepEqual(await poll().then(({ status, body }) => [status, body]), [200, '']);
  await post(kHandshake);
  assert.equal((await poll()).body, '{}\x1e');
  return { token, wire, poll, post };
}

/** Polls until `count` records have come. */
async function pollFor(poll, count) {
  const records = [];
  while (records.length < count) records.push(...recordsIn((await poll()).body));
  return records;
}

test('raw: polls that are pipelined are answered one after the other, in order', async (t) => {
  const { url } = await startTestHub(t);
  const token = await negotiate(url);
  const wire = new Wire(t, url);
  wire.request('GET', `?id=${token}&_=1`).request('GET', `?id=${token}&_=2`);
  assert.deepEqual(await wire.response().then(({ status, body }) => [status, body]), [200, '']);
  await new Wire(t, url).request('POST', `?id=${token}`, { body: kHandshake }).response();
  assert.deepEqual(await wire.response().then(({ status, body }) => [status, body]), [200, '{}\x1e']);
});

test('raw: a body in chunks, cut in the middle of records and letters, with extensions and a trailer, is one body', async (t) => {
  const { url } = await startTestHub(t);
  const { token, poll } = await openPolling(t, url);
  const body = Buffer.from(echo(1, 'ä👋') + echo(2, [2]));
  const wire = new Wire(t, url);
  wire.request('POST', `?id=${token}`, { headers: { 'Transfer-Encoding': 'chunked' } });
  for (const byte of body) wire.write(Buffer.concat([Buffer.from('1;name="value"\r\n'), Buffer.from([byte]), Buffer.from('\r\n')]));
  wire.write('0\r\nX-Trailer: 1\r\n\r\n');
  assert.equal((await wire.response()).status, 200);
  assert.deepEqual(await pollFor(poll, 2), [echoed(1, 'ä👋'), echoed(2, [2])]);
  wire.request('POST', `?id=${token}`, { body: echo(3, 3) });
  assert.equal((await wire.response('an answer over the same TCP connection')).status, 200);
  assert.deepEqual(await pollFor(poll, 1), [echoed(3, 3)]);
});

test('raw: a chunk whose length is no number is 400, and nobody else is harmed', async (t) => {
  const { url } = await startTestHub(t);
  const { token, poll, post } = await openPolling(t, url);
  const wire = new Wire(t, url);
  wire.request('POST', `?id=${token}`, { headers: { 'Transfer-Encoding': 'chunked' } }).write('xyz\r\nabc\r\n');
  await until(() => wire.ended || wire.bytes.includes('\r\n'), 'an end');
  if (wire.bytes.length > 0) assert.match(wire.bytes.toString(), /^HTTP\/1\.1 400 /);
  await post(echo(1, 1));
  assert.deepEqual(await pollFor(poll, 1), [echoed(1, 1)]);
});

test('raw: a POST that the client cuts off is 400 and does not hold up the next', async (t) => {
  const { url } = await startTestHub(t);
  const { token, poll, post } = await openPolling(t, url);
  const wire = new Wire(t, url);
  wire.request('POST', `?id=${token}`, { headers: { 'Content-Length': 500 } });
  wire.socket.end();
  await until(() => wire.ended || wire.bytes.includes('\r\n'), 'an end');
  if (wire.bytes.length > 0) assert.match(wire.bytes.toString(), /^HTTP\/1\.1 400 /);
  const dropped = new Wire(t, url);
  dropped.request('POST', `?id=${token}`, { headers: { 'Content-Length': 500 } }).write('{"type":6}\x1e');
  await until(() => dropped.socket.bytesWritten > 0, 'a head on its way');
  dropped.socket.resetAndDestroy();
  await post(echo(1, 'next'));
  assert.deepEqual(await pollFor(poll, 1), [echoed(1, 'next')]);
});

test('raw: sixteen POSTs at once whose pieces come in turns do not mix', async (t) => {
  const { url } = await startTestHub(t);
  const { token, poll } = await openPolling(t, url);
  const bodies = Array.from({ length: 16 }, (_, i) => Buffer.from(echo(i, `${i}`.repeat(200))));
  const wires = bodies.map((body) => new Wire(t, url).request('POST', `?id=${token}`, { headers: { 'Content-Length': body.length } }));
  for (let at = 0; at < 1_000; at += 50) {
    for (const [i, body] of bodies.entries()) if (at < body.length) wires[i].write(body.subarray(at, at + 50));
    await new Promise(setImmediate);
  }
  for (const wire of wires) assert.equal((await wire.response()).status, 200);
  const records = await pollFor(poll, 16);
  records.sort((a, b) => a.invocationId - b.invocationId);
  assert.deepEqual(records, bodies.map((_, i) => echoed(i, `${i}`.repeat(200))));
});

test('raw: a poll with a body is a poll, and its body is no request', async (t) => {
  const { url } = await startTestHub(t);
  const token = await negotiate(url);
  const wire = new Wire(t, url);
  wire.request('GET', `?id=${token}`, { body: 'GET / HTTP/1.1\r\n\r\n' });
  assert.equal((await wire.response()).status, 200);
  await new Wire(t, url).request('POST', `?id=${token}`, { body: kHandshake }).response();
  assert.equal((await wire.request('GET', `?id=${token}`).response()).body, '{}\x1e');
});

test('raw: a long query is read, a giant one is refused', async (t) => {
  const { url } = await startTestHub(t);
  const { poll, post } = await openPolling(t, url, `&word=${'x'.repeat(12_000)}`);
  await post('{"type":1,"invocationId":"1","target":"QueryValue","arguments":["word"]}\x1e');
  assert.deepEqual(await pollFor(poll, 1), [echoed(1, 'x'.repeat(12_000))]);
  const wire = new Wire(t, url).request('GET', `?id=${'x'.repeat(1_000_000)}`);
  await until(() => wire.ended || wire.bytes.includes('\r\n'), 'a refusal');
  if (wire.bytes.length > 0) assert.match(wire.bytes.toString(), /^HTTP\/1\.1 4\d\d /);
  await post(echo(2, 2));
  assert.deepEqual(await pollFor(poll, 1), [echoed(2, 2)]);
});

test('raw: a token of another server opens nothing, by whatever method', async (t) => {
  const [{ url }, other] = await Promise.all([startTestHub(t), startTestHub(t)]);
  const query = `?id=${await negotiate(other.url)}`;
  for (const method of ['GET', 'POST', 'DELETE']) {
    const { status, body } = await new Wire(t, url).request(method, query, { body: '' }).response();
    assert.deepEqual([method, status, body], [method, 404, kMissing]);
  }
  const events = await new Wire(t, url).request('GET', query, { headers: { Accept: 'text/event-stream' } }).response();
  const socket = await upgrade(new Wire(t, url), query).response();
  assert.deepEqual([events.status, events.body, socket.status, socket.body], [404, kMissing, 404, kMissing]);
});

test('raw: a token is spent when its connection is over, and while it lasts nobody else gets in with a part of it', async (t) => {
  const { url } = await startTestHub(t);
  const token = await negotiate(url);
  const socket = await RawSocket.open(t, url, `?id=${token}`);
  for (const wrong of [token.slice(0, -1), `${token}A`, token.slice(0, -1) + (token.endsWith('A') ? 'Q' : 'A')]) {
    assert.equal((await new Wire(t, url).request('POST', `?id=${wrong}`, { body: '' }).response()).status, 404, wrong);
  }
  await socket.alive();
  socket.socket.end();
  await socket.end();
  await until(async () => (await upgrade(new Wire(t, url), `?id=${token}`).response()).status === 404, 'the token to be spent');
  for (const method of ['GET', 'POST', 'DELETE']) {
    const { status, body } = await new Wire(t, url).request(method, `?id=${token}`, { body: '' }).response();
    assert.deepEqual([method, status, body], [method, 404, kMissing]);
  }
});

test('raw: what is no good upgrade is no WebSocket', async (t) => {
  const { url } = await startTestHub(t);
  const wrong = [
    { 'Sec-WebSocket-Key': 'short' }, { 'Sec-WebSocket-Key': '' }, { 'Sec-WebSocket-Key': '!'.repeat(24) }, { 'Sec-WebSocket-Version': 12 },
    { 'Sec-WebSocket-Version': 'x' },
  ];
  for (const headers of wrong) {
    const { status } = await upgrade(new Wire(t, url), '', headers).response();
    assert.ok([400, 426].includes(status), `${JSON.stringify(headers)} is answered with ${status}`);
  }
  await (await RawSocket.open(t, url)).alive();
});

if (!kUsesPeer) {
  test('raw: an event stream that is never read costs bounded memory and is dropped', async (t) => {
    const { url, server } = await startTestHub(t);
    const token = await negotiate(`${url}/quick`);
    const stream = new Wire(t, `${url}/quick`).request('GET', `?id=${token}&tag=deaf`, { headers: { Accept: 'text/event-stream' } });
    await until(() => stream.bytes.includes('data: {}') || stream.bytes.includes(':\r\n'), 'the stream');
    const post = (body) => new Wire(t, `${url}/quick`).request('POST', `?id=${token}`, { body });
    await post(kHandshake).response();
    await until(() => stream.bytes.includes('data: {}'), 'the handshake');
    stream.socket.pause();
    const before = server.memory().now;
    const push = '{"type":1,"target":"PushBytes","arguments":[1000000]}\x1e';
    for (let i = 0; i < 100; ++i) post(push);
    const watcher = await RawSocket.open(t, url);
    await until(async () => {
      watcher.records.splice(0);
      watcher.write(frame(1, '{"type":1,"invocationId":"e","target":"Events","arguments":["deaf"]}\x1e'));
      await watcher.until((records) => records.length > 0, 'the events');
      return watcher.records[0].result.includes('disconnected');
    }, 'the connection to be dropped', 25_000);
    const grown = server.memory().most - before;
    assert.ok(grown < 64 * 1024 * 1024, `${grown} bytes more`);
  }, { timeoutMs: 60_000 });
}
