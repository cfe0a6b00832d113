// Purchases: who is let in by their store, what happens while it is away, and what ends a right to talk.
import assert from 'node:assert/strict';
import { test } from '../../tools/testing/runner.mjs';
import { buildConnection, connect, refusalOf } from './lib/clients.mjs';
import { request, resilience } from './lib/http.mjs';
import { sentence } from './lib/sentences.mjs';
import { runBinary, startServer } from './lib/server.mjs';
import { kRevenueCatKey, kWebhookSecret, startGooglePlay, startRevenueCat } from './lib/stores.mjs';
import { kLimitedPaceMs, until, within } from './lib/wait.mjs';

const kAlice = '$RCAnonymousID:0a1b2c3d4e5f60718293a4b5c6d7e8f9';
const kMallory = '$RCAnonymousID:ffffffffffffffffffffffffffffffff';

const negotiate = (server, credential, headers = {}) =>
  request(server, 'POST', '/ai-chat/negotiate?negotiateVersion=1', {
    headers: { Authorization: credential, ...headers },
  });

/** A server with RevenueCat, where Alice has paid. */
async function withRevenueCat(t, options = {}) {
  const store = await startRevenueCat(t);
  store.customers.set(kAlice, ['entlother', 'entlpro']);
  store.customers.set('free-rider-3f2a', ['entlother']);
  const server = await startServer(t, { ...options, env: { ...store.env, ...options.env } });
  for (const secret of [kAlice, kMallory, 'free-rider-3f2a', kRevenueCatKey, kWebhookSecret]) server.secrets.add(secret);
  return { store, server };
}

/** The official client with another credential than the shared key. */
async function connectWith(t, server, credential) {
  return connect(t, server, { options: { accessTokenFactory: () => credential } });
}

test('stores: a payer of RevenueCat is let in and chats, others are not', async (t) => {
  const { store, server } = await withRevenueCat(t);
  const client = await connectWith(t, server, `RevenueCat ${kAlice}`);
  assert.ok((await client.ask('How many sets for biceps?')).length > 0);
  assert.equal(store.requests[0].target,
    '/v2/projects/proj1/customers/%24RCAnonymousID%3A0a1b2c3d4e5f60718293a4b5c6d7e8f9/active_entitlements?limit=100');
  for (const credential of ['RevenueCat free-rider-3f2a', `RevenueCat ${kMallory}`, 'RevenueCat anonymous']) {
    assert.equal((await negotiate(server, credential)).status, 401);
    assert.equal((await refusalOf(t, server, { headers: { Authorization: credential } })).status, 401);
  }
});

test('stores: a payer is asked for once, however many connections and turns there are', async (t) => {
  const { store, server } = await withRevenueCat(t);
  const clients = await Promise.all(Array.from({ length: 8 }, () => connectWith(t, server, `RevenueCat ${kAlice}`)));
  await Promise.all(clients.map((client) => client.ask('Shall I stretch first?')));
  assert.equal(store.requests.length, 1);
});

test('stores: while a store is away strangers come back later, and payers go on', async (t) => {
  const { store, server } = await withRevenueCat(t, {
    env: { SPOTTER_STORE_KEEP_SECONDS: '5' }, mayReport: ['store_alarm'],
  });
  assert.equal((await negotiate(server, `RevenueCat ${kAlice}`)).status, 200);
  store.broken = true;
  const stranger = await negotiate(server, `RevenueCat ${kMallory}`, { Origin: 'https://app.example' });
  assert.equal(stranger.status, 503);
  assert.equal(stranger.body, '');
  assert.match(stranger.headers['retry-after'], /^\d+$/);
  assert.ok(Number(stranger.headers['retry-after']) >= 5);
  assert.equal(stranger.headers['access-control-allow-origin'], 'https://app.example');
  assert.match(stranger.headers['access-control-expose-headers'], /Retry-After/i);
  assert.equal((await refusalOf(t, server, { headers: { Authorization: `RevenueCat ${kMallory}` } })).status, 503);
  // Alice's answer is over after five seconds; nothing is asserted of when.
  await until(async () => {
    assert.equal((await negotiate(server, `RevenueCat ${kAlice}`)).status, 200);
    return (await resilience(server)).entitlements.in_grace > 0;
  }, 'an answer in grace', 30_000, kLimitedPaceMs);
  const shown = (await resilience(server)).upstreams.find(({ kind }) => kind === 'store');
  assert.equal(shown.name, 'revenuecat');
  assert.ok(shown.failures > 0);
});

test('stores: a purchase that ends is a sentence on an open connection, until it is back', async (t) => {
  const { store, server } = await withRevenueCat(t);
  const client = await connectWith(t, server, `RevenueCat ${kAlice}`);
  await client.ask('How do I squat?');
  store.customers.set(kAlice, []);
  // Nothing is asked while the answer holds; the store's message ends it.
  const tell = (authorization) => request(server, 'POST', '/webhooks/revenuecat', {
    headers: { Authorization: authorization, 'Content-Type': 'application/json' },
    body: JSON.stringify({
      api_version: '1.0', event: { id: `event-${authorization}`, type: 'EXPIRATION', app_user_id: 'x', aliases: [kAlice] },
    }),
  });
  assert.equal((await tell('not-the-secret')).status, 401);
  assert.ok(!sentence('entitlement_gone').test((await client.ask('And how deep?')).at(-1)));
  assert.equal((await tell(kWebhookSecret)).status, 200);
  assert.match((await client.ask('And how deep?')).at(-1), sentence('entitlement_gone'));
  assert.equal(client.closed, null);
  // Who has paid again need not connect again. A no holds for ten seconds.
  store.customers.set(kAlice, ['entlpro']);
  await until(async () => !sentence('entitlement_gone').test((await client.ask('And how deep?')).at(-1)),
    'an answer for who has paid again', 30_000, kLimitedPaceMs);
});

test('stores: a purchase of Google Play is looked up with a signed assertion, and acknowledged', async (t) => {
  const store = await startGooglePlay(t);
  const token = 'play-token.e2e:AO-J1Oz~0123456789';
  store.purchases.set(token, { purchaseState: 0, acknowledgementState: 0, purchaseTimeMillis: '1760000000000' });
  store.purchases.set('refunded-token-12345', { purchaseState: 1, acknowledgementState: 1 });
  const server = await startServer(t, { env: store.env });
  for (const secret of [token, 'refunded-token-12345', ...store.secrets]) server.secrets.add(secret);
  const answers = await Promise.all(Array.from({ length: 6 }, () => negotiate(server, `Google ${token}`)));
  assert.deepEqual(answers.map(({ status }) => status), [200, 200, 200, 200, 200, 200]);
  assert.equal((await negotiate(server, 'Google refunded-token-12345')).status, 401);
  assert.equal((await negotiate(server, 'Google unknown-token-1234')).status, 401);
  assert.equal(store.tokensGiven, 1);
  await until(() => store.acknowledged.includes(token), 'the acknowledgement');
});

test('stores: where Google pushes nothing, its list of refunds ends what is known', async (t) => {
  const store = await startGooglePlay(t);
  const token = 'play-token.e2e:refunded-later';
  store.purchases.set(token, { purchaseState: 0, acknowledgementState: 1 });
  let tell;
  store.voided = new Promise((resolve) => (tell = resolve));
  const server = await startServer(t, { env: store.env });
  for (const secret of [token, ...store.secrets]) server.secrets.add(secret);
  assert.equal((await negotiate(server, `Google ${token}`)).status, 200);
  // Some seconds after the start.
  const asked = () => store.requests.some(({ target }) => target.includes('/voidedpurchases?'));
  await until(asked, 'a look at the list', 20_000);
  const questions = store.requests.length;
  assert.equal((await negotiate(server, `Google ${token}`)).status, 200);
  assert.equal(store.requests.length, questions);
  store.purchases.set(token, { purchaseState: 1, acknowledgementState: 1 });
  tell([{ purchaseToken: token, voidedTimeMillis: String(Date.now()), voidedSource: 0, voidedReason: 1 }]);
  await until(async () => (await negotiate(server, `Google ${token}`)).status === 401, 'the refund', 10_000, kLimitedPaceMs);
  const list = (await resilience(server)).upstreams.find(({ name }) => name === 'google_voided');
  assert.equal(list.state, 'closed');
});

test('stores: a store that is not set up is refused, and the log names what is missing', async (t) => {
  const server = await startServer(t);
  for (const [credential, setting] of [
    ['Google some-token-of-play', 'GOOGLE_PLAY_SERVICE_ACCOUNT_FILE'],
    ['RevenueCat some-user', 'REVENUECAT_API_KEY'],
    [`Apple ${'a'.repeat(100)}.${'b'.repeat(100)}.${'c'.repeat(86)}`, 'APPLE_BUNDLE_ID'],
  ]) {
    assert.equal((await negotiate(server, credential)).status, 401);
    await server.event('credential_refused', { reason: 'store_disabled', setting });
  }
  assert.equal((await request(server, 'POST', '/webhooks/apple', { body: '{}' })).status, 404);
});

for (const [what, env, words] of [
  ['half of a RevenueCat project', { REVENUECAT_API_KEY: 'sk_some_key_12345' }, ['REVENUECAT_PROJECT_ID']],
  ['a public RevenueCat key',
    { REVENUECAT_API_KEY: 'appl_abcdef123456', REVENUECAT_PROJECT_ID: 'p', REVENUECAT_ENTITLEMENT_ID: 'e' },
    ['REVENUECAT_API_KEY']],
  ['half of an App Store key', { APPLE_BUNDLE_ID: 'com.example.app', APPLE_KEY_ID: 'K1' }, ['APPLE_ISSUER_ID']],
  ['clear text to a store',
    { APPLE_BUNDLE_ID: 'com.example.app', APPLE_BASE_URL: 'http://store.example' }, ['APPLE_BASE_URL']],
  ['a service account that is no key', { GOOGLE_PLAY_SERVICE_ACCOUNT_JSON: '{}' }, ['GOOGLE_PLAY_SERVICE_ACCOUNT']],
]) {
  test(`stores: ${what} stops the start with a line that says so`, async () => {
    const { code, stderr, stdout } = await runBinary(['check-config'], env);
    assert.equal(code, 1);
    for (const word of words) assert.ok((stderr + stdout).includes(word), stderr + stdout);
    for (const secret of ['sk_some_key_12345', 'appl_abcdef123456']) assert.ok(!(stderr + stdout).includes(secret));
  });
}

test('stores: who tries many credentials is stopped before a store is asked, payers are not', async (t) => {
  const { store, server } = await withRevenueCat(t, { env: { SPOTTER_FAILED_CREDENTIALS: '5' } });
  await negotiate(server, `RevenueCat ${kAlice}`);
  for (let i = 0; i < 5; ++i) assert.equal((await negotiate(server, `RevenueCat guess-${i}`)).status, 401);
  const asked = store.requests.length;
  const barred = await negotiate(server, 'RevenueCat guess-5');
  assert.equal(barred.status, 429);
  assert.match(barred.headers['retry-after'], /^\d+$/);
  for (let i = 6; i < 30; ++i) assert.equal((await negotiate(server, `RevenueCat guess-${i}`)).status, 429);
  assert.equal(store.requests.length, asked);
  assert.equal((await negotiate(server, `RevenueCat ${kAlice}`)).status, 200);
  // One line a shard and minute.
  const lines = server.events.filter(({ event }) => event === 'credentials_barred').length;
  assert.ok(lines >= 1 && lines <= 4, `${lines}`);
});

test('stores: an address that negotiates without end, and a payer with too many sessions, wait', async (t) => {
  const { server } = await withRevenueCat(t, {
    env: { SPOTTER_NEGOTIATIONS_PER_MINUTE: '6', SPOTTER_SESSIONS_PER_PAYER: '2' },
  });
  const first = await connectWith(t, server, `RevenueCat ${kAlice}`);
  await connectWith(t, server, `RevenueCat ${kAlice}`);
  const third = buildConnection(server, { options: { accessTokenFactory: () => `RevenueCat ${kAlice}` } });
  await assert.rejects(within(third.start(), 'the third connection'));
  await server.event('sessions_limited');
  await first.connection.stop();
  // The place is free as soon as the server has seen the end.
  await server.event('session_finished');
  for (let i = 0; i < 3; ++i) await negotiate(server, `RevenueCat ${kAlice}`);
  const crowded = await negotiate(server, `RevenueCat ${kAlice}`);
  assert.equal(crowded.status, 429);
  assert.match(crowded.headers['retry-after'], /^\d+$/);
  // Without negotiation a WebSocket still opens.
  await connect(t, server, {
    skipNegotiation: true, options: { accessTokenFactory: () => `RevenueCat ${kAlice}` },
  });
});
