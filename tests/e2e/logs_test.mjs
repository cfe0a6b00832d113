// The log: files that are rotated while the server runs, levels for rooms, and ids by which one turn can be followed.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, existsSync, mkdtempSync, openSync, renameSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from '../../tools/testing/runner.mjs';
import { connect } from './lib/clients.mjs';
import { request } from './lib/http.mjs';
import { cleanEnvironment, kBinary, kKey, runBinary, startServer } from './lib/server.mjs';
import { scrape } from './lib/metrics.mjs';
import { startUpstream, words } from './lib/upstream.mjs';
import { until, within } from './lib/wait.mjs';

const kForm = JSON.stringify({
  attributes: { weightRange: '70-80', age: 31, daysPerWeek: 3, goals: ['Strength'], additionalInfo: '' },
});
const askForPlan = (server, headers = {}) => request(server, 'POST', '/ai/workout', {
  headers: { Authorization: `Web ${kKey}`, 'Content-Type': 'application/json', ...headers }, body: kForm,
});

test('logs: everything goes into the file, warnings and errors into the other as well, nothing to standard error', async (t) => {
  const server = await startServer(t, {
    env: { SPOTTER_LOG_FILE: 'spotter.log', SPOTTER_LOG_ERROR_FILE: 'error.log', TEST_MODE: 'true', LOG_LEVEL: 'info' },
  });
  const client = await connect(t, server);
  await client.ask('How often?');
  await until(() => server.fileEvents().some(({ event }) => event === 'turn_finished'), 'the turn in the file');
  assert.deepEqual(server.events, []);
  assert.ok(server.fileEvents().every(({ room }) => room));
  await until(() => server.fileEvents('error.log').length > 0, 'the warning in the other file');
  assert.deepEqual(server.fileEvents('error.log').map(({ event, level }) => [event, level]), [['quotas_off', 'warn']]);
  assert.equal(statSync(join(server.folder, 'spotter.log')).mode & 0o137, 0);
  await client.connection.stop();
  await server.stop();
  assert.equal(server.fileEvents().at(-1).event, 'stopped');
});

test('logs: SIGHUP opens the files anew, also when the settings are refused', async (t) => {
  const lender = await startServer(t); // lends its folder
  const config = join(lender.folder, 'spotter.toml');
  writeFileSync(config, '');
  const server = await startServer(t, {
    args: ['--config', config], env: { SPOTTER_LOG_FILE: 'spotter.log', SPOTTER_LOG_ERROR_FILE: 'error.log', LOG_LEVEL: '' },
  });
  const rotate = async (number, event) => {
    for (const name of ['spotter.log', 'error.log']) renameSync(join(server.folder, name), join(server.folder, `${name}.${number}`));
    server.signal('SIGHUP');
    await until(() => server.fileEvents().some((each) => each.event === event), `${event} in the new file`);
    assert.ok(existsSync(join(server.folder, 'error.log')));
  };
  await rotate(1, 'reloaded');
  assert.ok(server.fileEvents('spotter.log.1').some(({ event }) => event === 'listening'));
  writeFileSync(config, '[log]\nlevel = "loud"\n');
  await rotate(2, 'reload_refused');
  assert.deepEqual(server.fileEvents('error.log').map(({ event }) => event), ['reload_refused']);
  const all = ['spotter.log.1', 'spotter.log.2', 'spotter.log'].flatMap((name) => server.fileEvents(name)).map(({ event }) => event);
  assert.equal(all.filter((event) => event === 'signal').length, 2);
});

test('logs: a file that cannot be opened stops the start with one line', async () => {
  for (const [name, setting] of [['SPOTTER_LOG_FILE', 'log.file'], ['SPOTTER_LOG_ERROR_FILE', 'log.error_file']]) {
    const { code, stderr } = await runBinary([], { SPOTTER_LISTEN: '127.0.0.1:0', [name]: '/nowhere/spotter.log' });
    assert.equal(code, 1);
    assert.equal(stderr, `spotterd: ${setting} (${name}): '/nowhere/spotter.log' cannot be opened to append: No such file or directory\n`);
  }
});

test('logs: a full disk holds nobody up; lines go to standard error, and it is said and counted', async (t) => {
  const server = await startServer(t, { env: { SPOTTER_LOG_FILE: '/dev/full', LOG_LEVEL: 'info' }, mayReport: ['log_file_failed'] });
  const client = await connect(t, server);
  for (let turn = 0; turn < 3; turn += 1) await client.ask('How often?');
  await until(() => server.events.filter(({ event }) => event === 'turn_finished').length === 3, 'the turns');
  const told = server.events.filter(({ event }) => event === 'log_file_failed');
  assert.deepEqual(told.map(({ file, why }) => [file, why]), [['/dev/full', 'No space left on device']]);
  const page = await scrape(server);
  assert.ok(page.value('spotter_log_lines_misplaced_total') >= 4);
  assert.ok(page.value('spotter_log_lines_total', { level: 'info' }) >= 4);
});

/** A pipe that is full and that nobody reads, for a process to write to. */
function fullPipe(t) {
  const folder = mkdtempSync(join(tmpdir(), 'spotter-full-'));
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  const reader = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const block = Buffer.alloc(4096, '.');
  try {
    for (;;) writeSync(reader, block);
  } catch (error) {
    assert.equal(error.code, 'EAGAIN');
  }
  const writer = openSync(path, constants.O_WRONLY);
  t.after(() => {
    for (const file of [reader, writer]) closeSync(file);
    rmSync(folder, { recursive: true });
  });
  return writer;
}

const freePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

test('logs: a reader of standard error that stands still keeps nobody from an answer, nor the process from ending', async (t) => {
  const port = await freePort();
  const child = spawn(kBinary, [], {
    env: cleanEnvironment({ SPOTTER_LISTEN: `127.0.0.1:${port}`, WEB_AUTH_KEY: kKey }), stdio: ['ignore', 'ignore', fullPipe(t)],
  });
  t.after(() => child.kill('SIGKILL'));
  const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal })));
  const live = () => request({ url: `http://127.0.0.1:${port}` }, 'GET', '/health/live').then(({ status }) => status === 200, () => false);
  await until(live, 'the server');
  child.kill('SIGTERM');
  assert.deepEqual(await within(ended, 'the end', 20_000), { code: 0, signal: null });
});

test('logs: what a stranger causes at will is a few lines, and a count', async (t) => {
  const server = await startServer(t, { env: { SPOTTER_FAILED_CREDENTIALS: '1000', LOG_LEVEL: 'info' } });
  for (let i = 0; i < 60; i += 1) {
    assert.equal((await request(server, 'POST', '/ai/workout', { headers: { Authorization: `Nope ${i}` } })).status, 401);
  }
  const count = () => server.events.filter(({ event }) => event === 'credential_refused').length;
  const [told] = await until(() => {
    const lines = server.events.filter(({ event, repeated }) => event === 'repeats_withheld' && repeated === 'credential_refused');
    return lines.length > 0 && lines;
  }, 'what was withheld', 30_000);
  assert.equal(told.level, 'info');
  assert.ok(count() <= 40, `${count()}`);
});

test('logs: each room has its level, and a reload changes it', async (t) => {
  const lender = await startServer(t);
  const config = join(lender.folder, 'spotter.toml');
  writeFileSync(config, '[log]\nlevel = "info,chat=debug"\n');
  const server = await startServer(t, { args: ['--config', config], env: { LOG_LEVEL: '' } });
  const client = await connect(t, server);
  const seen = (event) => server.events.filter((each) => each.event === event).length;
  await client.ask('How often?');
  await server.event('turn_finished');
  assert.deepEqual([seen('turn_begun'), seen('call_finished')], [1, 0]);
  writeFileSync(config, '[log]\nlevel = "chat=info,llm=debug"\n');
  server.signal('SIGHUP');
  assert.equal((await server.event('reloaded')).changed, 'log.level');
  await client.ask('How often?');
  await server.event('call_finished');
  await until(() => seen('turn_finished') === 2, 'the second turn');
  assert.deepEqual([seen('turn_begun'), seen('call_finished')], [1, 1]);
});

test('logs: an unknown room or level stops the start, with the nearest room', async () => {
  const refused = async (level) => (await runBinary(['check-config'], { LOG_LEVEL: level })).stderr;
  assert.match(await refused('info,chta=debug'), /^spotterd: log\.level .*'info,chta=debug'.*'chta' is no room that logs; did you mean 'chat'\?\n$/);
  assert.match(await refused('chat=loud'), /'loud' is no level; there are trace, debug, info, warn and error\n$/);
});

test('logs: one turn can be followed by its id, from the request that opened its session', async (t) => {
  const upstream = await startUpstream(t);
  const server = await startServer(t, { upstream });
  const client = await connect(t, server);
  upstream.next((call) => call.refuse(500, { message: 'ill' }));
  upstream.next(words('Twice ', 'a week.'));
  await client.ask('How often?');
  const finished = await server.event('turn_finished');
  assert.match(finished.turn, /^[0-9a-f]{8}-\d+$/);
  // The calls are told by another shard.
  const ofTurn = () => server.events.filter(({ turn }) => turn === finished.turn);
  await until(() => ofTurn().filter(({ event }) => event === 'call_finished').length >= 2, 'both calls in the log');
  const lines = ofTurn();
  assert.deepEqual(lines.map(({ event }) => event).filter((event) => event !== 'provider_state').sort(),
    ['call_finished', 'call_finished', 'turn_begun', 'turn_finished']);
  assert.deepEqual(lines.filter(({ event }) => event === 'call_finished').map(({ level }) => level).sort(), ['debug', 'info']);
  for (const { event, session } of lines) if (event.startsWith('turn_')) assert.equal(session, finished.session);
  await client.connection.stop();
  const ended = await server.event('session_finished', { session: finished.session });
  const begun = await server.event('session_begun', { session: finished.session });
  assert.ok(begun.request);
  assert.equal(ended.request, begun.request);
});

test('logs: a plan over REST has the id that its caller gave it, and its turn as well', async (t) => {
  const server = await startServer(t);
  const id = 'phone-42.a_B';
  const answer = await askForPlan(server, { 'X-Request-Id': id });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers['x-request-id'], id);
  await server.event('plan_request_finished', { request: id });
  const turn = await server.event('turn_finished', { request: id });
  assert.equal(turn.session, undefined);
  await server.event('call_finished', { turn: turn.turn });
});

test('logs: an X-Request-Id that is long, strange or there twice is not taken over', async (t) => {
  const server = await startServer(t);
  const seen = new Set();
  for (const id of ['', 'x'.repeat(65), 'a b', 'a"b', 'a/b', 'ä', ['a', 'b']]) {
    const { headers } = await request(server, 'GET', '/health', { headers: { 'X-Request-Id': id } }).catch(() => ({ headers: {} }));
    if (!headers['x-request-id']) continue; // Node itself does not send it
    assert.match(headers['x-request-id'], /^[0-9a-f]{10}-\d+$/);
    seen.add(headers['x-request-id']);
  }
  assert.ok(seen.size >= 6, `${seen.size} answers`);
});

