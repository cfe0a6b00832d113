// What permessage-deflate saves on the wire, and what it costs: `./dev bench deflate`.
import { invoke, kShards, openSession, say, settled, startServer, startUpstream } from './harness.mjs';

const kOffer = { perMessageDeflate: true };
const kOn = { SPOTTER_WEBSOCKET_COMPRESSION: 'on' };

/** One answer of many deltas: bytes on the wire, bytes of its frames, and the server's CPU time. */
async function answer(upstream, environment, [deltas, bytes, period]) {
  const server = await startServer({
    OPENAI_BASE_URL: upstream.baseUrl, OPENAI_MODEL: `prose:${deltas}:${bytes}:${period}`, ...environment,
  });
  let text = 0;
  let done;
  const all = new Promise((resolve) => (done = resolve));
  const socket = await openSession(server, (data) => {
    text += data.length;
    if (data.includes('"type":3')) done();
  }, '/ai-chat', kOffer);
  const [before, idle] = [socket._socket.bytesRead, server.cpu()];
  invoke(socket, 0, 'go');
  await all;
  const result = { wire: socket._socket.bytesRead - before, text, cpu: server.cpu() - idle };
  socket.terminate();
  await server.stop();
  return result;
}

async function idleSession(environment) {
  const server = await startServer(environment);
  const before = await settled(server.resident);
  const count = 1_000;
  const sockets = [];
  for (let i = 0; i < count; i += 50) {
    sockets.push(...(await Promise.all(Array.from({ length: 50 }, () => openSession(server, () => {}, '/ai-chat', kOffer)))));
  }
  // Each has sent a message that is worth compressing: nothing of that must stay.
  const filler = 'x'.repeat(2_000);
  for (const socket of sockets) socket.send(`{"type":6,"filler":"${filler}"}\x1e`);
  const after = await settled(server.resident);
  for (const socket of sockets) socket.terminate();
  await server.stop();
  return ((after - before) / count / 1024).toFixed(1);
}

export async function deflate() {
  const upstream = await startUpstream();
  const shape = [1_000, 20, 5];
  const plain = await answer(upstream, {}, shape);
  const packed = await answer(upstream, kOn, shape);
  const how = `English of ${shape[0]} deltas of ${shape[1]} bytes, cumulative frames of ${(plain.text / 1024).toFixed(0)} and ${(packed.text / 1024).toFixed(0)} KiB`;
  say('bytes on the wire, KiB', (plain.wire / 1024).toFixed(0), how);
  say('bytes on the wire with permessage-deflate, KiB', (packed.wire / 1024).toFixed(0), how);
  const perMebibyte = ({ cpu, text }) => cpu / 1e6 / (text / 2 ** 20);
  say('CPU per MiB of frames, ms', perMebibyte(plain).toFixed(1), 'schedstat of the server, making the answer included');
  say('CPU per MiB of frames with permessage-deflate, ms', perMebibyte(packed).toFixed(1), 'the same');
  await upstream.stop();
  say('resident memory per idle session at 1000, KiB', await idleSession({}), `VmRSS, ${kShards} shards; each has sent 2 KB once`);
  say('resident memory per idle session with permessage-deflate', await idleSession(kOn), 'the same, compressed');
}
