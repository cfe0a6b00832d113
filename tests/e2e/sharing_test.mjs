// What several processes know of purchases together, through Redis.
import assert from 'node:assert/strict';
import { test } from '../../tools/testing/runner.mjs';
import { connect } from './lib/clients.mjs';
import { request, resilience } from './lib/http.mjs';
import { startRedis } from './lib/redis.mjs';
import { sentence } from './lib/sentences.mjs';
import { runBinary, startServer } from './lib/server.mjs';
import { kRevenueCatKey, kWebhookSecret, startRevenueCat } from './lib/stores.mjs';
import { kLimitedPaceMs, until } from './lib/wait.mjs';

const kAlice = '$RCAnonymousID:0a1b2c3d4e5f60718293a4b5c6d7e8f9';
const kSecret = '5a'.repeat(32);

const negotiate = async (server) =>
  (await request(server, 'POST', '/ai-chat/negotiate?negotiateVersion=1', {
    headers: { Authorization: `RevenueCat ${kAlice}` },
  })).status;

const tell = (server, id) => request(server, 'POST', '/webhooks/revenuecat', {
  headers: { Authorization: kWebhookSecret, 'Content-Type': 'application/json' },
  body: JSON.stringify({ api_version: '1.0', event: { id, type: 'EXPIRATION', app_user_id: kAlice } }),
});

const untilRedis = (server, state) => until(async () => {
  const page = await resilience(server);
  return page.upstreams.find(({ kind }) => kind === 'redis').state === state;
}, `Redis to be ${state}`, 20_000);

/** A RevenueCat where Alice has paid, a Redis, and `count` processes. */
async function withProcesses(t, count, extra = {}) {
  const store = await startRevenueCat(t);
  store.customers.set(kAlice, ['entlpro']);
  const redis = await startRedis(t);
  const start = async (env = {}) => {
    const server = await startServer(t, {
      env: { ...store.env, REDIS_URL: redis.url, SPOTTER_SECRET: kSecret, ...extra, ...env },
    });
    for (const secret of [kAlice, kRevenueCatKey, kWebhookSecret, kSecret]) server.secrets.add(secret);
    await untilRedis(server, 'connected');
    return server;
  };
  const servers = [];
  for (let i = 0; i < count; ++i) servers.push(await start());
  return { store, redis, servers, start };
}

const keysOf = async (redis, pattern) => {
  const text = await redis.ask('SELECT', '1', `\r\nKEYS ${pattern}`);
  return text.match(/spotter:[^\r\n]*/g) ?? [];
};

test('sharing: a payer whom one process knows is not asked for by another, nor after a restart', async (t) => {
  const { store, redis, servers, start } = await withProcesses(t, 2);
  assert.equal(await negotiate(servers[0]), 200);
  await until(async () => (await keysOf(redis, 'spotter:e:*')).length === 1, 'the answer to be in Redis');
  assert.equal(await negotiate(servers[1]), 200);
  const late = await start();
  assert.equal(await negotiate(late), 200);
  assert.equal(store.requests.length, 1);
  const { entitlements } = await resilience(late);
  assert.equal(entitlements.shared, true);
  assert.equal(entitlements.taken_over, 1);
  const all = await redis.ask('SELECT', '1', `\r\nGET ${(await keysOf(redis, 'spotter:e:*'))[0]}`);
  assert.ok(!all.includes('RCAnonymous') && !all.includes('0a1b2c3d4e5f'));
});

test('sharing: a notification to one process ends the right to talk on all of them', async (t) => {
  const { store, servers } = await withProcesses(t, 2);
  const client = await connect(t, servers[1], {
    options: { accessTokenFactory: () => `RevenueCat ${kAlice}` },
  });
  assert.ok(!sentence('entitlement_gone').test((await client.ask('How do I squat?')).at(-1)));
  store.customers.set(kAlice, []);
  assert.equal((await tell(servers[0], 'event-1')).status, 200);
  await until(async () => sentence('entitlement_gone').test((await client.ask('How deep?')).at(-1)),
    'the other process to hear of it', 20_000, kLimitedPaceMs);
  assert.equal(client.closed, null);
});

test('sharing: payers are let in while Redis is away, and what was to be forgotten is told when it is back',
  async (t) => {
    const { store, redis, servers } = await withProcesses(t, 2);
    assert.equal(await negotiate(servers[1]), 200);
    redis.signal('SIGSTOP');
    for (const server of servers) await untilRedis(server, 'away');
    assert.equal(await negotiate(servers[0]), 200);
    assert.equal(await negotiate(servers[1]), 200);
    store.customers.set(kAlice, []);
    assert.equal((await tell(servers[0], 'event-1')).status, 200);
    assert.equal(await negotiate(servers[0]), 401);
    assert.ok((await resilience(servers[0])).entitlements.forget_owed > 0);
    // The other one cannot know yet.
    assert.equal(await negotiate(servers[1]), 200);
    redis.signal('SIGCONT');
    await until(async () => (await negotiate(servers[1])) === 401, 'the other process to hear of it', 20_000, kLimitedPaceMs);
    await until(async () => (await resilience(servers[0])).entitlements.forget_owed === 0, 'nothing to be owed');
  });

test('sharing: without a secret each process keeps what it knows to itself, and says so', async (t) => {
  const { store, redis, servers } = await withProcesses(t, 2, { SPOTTER_SECRET: '' });
  for (const server of servers) {
    await server.event('answers_not_shared');
    assert.equal(await negotiate(server), 200);
    assert.equal((await resilience(server)).entitlements.shared, false);
  }
  assert.equal(store.requests.length, 2);
  assert.deepEqual(await keysOf(redis, 'spotter:e:*'), []);
  const { code, stdout } = await runBinary(['check-config'], { ...store.env, REDIS_URL: redis.url });
  assert.equal(code, 0);
  assert.match(stdout, /warning: .*SPOTTER_SECRET/);
});
