// What a service manager hears, on a real socket: systemd's protocol from start to end.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from '../../tools/testing/runner.mjs';
import { connect, openRaw } from './lib/clients.mjs';
import { kRoot, startServer } from './lib/server.mjs';
import { hang, startUpstream } from './lib/upstream.mjs';
import { until, within } from './lib/wait.mjs';

/** {env, heard}: a socket that takes what is said to it. */
async function startManager(t) {
  const binary = join(kRoot, 'build/release/spotter_datagrams');
  if (!existsSync(binary)) throw new Error(`there is no ${binary}; build it with ./dev build`);
  const folder = mkdtempSync(join(tmpdir(), 'spotter-notify-'));
  const path = join(folder, 'notify');
  const child = spawn(binary, [path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const manager = { env: { NOTIFY_SOCKET: path }, heard: [] };
  let rest = '';
  child.stdout.on('data', (data) => {
    const lines = (rest + data).split('\n');
    rest = lines.pop();
    manager.heard.push(...lines);
  });
  t.after(() => {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  await until(() => manager.heard.shift() === 'bound', 'the socket to be there');
  return manager;
}

const count = ({ heard }, word) => heard.filter((line) => line.startsWith(word)).length;

test('service manager: ready once it serves, stopping with the time that it takes', async (t) => {
  const manager = await startManager(t);
  const upstream = await startUpstream(t);
  const server = await startServer(t, { upstream, env: { ...manager.env, SPOTTER_DRAIN_TIMEOUT: '7' } });
  await until(() => count(manager, 'READY=1') === 1, 'READY');
  assert.deepEqual(manager.heard, ['READY=1 STATUS=Serving']);
  upstream.next(hang());
  const raw = await openRaw(t, server);
  raw.invoke('0', 'SendMessage', 'This holds up the end');
  await until(() => upstream.calls[0], 'the upstream call');
  server.signal('SIGTERM');
  await until(() => count(manager, 'STOPPING=1') === 1, 'STOPPING');
  const usec = Number(/EXTEND_TIMEOUT_USEC=(\d+)$/.exec(manager.heard.at(-1))[1]);
  assert.ok(usec > 8_000_000 && usec < 20_000_000, String(usec));
  server.signal('SIGTERM');
  await within(server.exit, 'the server to end');
});

test('service manager: a reload is announced with its time, and ended, also a refused one', async (t) => {
  const manager = await startManager(t);
  const server = await startServer(t, { env: { ...manager.env, SPOTTER_PRICES_FILE: join(kRoot, 'data/prices.json') } });
  await until(() => count(manager, 'READY=1') === 1, 'READY');
  const before = process.hrtime.bigint() / 1_000n;
  server.signal('SIGHUP');
  await until(() => count(manager, 'READY=1') === 2, 'the end of the reload');
  const [, reloading, ready] = manager.heard;
  const usec = BigInt(/^RELOADING=1 MONOTONIC_USEC=(\d+) /.exec(reloading)[1]);
  assert.ok(usec >= before && usec - before < 60_000_000n, `${usec} is not after ${before}`);
  assert.equal(ready, 'READY=1 STATUS=Serving');
});

test('service manager: a watchdog is told that all is well while chats go on', async (t) => {
  const manager = await startManager(t);
  const server = await startServer(t, { env: { ...manager.env, WATCHDOG_USEC: '200000' } });
  const client = await connect(t, server);
  await client.ask('thank you');
  await until(() => count(manager, 'WATCHDOG=1') >= 5, 'five signs of life');
});
