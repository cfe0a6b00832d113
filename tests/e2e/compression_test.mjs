// permessage-deflate with the clients that offer it: the official one does by itself, through `ws`.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import WebSocket from 'ws';
import { test } from '../../tools/testing/runner.mjs';
import { makeCertificate } from './lib/certificate.mjs';
import { connect, kSeparator, socketUrl } from './lib/clients.mjs';
import { kKey, kRoot, startServer } from './lib/server.mjs';
import { startUpstream, words } from './lib/upstream.mjs';
import { until, within } from './lib/wait.mjs';

const kOn = { SPOTTER_WEBSOCKET_COMPRESSION: 'on' };
const kAnswer = 'permessage-deflate; server_no_context_takeover; client_no_context_takeover';
const kHandshake = `{"protocol":"json","version":1}${kSeparator}`;

/** `ws` as it is, and what became of its handshakes. */
function observed(sockets, more = {}) {
  return class extends WebSocket {
    constructor(url, protocols, options) {
      super(url, protocols, { ...options, ...more });
      sockets.push(this);
    }
  };
}

/** A bare socket after its SignalR handshake. */
async function openSocket(t, server, options = {}) {
  const socket = new WebSocket(socketUrl(server), { headers: { Authorization: `Web ${kKey}` }, ...options });
  const seen = { socket, records: [], closed: null, answer: null };
  t.after(() => socket.terminate());
  socket.on('upgrade', (response) => (seen.answer = response.headers['sec-websocket-extensions'] ?? null));
  socket.on('message', (data) => seen.records.push(...data.toString().split(kSeparator).filter(Boolean).map((text) => JSON.parse(text))));
  socket.on('close', (code) => (seen.closed = code));
  socket.on('error', () => {});
  await within(new Promise((resolve) => socket.on('open', resolve)), 'the WebSocket to open');
  socket.send(kHandshake);
  await until(() => seen.records.length > 0, 'the handshake answer');
  return seen;
}

const resident = ({ pid }) => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;

async function chat(t, env, options = {}) {
  const upstream = await startUpstream(t);
  const server = await startServer(t, { upstream, env });
  const sockets = [];
  const client = await connect(t, server, { ...options, options: { WebSocket: observed(sockets) } });
  upstream.next(words('Hello.'));
  await client.introduce();
  const list = Array.from({ length: 300 }, (_, i) => `word ${i} of the answer, `);
  upstream.next(words(...list));
  const frames = await client.ask('A question that is long enough to be compressed? '.repeat(40));
  assert.equal(frames.at(-1), list.join(''));
  assert.ok(upstream.calls.at(-1).question.includes('long enough to be compressed'));
  return { extensions: sockets.map(({ extensions }) => extensions), frames, bytes: sockets.at(-1)._socket.bytesRead };
}

test('compression: the official client chats with it, negotiated or not', async (t) => {
  for (const skipNegotiation of [false, true]) {
    const { extensions } = await chat(t, kOn, { skipNegotiation });
    assert.deepEqual(extensions, ['permessage-deflate']);
  }
});

test('compression: it is off unless it is switched on', async (t) => {
  const { extensions } = await chat(t, {});
  assert.deepEqual(extensions, ['']);
  const server = await startServer(t, {});
  assert.equal((await openSocket(t, server)).answer, null);
});

test('compression: the command of docs/compression.md shows whether it is on', async (t) => {
  const [, command] = /```sh\n(curl [^]*?)```/.exec(readFileSync(join(kRoot, 'docs/compression.md'), 'utf8'));
  for (const env of [{}, kOn]) {
    const server = await startServer(t, { env });
    const { stdout } = spawnSync('bash', ['-c', command.replace('http://127.0.0.1:8080', server.url).replace('a-key-of-16-chars', kKey)],
      { encoding: 'utf8', timeout: 20_000 });
    assert.match(stdout, /^HTTP\/1\.1 101 /);
    assert.equal(stdout.includes(`Sec-WebSocket-Extensions: ${kAnswer}`), env === kOn, stdout);
  }
});

test('compression: over TLS, with windows as small as they get', async (t) => {
  const certificate = makeCertificate(t);
  const server = await startServer(t, {
    env: { ...kOn, SPOTTER_TLS_CERT_FILE: certificate.certFile, SPOTTER_TLS_KEY_FILE: certificate.keyFile },
  });
  const perMessageDeflate = { serverMaxWindowBits: 9, clientMaxWindowBits: 9, threshold: 0 };
  const seen = await openSocket(t, server, { ca: certificate.pem, perMessageDeflate });
  assert.equal(seen.answer, `${kAnswer}; server_max_window_bits=9`);
  seen.socket.send(`{"type":1,"target":"SendMessage","arguments":["2 days, beginner, dumbbells"],"invocationId":"1"}${kSeparator}`);
  await until(() => seen.records.some(({ type }) => type === 3), 'the answer', 20_000);
  const text = seen.records.filter(({ type }) => type === 1).map((record) => record.arguments[0].message).at(-1);
  assert.ok(text === undefined || text.length > 0);
  seen.socket.close(1000);
  await until(() => seen.closed === 1000, 'the close');
});

test('compression: 10 MiB of zeros in 10 KiB end with a close record, and cost no memory', async (t) => {
  const server = await startServer(t, { env: kOn });
  const before = resident(server);
  for (let i = 0; i < 5; ++i) {
    const seen = await openSocket(t, server);
    seen.socket.send(Buffer.alloc(10 * 2 ** 20), { binary: false });
    await until(() => seen.closed !== null, 'the socket to close');
    const last = seen.records.at(-1);
    assert.equal(last.type, 7);
    assert.match(last.error, /^Connection closed with an error/);
  }
  assert.ok(resident(server) - before < 8 * 2 ** 20, `${resident(server) - before} bytes more`);
});

test('compression: a million pings in a few KiB are too many for what they weigh', async (t) => {
  const server = await startServer(t, { env: kOn });
  const neighbour = await openSocket(t, server);
  const seen = await openSocket(t, server);
  seen.socket.send(`{"type":6}${kSeparator}`.repeat(1_000_000));
  await until(() => seen.closed !== null, 'the socket to close');
  assert.equal(seen.closed, 1009);
  assert.equal(neighbour.closed, null);
});
