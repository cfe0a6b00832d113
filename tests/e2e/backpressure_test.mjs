// Clients that read slowly, or not at all, cost the server no more than a frame.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { connect as tcpConnect } from 'node:net';
import { test } from '../../tools/testing/runner.mjs';
import { connect, kSeparator } from './lib/clients.mjs';
import { kKey, startServer } from './lib/server.mjs';
import { startUpstream } from './lib/upstream.mjs';
import { until, within } from './lib/wait.mjs';

/** A masked text frame, as clients send them. */
function clientFrame(text) {
  const payload = Buffer.from(text);
  if (payload.length > 125) throw new Error('too long for this helper');
  const mask = randomBytes(4);
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length]), mask, payload.map((byte, i) => byte ^ mask[i % 4])]);
}

/**
 * A WebSocket client on a bare TCP socket that reads only when told: the library would read on by itself.
 * Counts frames and keeps the newest.
 */
class MeteredClient {
  #buffer = Buffer.alloc(0);
  #upgraded = false;
  frames = 0;
  last = '';
  completed = false;
  ended = false;
  bytes = 0;

  constructor(server) {
    this.socket = tcpConnect(server.port, '127.0.0.1');
    this.socket.on('close', () => (this.ended = true));
    this.socket.on('error', () => (this.ended = true));
    this.socket.pause();
    this.socket.write(
      'GET /ai-chat HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n` +
        `Authorization: Web ${kKey}\r\n\r\n`);
  }

  /** Waits for the upgrade, then shakes hands. */
  async open() {
    await until(() => {
      this.take(1024);
      return this.#upgraded;
    }, 'the WebSocket to open');
    this.socket.write(clientFrame(`{"protocol":"json","version":1}${kSeparator}`));
    return this;
  }

  send(record) {
    this.socket.write(clientFrame(JSON.stringify(record) + kSeparator));
  }

  /** Takes what has arrived, at most about `most` bytes. */
  take(most) {
    const data = this.socket.read(Math.min(most, this.socket.readableLength)) ?? this.socket.read();
    if (data === null) return 0;
    this.bytes += data.length;
    this.#buffer = Buffer.concat([this.#buffer, data]);
    this.#parse();
    return data.length;
  }

  #parse() {
    if (!this.#upgraded) {
      const end = this.#buffer.indexOf('\r\n\r\n');
      if (end < 0) return;
      this.#upgraded = true;
      this.#buffer = this.#buffer.subarray(end + 4);
    }
    for (;;) {
      if (this.#buffer.length < 2) return;
      let length = this.#buffer[1] & 0x7f;
      let head = 2;
      if (length === 126) {
        if (this.#buffer.length < 4) return;
        length = this.#buffer.readUInt16BE(2);
        head = 4;
      } else if (length === 127) {
        if (this.#buffer.length < 10) return;
        length = Number(this.#buffer.readBigUInt64BE(2));
        head = 10;
      }
      if (this.#buffer.length < head + length) return;
      const opcode = this.#buffer[0] & 0x0f;
      const payload = this.#buffer.subarray(head, head + length).toString();
      this.#buffer = this.#buffer.subarray(head + length);
      if (opcode === 1) payload.split(kSeparator).filter(Boolean).forEach((text) => this.#record(JSON.parse(text)));
    }
  }

  #record(record) {
    if (record.type === 1) {
      const text = record.arguments[0].message;
      if (!text.startsWith(this.last)) throw new Error('a frame does not continue the one before');
      ++this.frames;
      this.last = text;
    } else if (record.type === 3) {
      this.completed = true;
    }
  }
}

function openMetered(t, server) {
  const client = new MeteredClient(server);
  t.after(() => client.socket.destroy());
  return client.open();
}

/** Says `count` words of `bytes` bytes, never faster than the server reads. */
const torrent = (count, bytes) => async (call) => {
  call.begin();
  for (let i = 0; i < count && !call.aborted; ++i) {
    call.say(`${String(i).padStart(bytes - 1, '.')} `);
    await call.drained();
  }
  if (!call.aborted) call.finish();
};

const kMegabyte = 1024 * 1024;

test('backpressure: a client that stops reading is dropped in bounded time and memory', async (t) => {
  const upstream = await startUpstream(t);
  const server = await startServer(t, {
    upstream, env: { SPOTTER_SEND_TIMEOUT_MS: '1500', SPOTTER_FRAME_INTERVAL_MS: '0' },
  });
  upstream.always(torrent(1_000, 250));
  const before = server.memory().now;
  const client = await openMetered(t, server);
  client.send({ type: 1, target: 'SendMessage', arguments: ['Talk, I am not listening'], invocationId: '0' });
  const finished = await server.event('session_finished', { ending: 'too_slow' }, 15_000);
  assert.ok(finished);
  const grown = server.memory().most - before;
  assert.ok(grown < 16 * kMegabyte, `it grew by ${grown} bytes`);
  await server.event('turn_finished');
}, { alone: true });

test('backpressure: a client that reads slowly gets fewer frames and the whole text', async (t) => {
  const upstream = await startUpstream(t);
  const server = await startServer(t, { upstream, env: { SPOTTER_FRAME_INTERVAL_MS: '0' } });
  const count = 1_000;
  upstream.always(torrent(count, 200));
  const before = server.memory().now;
  const client = await openMetered(t, server);
  client.send({ type: 1, target: 'SendMessage', arguments: ['Talk, I read slowly'], invocationId: '0' });
  // A quarter of a megabyte at a time, then a pause: this is what is tested, not a wait.
  while (!client.completed) {
    await until(() => client.take(kMegabyte / 4) > 0 || client.ended, 'bytes');
    assert.equal(client.ended, false);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  const whole = Array.from({ length: count }, (_, i) => `${String(i).padStart(199, '.')} `).join('');
  assert.equal(client.last, whole);
  assert.ok(client.frames < count / 2, `${client.frames} frames for ${count} deltas`);
  const grown = server.memory().most - before;
  assert.ok(grown < 16 * kMegabyte, `it grew by ${grown} bytes`);
}, { alone: true, timeoutMs: 60_000 });

test('backpressure: an upstream is not read faster than its client reads', async (t) => {
  const upstream = await startUpstream(t);
  const server = await startServer(t, { upstream, env: { SPOTTER_FRAME_INTERVAL_MS: '0', SPOTTER_SEND_TIMEOUT_MS: '60000' } });
  // Paced, so that each word becomes a frame: the growing frames fill what the system holds for the client.
  // Then words and much reasoning, which is read and not shown: more than the system holds for the server.
  const quotes = (bytes) => `${'"'.repeat(bytes - 1)} `;
  const reasoning = { choices: [{ index: 0, delta: { reasoning_content: 'z'.repeat(50_000) }, finish_reason: null }] };
  const steps = [
    ...Array.from({ length: 150 }, () => async (call) => {
      call.say(quotes(1024));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }),
    ...Array.from({ length: 90 }, () => (call) => call.say(quotes(1024))),
    ...Array.from({ length: 280 }, () => (call) => call.event(reasoning)),
  ];
  let done = 0;
  let waiting = false;
  upstream.next(async (call) => {
    call.begin();
    for (const step of steps) {
      await step(call);
      ++done;
      waiting = true;
      await call.drained();
      waiting = false;
    }
    call.finish();
  });
  const client = await openMetered(t, server);
  client.send({ type: 1, target: 'SendMessage', arguments: ['Talk, I come back later'], invocationId: '0' });
  // The upstream stands still: it waits, and has got no further between two looks.
  let seen = -1;
  let still = 0;
  await until(() => {
    still = waiting && done === seen ? still + 1 : 0;
    seen = done;
    return still > 100 || done === steps.length;
  }, 'the upstream to stand still', 20_000);
  assert.ok(done < steps.length, 'everything was read from the upstream');
  await until(() => {
    client.take(8 * kMegabyte);
    return client.completed;
  }, 'the rest', 20_000);
  assert.equal(client.last.length, 240 * 1024);
}, { alone: true, timeoutMs: 60_000 });

test('backpressure: one client that does not read does not hold up another', async (t) => {
  const upstream = await startUpstream(t);
  const server = await startServer(t, { upstream, shards: 1, env: { SPOTTER_FRAME_INTERVAL_MS: '0' } });
  upstream.next(torrent(1_000, 250));
  const deaf = await openMetered(t, server);
  deaf.send({ type: 1, target: 'SendMessage', arguments: ['Talk to the wall'], invocationId: '0' });
  await until(() => upstream.calls.length === 1, 'the first call');
  const client = await connect(t, server);
  for (let i = 0; i < 5; ++i) {
    const frames = await within(client.ask(`A quick question ${i}`), 'a quick answer', 3_000);
    assert.equal(frames.at(-1), 'Hello from the scripted upstream.');
  }
});
