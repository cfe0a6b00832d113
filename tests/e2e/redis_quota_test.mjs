// One quota in one Redis: of payers of each store, and while Redis has a bad day.
import assert from 'node:assert/strict';
import { test } from '../../tools/testing/runner.mjs';
import { startAppStore, tokenOf } from './lib/apple.mjs';
import { connect } from './lib/clients.mjs';
import { request, resilience } from './lib/http.mjs';
import { askForPlan } from './lib/purchases.mjs';
import { startRedis } from './lib/redis.mjs';
import { sentence } from './lib/sentences.mjs';
import { kAlone, kIllness, kKey, startServer } from './lib/server.mjs';
import { startGooglePlay, startRevenueCat } from './lib/stores.mjs';
import { gatedWords, refuse, startUpstream, words } from './lib/upstream.mjs';
import { Gate, until } from './lib/wait.mjs';

const kWeb = `Web ${kKey}`;

const untilCountedBy = (server, who) =>
  until(async () => {
    const { upstreams } = await resilience(server);
    return (who === 'redis') === (upstreams.find(({ kind }) => kind === 'redis').state === 'connected');
  }, `generations to be counted by ${who}`, 20_000);

const untilTold = (server) => until(async () => (await resilience(server)).quotas.owed === 0, 'Redis to be told', 20_000);

/** How many generations Redis knows of its only payer. */
async function counted(redis) {
  const [, count] = /:(\d+)\r\n/.exec(
    await redis.ask('SELECT', '1', '\r\nEVAL', '"local k = redis.call(\'KEYS\', \'*\') return #k == 1 and redis.call(\'ZCARD\', k[1]) or 1000 + #k"', '0')) ?? [];
  return Number(count);
}

const statusOf = async (server, credential = kWeb) => (await askForPlan(server, credential)).status;

/** {env, credential()}: a payer of a store; each call of `credential` is how another of their phones would say it. */
const kPayers = {
  RevenueCat: async (t) => {
    const store = await startRevenueCat(t);
    const id = '$RCAnonymousID:0a1b2c3d4e5f60718293a4b5c6d7e8f9';
    store.customers.set(id, ['entlpro']);
    return { env: store.env, credential: () => `RevenueCat ${id}` };
  },
  Google: async (t) => {
    const store = await startGooglePlay(t);
    const token = 'play-token.quota:0123456789';
    store.purchases.set(token, { purchaseState: 0, acknowledgementState: 1 });
    return { env: store.env, credential: () => `Google ${token}` };
  },
  // StoreKit signs a transaction anew whenever it is asked to: each token here is another one.
  Apple: async (t) => {
    const store = await startAppStore(t);
    let at = Date.now() - 3_600_000;
    return { env: store.env, credential: () => `Apple ${tokenOf({ signedDate: (at += 1000) })}` };
  },
};

for (const [store, makePayer] of Object.entries(kPayers)) {
  test(`redis: 200 questions at once of a payer of ${store} to two processes with two shards each: exactly 20 are answered`,
    async (t) => {
      const redis = await startRedis(t);
      const payer = await makePayer(t);
      const env = { ...payer.env, REDIS_URL: redis.url, SPOTTER_FRAME_INTERVAL_MS: '0' };
      const servers = [await startServer(t, { env }), await startServer(t, { env })];
      for (const server of servers) await untilCountedBy(server, 'redis');
      const clients = await Promise.all(Array.from({ length: 100 }, (_, i) => connect(t, servers[i % 2], {
        skipNegotiation: true, options: { accessTokenFactory: payer.credential },
      })));
      const turns = clients.map(async (client) => {
        const frames = await client.ask('Shall I train when I am tired?');
        return !sentence('quota_used_up').test(frames.at(-1));
      });
      const plans = Array.from({ length: 100 }, async (_, i) => {
        const status = await statusOf(servers[i % 2], payer.credential());
        assert.ok(status === 200 || status === 429, `status ${status}`);
        return status === 200;
      });
      const answered = (await Promise.all([...turns, ...plans])).filter(Boolean).length;
      assert.equal(answered, 20);
      assert.equal(await counted(redis), 20);
      for (const server of servers) assert.equal((await resilience(server)).quotas.instead_of_redis, 0);
    }, { timeoutMs: 60_000 });
}

test('redis: one that comes back empty has forgotten what it knew, and is told what it missed', async (t) => {
  const redis = await startRedis(t);
  const server = await startServer(t, { env: { REDIS_URL: redis.url, SPOTTER_RATE_LIMIT_WEB: '3' } });
  await untilCountedBy(server, 'redis');
  assert.deepEqual([await statusOf(server), await statusOf(server)], [200, 200]);
  await redis.kill();
  await untilCountedBy(server, 'process');
  // The process knows of both.
  assert.deepEqual([await statusOf(server), await statusOf(server)], [200, 429]);
  await redis.start();
  await untilCountedBy(server, 'redis');
  await untilTold(server);
  assert.equal(await counted(redis), 1);
  assert.deepEqual([await statusOf(server), await statusOf(server), await statusOf(server)], [200, 200, 429]);
  assert.equal(await counted(redis), 3);
});

test('redis: with a wrong password the server starts, serves, and says why it counts by itself', async (t) => {
  const redis = await startRedis(t, { password: 'redis-e2e-open-sesame' });
  const env = { REDIS_URL: redis.urlWith('redis-e2e-wrong-word'), SPOTTER_RATE_LIMIT_WEB: '2' };
  const server = await startServer(t, { env });
  server.secrets.add('redis-e2e-wrong-word');
  await server.event('redis_away', { reason: 'wrong_password' });
  const ready = await request(server, 'GET', '/health/ready');
  assert.deepEqual([ready.status, JSON.parse(ready.body).redis], [200, 'away']);
  const client = await connect(t, server);
  assert.ok((await client.ask('How do I squat?')).at(-1).length > 0);
  assert.deepEqual([await statusOf(server), await statusOf(server)], [200, 429]);
  assert.equal((await resilience(server)).quotas.counted_by, 'process');
  // Once for each shard's connection, however often it tries.
  assert.equal(server.events.filter(({ event }) => event === 'redis_away').length, 2);

  const right = await startServer(t, { env: { ...env, REDIS_URL: redis.url } });
  right.secrets.add('redis-e2e-open-sesame');
  await untilCountedBy(right, 'redis');
  assert.equal(await statusOf(right), 200);
  assert.equal(await counted(redis), 1);
});

test('redis: turns go on, begin and fail while it is stopped, and afterwards it knows the balance', async (t) => {
  const [redis, upstream] = [await startRedis(t), await startUpstream(t)];
  const server = await startServer(t, {
    upstream, env: { ...kAlone, REDIS_URL: redis.url, SPOTTER_RATE_LIMIT_WEB: '5' }, mayReport: kIllness,
  });
  await untilCountedBy(server, 'redis');
  const gate = new Gate();
  upstream.next(gatedWords(gate, 'Yes, ', 'you ', 'may.'));
  const [running, other] = [await connect(t, server), await connect(t, server)];
  gate.let(1);
  const answer = running.ask('Shall I train when I am tired?');
  await running.frame((text) => text.startsWith('Yes'), 'the first word');
  redis.signal('SIGSTOP');
  // One whose answer is there in spite of it, and one that fails and is given back.
  upstream.next(words('Twice ', 'a week.'));
  assert.equal((await other.ask('How often should I squat?')).at(-1), 'Twice a week.');
  await untilCountedBy(server, 'process');
  upstream.next(refuse(401, 'invalid_api_key'));
  assert.ok((await other.ask('How often should I press?')).length > 0);
  gate.open();
  assert.equal((await answer).at(-1), 'Yes, you may.');
  assert.ok((await resilience(server)).quotas.owed > 0);
  redis.signal('SIGCONT');
  await untilCountedBy(server, 'redis');
  await untilTold(server);
  assert.equal(await counted(redis), 2);
  // And it decides again: three are left.
  upstream.always();
  const after = [];
  for (let i = 0; i < 4; ++i) after.push(sentence('quota_used_up').test((await other.ask(`And number ${i}?`)).at(-1)));
  assert.deepEqual(after, [false, false, false, true]);
});

test('redis: forgotten scripts are sent again, and nobody notices', async (t) => {
  const redis = await startRedis(t);
  const server = await startServer(t, { env: { REDIS_URL: redis.url, SPOTTER_RATE_LIMIT_WEB: '3' } });
  await untilCountedBy(server, 'redis');
  for (const status of [200, 200, 200, 429]) {
    assert.match(await redis.ask('SCRIPT', 'FLUSH'), /\+OK/);
    assert.equal(await statusOf(server), status);
  }
  assert.equal(await counted(redis), 3);
  const { quotas } = await resilience(server);
  assert.deepEqual([quotas.instead_of_redis, quotas.owed, quotas.dropped], [0, 0, 0]);
});
