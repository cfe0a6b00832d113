// `./dev run` and `./dev chat` as a person uses them, in two terminals.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvFile } from '../../tools/chat/settings.mjs';
import { test } from '../../tools/testing/runner.mjs';
import { cleanEnvironment, kRoot } from './lib/server.mjs';
import { until, within } from './lib/wait.mjs';

/** A port that is free now; ./dev run writes it down before it starts, so it cannot be 0. */
async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function dev(t, args, environment) {
  const child = spawn(join(kRoot, 'dev'), args, {
    cwd: tmpdir(),
    env: cleanEnvironment({ SPOTTER_NO_INSTALL: '1', ...environment }),
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true, // a group of its own, as in a terminal: Ctrl-C reaches all of it
  });
  const run = { child, output: '', ended: null };
  child.stdout.on('data', (data) => (run.output += data));
  child.stderr.on('data', (data) => (run.output += data));
  run.exit = new Promise((resolve) => child.on('close', (code) => resolve((run.ended = { code }))));
  run.interrupt = (name = 'SIGINT') => process.kill(-child.pid, name);
  t.after(() => {
    if (!run.ended) run.interrupt('SIGKILL');
    return run.exit;
  });
  return run;
}

// ./dev run builds what it starts: with another binary under test there is nothing to check here.
const testRun = process.env.SPOTTERD ? () => {} : test;

testRun('dev: run prints URL and key, chat finds both, Ctrl-C ends it cleanly', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'spotter-dev-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const environment = { SPOTTER_RUN_FILE: join(folder, 'run.env'), LOG_FORMAT: 'text' };
  const port = await freePort();
  const run = dev(t, ['run', '--listen', `127.0.0.1:${port}`], environment);
  await until(() => run.ended || run.output.includes('Stop  Ctrl-C'), './dev run to be ready', 60_000);
  const key = /Key\s+([0-9a-f]{32})/.exec(run.output)?.[1];
  assert.ok(key, run.output);
  assert.ok(run.output.includes(`http://127.0.0.1:${port}`), run.output);
  assert.equal(statSync(environment.SPOTTER_RUN_FILE).mode & 0o777, 0o600);
  assert.equal(readFileSync(environment.SPOTTER_RUN_FILE, 'utf8'), `SPOTTER_URL=http://127.0.0.1:${port}\nWEB_AUTH_KEY=${key}\n`);

  const chat = dev(t, ['chat'], environment);
  chat.child.stdin.end('2 days, beginner, dumbbells\n');
  assert.equal((await within(chat.exit, 'the chat to end', 20_000)).code, 0, chat.output);
  assert.match(chat.output, /dumbbell/i);
  assert.match(run.output, /^ {2}Chat {2}\.\/dev chat {3}/m);

  // What the README shows, where it says.
  const [, program] = /```js\n(\/\/ talk\.mjs\n[^]*?)```/.exec(readFileSync(join(kRoot, 'README.md'), 'utf8'));
  mkdirSync(join(kRoot, 'build'), { recursive: true });
  const talk = join(mkdtempSync(join(kRoot, 'build/readme-')), 'talk.mjs');
  t.after(() => rmSync(join(talk, '..'), { recursive: true, force: true }));
  writeFileSync(talk, program);
  const env = cleanEnvironment(readEnvFile(environment.SPOTTER_RUN_FILE));
  const talked = execFileSync(process.execPath, [talk], { env, encoding: 'utf8', timeout: 30_000 });
  assert.match(talked, /sessions: \[/);

  run.interrupt();
  assert.equal((await within(run.exit, './dev run to end', 10_000)).code, 0, run.output);
  assert.equal(existsSync(environment.SPOTTER_RUN_FILE), false);
}, { timeoutMs: 120_000, alone: true });

testRun('dev: run keeps the key that somebody chose to itself', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'spotter-dev-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const environment = { SPOTTER_RUN_FILE: join(folder, 'run.env'), WEB_AUTH_KEY: 'a-key-of-my-own' };
  const port = await freePort();
  const run = dev(t, ['run', '--listen', `127.0.0.1:${port}`], environment);
  await until(() => run.ended || run.output.includes('Stop  Ctrl-C'), './dev run to be ready', 60_000);
  assert.ok(!run.output.includes('a-key-of-my-own'), run.output);
  assert.match(run.output, /^ {2}Chat {2}WEB_AUTH_KEY=YOUR-KEY \.\/dev chat /m);
  assert.equal(readFileSync(environment.SPOTTER_RUN_FILE, 'utf8'), `SPOTTER_URL=http://127.0.0.1:${port}\n`);
  const failed = dev(t, ['run', '--listen', `127.0.0.1:${port}`, '--no-such-option'], environment);
  assert.notEqual((await within(failed.exit, 'the start that fails', 60_000)).code, 0, failed.output);
  assert.ok(existsSync(environment.SPOTTER_RUN_FILE), 'a start that fails took the file of the server that runs');
  run.interrupt('SIGTERM');
  assert.equal((await within(run.exit, './dev run to end', 10_000)).code, 0, run.output);
  assert.equal(existsSync(environment.SPOTTER_RUN_FILE), false);
}, { timeoutMs: 120_000, alone: true });

test('dev: help lists every command, and an unknown one is refused', async () => {
  const help = execFileSync(join(kRoot, 'dev'), ['help'], { encoding: 'utf8' });
  const script = readFileSync(join(kRoot, 'dev'), 'utf8');
  const commands = [...script.matchAll(/^cmd_(\w+)\(\)/gm)].map((match) => match[1]);
  assert.ok(commands.length >= 8);
  for (const command of commands) assert.match(help, new RegExp(`^\\./dev ${command}\\b`, 'm'));
  for (const [args, why] of [
    [['dance'], /no command 'dance'/], [['lint', '--dance'], /lint has no option '--dance'/],
    [['lint', '--since'], /say since when/], [['sanitize', 'dance'], /say which/],
  ]) {
    assert.throws(() => execFileSync(join(kRoot, 'dev'), args, { stdio: 'pipe' }), why);
  }
});
