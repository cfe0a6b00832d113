// Messages of Google Play and of RevenueCat: who may tell us, and what is asked again afterwards. Those of the App
// Store are in apple_store_test.mjs.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from '../../tools/testing/runner.mjs';
import { request } from './lib/http.mjs';
import { statuses, tell } from './lib/purchases.mjs';
import { startServer } from './lib/server.mjs';
import { kWebhookSecret, pushMessage, startGooglePlay, startRevenueCat } from './lib/stores.mjs';
import { kLimitedPaceMs, until } from './lib/wait.mjs';

const kYes = [200, 200];
const kNo = [401, 401];

// --- Google Play, through Pub/Sub -----------------------------------------------------------------------------------

const kToken = 'play-token.webhooks:0123456789';

/** A payer of Google Play who was let in, and was refunded since. */
async function withRefund(t) {
  const store = await startGooglePlay(t);
  store.purchases.set(kToken, { purchaseState: 0, acknowledgementState: 1 });
  const server = await startServer(t, { env: { ...store.env, ...store.pushEnv } });
  for (const secret of [kToken, ...store.secrets]) server.secrets.add(secret);
  assert.deepEqual(await statuses(server, `Google ${kToken}`), kYes);
  store.purchases.set(kToken, { purchaseState: 1, acknowledgementState: 1 });
  const push = async (token, body) => {
    server.secrets.add(token);
    return (await tell(server, 'google-play', body, { Authorization: `Bearer ${token}` })).status;
  };
  const doors = () => statuses(server, `Google ${kToken}`);
  return { store, server, push, doors };
}

const voided = (more = {}) => ({
  version: '1.0', packageName: 'com.example.app', eventTimeMillis: '1760000000000',
  voidedPurchaseNotification: { purchaseToken: kToken, orderId: 'GPA.1', productType: 2, refundType: 1 }, ...more,
});

test('webhooks: case 126: a voided purchase is forgotten, and Google says what holds now', async (t) => {
  const { store, push, doors } = await withRefund(t);
  assert.deepEqual(await doors(), kYes);
  assert.equal(store.lookUps, 1);
  assert.equal(await push(store.push.sign(), pushMessage(voided(), 'm1')), 204);
  assert.deepEqual(await doors(), kNo);
  assert.equal(store.lookUps, 2);
});

for (const [what, claims, header] of [
  ['another audience', { aud: 'https://elsewhere.example' }],
  ['another account', { email: 'somebody@e2e.iam.gserviceaccount.com' }],
  ['an address that was not verified', { email_verified: false }],
  ['a token that is over', { iat: 1760000000, exp: 1760003600 }],
  ['a token of another issuer', { iss: 'https://accounts.example' }],
  ['an HMAC with the public key as its secret', {}, { alg: 'HS256' }],
]) {
  test(`webhooks: case 127: a push with ${what} is 401, and nothing is forgotten`, async (t) => {
    const { store, push, doors } = await withRefund(t);
    assert.equal(await push(store.push.sign(claims, header), pushMessage(voided(), 'm1')), 401);
    assert.deepEqual(await doors(), kYes);
    assert.equal(store.lookUps, 1);
  });
}

for (const [what, body] of [
  ['about another app', pushMessage(voided({ packageName: 'com.example.other' }), 'm1')],
  ['with data that is none', '{"message":{"data":"!","messageId":"m1"},"subscription":"s"}'],
  ['of the console', pushMessage({ version: '1.0', packageName: 'com.example.app', testNotification: { version: '1.0' } }, 'm1')],
]) {
  test(`webhooks: case 128: a push ${what} is 204, and nothing is forgotten`, async (t) => {
    const { store, push, doors } = await withRefund(t);
    assert.equal(await push(store.push.sign(), body), 204);
    assert.deepEqual(await doors(), kYes);
  });
}

test('webhooks: case 128: a push that comes again is 204, and forgets nothing', async (t) => {
  const { store, push, doors } = await withRefund(t);
  store.purchases.set(kToken, { purchaseState: 0, acknowledgementState: 1 });
  assert.equal(await push(store.push.sign(), pushMessage(voided(), 'm1')), 204);
  assert.deepEqual(await doors(), kYes);
  assert.equal(store.lookUps, 2);
  assert.equal(await push(store.push.sign(), pushMessage(voided(), 'm1')), 204);
  assert.deepEqual(await doors(), kYes);
  assert.equal(store.lookUps, 2);
  assert.equal(await push(store.push.sign(), pushMessage(voided(), 'm2')), 204);
  assert.deepEqual(await doors(), kYes);
  assert.equal(store.lookUps, 3);
});

test("webhooks: case 129: an unknown key makes Google's keys be fetched again, once", async (t) => {
  const { store, push } = await withRefund(t);
  assert.equal(await push(store.push.sign(), pushMessage(voided(), 'm1')), 204);
  assert.equal(store.push.fetched, 1);
  for (let i = 0; i < 3; ++i) {
    assert.equal(await push(store.push.sign({}, { kid: 'push-key-2' }), pushMessage(voided(), `m${i}`)), 401);
  }
  assert.equal(store.push.fetched, 2);
});

test('webhooks: without an audience the route of pushes is not there', async (t) => {
  const store = await startGooglePlay(t);
  const server = await startServer(t, { env: store.env });
  const { status } = await tell(server, 'google-play', pushMessage(voided(), 'm1'), {
    Authorization: `Bearer ${store.push.sign()}`,
  });
  assert.equal(status, 404);
});

// --- RevenueCat -----------------------------------------------------------------------------------------------------

const kSecret = 'whsec-e2e-signing-5d02c7ff';
const kAlice = '$RCAnonymousID:0a1b2c3d4e5f60718293a4b5c6d7e8f9';
const kBob = '$RCAnonymousID:b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0';
const kPro = ['entlpro'];

const nowSeconds = () => Math.floor(Date.now() / 1000);
const mac = (time, body, secret = kSecret) => createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
const eventBody = (event) => JSON.stringify({ api_version: '1.0', event: { id: 'event-1', type: 'EXPIRATION', ...event } });

/** Alice and Bob had paid and were let in; now they have not. `sign`: the headers for a body. */
async function withLapsed(t, { secret = kSecret } = {}) {
  const store = await startRevenueCat(t);
  store.customers.set(kAlice, kPro).set(kBob, kPro);
  const server = await startServer(t, { env: { ...store.env, REVENUECAT_WEBHOOK_SECRET: secret } });
  for (const word of [kAlice, kBob, kSecret, kWebhookSecret]) server.secrets.add(word);
  const doors = (who) => statuses(server, `RevenueCat ${who}`);
  for (const who of [kAlice, kBob]) {
    assert.deepEqual(await doors(who), kYes);
    store.customers.set(who, []);
  }
  const hook = async (body, signature, authorization = kWebhookSecret) => (await tell(server, 'revenuecat', body, {
    Authorization: authorization, ...(signature ? { 'X-RevenueCat-Webhook-Signature': signature } : {}),
  })).status;
  return { store, server, doors, hook };
}

const kBody = eventBody({ app_user_id: kAlice });
const signed = (body, { time = nowSeconds(), by = body, first = '' } = {}) => `t=${time},${first}v1=${mac(time, by)}`;

for (const [number, what, status, signature, authorization] of [
  [135, 'a good signature', 200, () => signed(kBody)],
  [135, 'a signature over the body written anew', 401, () => signed(kBody, { by: JSON.stringify(JSON.parse(kBody), null, 1) })],
  [135, 'a signature that is 302 seconds old', 401, () => signed(kBody, { time: nowSeconds() - 302 })],
  [135, 'a good signature after one of an old secret', 200, () => signed(kBody, { first: `v1=${'0'.repeat(64)},` })],
  [136, 'the authorization alone where a secret is set', 401, () => undefined],
  [136, 'a good signature and another authorization', 401, () => signed(kBody), 'another-authorization'],
]) {
  test(`webhooks: case ${number}: a message with ${what} is ${status}`, async (t) => {
    const { store, doors, hook } = await withLapsed(t);
    assert.equal(await hook(kBody, signature(), authorization), status);
    assert.deepEqual(await doors(kAlice), status === 200 ? kNo : kYes);
    assert.deepEqual(await doors(kBob), kYes);
    assert.equal(store.requests.length, status === 200 ? 3 : 2);
  });
}

for (const [number, what, event, forgotten] of [
  [137, 'a transfer from Alice to Bob', { type: 'TRANSFER', transferred_from: [kAlice], transferred_to: [kBob] }, [kAlice, kBob]],
  [138, 'an event of somebody who is also called Alice', { app_user_id: 'somebody-3f2a', aliases: ['other-77aa', kAlice] }, [kAlice]],
  [138, 'an event of who was Bob before', { app_user_id: 'somebody-3f2a', original_app_user_id: kBob }, [kBob]],
]) {
  test(`webhooks: case ${number}: after ${what} the store is asked again`, async (t) => {
    const { store, doors, hook } = await withLapsed(t);
    const body = eventBody(event);
    assert.equal(await hook(body, signed(body)), 200);
    for (const who of [kAlice, kBob]) assert.deepEqual(await doors(who), forgotten.includes(who) ? kNo : kYes);
    assert.equal(store.requests.length, 2 + forgotten.length);
  });
}

test('webhooks: guesses are stopped after a number, write few lines, and let what is known stand', async (t) => {
  const store = await startRevenueCat(t);
  store.customers.set(kAlice, kPro);
  const server = await startServer(t, {
    env: { ...store.env, REVENUECAT_WEBHOOK_SECRET: kSecret, SPOTTER_FAILED_WEBHOOKS_PER_MINUTE: '5' },
  });
  for (const word of [kAlice, kSecret, kWebhookSecret]) server.secrets.add(word);
  assert.deepEqual(await statuses(server, `RevenueCat ${kAlice}`), kYes);
  const answers = [];
  for (let i = 0; i < 40; ++i) {
    answers.push(await tell(server, 'revenuecat', kBody, { Authorization: `guess-${i}`, 'X-RevenueCat-Webhook-Signature': signed(kBody) }));
  }
  assert.deepEqual(answers.slice(0, 5).map(({ status }) => status), [401, 401, 401, 401, 401]);
  const limited = answers.filter(({ status }) => status === 429);
  assert.ok(limited.length >= 30, `${limited.length}`);
  for (const { headers, body } of limited) {
    assert.match(headers['retry-after'], /^[1-9]\d*$/);
    assert.equal(body, '');
  }
  const lines = (name) => server.events.filter(({ event }) => event === name).length;
  await server.event('webhooks_limited');
  assert.ok(lines('webhooks_limited') <= 2, `${lines('webhooks_limited')}`);
  assert.equal(lines('store_notification_refused'), 40 - limited.length);
  assert.equal(lines('store_notification'), 0);
  assert.equal((await tell(server, 'apple', '{}')).status, 429);
  assert.deepEqual(await statuses(server, `RevenueCat ${kAlice}`), kYes);
});

test("webhooks: while Google's keys do not come, a push is told to come again", async (t) => {
  const { store, push, doors } = await withRefund(t);
  store.push.silent = true;
  assert.equal(await push(store.push.sign(), pushMessage(voided(), 'm1')), 503);
  assert.deepEqual(await doors(), kYes);
  store.push.silent = false;
  await until(async () => await push(store.push.sign(), pushMessage(voided(), 'm1')) === 204, 'the next push', 10_000, kLimitedPaceMs);
  assert.deepEqual(await doors(), kNo);
});

test('webhooks: a message of RevenueCat that cannot be read is 400, one that is too large 413', async (t) => {
  const { server, hook } = await withLapsed(t);
  assert.equal(await hook('{"event":', signed('{"event":')), 400);
  const large = eventBody({ app_user_id: 'x'.repeat(256 * 1024) });
  assert.equal(await hook(large, signed(large)), 413);
  assert.equal((await request(server, 'GET', '/webhooks/revenuecat')).status, 405);
});
