// A real redis-server, in a folder of its own, ended with the test.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until, within } from './wait.mjs';

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** {url, pid, ask(words...), signal(name)}; asked in inline commands, answered in text. */
export async function startRedis(t, args = []) {
  const folder = mkdtempSync(join(tmpdir(), 'spotter-redis-'));
  const port = await freePort();
  const child = spawn('redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no', ...args],
    { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.on('close', resolve));
  t.after(async () => {
    child.kill('SIGCONT');
    child.kill('SIGKILL');
    await within(ended, 'redis-server to end');
    rmSync(folder, { recursive: true, force: true });
  });
  const ask = (...words) => new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (data) => (text += data));
    socket.on('error', reject);
    socket.on('close', () => resolve(text));
    socket.end(`${words.join(' ')}\r\nQUIT\r\n`);
  });
  await until(async () => (await ask('PING').catch(() => '')).includes('PONG'), 'redis-server to answer', 20_000);
  return { url: `redis://127.0.0.1:${port}/1`, pid: child.pid, ask, signal: (name) => child.kill(name) };
}
