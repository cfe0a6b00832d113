// WebSocket frames as no client sends them: each offence ends its connection with the code that it has, and no other.
import assert from 'node:assert/strict';
import { test } from '../../tools/testing/runner.mjs';
import { echo, echoed, frame, RawSocket } from './lib/raw_wire.mjs';
import { kUsesPeer, startTestHub } from './lib/test_hub.mjs';
import { until } from './lib/wait.mjs';

const kContinuation = 0, kText = 1, kBinary = 2, kClose = 8, kPing = 9;
const kProtocolError = 1002, kBadText = 1007;

const closeWith = (code) => {
  const payload = Buffer.alloc(2);
  payload.writeUInt16BE(code);
  return frame(kClose, payload);
};

/** [what is wrong, the frames, the codes of the close frame that may answer] */
const kOffences = [
  ['the first reserved bit is set', [frame(kText, '{}\x1e', { reserved: 4 })], [kProtocolError]],
  ['the second reserved bit is set', [frame(kText, '{}\x1e', { reserved: 2 })], [kProtocolError]],
  ['the third reserved bit is set on a Ping', [frame(kPing, '', { reserved: 1 })], [kProtocolError]],
  ['the opcode is none of data', [frame(3, 'x')], [kProtocolError]],
  ['the opcode is none of control', [frame(11, 'x')], [kProtocolError]],
  ['the frame is not masked', [frame(kText, '{"type":6}\x1e', { masked: false })], [kProtocolError]],
  ['a Ping is not masked', [frame(kPing, '', { masked: false })], [kProtocolError]],
  ['a Ping is a fragment', [frame(kPing, 'x', { fin: false })], [kProtocolError]],
  ['a close frame is a fragment', [frame(kClose, '', { fin: false })], [kProtocolError]],
  ['a Ping has 126 bytes', [frame(kPing, 'x'.repeat(126))], [kProtocolError]],
  ['a fragment continues nothing', [frame(kContinuation, 'x')], [kProtocolError]],
  ['a message begins within another', [frame(kText, '{"type"', { fin: false }), frame(kText, ':6}\x1e')], [kProtocolError]],
  ['a close frame has half a code', [frame(kClose, 'x')], [kProtocolError]],
  ['a close frame has a code that is not for the wire', [closeWith(1005)], [kProtocolError]],
  ['a text is no UTF-8', [frame(kText, Buffer.from([0x22, 0xff, 0x22, 0x1e]))], [kBadText]],
  ['a text has half a letter at its end', [frame(kText, Buffer.from([0x61, 0xe2, 0x82]))], [kBadText]],
  ['a text has an encoded surrogate', [frame(kText, Buffer.from([0xed, 0xa0, 0x80]))], [kBadText]],
  [
    'a text is no UTF-8 in its second fragment',
    [frame(kText, '{"type":6', { fin: false }), frame(kContinuation, Buffer.from([0xc0, 0xaf]))], [kBadText],
  ],
];

test('frames: each offence ends its connection with its code, and nobody else notices', async (t) => {
  const { url } = await startTestHub(t);
  const neighbour = await RawSocket.open(t, url);
  const wrong = [];
  for (const [what, frames, codes] of kOffences) {
    const socket = await RawSocket.open(t, url, '?tag=offender');
    socket.write(Buffer.concat(frames));
    const code = await socket.closing();
    if (!codes.includes(code)) wrong.push(`${what}: ended with ${code}, not ${codes.join(' or ')}`);
    await neighbour.alive(what);
  }
  assert.deepEqual(wrong, []);
  await until(async () => {
    neighbour.records.splice(0);
    neighbour.write(frame(kText, '{"type":1,"invocationId":"e","target":"Events","arguments":["offender"]}\x1e'));
    await neighbour.until((records) => records.length > 0, 'the events');
    return neighbour.records[0].result.filter((event) => event.startsWith('disconnected')).length === kOffences.length;
  }, 'the hub to hear of every end');
});

test('frames: what is odd but allowed harms nothing', async (t) => {
  const { url } = await startTestHub(t);
  const socket = await RawSocket.open(t, url);
  const text = echo(1, 'grüße 👋');
  const bytes = Buffer.from(text);
  const fragments = [...bytes].map((byte, i) =>
    frame(i === 0 ? kText : kContinuation, Buffer.from([byte]), { fin: i === bytes.length - 1 }));
  // Each byte a fragment, letters cut in their middle, and control frames between them.
  socket.write(Buffer.concat(fragments.flatMap((fragment, i) => (i % 7 === 3 ? [frame(kPing, 'x'.repeat(125)), fragment] : [fragment]))));
  await socket.until((records) => records.length === 1, 'the echo');
  assert.deepEqual(socket.records, [echoed(1, 'grüße 👋')]);
  socket.write(Buffer.concat([frame(10, 'a Pong that nobody asked for'), frame(kText, '', { fin: false }), frame(kContinuation, '')]));
  socket.write(Buffer.concat([frame(kBinary, echo(2, 2)), frame(kText, echo(3, 3))]));
  await socket.until((records) => records.length === 3, 'two more');
  assert.deepEqual(socket.records.slice(1), [echoed(2, 2), echoed(3, 3)]);
});

test('frames: a megabyte of frames of one byte, and as many empty ones, are read', async (t) => {
  const { url } = await startTestHub(t);
  const socket = await RawSocket.open(t, url);
  const count = 1_000;
  const text = Array.from({ length: count }, (_, i) => echo(i, 'x'.repeat(60))).join('');
  const tiny = Buffer.concat([...Buffer.from(text)].map((byte) => frame(kBinary, Buffer.from([byte]))));
  assert.ok(tiny.length > 800_000, `${tiny.length} bytes`);
  socket.write(tiny);
  await socket.until((records) => records.length === count, 'all echoes');
  assert.deepEqual(socket.records, Array.from({ length: count }, (_, i) => echoed(i, 'x'.repeat(60))));
  const empty = frame(kText, '');
  socket.write(Buffer.concat(Array(100_000).fill(empty)));
  await socket.alive();
});

test('frames: a length that lies costs nothing until its bytes come', async (t) => {
  const { url, server } = await startTestHub(t);
  const neighbour = await RawSocket.open(t, url);
  await neighbour.alive('before');
  const before = server?.memory().now ?? 0;
  const liars = await Promise.all(Array.from({ length: 20 }, () => RawSocket.open(t, url)));
  for (const liar of liars) liar.write(frame(kBinary, '{"type":6}', { length: 2 ** 30, wide: 8 }));
  await neighbour.alive('meanwhile');
  if (server) assert.ok(server.memory().most - before < 32 * 1024 * 1024, `${server.memory().most - before} bytes more`);
  for (const liar of liars) liar.socket.destroy();
  await neighbour.alive('after');
});

if (!kUsesPeer) {
  test('frames: a record that never ends is refused before it is large', async (t) => {
    const { url, server } = await startTestHub(t);
    const socket = await RawSocket.open(t, url);
    const before = server.memory().now;
    // One message of a gigabyte in one frame, of which a megabyte is sent: the limit is the record's.
    socket.write(frame(kText, 'x'.repeat(1_000_000), { length: 2 ** 30, wide: 8 }));
    await socket.until((records) => records.length > 0, 'Close');
    assert.deepEqual(socket.records, [{ type: 7, error: 'Connection closed with an error.', allowReconnect: true }]);
    assert.ok(server.memory().most - before < 32 * 1024 * 1024);
  });
}
