// Starting, draining, ending, and what the command line says.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from '../../tools/testing/runner.mjs';
import { connect, openRaw } from './lib/clients.mjs';
import { request } from './lib/http.mjs';
import { kKey, kUpstreamKey, runBinary, startServer } from './lib/server.mjs';
import { gatedWords, hang, startUpstream } from './lib/upstream.mjs';
import { Gate, kLimitedPaceMs, until, within } from './lib/wait.mjs';

const kGoodbye = '{"type":7,"allowReconnect":true}';

for (const shards of [1, 2]) {
  test(`lifecycle: SIGTERM lets a running answer finish, says goodbye and ends with 0 (${shards} shards)`, async (t) => {
    const upstream = await startUpstream(t);
    const server = await startServer(t, { upstream, shards });
    const gate = new Gate();
    upstream.next(gatedWords(gate, 'Just ', 'in ', 'time.'));
    const raw = await openRaw(t, server);
    const idle = await openRaw(t, server);
    raw.invoke('0', 'SendMessage', 'Will you finish this?');
    gate.let();
    await until(() => raw.frames.at(-1) === 'Just ', 'the first word');

    server.signal('SIGTERM');
    await idle.closing();
    assert.equal(idle.texts.at(-1), kGoodbye);
    assert.equal(idle.closed.code, 1000);
    assert.equal(raw.closed, null, 'the busy session was not spared');

    gate.open();
    await raw.closing();
    assert.equal(raw.frames.at(-1), 'Just in time.');
    assert.deepEqual(raw.texts.slice(-2), ['{"type":3,"invocationId":"0","result":null}', kGoodbye]);
    assert.deepEqual(await within(server.exit, 'the server to end'), { code: 0, signal: null });
    assert.ok(server.events.some(({ event }) => event === 'stopped'));
  });
}

test('lifecycle: the official client takes the goodbye for an orderly end', async (t) => {
  const upstream = await startUpstream(t);
  const server = await startServer(t, { upstream });
  const gate = new Gate();
  upstream.next(gatedWords(gate, 'All ', 'done.'));
  const client = await connect(t, server);
  const answer = client.say('One last question');
  gate.let();
  await client.frame((frame) => frame === 'All ', 'the first word');
  server.signal('SIGTERM');
  gate.open();
  await within(answer, 'the completion');
  assert.equal(client.frames.at(-1), 'All done.');
  await until(() => client.closed, 'the end of the connection');
  assert.equal(client.closed.error, undefined);
  assert.deepEqual(await within(server.exit, 'the server to end'), { code: 0, signal: null });
});

test('lifecycle: while it drains nobody new is let in', async (t) => {
  const upstream = await startUpstream(t);
  const server = await startServer(t, { upstream });
  upstream.next(hang());
  const raw = await openRaw(t, server);
  raw.invoke('0', 'SendMessage', 'This holds up the end');
  await until(() => upstream.calls[0], 'the upstream call');
  server.signal('SIGTERM');
  await server.event('draining');
  await until(async () => {
    const late = await connect(t, server).catch((error) => ({ error }));
    return late.error;
  }, 'a new connection to be refused', 10_000, kLimitedPaceMs);
  const ready = await request(server, 'GET', '/health/ready');
  assert.deepEqual([ready.status, JSON.parse(ready.body).phase], [503, 'draining']);
  for (const [method, path] of [['POST', '/ai-chat/negotiate?negotiateVersion=1'], ['GET', '/ai-chat']]) {
    const answer = await request(server, method, path, { headers: { Authorization: `Web ${kKey}` } });
    assert.equal(answer.status, 503, path);
    assert.match(answer.headers['retry-after'], /^\d+$/);
  }
  assert.equal((await request(server, 'GET', '/health/live')).status, 200);
  assert.equal(raw.closed, null);
});

test('lifecycle: the drain time-out ends what still runs', async (t) => {
  const upstream = await startUpstream(t);
  const server = await startServer(t, { upstream, env: { SPOTTER_DRAIN_TIMEOUT: '1' } });
  upstream.next(hang());
  const raw = await openRaw(t, server);
  raw.invoke('0', 'SendMessage', 'This will never be answered');
  await until(() => upstream.calls[0], 'the upstream call');
  const before = performance.now();
  server.signal('SIGTERM');
  assert.deepEqual(await within(server.exit, 'the server to end', 6_000), { code: 0, signal: null });
  assert.ok(performance.now() - before > 900);
  await raw.closing();
  assert.equal(raw.texts.at(-1), kGoodbye);
  await upstream.calls[0].abortedByPeer();
});

for (const first of ['SIGTERM', 'SIGINT']) {
  test(`lifecycle: a second signal after ${first} does not wait for answers`, async (t) => {
    const upstream = await startUpstream(t);
    const server = await startServer(t, { upstream });
    upstream.next(hang());
    const raw = await openRaw(t, server);
    raw.invoke('0', 'SendMessage', 'This will never be answered');
    await until(() => upstream.calls[0], 'the upstream call');
    server.signal(first);
    await server.event('draining');
    server.signal('SIGTERM');
    assert.deepEqual(await within(server.exit, 'the server to end', 4_000), { code: 0, signal: null });
  });
}

test('lifecycle: an idle server ends at once', async (t) => {
  const server = await startServer(t);
  const before = performance.now();
  server.signal('SIGTERM');
  assert.deepEqual(await within(server.exit, 'the server to end', 3_000), { code: 0, signal: null });
  assert.ok(performance.now() - before < 2_000);
});

test('lifecycle: signals that keep coming never kill a server that ends already', async (t) => {
  const server = await startServer(t);
  let ended = false;
  server.exit.then(() => { ended = true; });
  let sent = 0;
  await until(() => {
    if (!ended) server.signal(['SIGTERM', 'SIGINT', 'SIGHUP'][sent++ % 3]);
    return ended;
  }, 'the server to end');
  assert.deepEqual(await server.exit, { code: 0, signal: null });
});

test('lifecycle: a port in use is one clear line and a failure', async (t) => {
  const holder = createServer();
  await new Promise((resolve) => holder.listen(0, '127.0.0.1', resolve));
  t.after(() => holder.close());
  const { port } = holder.address();
  const { code, stderr } = await runBinary(['--listen', `127.0.0.1:${port}`], { WEB_AUTH_KEY: kKey });
  assert.equal(code, 1);
  assert.match(stderr, new RegExp(`^spotterd: .*${port}.*in use.*\n$`, 'i'));
});

test('lifecycle: healthcheck says whether the local server is ready', async (t) => {
  const server = await startServer(t);
  const address = `127.0.0.1:${server.port}`;
  const fine = await runBinary(['healthcheck'], { SPOTTER_LISTEN: address });
  assert.equal(fine.code, 0, fine.stderr);
  const asked = await runBinary(['healthcheck', '--listen', address]);
  assert.equal(asked.code, 0, asked.stderr);
  await server.stop();
  const gone = await runBinary(['healthcheck'], { SPOTTER_LISTEN: address });
  assert.notEqual(gone.code, 0);
  assert.match(gone.stderr, /no answer/);
});

test('lifecycle: --version and --help answer and end', async () => {
  const version = await runBinary(['--version']);
  assert.deepEqual([version.code, version.stderr], [0, '']);
  assert.match(version.stdout, /^spotterd \d+\.\d+\.\d+\n$/);
  const help = await runBinary(['--help']);
  assert.equal(help.code, 0);
  for (const word of ['check-config', 'healthcheck', '--config', 'SPOTTER_LISTEN', 'OPENAI_BASE_URL', 'WEB_AUTH_KEY']) {
    assert.ok(help.stdout.includes(word), word);
  }
  assert.notEqual((await runBinary(['--nonsense'])).code, 0);
});

test('settings: check-config shows values and where they come from, and no secret', async (t) => {
  const server = await startServer(t); // lends its folder
  const file = join(server.folder, 'spotter.toml');
  writeFileSync(file, '[chat]\nframe_interval_ms = 80\n[limits]\nweb = 7\n[openai]\napi_key = "sk-from-the-file-1234"\n');
  const { code, stdout, stderr } = await runBinary(['check-config', '--config', file, '--listen', '127.0.0.1:9999'], {
    WEB_AUTH_KEY: kKey, SPOTTER_RATE_LIMIT_WEB: '9', SPOTTER_SECRET: 'ab'.repeat(32),
  });
  assert.equal(code, 0, stderr);
  const line = (key) => stdout.split('\n').find((text) => text.startsWith(`${key} `)) ?? '';
  assert.match(line('chat.frame_interval_ms'), /80\s.*spotter\.toml/);
  assert.match(line('limits.web'), /9\s.*SPOTTER_RATE_LIMIT_WEB/);
  assert.match(line('server.listen'), /127\.0\.0\.1:9999\s.*command line/);
  assert.match(line('server.drain_timeout'), /25\s.*default/);
  for (const secret of [kKey, 'sk-from-the-file-1234', 'abababab']) {
    assert.ok(!(stdout + stderr).includes(secret), 'a secret is shown');
  }
  assert.match(line('web.auth_key'), /\*\*\*/);
});

/** [environment, what the one line must name] */
const kBadSettings = [
  [{ SPOTTER_LISTEN: 'everywhere' }, ['server.listen', 'everywhere', 'ADDRESS:PORT']],
  [{ SPOTTER_LISTEN: '127.0.0.1:65536' }, ['server.listen', '65536']],
  [{ PORT: 'http' }, ['PORT', 'http']],
  [{ SPOTTER_THREADS: '0' }, ['server.threads', "'0'", '1 to']],
  [{ SPOTTER_FRAME_INTERVAL_MS: '-1' }, ['chat.frame_interval_ms', "'-1'"]],
  [{ SPOTTER_FRAME_INTERVAL_MS: '40ms' }, ['chat.frame_interval_ms', '40ms']],
  [{ SPOTTER_RATE_LIMIT_WEB: 'many' }, ['limits.web', 'many']],
  [{ SPOTTER_PROVIDERS: 'openia' }, ['providers.order', 'openia', 'openai']],
  [{ SPOTTER_PROVIDERS: 'openai' }, ['OPENAI_API_KEY', 'OPENAI_BASE_URL']],
  [{ OPENAI_BASE_URL: 'ftp://127.0.0.1/v1' }, ['openai.base_url', 'ftp://127.0.0.1/v1']],
  [{ OPENAI_BASE_URL: 'http://203.0.113.7/v1' }, ['openai.base_url', 'http://203.0.113.7/v1']],
  [{ OPENAI_API: 'telex' }, ['openai.api', 'telex', 'responses']],
  [{ OPENAI_API_KEY: 'sk-x', OPENAI_MODEL: 'gpt-6-astra', OPENAI_API: 'chat' }, ['gpt-6-astra', 'OPENAI_API']],
  [{ OPENAI_API_KEY: 'sk-x', SPOTTER_MODELS_FILE: '/nowhere' }, ['models file', '/nowhere']],
  [{ SPOTTER_UPSTREAM_HTTP: '3' }, ['upstream.http', "'3'", 'h2c']],
  [{ LOG_LEVEL: 'loud' }, ['log.level', 'loud', 'debug']],
  [{ LOG_FORMAT: 'xml' }, ['log.format', 'xml', 'json']],
  [{ TEST_MODE: 'perhaps' }, ['limits.test_mode', 'perhaps']],
  [{ SPOTTER_TLS_CERT_FILE: '/nowhere.pem' }, ['server.tls_cert_file', 'server.tls_key_file']],
  [{ SPOTTER_TLS_CERT_FILE: '/nowhere.pem', SPOTTER_TLS_KEY_FILE: '/nowhere.key' }, ['/nowhere.']],
  [{ SPOTTER_PROMPTS_DIR: '/nowhere' }, ['SPOTTER_PROMPTS_DIR', '/nowhere']],
  [{ WEB_AUTH_KEY_FILE: '/nowhere' }, ['WEB_AUTH_KEY_FILE', '/nowhere']],
  [{ SPOTTER_UPSTREAM_CA_FILE: '/nowhere.pem' }, ['SPOTTER_UPSTREAM_CA_FILE', '/nowhere.pem']],
  [{ SPOTTER_UPSTREAM_CA_FILE: '/etc/hostname' }, ['SPOTTER_UPSTREAM_CA_FILE', '/etc/hostname']],
];
for (const [environment, names] of kBadSettings) {
  test(`settings: ${JSON.stringify(environment)} stops the start with one line`, async () => {
    const args = environment.SPOTTER_LISTEN || environment.PORT ? [] : ['--listen', '127.0.0.1:0'];
    const { code, stderr } = await runBinary(args, environment);
    assert.equal(code, 1);
    assert.match(stderr, /^spotterd: [^\n]+\n$/);
    for (const name of names) assert.ok(stderr.includes(name), `${name} is not named: ${stderr}`);
  });
}

test('settings: a bad secret is not repeated', async () => {
  for (const environment of [{ SPOTTER_SECRET: 'too-short-a-secret' }, { WEB_AUTH_KEY: 'a key with spaces' }]) {
    const { code, stderr } = await runBinary(['--listen', '127.0.0.1:0'], environment);
    assert.equal(code, 1);
    assert.match(stderr, /^spotterd: [^\n]+\n$/);
    for (const secret of Object.values(environment)) assert.ok(!stderr.includes(secret), stderr);
  }
});

test('settings: an unknown key of the file is an error that names the nearest one', async (t) => {
  const server = await startServer(t); // lends its folder
  const file = join(server.folder, 'spotter.toml');
  const start = (text) => {
    writeFileSync(file, text);
    return runBinary(['--config', file, '--listen', '127.0.0.1:0'], { WEB_AUTH_KEY: kKey });
  };
  const typo = await start('[chat]\nframe_intervall_ms = 40\n');
  assert.equal(typo.code, 1);
  assert.match(typo.stderr, /^spotterd: [^\n]*chat\.frame_intervall_ms[^\n]*chat\.frame_interval_ms[^\n]*\n$/);
  const broken = await start('[chat\n');
  assert.equal(broken.code, 1);
  assert.match(broken.stderr, /^spotterd: [^\n]*spotter\.toml[^\n]*line 1[^\n]*\n$/);
  const wrong = await start('[server]\nthreads = [1, 2]\n');
  assert.equal(wrong.code, 1);
  assert.ok(wrong.stderr.includes('server.threads'), wrong.stderr);
});

test('settings: the environment wins over the file, the command line over both', async (t) => {
  const lender = await startServer(t);
  const file = join(lender.folder, 'spotter.toml');
  writeFileSync(file, '[server]\nlisten = "127.0.0.1:1"\nthreads = 2\n');
  const server = await startServer(t, { args: ['--config', file, '--listen', '127.0.0.1:0'], env: { SPOTTER_LISTEN: '127.0.0.1:2', SPOTTER_THREADS: '1' } });
  const event = await server.event('listening');
  assert.equal(event.shards, 1);
  assert.notEqual(event.port, 2);
});

test('settings: a name of a part that is not there yet is a warning', async (t) => {
  const server = await startServer(t, { env: { DATABASE_URL: `postgresql://user:${kUpstreamKey}@db` } });
  await server.event('setting_unused', { setting: 'DATABASE_URL', level: 'warn' });
});
