// What a scrape of /metrics costs the server, and how long it takes to be ready.
import { kShards, median, openSession, quantile, say, startServer, tick } from './harness.mjs';

const kScrapes = 200;
const kAtOnce = 50;

async function scrape(server) {
  const response = await fetch(`http://127.0.0.1:${server.port}/metrics`);
  if (response.status !== 200) throw new Error(`/metrics says ${response.status}`);
  return response.text();
}

/** CPU of the server a scrape, less what it needs in the same time without, and how long each took, in ms. */
async function costOf(server) {
  for (let i = 0; i < 20; ++i) await scrape(server);
  const taken = [];
  let cpu = server.cpu();
  let began = performance.now();
  let size = 0;
  for (let i = 0; i < kScrapes; ++i) {
    const before = performance.now();
    size = (await scrape(server)).length;
    taken.push(performance.now() - before);
  }
  const busy = server.cpu() - cpu;
  const lasted = performance.now() - began;
  cpu = server.cpu();
  began = performance.now();
  await tick(Math.max(3_000, lasted));
  const idle = ((server.cpu() - cpu) / (performance.now() - began)) * lasted;
  return { cpu: (busy - idle) / kScrapes / 1e6, taken, size };
}

export async function metrics() {
  const server = await startServer({});
  const sockets = [];
  for (const count of [0, 1_000, 10_000]) {
    while (sockets.length < count) {
      sockets.push(...(await Promise.all(Array.from({ length: kAtOnce }, () => openSession(server)))));
    }
    const { cpu, taken, size } = await costOf(server);
    say(`CPU per scrape at ${count} idle sessions, ms`, cpu.toFixed(2),
      `of the server, ${kShards} shards, ${kScrapes} scrapes, ${(size / 1024).toFixed(0)} KiB each`);
    say(`time of a scrape at ${count} idle sessions, ms`, median(taken).toFixed(1), `median; p99 ${quantile(taken, 0.99).toFixed(1)}`);
  }
  for (const socket of sockets) socket.terminate();
  await server.stop();
}

export async function start() {
  const times = [];
  for (let i = 0; i < 20; ++i) {
    const began = performance.now();
    const server = await startServer({});
    const ready = await fetch(`http://127.0.0.1:${server.port}/health/ready`);
    if (ready.status !== 200) throw new Error(`/health/ready says ${ready.status}`);
    times.push(performance.now() - began);
    await server.stop();
  }
  say('time from start to ready, ms', median(times).toFixed(0),
    `from the start of the process to the answer of /health/ready, median of ${times.length}; most ${Math.max(...times).toFixed(0)}`);
}
