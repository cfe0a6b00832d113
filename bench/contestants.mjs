// The programs of the measurements on two cores: the scripted upstream and the load on one, on the other the server
// that is measured, Spotter or a peer that does the same job. Only loopback; each is stopped by its process id.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { kKey, pinned, root, startServer } from './harness.mjs';

const kServerCore = '0';
const kLoadCore = '1';
const kPython = '/usr/bin/python3'; // Debian's, which sees Debian's packages

export const kQuick = process.argv.includes('--quick');
/** Who takes part: BENCH_ONLY=spotter,relay leaves the others out. */
const only = process.env.BENCH_ONLY?.split(',');
export const takesPart = (name) => !only || only.includes(name);

const program = (name) => join(root, 'build/release', `spotter_bench_${name}`);

/** A program whose first line tells its port. `end()` stops it and gives what it said last. */
async function start(command, core) {
  const [first, ...rest] = pinned(core, command);
  const child = spawn(first, rest, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = new Promise((resolve) => child.on('exit', resolve));
  let said = '';
  const port = await new Promise((resolve, reject) => {
    child.stdout.on('data', (data) => {
      said += data;
      if (said.includes('\n')) resolve(JSON.parse(said.slice(0, said.indexOf('\n'))).port);
    });
    child.on('error', reject);
    exit.then((code) => reject(new Error(`${command.join(' ')} ended with ${code}`)));
  });
  const stop = async () => {
    child.kill('SIGTERM');
    const forced = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await exit;
    clearTimeout(forced);
    return said.trimEnd().split('\n').at(-1);
  };
  return { port, pid: child.pid, stop };
}

const options = (values) => Object.entries(values).flatMap(([name, value]) => [`--${name}`, String(value)]);

export const startUpstream = (shape) => start([program('upstream'), ...options(shape)], kLoadCore);

/**
 * Spotter with one shard, or as many as `cores` names, without quotas and other limits that a load generator meets; it
 * speaks `http` to the upstream and waits `interval` ms between frames.
 */
function startSpotter(upstream, { http = '1.1', interval = 0, cores = kServerCore, environment = {} } = {}) {
  return startServer({
    SPOTTER_THREADS: String(cores.split(',').length), SPOTTER_UPSTREAM_HTTP: http, SPOTTER_FRAME_INTERVAL_MS: String(interval),
    OPENAI_BASE_URL: `http://127.0.0.1:${upstream.port}/v1`, OPENAI_MODEL: 'bench',
    SPOTTER_PROVIDER_CALLS_MAX: '100000', SPOTTER_TURNS_PER_PAYER: '100000', SPOTTER_NEGOTIATIONS_PER_MINUTE: '1000000',
    // A stall of this machine is no reason to turn anybody away here: it would be measured as cheap.
    SPOTTER_OVERLOAD_SESSION_LAG_MS: '0', SPOTTER_OVERLOAD_TURN_LAG_MS: '0', LOG_LEVEL: 'info',
    ...environment,
  }, cores);
}

const startPeer = {
  relay: (upstream) => start([program('relay'), '--upstream-port', String(upstream.port)], kServerCore),
  node: (upstream) => start([process.execPath, 'bench/peers/node.mjs', String(upstream.port)], kServerCore),
  fastapi: (upstream) => start([kPython, 'bench/peers/fastapi_app.py', String(upstream.port)], kServerCore),
};

export const startContestant = (name, upstream, how) =>
  (name === 'spotter' ? startSpotter(upstream, how) : startPeer[name](upstream));

/**
 * What the load generator measured with these options. What was wrong with an answer is printed, and fails the run.
 */
export async function load(server, values, { mayRefuse = false } = {}) {
  const command = [program('load'), ...options({ port: server.port, pid: server.pid, authorization: `Web ${kKey}`, ...values })];
  const [first, ...rest] = pinned(kLoadCore, command);
  const child = spawn(first, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (data) => (text += data));
  await new Promise((resolve) => child.on('close', resolve));
  const result = JSON.parse(text);
  const bad = { ...result.wrong, ...(mayRefuse ? {} : result.refused) };
  if (Object.keys(bad).length > 0) {
    console.log(`  wrong: ${JSON.stringify(bad)}`);
    process.exitCode = 1;
  }
  return result;
}

/** A contestant with an upstream of its own, for as long as `use` takes. */
export async function against(name, { shape = {}, how = {} } = {}, use) {
  const upstream = await startUpstream(shape);
  try {
    const server = await startContestant(name, upstream, how);
    try {
      return await use(server);
    } finally {
      await server.stop();
    }
  } finally {
    await upstream.stop();
  }
}

/** The usual answer: 250 deltas of 20 bytes, 50 a second; 5 KB take 5 s. */
export const kShape = { deltas: 250, bytes: 20, 'period-us': 20_000 };

/** Of the load generator, for such answers. Asked once in each answer's time, answers are anywhere when it measures. */
export const streams = (clients, seconds, more = {}) => ({
  mode: 'streams', clients, seconds, deltas: kShape.deltas, bytes: kShape.bytes, 'spread-ms': 5_000, 'warm-s': 1,
  'end-limit-s': kQuick ? 0 : 60, ...more,
});

/** In microseconds. */
export const cpuPerDelta = ({ server, deltas }) => (server.end.cpu_ns - server.begin.cpu_ns) / 1000 / deltas;
/** In percent of one core. */
export const coreShare = ({ server, seconds }) => (server.end.cpu_ns - server.begin.cpu_ns) / 1e7 / seconds;

/**
 * How much of the time the server's busiest thread was ready to run and had no core, in percent. Above a few percent other programs take
 * part: what waits is then handled in larger batches, and looks cheaper than it is.
 */
export const waitShare = ({ server, seconds }) => (server.end.waited_ns - server.begin.waited_ns) / 1e7 / seconds;

for (const name of ['upstream', 'load', 'relay']) {
  if (!existsSync(program(name))) throw new Error(`${program(name)} is not built: ./dev bench builds it`);
}
