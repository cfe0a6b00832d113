// What sessions cost that say nothing, come and go, are answered, or stop reading.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { against, kQuick, load, streams, takesPart } from './contestants.mjs';
import { binary, root, say } from './harness.mjs';

const kAll = [['spotter', 'spotter'], ['relay', 'relay by hand'], ['node', 'Node, ws'], ['fastapi', 'FastAPI']]
  .filter(([name]) => takesPart(name));

const kib = (bytes) => (bytes / 1024).toFixed(1);

/** Resident memory and CPU of sessions that only answer pings. */
export async function idlecost() {
  const clients = kQuick ? 2_000 : 10_000;
  const seconds = kQuick ? 8 : 45;
  for (const [name, title] of kAll) {
    const { server, seconds: lasted, pings } = await against(name, {}, (started) =>
      load(started, { mode: 'idle', clients, sources: 50, seconds, 'warm-s': 3, 'start-limit-s': 120 }));
    say(`resident memory per idle session, ${title}, KiB`, kib((server.end.resident - server.before.resident) / clients),
      `VmRSS with ${clients} sessions, less VmRSS before; ${kib((server.after.resident - server.before.resident) / clients)} of it remain when all have left`);
    say(`CPU of ${clients} idle sessions, ${title}, ms per s`, ((server.end.cpu_ns - server.begin.cpu_ns) / 1e6 / lasted).toFixed(2),
      `schedstat over ${lasted.toFixed(0)} s, ${pings} pings answered`);
  }
}

/** Resident memory of sessions that are being answered. */
export async function activecost() {
  const clients = kQuick ? 500 : 1_000;
  const shape = { deltas: 100, bytes: 20, 'period-us': 100_000 };
  for (const [title, name, how] of [
    ['spotter, HTTP/1.1', 'spotter', { http: '1.1' }], ['spotter, HTTP/2', 'spotter', { http: 'h2c' }], ['relay by hand', 'relay', {}],
    ['Node, ws and undici', 'node', {}], ['FastAPI', 'fastapi', {}],
  ]) {
    if (!takesPart(name) || (name === 'fastapi' && kQuick)) continue;
    const count = name === 'fastapi' ? 300 : clients;
    const { server } = await against(name, { shape, how }, (started) => load(started, streams(count, kQuick ? 2 : 5, {
      deltas: shape.deltas, bytes: shape.bytes, 'spread-ms': 5_000, sources: 8,
    })));
    say(`resident memory per active stream, ${title}, KiB`, kib((server.end.resident - server.before.resident) / count),
      `VmRSS with ${count} answers of 2 KB under way, less VmRSS before; ${kib((server.after.resident - server.before.resident) / count)} of it remain afterwards`);
  }
}

/** Connect, handshake, close, as fast as the server can. */
export async function churn() {
  for (const [name, title] of kAll) {
    const { server, cycles, seconds } = await against(name, {}, (started) => load(started, {
      mode: 'churn', clients: 32, 'at-once': 32, sources: 200, seconds: kQuick ? 3 : 10, 'warm-s': 1,
    }));
    say(`CPU per connect-handshake-close, ${title}, us`, ((server.end.cpu_ns - server.begin.cpu_ns) / 1000 / cycles).toFixed(0),
      `${Math.round(cycles / seconds)} a second, 32 at the same time`);
  }
}

/** Peak memory when 20 of 40 clients stop reading for 14 s, less that of 40 that read. */
export async function slowreaders() {
  const shape = { deltas: 2_000, bytes: 20, 'period-us': 10_000 };
  const pause = kQuick ? 6 : 14;
  for (const [name, title] of kAll.filter(([one]) => one !== 'fastapi')) {
    const peaks = [];
    for (const paused of [0, 20]) {
      const environment = { SPOTTER_SEND_TIMEOUT_MS: '60000' }; // slow clients are to stay
      const { server } = await against(name, { shape, how: { environment } }, (started) => load(started, {
        mode: 'slow', clients: 40, paused, 'pause-s': pause, seconds: 3, 'spread-ms': 1_000, 'warm-s': 1,
        deltas: shape.deltas, bytes: shape.bytes, 'end-limit-s': 60, 'receive-bytes': 16_384,
      }));
      peaks.push(server.end.resident_peak - server.begin.resident);
    }
    say(`peak memory per client that stops reading, ${title}, KiB`, kib((peaks[1] - peaks[0]) / 20),
      `20 of 40 for ${pause} s, 100 deltas of 20 bytes a second each; peak of VmRSS, less that of 40 that read (${kib(peaks[0])} KiB in all)`);
  }
}

/** Calls of malloc and its like per delta in the middle of answers. */
export async function allocations() {
  const counter = join(root, 'build/release/libspotter_bench_alloc_counter.so');
  if (!existsSync(counter)) throw new Error(`${counter} is not built`);
  const folder = mkdtempSync(join(tmpdir(), 'spotter-bench-'));
  for (const [title, http, interval] of [['HTTP/1.1', '1.1', 0], ['HTTP/2', 'h2c', 0], ['HTTP/1.1, 40 ms', '1.1', 40]]) {
    const file = join(folder, 'allocations');
    const environment = { LD_PRELOAD: counter, ALLOC_COUNTER_FILE: file };
    // All answers begin within 300 ms and take 5 s: none begins or ends in the measurement.
    const { server, deltas } = await against('spotter', { shape: { deltas: 250 }, how: { http, interval, environment } }, (started) =>
      load(started, streams(100, 2, { 'spread-ms': 300, allocations: file, 'end-limit-s': 20 })));
    say(`allocations per delta, ${title}`, ((server.end.allocations - server.begin.allocations) / deltas).toFixed(2),
      `${deltas} deltas in the middle of 100 answers; malloc and its like, all threads of ${binary.split('/').at(-1)}`);
  }
  rmSync(folder, { recursive: true });
}
