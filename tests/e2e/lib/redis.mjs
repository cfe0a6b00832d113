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

/**
 * {url, pid, ask(words...), monitor(), signal(name), kill(), start()}; asked in inline commands, answered in text.
 * `password`: it is then asked with it, and `urlWith(password)` names it. After kill() it is silent for ever, after
 * start() it is there again on the same port, empty.
 */
export async function startRedis(t, { password = '', args = [] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'spotter-redis-'));
  const port = await freePort();
  const options = [
    '--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no',
    ...(password ? ['--requirepass', password] : []), ...args,
  ];
  const hello = password ? `AUTH ${password}\r\n` : '';
  const urlWith = (word) => `redis://${word ? `:${word}@` : ''}127.0.0.1:${port}/1`;
  const redis = { url: urlWith(password), urlWith };
  let child;
  let ended = Promise.resolve();

  redis.ask = (...words) => new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.setEncoding('latin1');
    socket.on('data', (data) => (text += data));
    socket.on('error', reject);
    socket.on('close', () => resolve(text));
    socket.end(`${hello}${words.join(' ')}\r\nQUIT\r\n`);
  });
  /** Every command from now on: {text}, which grows. */
  redis.monitor = async () => {
    const socket = connect(port, '127.0.0.1');
    const heard = { text: '' };
    socket.setEncoding('latin1');
    socket.on('data', (data) => (heard.text += data));
    socket.on('error', () => {});
    t.after(() => socket.destroy());
    socket.write(`${hello}MONITOR\r\n`);
    await until(() => heard.text.split('+OK').length > (password ? 2 : 1), 'Redis to tell all');
    return heard;
  };
  redis.start = async () => {
    child = spawn('redis-server', options, { stdio: 'ignore' });
    redis.pid = child.pid;
    ended = new Promise((resolve) => child.on('close', resolve));
    await until(async () => (await redis.ask('PING').catch(() => '')).includes('PONG'), 'redis-server to answer', 20_000);
  };
  redis.signal = (name) => child.kill(name);
  redis.kill = async () => {
    child.kill('SIGCONT');
    child.kill('SIGKILL');
    await within(ended, 'redis-server to end');
  };
  t.after(async () => {
    await redis.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  await redis.start();
  return redis;
}
