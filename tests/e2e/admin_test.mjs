// The administration: who gets in, what is seen and what is never seen, and that each change changes something.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import { test } from '../../tools/testing/runner.mjs';
import { ask, done, hashOf, kAdminKey, kWebHash } from './lib/admin.mjs';
import { connect } from './lib/clients.mjs';
import { kDialects } from './lib/dialects.mjs';
import { startFaultyUpstream } from './lib/faulty_upstream.mjs';
import { request, resilience } from './lib/http.mjs';
import { askForPlan, negotiate } from './lib/purchases.mjs';
import { startRedis } from './lib/redis.mjs';
import { sentence } from './lib/sentences.mjs';
import { kAlone, kKey, kUpstreamKey, runBinary, startServer } from './lib/server.mjs';
import { startRevenueCat } from './lib/stores.mjs';
import { gatedWords, startUpstream, words } from './lib/upstream.mjs';
import { Gate, kLimitedPaceMs, until, within } from './lib/wait.mjs';

const kQuestion = 'What about my left shoulder, which nobody else may know of?';

/** A server with the key; more of its environment in `env`. */
async function start(t, { env = {}, ...more } = {}) {
  const server = await startServer(t, { env: { ADMIN_KEY: kAdminKey, SPOTTER_FRAME_INTERVAL_MS: '0', ...env }, ...more });
  server.secrets.add(kAdminKey);
  return server;
}

const startAlone = async (t, { env = {}, ...more } = {}) => {
  const upstream = await startUpstream(t);
  return { upstream, server: await start(t, { upstream, env: { ...kAlone, ...env }, ...more }) };
};

const sessionsOf = async (server) => (await done(server, 'GET', '/sessions')).sessions;
const untilSessions = (server, count) =>
  until(async () => (await sessionsOf(server)).length === count, `${count} sessions`, 20_000, 1_100);
const audits = (server, event) => server.events.filter((line) => line.event === event);

function assertProblem({ status, headers, json }, expected, name) {
  assert.equal(status, expected);
  assert.match(headers['content-type'], /^application\/problem\+json/);
  assert.equal(headers['cache-control'], 'no-store');
  assert.equal(json.type, `urn:spotter:problem:${name}`);
  assert.equal(json.status, expected);
  assert.ok(json.title && json.detail);
}

test('admin: without a key there is nothing, whatever the method', async (t) => {
  const server = await startServer(t);
  for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS']) {
    for (const path of ['', '/', '/sessions', '/sessions/some-id', '/drain', '/nothing']) {
      const [here, elsewhere] = [
        await request(server, method, `/admin${path}`, { headers: { Authorization: `Bearer ${kAdminKey}` } }),
        await request(server, method, '/there-is-no-such-path'),
      ];
      for (const answer of [here, elsewhere]) {
        delete answer.headers['x-request-id'];
        delete answer.headers.date;
      }
      assert.deepEqual(here, elsewhere, `${method} ${path}`);
    }
  }
});

test('admin: a missing or wrong key is 401, nothing below shows, and too many of them wait', async (t) => {
  const server = await start(t);
  const wrong = 'e2e-some-other-key-0001';
  server.secrets.add(wrong);
  const tries = [null, wrong, '', kKey, `${kAdminKey}x`, kAdminKey.slice(0, -1)];
  for (const key of tries) {
    const answer = await ask(server, 'GET', key === null ? '/nothing' : '/sessions', { key });
    assertProblem(answer, 401, 'unauthorized');
    assert.equal(answer.headers['www-authenticate'], 'Bearer');
  }
  assertProblem(await ask(server, 'GET', '/sessions', { key: null, headers: { Authorization: `Basic ${kAdminKey}` } }), 401, 'unauthorized');
  // Ten in all, then even the right key has to wait.
  for (let i = tries.length + 1; i < 10; ++i) await ask(server, 'DELETE', '/sessions/x', { key: wrong });
  const barred = await ask(server, 'GET', '/sessions');
  assertProblem(barred, 429, 'too-many-requests');
  assert.match(barred.headers['retry-after'], /^[1-6]$/);
  const [line] = await until(() => audits(server, 'admin_key_refused').length > 0 && audits(server, 'admin_key_refused'), 'the line');
  assert.equal(line.outcome, 'refused');
  assert.equal(audits(server, 'admin_key_refused').length <= 2, true, 'a line a minute and shard');
});

test('admin: behind a proxy the address that counts is the one in its own line', async (t) => {
  const server = await start(t, { env: { SPOTTER_TRUSTED_PROXIES: '127.0.0.0/8' } });
  const from = (...lines) => ({ 'X-Forwarded-For': lines });
  const set = await ask(server, 'PUT', '/log-levels/chat', { body: { level: 'info' }, headers: from('8.8.8.8', '::1%\xff"\x9b31m') });
  assert.equal(set.status, 200);
  const [line] = await until(() => audits(server, 'admin_log_level_set').length > 0 && audits(server, 'admin_log_level_set'), 'the line');
  assert.equal(line.address, '::1');
  const statuses = [];
  for (let i = 0; i < 11; ++i) {
    const { status } = await ask(server, 'GET', '/sessions', { key: null, headers: from(`66.6.7.${i}`, '203.0.113.8') });
    statuses.push(status);
  }
  assert.deepEqual(statuses, [...Array(10).fill(401), 429]);
  assert.equal((await ask(server, 'GET', '/sessions', { headers: from('203.0.113.8', '203.0.113.9') })).status, 200);
});

test('admin: requests with the right key are limited as well', async (t) => {
  const server = await start(t);
  const statuses = [];
  for (let i = 0; i < 62; ++i) statuses.push((await ask(server, 'GET', '/drain')).status);
  assert.deepEqual(statuses.slice(0, 60), Array(60).fill(200));
  const later = await until(async () => {
    const answer = await ask(server, 'GET', '/drain');
    return answer.status === 429 && answer;
  }, 'a 429 to look at');
  assertProblem(later, 429, 'too-many-requests');
  assert.equal((await request(server, 'GET', '/health')).status, 200);
});

test('admin: methods, paths and bodies that do not fit are told so; no page of a browser gets in', async (t) => {
  const server = await start(t, { env: { SPOTTER_ALLOWED_ORIGINS: '*' } });
  assertProblem(await ask(server, 'GET', '/nothing'), 404, 'not-found');
  assertProblem(await ask(server, 'GET', ''), 404, 'not-found');
  const refused = await ask(server, 'POST', '/sessions');
  assertProblem(refused, 405, 'method-not-allowed');
  assert.equal(refused.headers.allow, 'GET, HEAD, OPTIONS');
  assert.equal((await ask(server, 'PATCH', '/sessions/an-id')).headers.allow, 'GET, HEAD, DELETE, OPTIONS');
  const options = await ask(server, 'OPTIONS', '/drain', {
    headers: { Origin: 'https://example.org', 'Access-Control-Request-Method': 'POST' },
  });
  assert.deepEqual([options.status, options.headers.allow], [204, 'GET, HEAD, POST, OPTIONS']);
  const head = await ask(server, 'HEAD', '/Sessions/');
  assert.deepEqual([head.status, head.text], [200, '']);
  for (const answer of [options, await ask(server, 'GET', '/sessions', { headers: { Origin: 'https://example.org' } })]) {
    assert.deepEqual(Object.keys(answer.headers).filter((name) => name.startsWith('access-control')), []);
    assert.equal(answer.status === 204 || answer.headers['cache-control'] === 'no-store', true);
  }
  const put = (body) => ask(server, 'PUT', '/log-levels/chat', { body });
  assertProblem(await put('{"level":"debug"'), 400, 'bad-request');
  assertProblem(await put('[]'), 400, 'bad-request');
  assertProblem(await put({}), 400, 'bad-request');
  assertProblem(await put({ level: 'loud' }), 400, 'bad-request');
  assertProblem(await put('{"level":"debug","level":"info"}'), 400, 'bad-request');
  const unknown = await put({ level: 'debug', room: 'chat' });
  assertProblem(unknown, 400, 'bad-request');
  assert.match(unknown.json.detail, /'room'.*known: level/);
  assertProblem(await put({ level: 'debug', x: 'y'.repeat(1024) }), 413, 'payload-too-large');
  for (const query of ['?limit=0', '?limit=1001', '?limit=ten', '?limt=5', '?limit=1&limit=2', `?after=${'a'.repeat(65)}`])
    assertProblem(await ask(server, 'GET', `/sessions${query}`), 400, 'bad-request');
});

for (const shards of [1, 2]) {
  test(`admin: sessions of all transports on ${shards} shard(s) are listed, in pages, and nothing that was said`, async (t) => {
    const { upstream, server } = await startAlone(t, { shards });
    const gate = new Gate();
    upstream.next(words('You said: shoulder.'));
    upstream.next(gatedWords(gate, 'More ', 'of a secret answer.'));
    const transports = [HttpTransportType.WebSockets, HttpTransportType.ServerSentEvents, HttpTransportType.LongPolling];
    const clients = [];
    for (const transport of transports) clients.push(await connect(t, server, { options: { transport } }));
    clients.push(await connect(t, server, { path: '/ai-chat-v2' }));
    await clients[0].ask(kQuestion);
    const answer = clients[3].say(`${kQuestion} Or of my right one?`);
    gate.let();
    await clients[3].frame((text) => text.includes('More'), 'the first word');

    const { text, json } = await ask(server, 'GET', '/sessions');
    assert.equal(json.total, 4);
    assert.equal(json.turns_running, 1);
    assert.deepEqual(json.by_hub, { 'ai-chat': 3, 'ai-chat-v2': 1 });
    assert.deepEqual(json.by_transport, { websocket: 2, server_sent_events: 1, long_polling: 1 });
    assert.deepEqual(json.by_shard.map(({ shard }) => shard), [...Array(shards).keys()]);
    assert.equal(json.by_shard.reduce((sum, one) => sum + one.sessions, 0), 4);
    assert.equal(json.next, null);
    assert.deepEqual(json.sessions.map(({ id }) => id), json.sessions.map(({ id }) => id).sort());
    const talks = json.sessions.find(({ state }) => state === 'answering');
    assert.deepEqual([talks.hub, talks.store, talks.subject, talks.idle_s], ['ai-chat-v2', 'Web', kWebHash.slice(0, 8), 0]);
    assert.ok(talks.age_s >= 0 && talks.age_s < 60);

    const detail = await ask(server, 'GET', `/sessions/${talks.id}`);
    assert.equal(detail.json.protocol, 'json');
    assert.equal(detail.json.last_turn, null);
    assert.equal(detail.json.calls_running, 1);
    assert.ok(detail.json.bytes_unsent >= 0);
    const idle = json.sessions.find(({ turns, state }) => turns === 1 && state === 'idle');
    assert.equal((await done(server, 'GET', `/sessions/${idle.id}`)).last_turn, 'answered');

    for (const shown of [text, detail.text]) {
      for (const secret of [kQuestion, 'shoulder', 'secret answer', kKey, kAdminKey, kUpstreamKey, kWebHash])
        assert.equal(shown.includes(secret), false, secret);
    }

    const seen = [];
    let after = '';
    for (let page = 0; page < 4; ++page) {
      const { sessions, next } = await done(server, 'GET', `/sessions?limit=1${after && `&after=${after}`}`);
      seen.push(...sessions.map(({ id }) => id));
      assert.equal(next, page < 3 ? seen.at(-1) : null);
      after = next;
    }
    assert.deepEqual(seen, json.sessions.map(({ id }) => id));

    gate.open();
    await within(answer, 'the answer');
    for (const client of clients) await client.connection.stop();
    await untilSessions(server, 0);
    assertProblem(await ask(server, 'GET', `/sessions/${talks.id}`), 404, 'unknown-session');
    // It is what the log calls the session.
    assert.equal((await server.event('session_finished', { session: talks.id })).hub, 'ai-chat-v2');
  });
}

for (const [name, transport] of [
  ['WebSockets', HttpTransportType.WebSockets],
  ['Server-Sent Events', HttpTransportType.ServerSentEvents],
  ['Long Polling', HttpTransportType.LongPolling],
]) {
  test(`admin: a session over ${name} is closed for good in the middle of its answer, which ends with a sentence`, async (t) => {
    const { upstream, server } = await startAlone(t);
    upstream.next(gatedWords(new Gate(), 'Never said.'));
    const client = await connect(t, server, { options: { transport } });
    const answer = client.say(kQuestion).catch(() => {});
    await until(() => upstream.calls[0], 'the upstream call');
    const [{ id }] = await sessionsOf(server);
    const closed = await ask(server, 'DELETE', `/sessions/${id}`);
    assert.equal(closed.status, 202);
    assert.deepEqual(closed.json, { id, state: 'closing', reconnect: false });
    await until(() => client.closed, 'the end of the connection');
    assert.equal(client.closed.error, undefined);
    await within(answer, 'the end of the call');
    assert.match(client.frames.at(-1), sentence('shutting_down'));
    const { subject, address, key, outcome, reconnect } = await server.event('admin_session_closed', { target: id });
    assert.deepEqual([subject, address, outcome, reconnect], [kWebHash.slice(0, 8), '127.0.0.1', 'done', false]);
    assert.equal(key, hashOf(kAdminKey).slice(0, 8));
    await server.event('session_finished', { session: id, ending: 'server_closed' });
    assertProblem(await ask(server, 'DELETE', `/sessions/${id}`), 404, 'unknown-session');
  });
}

test('admin: a client that is told to come back does', async (t) => {
  const server = await start(t);
  const connection = new HubConnectionBuilder()
    .withUrl(`${server.url}/ai-chat`, { accessTokenFactory: () => `Web ${kKey}` })
    .withAutomaticReconnect([0, 20, 20, 20]).configureLogging(LogLevel.None).build();
  t.after(() => connection.stop());
  let closed = false;
  connection.onclose(() => (closed = true));
  const back = new Promise((resolve) => connection.onreconnected(resolve));
  await within(connection.start(), 'the client to connect');
  const first = connection.connectionId;
  await done(server, 'DELETE', `/sessions/${first}?reconnect=true`);
  await within(back, 'the client to come back');
  assert.equal(closed, false);
  const second = connection.connectionId;
  assert.notEqual(second, first);
  await done(server, 'DELETE', `/sessions/${second}`);
  await until(() => closed, 'the end');
  await untilSessions(server, 0);
  assert.deepEqual(audits(server, 'admin_session_closed').map(({ target, reconnect }) => [target, reconnect]),
    [[first, true], [second, false]]);
});

test('admin: a breaker that is held open by hand sends everybody to the next provider, until it is let go', async (t) => {
  const upstream = await startFaultyUpstream(t);
  upstream.does((exchange) => {
    exchange.begin();
    exchange.say(`This is ${exchange.dialect.provider}.`);
    exchange.end();
  });
  const dialects = ['chat', 'gemini'].map((name) => kDialects[name].env(upstream.url));
  const server = await start(t, { env: { ...Object.assign({}, ...dialects), SPOTTER_PROVIDERS: 'openai,gemini,offline' } });
  const client = await connect(t, server);
  const answering = async () => (await client.ask('Who are you now?')).at(-1);
  const put = (body, name = 'openai') => ask(server, 'PUT', `/providers/${name}/breaker`, { body });
  assert.equal(await answering(), 'This is openai.');

  const held = await put({ state: 'open' });
  assert.equal(held.status, 200);
  assert.deepEqual([held.json.state, held.json.manual, held.json.manual_until, held.json.next_probe], ['open', true, null, null]);
  assert.equal(await answering(), 'This is gemini.');
  const { providers, answering: now } = await done(server, 'GET', '/providers');
  assert.equal(now, 'gemini');
  assert.deepEqual(providers.map(({ name, state, manual }) => [name, state, manual]),
    [['openai', 'open', true], ['gemini', 'closed', undefined], ['offline', 'closed', undefined]]);
  const shown = (await resilience(server)).upstreams[0];
  for (const key of ['name', 'kind', 'state', 'failures', 'since', 'next_probe', 'running', 'waiting', 'success_rate', 'latency_ms'])
    assert.ok(key in shown, key);
  assert.equal(shown.manual, true);

  assert.equal((await put({ state: 'closed' })).json.state, 'closed');
  assert.equal(await answering(), 'This is openai.');

  const timed = await put({ state: 'open', seconds: 3600 });
  assert.match(timed.json.manual_until, /^\d{4}-/);
  assert.equal(timed.json.manual_until, timed.json.next_probe);
  assert.equal(await answering(), 'This is gemini.');
  assert.equal('manual' in (await put({ state: 'auto' })).json, false);
  assert.equal(await answering(), 'This is openai.');
  await put({ state: 'open', seconds: 1 });
  await until(async () => (await answering()) === 'This is openai.', 'the time to be over', 10_000, kLimitedPaceMs);

  assertProblem(await put({ state: 'ajar' }), 400, 'bad-request');
  assertProblem(await put({ state: 'closed', seconds: 5 }), 400, 'bad-request');
  assertProblem(await put({ state: 'open', seconds: 0 }), 400, 'bad-request');
  assertProblem(await put({ state: 'open' }, 'nobody'), 404, 'unknown-provider');
  assertProblem(await put({ state: 'open' }, 'offline'), 409, 'no-breaker');
  const lines = audits(server, 'admin_breaker_set').map(({ target, state, seconds, outcome }) => [target, state, seconds, outcome]);
  assert.deepEqual(lines.slice(0, 4), [
    ['openai', 'open', 0, 'done'], ['openai', 'closed', 0, 'done'], ['openai', 'open', 3600, 'done'], ['openai', 'auto', 0, 'done'],
  ]);
});

for (const where of ['memory', 'redis']) {
  test(`admin: a payer whose quota in ${where} is used up goes on when it is reset`, async (t) => {
    const redis = where === 'redis' ? await startRedis(t) : null;
    const store = await startRevenueCat(t);
    const customer = '$RCAnonymousID:0a1b2c3d4e5f60718293a4b5c6d7e8f9';
    store.customers.set(customer, ['entlpro']);
    const server = await start(t, {
      env: { ...store.env, SPOTTER_RATE_LIMIT_WEB: '3', SPOTTER_RATE_LIMIT_MOBILE: '2', ...(redis ? { REDIS_URL: redis.url } : {}) },
    });
    if (redis) await until(async () => (await resilience(server)).quotas.counted_by === 'redis', 'Redis');
    const client = await connect(t, server);
    const refused = async (question) => sentence('quota_used_up').test((await client.ask(question)).at(-1));
    for (let i = 0; i < 3; ++i) assert.equal(await refused(`Question ${i}: shall I train when I am tired?`), false);
    assert.equal(await refused('And shall I train when I am ill?'), true);

    const by = redis ? 'redis' : 'process';
    for (const name of [kWebHash, kWebHash.slice(0, 8), kWebHash.toUpperCase()]) {
      const { subject, used, limit, running, counted_by: countedBy, next_free: free, oldest_leaves: oldest } =
        await done(server, 'GET', `/quotas/${name}`);
      assert.deepEqual([subject, used, limit, running, countedBy], [kWebHash.slice(0, 8), 3, 3, 0, by]);
      assert.ok(Math.abs(Date.parse(free) - Date.now() - 24 * 3_600_000) < 120_000, free);
      assert.equal(free, oldest);
    }
    const other = hashOf('revenuecat', customer);
    assert.equal((await done(server, 'GET', `/quotas/${other}`)).used, 0);

    assert.deepEqual(await done(server, 'DELETE', `/quotas/${redis ? kWebHash : kWebHash.slice(0, 8)}`),
      { subject: kWebHash.slice(0, 8), forgotten: 3 });
    assert.equal((await done(server, 'GET', `/quotas/${kWebHash}`)).used, 0);
    for (let i = 0; i < 3; ++i) assert.equal(await refused(`Once more ${i}: shall I train when I am tired?`), false);
    assert.equal(await refused('Once more: shall I train when I am ill?'), true);
    await server.event('admin_quota_reset', { target: kWebHash.slice(0, 8), outcome: 'done', forgotten: 3 });

    // Another payer, by the hash that the document tells to compute.
    const statuses = [];
    for (let i = 0; i < 3; ++i) statuses.push((await askForPlan(server, `RevenueCat ${customer}`)).status);
    assert.deepEqual(statuses, [200, 200, 429]);
    assert.deepEqual((({ used, limit }) => [used, limit])(await done(server, 'GET', `/quotas/${other}`)), [2, 2]);
    await done(server, 'DELETE', `/quotas/${other}`);
    assert.equal((await askForPlan(server, `RevenueCat ${customer}`)).status, 200);

    assertProblem(await ask(server, 'GET', '/quotas/0123456'), 400, 'bad-request');
    assertProblem(await ask(server, 'GET', `/quotas/${customer}`), 400, 'bad-request');
    assertProblem(await ask(server, 'GET', '/quotas/00000000'), 404, 'unknown-payer');
    assert.equal((await done(server, 'GET', `/quotas/${'0'.repeat(64)}`)).used, 0);
    if (!redis) return;
    await redis.kill();
    await until(async () => (await resilience(server)).quotas.counted_by === 'process', 'Redis to be missed', 20_000);
    assert.equal((await done(server, 'GET', `/quotas/${kWebHash}`)).counted_by, 'process');
    const later = await ask(server, 'DELETE', `/quotas/${kWebHash}`);
    assertProblem(later, 503, 'redis-unavailable');
    assert.equal(later.headers['retry-after'], '5');
  });
}

test('admin: a room whose level is lowered says more, and less when it is put back', async (t) => {
  const { upstream, server } = await startAlone(t, { env: { LOG_LEVEL: 'warn,app=info' } });
  upstream.always(words('Well.'));
  const client = await connect(t, server);
  await client.ask('Is this logged yet, I wonder?');
  const lines = () => server.events.filter(({ room }) => room === 'chat').length;
  assert.equal(lines(), 0);
  const level = async (room) => (await done(server, 'GET', '/log-levels')).rooms.find((one) => one.room === room);
  assert.deepEqual(await level('chat'), { room: 'chat', level: 'warn', setting: 'warn' });
  assert.deepEqual(await done(server, 'PUT', '/log-levels/chat', { level: 'debug' }),
    { rooms: [{ room: 'chat', level: 'debug', setting: 'warn' }] });
  await client.ask('And now it should be?');
  await until(() => lines() > 0, 'a line of the room');
  await done(server, 'DELETE', '/log-levels/chat');
  assert.deepEqual(await level('chat'), { room: 'chat', level: 'warn', setting: 'warn' });
  const before = lines();
  await client.ask('And not any more now?');
  assert.equal(lines(), before);

  const below = (await done(server, 'PUT', '/log-levels/purchase', { level: 'TRACE' })).rooms;
  assert.ok(below.length > 2 && below.every(({ room, level: now }) => room.startsWith('purchase/') && now === 'trace'));
  await done(server, 'DELETE', '/log-levels/purchase');
  await done(server, 'PUT', '/log-levels', { level: 'error' });
  assert.equal((await level('app')).level, 'error');
  const all = (await done(server, 'DELETE', '/log-levels')).rooms;
  assert.ok(all.every((one) => one.level === one.setting));
  const unknown = await ask(server, 'PUT', '/log-levels/chatt', { body: { level: 'debug' } });
  assertProblem(unknown, 404, 'unknown-room');
  assert.match(unknown.json.detail, /'chat'/);
  assertProblem(await ask(server, 'DELETE', '/log-levels/chatt'), 404, 'unknown-room');
  await server.event('admin_log_level_set', { target: 'chat', new_level: 'debug', level: 'audit', outcome: 'done' });
  await server.event('admin_log_level_reset', { target: 'all' });
});

test('admin: the settings are those that run, without a secret, also after a reload', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'spotter-admin-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'spotter.toml');
  const keyFile = join(folder, 'admin-key');
  writeFileSync(file, '[limits]\nweb = 7\n');
  writeFileSync(keyFile, `${kAdminKey}\n`);
  const redis = await startRedis(t, { password: 'e2e-redis-password-31' });
  const { server } = await startAlone(t, {
    args: ['--config', file],
    env: {
      ADMIN_KEY: '', ADMIN_KEY_FILE: keyFile, REDIS_URL: redis.url, SPOTTER_SECRET: 'ab'.repeat(32),
      REVENUECAT_WEBHOOK_SECRET: '', GEMINI_API_KEY: 'e2e-gemini-key-552', SPOTTER_UPSTREAM_PROXY: 'none',
    },
  });
  const { text, json } = await ask(server, 'GET', '/settings');
  for (const secret of [kKey, kAdminKey, kUpstreamKey, 'e2e-redis-password-31', 'abababab', 'e2e-gemini-key-552'])
    assert.equal(text.includes(secret), false, secret);
  const by = (page) => Object.fromEntries(page.settings.map((one) => [one.key, one]));
  assert.deepEqual(by(json)['limits.web'],
    { key: 'limits.web', environment: 'SPOTTER_RATE_LIMIT_WEB', value: '7', source: `file ${file}` });
  assert.deepEqual(by(json)['admin.key'],
    { key: 'admin.key', environment: 'ADMIN_KEY', value: '***', source: 'environment ADMIN_KEY_FILE' });
  assert.equal(by(json)['server.max_connections_per_address'].source, 'default');
  assert.deepEqual(json.needs_restart, []);
  // The same list as check-config prints.
  const printed = await runBinary(['check-config', '--config', file], server.environment);
  assert.deepEqual(printed.stdout.split('\n').filter((line) => /^[a-z_]+\.[a-z0-9_]+ /.test(line)).map((line) => line.split(' ')[0]),
    json.settings.map(({ key }) => key));

  const next = 'e2e-the-next-admin-key';
  server.secrets.add(next);
  writeFileSync(file, '[limits]\nweb = 8\n[redis]\ninstances = 3\n');
  writeFileSync(keyFile, next);
  server.signal('SIGHUP');
  const { changed } = await server.event('reloaded');
  assert.equal(changed, 'admin.key limits.web');
  await until(async () => (await ask(server, 'GET', '/settings', { key: next })).status === 200, 'the new key', 10_000, 1_500);
  assertProblem(await ask(server, 'GET', '/settings'), 401, 'unauthorized');
  const now = (await ask(server, 'GET', '/settings', { key: next })).json;
  assert.equal(by(now)['limits.web'].value, '8');
  assert.equal(by(now)['redis.instances'].value, '1');
  assert.deepEqual(now.needs_restart, ['redis.instances']);
});

test('admin: a drain is begun once, can be watched, and lets the administrator in to the end', async (t) => {
  const { upstream, server } = await startAlone(t, { env: { SPOTTER_DRAIN_TIMEOUT: '20', SPOTTER_DRAIN_DELAY: '0' } });
  const gate = new Gate();
  upstream.next(gatedWords(gate, 'A late ', 'but whole answer.'));
  assert.deepEqual(await done(server, 'GET', '/drain'), { phase: 'serving', sessions: 0, turns_running: 0, seconds_left: null });
  const client = await connect(t, server);
  const answer = client.say(kQuestion);
  await until(() => upstream.calls[0], 'the upstream call');
  const begun = await ask(server, 'POST', '/drain');
  assert.equal(begun.status, 202);
  assert.deepEqual([begun.json.phase, begun.json.sessions, begun.json.turns_running], ['draining', 1, 1]);
  assert.ok(begun.json.seconds_left > 0 && begun.json.seconds_left <= 20);
  assert.equal((await request(server, 'GET', '/health/ready')).status, 503);
  assert.equal((await negotiate(server, `Web ${kKey}`)).status, 503);
  const again = await ask(server, 'POST', '/drain');
  assert.deepEqual([again.status, again.json.phase, again.json.turns_running], [202, 'draining', 1]);
  assert.equal((await sessionsOf(server))[0].state, 'answering');
  gate.open();
  await within(answer, 'the completion');
  assert.equal(client.frames.at(-1), 'A late but whole answer.');
  assert.deepEqual(await within(server.exit, 'the server to end'), { code: 0, signal: null });
  assert.deepEqual(audits(server, 'admin_drain_begun').map(({ outcome }) => outcome), ['done', 'already']);
  assert.equal(audits(server, 'signal').length, 0);
});

test('admin: a key that is too short, or that of the users, stops the start with a sentence', async () => {
  const short = await runBinary(['check-config'], { ADMIN_KEY: 'fifteen-letters' });
  assert.equal(short.code, 1);
  assert.match(short.stderr, /admin\.key \(environment ADMIN_KEY\): '\*\*\*' is not accepted; it must be 16 to 256/);
  const same = await runBinary(['check-config'], { ADMIN_KEY: kAdminKey, WEB_AUTH_KEY: kAdminKey });
  assert.equal(same.code, 1);
  assert.match(same.stderr, /admin\.key .*web\.auth_key .*the same/);
  assert.equal(same.stderr.includes(kAdminKey), false);
  const good = await runBinary(['check-config'], { ADMIN_KEY: kAdminKey });
  assert.match(good.stdout, /^admin\.key\s+\*\*\*\s+\(environment ADMIN_KEY\)$/m);
});
