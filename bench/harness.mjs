// What the measurements share: the server under test, its upstream, sessions, and how a figure is printed.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import WebSocket from 'ws';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const binary = process.env.SPOTTERD ?? join(root, 'build/release/spotterd');
export const kKey = 'bench-key';
const kSeparator = '\x1e';
export const kShards = Math.min(2, cpus().length);

export const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
export const quantile = (list, q) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * q))];
/** BENCH_FIGURES=1 is how bench/compare.mjs reads them. */
export const say = (what, value, how) => console.log(process.env.BENCH_FIGURES === '1'
  ? JSON.stringify({ what, value: String(value), how }) : `${what.padEnd(58)} ${String(value).padStart(12)}   ${how}`);
export const tick = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * A command on these cores, as taskset takes them. BENCH_PRIORITY=1 puts it before all ordinary programs of a machine that
 * is not quiet (round robin, real time; needs root): they stand still meanwhile, though they still share its caches.
 */
export const pinned = (cores, command) => [
  ...(process.env.BENCH_PRIORITY === '1' ? ['chrt', '--rr', '1'] : []), 'taskset', '-c', cores, ...command];

/** `cores`: those that it may run on; all if nothing is said. */
export async function startServer(environment, cores) {
  const [command, ...args] = cores ? pinned(cores, [binary]) : [binary];
  const child = spawn(command, args, {
    cwd: tmpdir(),
    env: {
      PATH: process.env.PATH, LOG_FORMAT: 'json', SPOTTER_LISTEN: '127.0.0.1:0', SPOTTER_THREADS: String(kShards),
      WEB_AUTH_KEY: kKey, TEST_MODE: '1', SPOTTER_MAX_CONNECTIONS_PER_ADDRESS: '100000', SPOTTER_SESSIONS_PER_PAYER: '100000',
      ...environment,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  const port = await new Promise((resolve, reject) => {
    child.stderr.on('data', (data) => {
      if (log.length > 1_000_000) return;
      log += data;
      const line = log.split('\n').find((text) => text.includes('"event":"listening"'));
      if (line) resolve(JSON.parse(line).port);
    });
    child.on('exit', (code) => reject(new Error(`spotterd ended with ${code}: ${log}`)));
  });
  child.removeAllListeners('exit');
  const exit = new Promise((resolve) => child.on('exit', resolve));
  return {
    port,
    pid: child.pid,
    exit,
    /** Bytes in memory. */
    resident: () => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) * 1024,
    /** Nanoseconds that its threads have run. */
    cpu: () => readdirSync(`/proc/${child.pid}/task`)
      .map((task) => Number(readFileSync(`/proc/${child.pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]))
      .reduce((sum, time) => sum + time, 0),
    stop: () => {
      child.kill('SIGTERM');
      child.kill('SIGTERM');
      return exit;
    },
  };
}

export function startUpstream() {
  const worker = new Worker(new URL('./upstream_worker.mjs', import.meta.url));
  return new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('message', (port) => resolve({ port, baseUrl: `http://127.0.0.1:${port}/v1`, stop: () => worker.terminate() }));
  });
}

/**
 * An open hub connection after its handshake. `on(data)` gets every frame of the socket as it came; `options` are those of
 * the socket and the hub protocol.
 */
export function openSession(server, on = () => {}, path = '/ai-chat', { protocol = 'json', ...options } = {}) {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, {
    headers: { Authorization: `Web ${kKey}` }, perMessageDeflate: false, ...options,
  });
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () => socket.send(`{"protocol":"${protocol}","version":1}${kSeparator}`));
    socket.once('message', () => {
      socket.on('message', (data) => on(data));
      resolve(socket);
    });
  });
}

export const invoke = (socket, id, ...args) =>
  socket.send(`${JSON.stringify({ type: 1, target: 'SendMessage', arguments: args, invocationId: String(id) })}${kSeparator}`);

export async function settled(read) {
  let last = read();
  for (let same = 0; same < 5;) {
    await tick(100);
    const now = read();
    same = Math.abs(now - last) < 4096 ? same + 1 : 0;
    last = now;
  }
  return last;
}
