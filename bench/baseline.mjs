// The base line of the figures that we watch: size, memory, CPU and latency of talk, and build times.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync, utimesSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { binary, invoke, kShards, median, openSession, quantile, root, say, settled, startServer, startUpstream } from './harness.mjs';

export async function size() {
  const folder = mkdtempSync(join(tmpdir(), 'spotter-bench-'));
  const copy = join(folder, 'spotterd');
  copyFileSync(binary, copy);
  execFileSync('strip', [copy]);
  say('stripped binary, MiB', (statSync(copy).size / 2 ** 20).toFixed(2), 'strip spotterd; stat');
  rmSync(folder, { recursive: true });
}

export async function memory() {
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

export async function cpu() {
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

export async function latency() {
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

export async function build() {
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
