// What an answer of 4,000 deltas costs on the wire: with the whole text in every frame, or with what is new.
import { invoke, openSession, say, startServer, startUpstream } from './harness.mjs';

const kDeltas = 4000;
const kDeltaBytes = 6;

/** [4, {}, "1", "StreamMessage", ["go", nil], []], with its length before it. */
function packedCall() {
  const text = (value) => Buffer.concat([Buffer.from([0xa0 + value.length]), Buffer.from(value)]);
  const body = Buffer.concat([Buffer.from([0x96, 0x04, 0x80]), text('1'), text('StreamMessage'),
    Buffer.from([0x92]), text('go'), Buffer.from([0xc0, 0x90])]);
  return Buffer.concat([Buffer.from([body.length]), body]);
}

/** The messages of a socket's frame: each has its length before it, in groups of seven bits. */
function* packedMessages(data) {
  for (let at = 0; at < data.length;) {
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = data[at++];
      length += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    yield data.subarray(at, at + length);
    at += length;
  }
}

const jsonRecords = (data) => data.toString().split('\x1e').slice(0, -1);
const jsonOver = (record) => record.startsWith('{"type":3');
const streamCall = `${JSON.stringify({ type: 4, invocationId: '1', target: 'StreamMessage', arguments: ['go', null] })}\x1e`;

const kForms = [
  { name: 'cumulative, JSON', protocol: 'json', split: jsonRecords, over: jsonOver, ask: (socket) => invoke(socket, 1, 'go', 3) },
  { name: 'stream, JSON', protocol: 'json', split: jsonRecords, over: jsonOver, ask: (socket) => socket.send(streamCall) },
  {
    name: 'stream, MessagePack', protocol: 'messagepack', split: (data) => [...packedMessages(data)],
    over: (message) => message[1] === 3, ask: (socket) => socket.send(packedCall()),
  },
];

/** One answer in one form: all bytes that came over TCP for it, and in how many records. */
async function measure(server, { protocol, split, over, ask }) {
  let records = 0;
  let done;
  const ended = new Promise((resolve) => (done = resolve));
  const socket = await openSession(server, (data) => {
    for (const record of split(data)) {
      ++records;
      if (over(record)) done();
    }
  }, '/ai-chat-v2', { protocol });
  const before = socket._socket.bytesRead;
  ask(socket);
  await ended;
  const bytes = socket._socket.bytesRead - before;
  socket.terminate();
  return { bytes, records };
}

export async function stream() {
  const upstream = await startUpstream();
  for (const [interval, periodMs] of [[40, 5], [0, 1]]) {
    const server = await startServer({
      OPENAI_BASE_URL: upstream.baseUrl, OPENAI_MODEL: `deltas:${kDeltas}:${kDeltaBytes}:${periodMs}`,
      SPOTTER_FRAME_INTERVAL_MS: String(interval), SPOTTER_TURN_TIMEOUT: '120',
    });
    const results = await Promise.all(kForms.map((form) => measure(server, form)));
    results.forEach(({ bytes, records }, index) => {
      const pace = interval === 0 ? 'a frame a delta' : `a frame every ${interval} ms`;
      say(`bytes of an answer, ${kForms[index].name}, ${pace}`, bytes,
        `${kDeltas} deltas of ${kDeltaBytes} bytes, one every ${periodMs} ms; ${records} records; `
        + `${(bytes / kDeltas / kDeltaBytes).toFixed(1)} times the text, 1/${(results[0].bytes / bytes).toFixed(1)} of cumulative`);
    });
    await server.stop();
  }
  await upstream.stop();
}
