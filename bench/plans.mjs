// What plans cost: frames, bytes and CPU while one grows, and the time that the offline coach takes for one.
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { binary, invoke, median, openSession, say, startServer, startUpstream } from './harness.mjs';

const kDeltas = 4000;
const kPlanBytes = 65_536;

/** Streams of one plan each at once; resolves with what the clients saw. */
async function stream(server, streams, path) {
  const seen = { frames: 0, bytes: 0, last: 0 };
  let completed = 0;
  let done;
  const all = new Promise((resolve) => (done = resolve));
  const on = (data) => {
    for (const record of data.toString().split('\x1e')) {
      if (record.includes('"chatPlan"')) {
        ++seen.frames;
        seen.last = Buffer.byteLength(record) + 1;
        seen.bytes += seen.last;
      } else if (record.includes('"type":3') && ++completed === streams) {
        done();
      }
    }
  };
  const sockets = await Promise.all(Array.from({ length: streams }, () => openSession(server, on, path)));
  const idle = server.cpu();
  const began = performance.now();
  sockets.forEach((socket) => invoke(socket, 0, 'go', ...(path === '/ai-chat-v2' ? [3] : [])));
  await all;
  const used = server.cpu() - idle;
  for (const socket of sockets) socket.terminate();
  return { ...seen, used, seconds: (performance.now() - began) / 1000 };
}

/** A plan of 64 KiB in 4,000 deltas, 200 a second: as fast as models write today. */
export async function plan() {
  const upstream = await startUpstream();
  for (const path of ['/ai-chat', '/ai-chat-v2']) {
    for (const interval of [40, 0]) {
      const streams = 10;
      const server = await startServer({
        OPENAI_BASE_URL: upstream.baseUrl, OPENAI_MODEL: `plan:${kDeltas}:${kPlanBytes}:5`,
        SPOTTER_FRAME_INTERVAL_MS: String(interval), SPOTTER_TURN_TIMEOUT: '120',
      });
      const { frames, bytes, last, used, seconds } = await stream(server, streams, path);
      const what = `${path}, frame interval ${interval} ms`;
      say(`frames of a 64 KiB plan, ${what}`, (frames / streams).toFixed(0), `${kDeltas} deltas, ${streams} streams, ${seconds.toFixed(1)} s`);
      say(`bytes on the wire, ${what}, KiB`, (bytes / streams / 1024).toFixed(0), `${(bytes / streams / last).toFixed(1)} times the last frame of ${(last / 1024).toFixed(0)} KiB`);
      say(`CPU per delta, ${what}, us`, (used / 1000 / kDeltas / streams).toFixed(1), `schedstat; ${(used / 1e9 / seconds * 100).toFixed(0)} % of a core`);
      await server.stop();
    }
  }
  await upstream.stop();
}

/** One plan after the other, each of another wish: CPU that the server uses from message to completion. */
export async function offline() {
  const server = await startServer({});
  const goals = ['build muscle', 'get stronger', 'lose weight', 'get fitter'];
  const gear = ['a full gym', 'dumbbells', 'just my body weight', 'a barbell and a rack'];
  let end;
  const costs = [];
  for (let i = 0; i < 60; ++i) {
    let plans = 0;
    const socket = await openSession(server, (data) => {
      const text = data.toString();
      if (text.includes('"chatPlan"')) ++plans;
      if (text.includes('"type":3')) end();
    });
    const before = server.cpu();
    const over = new Promise((resolve) => (end = resolve));
    invoke(socket, 0, `I want to ${goals[i % 4]} with ${gear[(i >> 2) % 4]}, ${1 + i % 7} days a week, ${30 + 15 * (i % 4)} minutes`);
    await over;
    costs.push((server.cpu() - before) / 1e6);
    socket.terminate();
    if (plans === 0) throw new Error('no plan came');
  }
  say('offline coach, a plan, median, ms of CPU', median(costs).toFixed(2), `schedstat; ${costs.length} wishes, read, planned, checked and sent`);
  say('offline coach, a plan, most, ms of CPU', Math.max(...costs).toFixed(2), 'the same');
  await server.stop();
}

/** Pure code, measured in a process of its own: bench/rules.cpp. */
export function rules() {
  execFileSync(join(dirname(binary), 'spotter_bench_rules'), { stdio: 'inherit' });
}

/** Tokens of the App Store: bench/apple_tokens.cpp. */
export function apple() {
  execFileSync(join(dirname(binary), 'spotter_bench_apple'), { stdio: 'inherit' });
}

/** What is kept of purchases: bench/entitlements.cpp. */
export function entitlements() {
  execFileSync(join(dirname(binary), 'spotter_bench_entitlements'), { stdio: 'inherit' });
}

/** Quotas in memory and in a redis-server of its own: bench/quota.cpp. */
export function quota() {
  execFileSync(join(dirname(binary), 'spotter_bench_quota'), { stdio: 'inherit' });
}
