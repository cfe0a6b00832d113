// How costs grow with the number of sessions: prints CSV, a point of a curve a line, each from processes of its own.
// BENCH_PLOTS=FOLDER keeps it there, with the curves as pictures.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { against, cpuPerDelta, kQuick, load, streams } from './contestants.mjs';
import { plot } from './plots.mjs';

const kColumns = ['kind', 'shards', 'upstream', 'sessions', 'answer_bytes', 'deltas_per_s', 'us_per_delta', 'kib_per_session',
  'core_percent', 'mib_before', 'mib_loaded', 'mib_after', 'descriptors_before', 'descriptors_loaded', 'descriptors_after', 'refused', 'wrong'];

const kUsualDeltas = 50;
const kUsualBytes = 40;
/** Measured so far. */
const points = [kColumns.join(',')];

const sum = (counts) => Object.values(counts).reduce((all, one) => all + one, 0);

function print(kind, { shards, http = '', sessions, bytes = 0 }, result) {
  const { server, seconds, deltas } = result;
  const mib = ({ resident }) => (resident / 2 ** 20).toFixed(1);
  const cells = [
    kind, shards, http, sessions, bytes, Math.round(deltas / seconds), deltas > 0 ? cpuPerDelta(result).toFixed(1) : '',
    ((server.end.resident - server.before.resident) / 1024 / Math.max(1, result.connected)).toFixed(1),
    ((server.end.cpu_ns - server.begin.cpu_ns) / 1e7 / seconds).toFixed(1), mib(server.before), mib(server.end), mib(server.after),
    server.before.descriptors, server.end.descriptors, server.after.descriptors, sum(result.refused), sum(result.wrong),
  ];
  points.push(cells.join(','));
  console.log(points.at(-1));
}

const coresOf = (shards) => (shards === 1 ? '0' : '0,1');

async function idle(shards, sessions) {
  const result = await against('spotter', { how: { cores: coresOf(shards) } }, (server) => load(server, {
    mode: 'idle', clients: sessions, sources: 100, 'warm-s': 3, seconds: kQuick ? 5 : 15, 'start-limit-s': 180,
  }));
  print('idle', { shards, sessions }, result);
}

/** Two and a half deltas a second each, so that the largest number of streams fits on one core too. */
async function active(shards, http, sessions, bytes) {
  const deltas = kUsualDeltas;
  const shape = { deltas, bytes, 'period-us': 400_000 };
  const result = await against('spotter', { shape, how: { http, cores: coresOf(shards) } }, (server) => load(server, streams(
    sessions, kQuick ? 5 : 15, { deltas, bytes, 'spread-ms': kQuick ? 5_000 : 20_000, sources: 100, 'start-limit-s': 180 })));
  print('active', { shards, http, sessions, bytes: deltas * bytes }, result);
}

/** A hundred more than it takes: they are told so. */
async function refusals() {
  const environment = { SPOTTER_MAX_CONNECTIONS: '1000' };
  const result = await against('spotter', { how: { environment } }, (server) => load(server, {
    mode: 'idle', clients: 1_100, sources: 100, 'warm-s': 1, seconds: 1,
  }, { mayRefuse: true }));
  print('limit of 1000', { shards: 1, sessions: 1_100 }, result);
}

export async function scale() {
  console.log(points[0]);
  for (const shards of kQuick ? [1] : [1, 2]) {
    for (const sessions of kQuick ? [100, 2_000] : [100, 1_000, 5_000, 10_000, 15_000]) await idle(shards, sessions);
    for (const http of ['1.1', 'h2c']) {
      for (const sessions of kQuick ? [1_000] : [100, 1_000, 4_000, 8_000]) await active(shards, http, sessions, kUsualBytes);
    }
  }
  if (!kQuick) for (const bytes of [20, 80]) await active(1, '1.1', 1_000, bytes);
  await refusals();
  const folder = process.env.BENCH_PLOTS;
  if (!folder) return;
  const rows = points.slice(1).map((line) => Object.fromEntries(line.split(',').map((cell, i) => [kColumns[i], cell])));
  plot(folder, rows.filter((row) => row.kind !== 'active' || Number(row.answer_bytes) === kUsualDeltas * kUsualBytes));
  writeFileSync(join(folder, 'scale.csv'), `${points.join('\n')}\n`);
}
