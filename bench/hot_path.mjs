// From an upstream's delta to a client's frame: what it costs the server, beside peers that do the same job. The server
// has core 0 for itself; the upstream and the load share core 1. --quick measures each once
// and shortly.
import { against, coreShare, cpuPerDelta, kQuick, kShape, load, streams, takesPart, waitShare } from './contestants.mjs';
import { median, say } from './harness.mjs';

const kRounds = Number(process.env.BENCH_ROUNDS ?? (kQuick ? 1 : 3));
const kStreams = Number(process.env.BENCH_STREAMS ?? 500);
const kSeconds = kQuick ? 3 : 8;
const kContestants = [
  { title: 'spotter, HTTP/1.1', name: 'spotter', how: { http: '1.1' } },
  { title: 'relay by hand, HTTP/1.1', name: 'relay' },
  { title: 'spotter, HTTP/2', name: 'spotter', how: { http: 'h2c' } },
  { title: 'spotter, HTTP/1.1, 40 ms', name: 'spotter', how: { http: '1.1', interval: 40 }, slow: true },
  { title: 'spotter, HTTP/2, 40 ms', name: 'spotter', how: { http: 'h2c', interval: 40 }, slow: true },
  { title: 'Node, ws and undici', name: 'node', slow: true },
  // It is the only one that cannot carry all.
  { title: 'FastAPI', name: 'fastapi', streams: Math.min(kStreams, 100), slow: true },
];

const kernelShare = ({ server }) => {
  const system = server.end.system_ms - server.begin.system_ms;
  return 100 * system / Math.max(1, system + server.end.user_ms - server.begin.user_ms);
};
const range = (list, digits) => `${Math.min(...list).toFixed(digits)} to ${Math.max(...list).toFixed(digits)}`;

/** A B C A B C: what drifts meets all alike. */
export async function hotpath() {
  const chosen = kContestants.filter(({ name, slow }) => takesPart(name) && !(kQuick && slow));
  const results = new Map(chosen.map(({ title }) => [title, []]));
  for (let round = 0; round < kRounds; ++round) {
    for (const { title, name, how, streams: count = kStreams } of chosen) {
      results.get(title).push(await against(name, { shape: kShape, how }, (server) => load(server, streams(count, kSeconds))));
    }
  }
  const costs = (title) => results.get(title)?.map(cpuPerDelta);
  const floor = costs('relay by hand, HTTP/1.1');
  for (const { title, streams: count = kStreams } of chosen) {
    const all = results.get(title);
    const list = costs(title);
    const ofRelay = floor ? `; ${(median(list) / median(floor)).toFixed(2)} of the relay` : '';
    const one = all.at(-1);
    say(`CPU per delta, ${title}, us`, median(list).toFixed(1),
      `${range(list, 1)} in ${list.length} rounds${ofRelay}; ${count} streams x ${(one.deltas / one.seconds / count).toFixed(0)} a second, `
      + `${(one.fresh_frames / one.deltas).toFixed(2)} frames a delta, ${median(all.map(kernelShare)).toFixed(0)} % in the kernel, `
      + `${median(all.map(coreShare)).toFixed(0)} % of the core, disturbed ${Math.max(...all.map(waitShare)).toFixed(0)} %`);
  }
  for (const { title } of chosen) {
    const list = results.get(title).map(({ latency_us }) => latency_us.p50);
    say(`added latency under that load, ${title}, p50, us`, median(list).toFixed(0), `${range(list, 0)}; one tick's deltas arrive together`);
  }
}

/** How many deltas one core could pass on, from its cost at little load; then latencies at half of that. */
export async function added() {
  for (const [title, name, how] of [
    ['spotter, HTTP/1.1', 'spotter', { http: '1.1' }], ['spotter, HTTP/2', 'spotter', { http: 'h2c' }], ['relay by hand', 'relay', {}],
  ]) {
    if (!takesPart(name)) continue;
    // Without ticks: each delta leaves at its own time, as from providers that know nothing of each other.
    const shape = { ...kShape, 'tick-us': 0 };
    let count = 200;
    const shares = [];
    for (let i = 0; i < (kQuick ? 1 : 3); ++i) {
      const probe = await against(name, { shape, how }, (server) => load(server, streams(count, 3, { 'end-limit-s': 0 })));
      shares.push(coreShare(probe));
      count = Math.max(10, Math.min(1500, Math.round(count * 50 / coreShare(probe))));
    }
    const results = [];
    for (let round = 0; round < kRounds; ++round) {
      results.push(await against(name, { shape, how }, (server) => load(server, streams(count, kSeconds))));
    }
    const note = `${count} streams x 50 a second, ${median(results.map(coreShare)).toFixed(0)} % of the core, `
      + `disturbed ${Math.max(...results.map(waitShare)).toFixed(0)} %`;
    const pick = (of, key) => results.map((result) => result[of][key]);
    for (const [what, of] of [['latency', 'latency_us'], ['time to the first token', 'first_us']]) {
      for (const key of ['p50', 'p99', 'p999']) {
        const list = pick(of, key);
        say(`added ${what}, ${title}, ${key}, us`, median(list).toFixed(0), `${range(list, 0)}; ${note}`);
      }
    }
  }
}
