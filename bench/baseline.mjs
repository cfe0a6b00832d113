// The base line of the figures that we watch: ./dev bench [size|memory|cpu|latency|build ...]. Each line says
// what was measured and how. `build` takes minutes and only runs when it is named.
import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import WebSocket from 'ws';

const root = fileURLToPath(new URL('..', import.meta.url));
const binary = process.env.SPOTTERD ?? join(root, 'build/release/spotterd');
const kKey = 'bench-key';
const kSeparator = '\x1e';
const kShards = Math.min(2, cpus().length);

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const quantile = (list, q) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * q))];
const say = (what, value, how) => console.log(`${what.padEnd(58)} ${String(value).padStart(12)}   ${how}`);
const tick = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function startServer(environment) {
  const child = spawn(binary, [], {
    cwd: tmpdir(),
    env: {
      PATH: process.env.PATH, LOG_FORMAT: 'json', SPOTTER_LISTEN: '127.0.0.1:0', SPOTTER_THREADS: String(kShards),
      WEB_AUTH_KEY: kKey, TEST_MODE: '1', SPOTTER_MAX_CONNECTIONS_PER_ADDRESS: '100000', ...environment,
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
  return {
    port,
    pid: child.pid,
    /** Bytes in memory. */
    resident: () => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) * 1024,
    /** Nanoseconds that its threads have run. */
    cpu: () => readdirSync(`/proc/${child.pid}/task`)
      .map((task) => Number(readFileSync(`/proc/${child.pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]))
      .reduce((sum, time) => sum + time, 0),
    stop: () => new Promise((resolve) => {
      child.removeAllListeners('exit');
      child.on('exit', resolve);
      child.kill('SIGTERM');
      child.kill('SIGTERM');
    }),
  };
}

function startUpstream() {
  const worker = new Worker(new URL('./upstream_worker.mjs', import.meta.url));
  return new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('message', (port) => resolve({ port, baseUrl: `http://127.0.0.1:${port}/v1`, stop: () => worker.terminate() }));
  });
}

/** An open hub connection after its handshake. `on(text)` gets every frame of the socket as it came. */
function openSession(server, on = () => {}) {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/ai-chat`, {
    headers: { Authorization: `Web ${kKey}` }, perMessageDeflate: false,
  });
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () => socket.send(`{"protocol":"json","version":1}${kSeparator}`));
    socket.once('message', () => {
      socket.on('message', (data) => on(data));
      resolve(socket);
    });
  });
}

const invoke = (socket, id, text) =>
  socket.send(`${JSON.stringify({ type: 1, target: 'SendMessage', arguments: [text], invocationId: String(id) })}${kSeparator}`);

async function settled(read) {
  let last = read();
  for (let same = 0; same < 5;) {
    await tick(100);
    const now = read();
    same = Math.abs(now - last) < 4096 ? same + 1 : 0;
    last = now;
  }
  return last;
}

async function size() {
  const folder = mkdtempSync(join(tmpdir(), 'spotter-bench-'));
  const copy = join(folder, 'spotterd');
  copyFileSync(binary, copy);
  execFileSync('strip', [copy]);
  say('stripped binary, MiB', (statSync(copy).size / 2 ** 20).toFixed(2), 'strip spotterd; stat');
  rmSync(folder, { recursive: true });
}

async function memory() {
  const server = await startServer({});
  const before = await settled(server.resident);
  say(`resident memory at start, ${kShards} shards, MiB`, (before / 2 ** 20).toFixed(1), 'VmRSS of /proc/PID/status');
  const count = 1_000;
  const sockets = [];
  for (let i = 0; i < count; i += 50) {
    sockets.push(...(await Promise.all(Array.from({ length: 50 }, () => openSession(server)))));
  }
  const after = await settled(server.resident);
  say(`resident memory per idle session at ${count}, KiB`, ((after - before) / count / 1024).toFixed(1),
    'VmRSS after the handshakes, less VmRSS at start');
  for (const socket of sockets) socket.terminate();
  await server.stop();
}

async function cpuPerDelta(upstream, frameInterval) {
  const [streams, deltas, bytes, period] = [100, 250, 20, 20];
  const server = await startServer({
    OPENAI_BASE_URL: upstream.baseUrl, OPENAI_MODEL: `deltas:${deltas}:${bytes}:${period}`,
    SPOTTER_FRAME_INTERVAL_MS: String(frameInterval),
  });
  let frames = 0;
  let completed = 0;
  let done;
  const all = new Promise((resolve) => (done = resolve));
  const on = (data) => {
    const text = data.toString('latin1');
    frames += text.split('"type":1,').length - 1;
    if (text.includes('"type":3') && ++completed === streams) done();
  };
  const sockets = await Promise.all(Array.from({ length: streams }, () => openSession(server, on)));
  const idle = server.cpu();
  const began = performance.now();
  sockets.forEach((socket) => invoke(socket, 0, 'go'));
  await all;
  const seconds = (performance.now() - began) / 1000;
  const used = server.cpu() - idle;
  const total = streams * deltas;
  say(`CPU per delta, ${streams} streams, frame interval ${frameInterval} ms, us`, (used / 1000 / total).toFixed(1),
    `schedstat; ${total} deltas of ${bytes} bytes in ${seconds.toFixed(1)} s, ${frames} frames, ${(used / 1e9 / seconds * 100).toFixed(0)} % of a core`);
  for (const socket of sockets) socket.terminate();
  await server.stop();
}

async function cpu() {
  const upstream = await startUpstream();
  for (const interval of [0, 40]) await cpuPerDelta(upstream, interval);
  await upstream.stop();
}

function firstByteDirect(agent, port) {
  const body = JSON.stringify({ model: 'instant', stream: true, messages: [{ role: 'user', content: 'go' }] });
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host: '127.0.0.1', port, agent, method: 'POST', path: '/v1/chat/completions',
      headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) },
    }, (response) => {
      let first;
      response.on('data', () => (first ??= performance.now() - began));
      response.on('end', () => resolve(first));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function latency() {
  const upstream = await startUpstream();
  const server = await startServer({ OPENAI_BASE_URL: upstream.baseUrl, OPENAI_MODEL: 'instant' });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let began = 0;
  let first = null;
  let end;
  const socket = await openSession(server, (data) => {
    const text = data.toString();
    if (first === null && text.includes('messageResponse')) first = performance.now() - began;
    if (text.includes('"type":3')) end(first);
  });
  const through = (id) => new Promise((resolve) => {
    end = resolve;
    first = null;
    began = performance.now();
    invoke(socket, id, 'go');
  });
  const [direct, withServer] = [[], []];
  for (let i = 0; i < 550; ++i) {
    const a = await firstByteDirect(agent, upstream.port);
    const b = await through(i);
    if (i < 50) continue; // both sides warm up
    direct.push(a);
    withServer.push(b);
  }
  say('first word, straight from the upstream, median, ms', median(direct).toFixed(2), '500 requests on a kept connection');
  say('first word, through spotterd, median, ms', median(withServer).toFixed(2), '500 messages on an open session, in turn with the above');
  say('added to the first word, median, ms', (median(withServer) - median(direct)).toFixed(2), 'difference of the medians');
  say('added to the first word, 99 of 100, ms', (quantile(withServer, 0.99) - quantile(direct, 0.99)).toFixed(2), 'difference of the quantiles');
  socket.terminate();
  agent.destroy();
  await server.stop();
  await upstream.stop();
}

async function build() {
  const folder = mkdtempSync(join(tmpdir(), 'spotter-build-'));
  const run = (command, args) => execFileSync(command, args, { cwd: root, stdio: 'ignore', env: { ...process.env, CCACHE_DISABLE: '1' } });
  const timed = (args) => {
    const began = performance.now();
    run('cmake', ['--build', folder, ...args]);
    return ((performance.now() - began) / 1000).toFixed(1);
  };
  for (const [name, flags] of [['release', ['-DCMAKE_BUILD_TYPE=Release', '-DSPOTTER_TESTS=OFF']], ['debug', ['-DCMAKE_BUILD_TYPE=Debug', '-DSPOTTER_SANITIZE=address,undefined']]]) {
    rmSync(folder, { recursive: true, force: true });
    run('cmake', ['-S', root, '-B', folder, '-G', 'Ninja', ...flags]);
    say(`clean build, ${name}, s`, timed([]), `cmake --build, no ccache, ${cpus().length} cores`);
    for (const file of ['src/chat/turn.cpp', 'src/server/http_connection.cpp', 'include/spotter/llm/event.hpp']) {
      if (!existsSync(join(root, file))) continue;
      const { atime, mtime } = statSync(join(root, file));
      utimesSync(join(root, file), new Date(), new Date());
      say(`incremental build, ${name}, ${file}, s`, timed([]), 'touch; cmake --build');
      utimesSync(join(root, file), atime, mtime);
    }
  }
  rmSync(folder, { recursive: true, force: true });
}

const sections = { size, memory, cpu, latency, build };
const asked = process.argv.slice(2);
const unknown = asked.find((name) => !sections[name]);
if (unknown) {
  console.error(`no section ${unknown}; there are ${Object.keys(sections).join(', ')}`);
  process.exit(2);
}
for (const name of asked.length > 0 ? asked : ['size', 'memory', 'cpu', 'latency']) await sections[name]();
process.exit(0);
