// Negotiation keeps no state: its token opens a WebSocket on any instance that shares the secret, once.
import assert from 'node:assert/strict';
import { test } from '../../tools/testing/runner.mjs';
import { connect, openRaw, refusalOf } from './lib/clients.mjs';
import { request } from './lib/http.mjs';
import { kKey, startServer } from './lib/server.mjs';
import { until } from './lib/wait.mjs';

const kAuthorized = { Authorization: `Bearer Web ${kKey}` };
const kSecret = 'c0ffee'.repeat(12);

async function negotiate(server, query = '?negotiateVersion=1') {
  const answer = await request(server, 'POST', `/ai-chat/negotiate${query}`, { headers: kAuthorized });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers['content-type'], 'application/json');
  assert.equal(Number(answer.headers['content-length']), Buffer.byteLength(answer.body));
  return { text: answer.body, ...JSON.parse(answer.body) };
}

const kTransports = '"availableTransports":[{"transport":"WebSockets","transferFormats":["Text","Binary"]},'
  + '{"transport":"ServerSentEvents","transferFormats":["Text"]},{"transport":"LongPolling","transferFormats":["Text","Binary"]}]';

test('negotiate: version 1 has an id and an independent token', async (t) => {
  const server = await startServer(t);
  const { text, connectionId, connectionToken } = await negotiate(server);
  assert.equal(text, `{"negotiateVersion":1,"connectionId":"${connectionId}","connectionToken":"${connectionToken}",${kTransports}}`);
  assert.match(connectionId, /^[A-Za-z0-9_-]{22}$/);
  // The client pastes it into the URL as it is.
  assert.match(connectionToken, /^[A-Za-z0-9_-]+$/);
  assert.ok(!connectionToken.includes(connectionId));
  const wrong = await refusalOf(t, server, { headers: kAuthorized, query: `?id=${connectionId}` });
  assert.equal(wrong.status, 404);
  assert.equal(wrong.body, 'No Connection with that ID');
  await openRaw(t, server, { query: `?id=${connectionToken}` });
});

test('negotiate: version 0 has an id that is the token', async (t) => {
  const server = await startServer(t);
  for (const query of ['', '?negotiateVersion=0']) {
    const { text, connectionId } = await negotiate(server, query);
    assert.equal(text, `{"negotiateVersion":0,"connectionId":"${connectionId}",${kTransports}}`);
    await openRaw(t, server, { query: `?id=${connectionId}` });
  }
});

test('negotiate: later versions get version 1, odd ones an error in the body', async (t) => {
  const server = await startServer(t);
  assert.equal((await negotiate(server, '?negotiateVersion=2')).negotiateVersion, 1);
  assert.equal((await negotiate(server, '?negotiateversion=1')).negotiateVersion, 1);
  assert.equal((await negotiate(server, '?negotiateVersion=-1')).text,
    `{"error":"The client requested version '-1', but the server does not support this version."}`);
  assert.equal((await negotiate(server, '?negotiateVersion=one')).text,
    '{"error":"The client requested a non-integer protocol version."}');
});

test('negotiate: paths ignore case and a trailing slash', async (t) => {
  const server = await startServer(t);
  for (const path of ['/AI-Chat/Negotiate', '/ai-chat/negotiate/']) {
    const answer = await request(server, 'POST', `${path}?negotiateVersion=1`, { headers: kAuthorized });
    assert.equal(answer.status, 200, path);
  }
});

test('negotiate: a body is ignored', async (t) => {
  const server = await startServer(t);
  const answer = await request(server, 'POST', '/ai-chat/negotiate?negotiateVersion=1', {
    headers: { ...kAuthorized, 'Content-Type': 'application/json' }, body: '{"what":"ever"}',
  });
  assert.equal(answer.status, 200);
});

test('negotiate: a token is good once; the second time it is gone, and a conflict while in use', async (t) => {
  const server = await startServer(t);
  const { connectionToken } = await negotiate(server);
  const query = `?id=${connectionToken}`;
  const raw = await openRaw(t, server, { query });
  const conflict = await refusalOf(t, server, { headers: kAuthorized, query });
  assert.equal(conflict.status, 409);
  assert.equal(conflict.body, '');
  raw.send({ type: 7 });
  await raw.closing();
  await server.event('session_finished');
  const gone = await refusalOf(t, server, { headers: kAuthorized, query });
  assert.equal(gone.status, 404);
});

test('negotiate: a token expires after 15 seconds', async (t) => {
  const server = await startServer(t);
  const { connectionToken } = await negotiate(server);
  const unused = (await negotiate(server)).connectionToken;
  await openRaw(t, server, { query: `?id=${connectionToken}` });
  // A DELETE does not spend a token: it tells whether it is still good.
  const began = performance.now();
  await until(async () => {
    const answer = await request(server, 'DELETE', `/ai-chat?id=${unused}`, { headers: kAuthorized });
    return answer.body === 'No Connection with that ID';
  }, 'the token to expire', 20_000);
  assert.ok(performance.now() - began > 13_000, 'it expired early');
  const answer = await refusalOf(t, server, { headers: kAuthorized, query: `?id=${unused}` });
  assert.equal(answer.status, 404);
}, { timeoutMs: 40_000 });

test('negotiate: a token of one instance is accepted by another with the same secret', async (t) => {
  const env = { SPOTTER_SECRET: kSecret };
  const [one, two] = [await startServer(t, { env, shards: 1 }), await startServer(t, { env, shards: 2 })];
  for (let i = 0; i < 8; ++i) {
    const { connectionToken } = await negotiate(one);
    const raw = await openRaw(t, two, { query: `?id=${connectionToken}` });
    raw.invoke('0', 'Introduce', 'en-AU');
    await raw.completion('0');
  }
  one.secrets.add(kSecret);
  two.secrets.add(kSecret);
});

test('negotiate: a token of an instance with another secret is unknown', async (t) => {
  const foreign = await startServer(t, { env: { SPOTTER_SECRET: kSecret } });
  const server = await startServer(t);
  const { connectionToken } = await negotiate(foreign);
  const answer = await refusalOf(t, server, { headers: kAuthorized, query: `?id=${connectionToken}` });
  assert.equal(answer.status, 404);
  assert.equal(answer.body, 'No Connection with that ID');
});

test('negotiate: a token with any letter changed is unknown', async (t) => {
  const server = await startServer(t);
  const { connectionToken } = await negotiate(server);
  for (let i = 0; i < connectionToken.length; i += 7) {
    const letter = connectionToken[i] === 'A' ? 'B' : 'A';
    const forged = connectionToken.slice(0, i) + letter + connectionToken.slice(i + 1);
    const answer = await request(server, 'GET', `/ai-chat?id=${forged}`, { headers: kAuthorized });
    assert.equal(answer.status, 404);
    assert.equal(answer.body, 'No Connection with that ID');
  }
});

const kRoutes = [
  ['POST', '', 400, 'Connection ID required'],
  ['POST', '?id=unknown', 404, 'No Connection with that ID'],
  ['POST', '?id=TOKEN', 405, 'POST requests are not allowed for WebSocket connections.'],
  ['GET', '', 400, 'Connection ID required'],
  ['GET', '?id=unknown', 404, 'No Connection with that ID'],
  ['GET', '?id=TOKEN', 400, 'Cannot change transports mid-connection'],
  ['DELETE', '', 400, 'Connection ID required'],
  ['DELETE', '?id=unknown', 404, 'No Connection with that ID'],
  ['DELETE', '?id=TOKEN', 400, 'Cannot terminate this connection using the DELETE endpoint.'],
  ['PUT', '', 405, ''],
  ['PATCH', '?id=TOKEN', 405, ''],
];
test('negotiate: the hub route answers what the reference server answers', async (t) => {
  const server = await startServer(t);
  const { connectionToken } = await negotiate(server);
  await openRaw(t, server, { query: `?id=${connectionToken}` });
  for (const [method, query, status, body] of kRoutes) {
    const path = `/ai-chat${query.replace('TOKEN', connectionToken)}`;
    const answer = await request(server, method, path, { headers: kAuthorized });
    assert.deepEqual([method, query, answer.status, answer.body], [method, query, status, body]);
    assert.equal(answer.headers['content-type'], 'text/plain');
    if (status === 405 && body === '') assert.equal(answer.headers.allow, 'GET, POST, DELETE, HEAD, OPTIONS');
  }
});

test('negotiate: transports can be switched off', async (t) => {
  const server = await startServer(t, { env: { SPOTTER_HUB_TRANSPORTS: 'websockets' } });
  const { connectionToken, availableTransports } = await negotiate(server);
  assert.deepEqual(availableTransports.map((one) => one.transport), ['WebSockets']);
  for (const [accept, name] of [['text/event-stream', 'ServerSentEvents'], ['*/*', 'LongPolling']]) {
    const answer = await request(server, 'GET', `/ai-chat?id=${connectionToken}`, { headers: { ...kAuthorized, Accept: accept } });
    assert.equal(answer.status, 404);
    assert.equal(answer.body, `${name} transport not supported by this end point type`);
  }
  await openRaw(t, server, { query: `?id=${connectionToken}` });
});

test('negotiate: a token of another instance says so to who cannot use it', async (t) => {
  const env = { SPOTTER_SECRET: kSecret };
  const [one, two] = [await startServer(t, { env }), await startServer(t, { env })];
  const { connectionToken } = await negotiate(one);
  for (const method of ['GET', 'POST', 'DELETE']) {
    const answer = await request(two, method, `/ai-chat?id=${connectionToken}`, { headers: kAuthorized });
    assert.equal(answer.status, 404);
    assert.match(answer.body, /another instance has it/);
  }
  one.secrets.add(kSecret);
  two.secrets.add(kSecret);
});

test('negotiate: many clients at once are spread over the shards', async (t) => {
  const server = await startServer(t, { shards: 2 });
  const clients = await Promise.all(Array.from({ length: 40 }, () => connect(t, server)));
  await Promise.all(clients.map((client) => client.connection.stop()));
  const count = (shard) => server.events.filter((e) => e.event === 'session_finished' && e.shard === shard).length;
  await until(() => count(0) + count(1) === 40, 'all sessions to end');
  assert.ok(Math.abs(count(0) - count(1)) <= 4, `${count(0)} and ${count(1)}`);
});
