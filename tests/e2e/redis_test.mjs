// Quotas that several processes share in Redis, and what becomes of them when it is away.
import assert from 'node:assert/strict';
import { test } from '../../tools/testing/runner.mjs';
import { connect } from './lib/clients.mjs';
import { request, resilience } from './lib/http.mjs';
import { startRedis } from './lib/redis.mjs';
import { sentence } from './lib/sentences.mjs';
import { kKey, startServer } from './lib/server.mjs';
import { until } from './lib/wait.mjs';

const kForm = JSON.stringify({
  attributes: { weightRange: '70-80', age: 31, daysPerWeek: 3, goals: ['Strength'], additionalInfo: '' },
});

const askForPlan = (server) => request(server, 'POST', '/ai/workout', {
  headers: { Authorization: `Web ${kKey}`, 'Content-Type': 'application/json' }, body: kForm,
});

const untilCountedBy = (server, who) =>
  until(async () => {
    const page = await resilience(server);
    const redis = page.upstreams.find(({ kind }) => kind === 'redis');
    return (who === 'redis') === (redis.state === 'connected') && page;
  }, `generations to be counted by ${who}`, 20_000);

test('redis: 200 questions at once to two processes with two shards each: exactly 20 are answered', async (t) => {
  const redis = await startRedis(t);
  const env = { REDIS_URL: redis.url, SPOTTER_RATE_LIMIT_WEB: '20', SPOTTER_FRAME_INTERVAL_MS: '0' };
  const servers = [await startServer(t, { env }), await startServer(t, { env })];
  for (const server of servers) await untilCountedBy(server, 'redis');
  const clients = await Promise.all(
    Array.from({ length: 100 }, (_, i) => connect(t, servers[i % 2], { skipNegotiation: true })));
  const turns = clients.map(async (client) => {
    const frames = await client.ask('Shall I train when I am tired?');
    return !sentence('quota_used_up').test(frames.at(-1));
  });
  const plans = Array.from({ length: 100 }, async (_, i) => {
    const { status, headers } = await askForPlan(servers[i % 2]);
    assert.ok(status === 200 || status === 429, `status ${status}`);
    assert.equal(headers['ratelimit-policy'], '"day";q=20;w=86400');
    if (status === 429) assert.match(headers.ratelimit, /^"day";r=0;t=\d+$/);
    return status === 200;
  });
  const answered = (await Promise.all([...turns, ...plans])).filter(Boolean).length;
  assert.equal(answered, 20);
  // One key, which nobody can read, and which ends by itself.
  const keys = await redis.ask('SELECT', '1', '\r\nKEYS', '*');
  assert.match(keys, /\*1\r\n\$\d+\r\nspotter:q:[0-9a-f]{64}\r\n/);
});

test('redis: an Idempotency-Key holds at every process that has the secret, and after a restart', async (t) => {
  const redis = await startRedis(t);
  const env = { REDIS_URL: redis.url, SPOTTER_SECRET: 'c4'.repeat(32), SPOTTER_RATE_LIMIT_WEB: '1' };
  const ask = (server, body = kForm) => request(server, 'POST', '/ai/workout', {
    headers: { Authorization: `Web ${kKey}`, 'Content-Type': 'application/json', 'Idempotency-Key': 'shared' }, body,
  });
  const first = await startServer(t, { env });
  const second = await startServer(t, { env });
  for (const server of [first, second]) await untilCountedBy(server, 'redis');
  const made = await ask(first);
  assert.equal(made.status, 200);
  const again = await ask(second);
  assert.deepEqual([again.status, again.headers['idempotency-replayed'], again.body], [200, 'true', made.body]);
  assert.equal((await ask(second, `${kForm} `)).status, 422);
  await first.stop();
  const third = await startServer(t, { env });
  await untilCountedBy(third, 'redis');
  const later = await ask(third);
  assert.deepEqual([later.status, later.headers['idempotency-replayed'], later.body], [200, 'true', made.body]);
});

test('redis: a used-up quota says to the second when the next answer is there', async (t) => {
  const redis = await startRedis(t);
  const server = await startServer(t, { env: { REDIS_URL: redis.url, SPOTTER_RATE_LIMIT_WEB: '1' } });
  await untilCountedBy(server, 'redis');
  const before = Date.now();
  const first = await askForPlan(server);
  const after = Date.now();
  assert.equal(first.status, 200);
  assert.match(first.headers.ratelimit, /^"day";r=0;t=\d+$/);
  const second = await askForPlan(server);
  assert.equal(second.status, 429);
  const again = Date.parse(second.headers['retry-after']);
  const day = 86_400_000;
  assert.ok(again >= before + day - 1000 && again <= after + day + 2000, second.headers['retry-after']);
});

test('redis: one that falls silent is away within moments, nobody is refused, and it hears of all when it is back',
  async (t) => {
    const redis = await startRedis(t);
    const server = await startServer(t, { env: { REDIS_URL: redis.url, SPOTTER_RATE_LIMIT_WEB: '3' } });
    await untilCountedBy(server, 'redis');
    assert.equal((await askForPlan(server)).status, 200);
    redis.signal('SIGSTOP');
    await untilCountedBy(server, 'process');
    await server.event('redis_away', { reason: 'silent' });
    const ready = await request(server, 'GET', '/health/ready');
    assert.equal(ready.status, 200);
    assert.equal(JSON.parse(ready.body).redis, 'away');
    assert.equal((await askForPlan(server)).status, 200);
    assert.equal((await askForPlan(server)).status, 200);
    assert.equal((await askForPlan(server)).status, 429);
    redis.signal('SIGCONT');
    await untilCountedBy(server, 'redis');
    await until(async () => (await resilience(server)).quotas.owed === 0, 'Redis to be told');
    assert.match(await redis.ask('SELECT', '1', '\r\nEVAL', '"return redis.call(\'ZCARD\', redis.call(\'KEYS\', \'*\')[1])"', '0'), /:3\r\n/);
    assert.equal((await askForPlan(server)).status, 429);
  });

test('redis: one that is full refuses; ready and resilience say so, and when it counts again', async (t) => {
  const redis = await startRedis(t);
  const server = await startServer(t, { env: { REDIS_URL: redis.url, SPOTTER_RATE_LIMIT_WEB: '3' } });
  await untilCountedBy(server, 'redis');
  const stand = async () => {
    const ready = await request(server, 'GET', '/health/ready');
    const { quotas, upstreams } = await resilience(server);
    return [ready.status, JSON.parse(ready.body).redis, quotas.counted_by,
      upstreams.find(({ kind }) => kind === 'redis').state].join(' ');
  };
  assert.equal(await stand(), '200 connected redis connected');
  await redis.ask('CONFIG', 'SET', 'maxmemory', '1');
  assert.equal((await askForPlan(server)).status, 200);
  assert.equal(await stand(), '200 refusing process refusing');
  await redis.ask('CONFIG', 'SET', 'maxmemory', '0');
  await until(async () => (await stand()) === '200 connected redis connected', 'Redis to count again');
});

test('redis: of several processes each gives its part of what was left when it went away', async (t) => {
  const redis = await startRedis(t);
  const env = { REDIS_URL: redis.url, SPOTTER_RATE_LIMIT_WEB: '20', SPOTTER_INSTANCES: '2' };
  const server = await startServer(t, { env });
  await untilCountedBy(server, 'redis');
  const askTimes = (times) => Promise.all(Array.from({ length: times }, () => askForPlan(server)));
  for (const { status } of await askTimes(12)) assert.equal(status, 200);
  redis.signal('SIGSTOP');
  await untilCountedBy(server, 'process');
  const refused = (await askTimes(6)).filter(({ status }) => status === 429);
  assert.equal(refused.length, 2);
  // Redis may have more: soon, and not tomorrow.
  assert.equal(refused[0].headers.ratelimit, '"day";r=0;t=60');
});

test('redis: back from an outage, whichever shard is connected first, exactly the quota has passed', async (t) => {
  const redis = await startRedis(t);
  const server = await startServer(t, { shards: 4, env: { REDIS_URL: redis.url, SPOTTER_RATE_LIMIT_WEB: '20' } });
  await untilCountedBy(server, 'redis');
  redis.signal('SIGSTOP');
  await untilCountedBy(server, 'process');
  let passed = 0;
  const askOnce = async () => {
    if ((await askForPlan(server)).status === 200) ++passed;
  };
  await Promise.all(Array.from({ length: 15 }, askOnce));
  redis.signal('SIGCONT');
  let told = false;
  const asking = Array.from({ length: 8 }, async () => {
    while (!told) await askOnce();
  });
  await until(async () => {
    const { quotas, upstreams } = await resilience(server);
    return quotas.owed === 0 && upstreams.find(({ kind }) => kind === 'redis').state === 'connected';
  }, 'Redis to be told', 20_000);
  told = true;
  await Promise.all(asking);
  await Promise.all(Array.from({ length: 10 }, askOnce));
  assert.equal(passed, 20);
});

test('redis: without one at the start the server serves, and says so', async (t) => {
  const server = await startServer(t, { env: { REDIS_URL: 'redis://user:redis-e2e-password@127.0.0.1:1/0' } });
  server.secrets.add('redis-e2e-password');
  assert.equal((await askForPlan(server)).status, 200);
  await server.event('redis_away');
  assert.equal((await resilience(server)).quotas.counted_by, 'process');
});
