// Answers of stores that many wait for at once, that are kept, and that a message ends.
import assert from 'node:assert/strict';
import { test } from '../../tools/testing/runner.mjs';
import { connect, refusalOf } from './lib/clients.mjs';
import { openTcp, resilience } from './lib/http.mjs';
import { askForPlan, bothDoors, negotiate, statuses, tell } from './lib/purchases.mjs';
import { sentence } from './lib/sentences.mjs';
import { kKey, startServer } from './lib/server.mjs';
import { kWebhookSecret, startGooglePlay, startRevenueCat } from './lib/stores.mjs';
import { Gate, until } from './lib/wait.mjs';

const kAlice = '$RCAnonymousID:0a1b2c3d4e5f60718293a4b5c6d7e8f9';
const kBob = '$RCAnonymousID:b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0';
const kPro = ['entlpro'];

/** A server with RevenueCat, where Alice and Bob have paid. */
async function withRevenueCat(t, options = {}) {
  const store = await startRevenueCat(t);
  store.customers.set(kAlice, kPro).set(kBob, kPro);
  const server = await startServer(t, { ...options, env: { ...store.env, ...options.env } });
  for (const secret of [kAlice, kBob, kWebhookSecret]) server.secrets.add(secret);
  return { store, server, forget: (id) => forget(server, id) };
}

let messages = 0;
async function forget(server, id) {
  const event = { id: `event-${++messages}`, type: 'EXPIRATION', app_user_id: id };
  const { status } = await tell(server, 'revenuecat', JSON.stringify({ api_version: '1.0', event }), {
    Authorization: kWebhookSecret,
  });
  assert.equal(status, 200);
}

/**
 * `count` negotiations that wait for their store. /health on the same connection is answered before each, so the
 * negotiation has been read; two questions to the stores' shard later it is among those who wait.
 */
async function waitingNegotiations(t, server, credential, count) {
  const all = Array.from({ length: count }, () => {
    const tcp = openTcp(t, server);
    tcp.write('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n' +
      `POST /ai-chat/negotiate?negotiateVersion=1 HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${credential}\r\n` +
      'Content-Length: 0\r\nConnection: close\r\n\r\n');
    return tcp;
  });
  for (const tcp of all) await tcp.until(({ text }) => text.startsWith('HTTP/1.1 200'), 'the answer before it');
  for (let i = 0; i < 2; ++i) await resilience(server);
  return all;
}

/** The status of the second answer on a connection. */
async function secondStatus(tcp) {
  await tcp.until(({ ended }) => ended, 'the second answer', 20_000);
  return Number(/[^]HTTP\/1\.1 (\d{3})/.exec(tcp.text)?.[1]);
}

for (const [number, what, ill, attempts, status] of [
  [118, 'one question to their store, and all are let in', false, 1, 200],
  [119, 'one question to their store that fails twice, and all shall come later', true, 2, 503],
]) {
  test(`store answers: case ${number}: a hundred who wait at once are ${what}`, async (t) => {
    const { store, server } = await withRevenueCat(t);
    store.gate = new Gate();
    store.broken = ill;
    const all = await waitingNegotiations(t, server, `RevenueCat ${kAlice}`, 100);
    assert.equal(store.requests.length, 1);
    store.gate.open();
    const answers = new Set(await Promise.all(all.map(secondStatus)));
    assert.deepEqual([...answers], [status]);
    assert.equal(store.requests.length, attempts);
  });
}

test('store answers: case 120: one text is two credentials under two stores', async (t) => {
  const [google, revenueCat] = [await startGooglePlay(t), await startRevenueCat(t)];
  const server = await startServer(t, { env: { ...google.env, ...revenueCat.env } });
  const token = 'the-same-text~0123456789';
  server.secrets.add(token);
  revenueCat.customers.set(token, kPro);
  assert.deepEqual(await statuses(server, `RevenueCat ${token}`), [200, 200]);
  assert.deepEqual(await statuses(server, `Google ${token}`), [401, 401]);
  assert.deepEqual(await statuses(server, `RevenueCat ${token}`), [200, 200]);
  assert.deepEqual([revenueCat.requests.length, google.lookUps], [1, 1]);
});

test('store answers: case 123: who asked first may leave, the others are answered', async (t) => {
  const { store, server } = await withRevenueCat(t);
  store.gate = new Gate();
  const [first] = await waitingNegotiations(t, server, `RevenueCat ${kAlice}`, 1);
  await until(() => store.requests.length === 1, 'the question');
  const others = await waitingNegotiations(t, server, `RevenueCat ${kAlice}`, 10);
  first.socket.destroy();
  await first.until(({ ended }) => ended, 'the first one to leave');
  await resilience(server);
  store.gate.open();
  assert.deepEqual([...new Set(await Promise.all(others.map(secondStatus)))], [200]);
  assert.equal(store.requests.length, 1);
});

test('store answers: case 124: after a message no old answer stands in while the store is away', async (t) => {
  const { store, server, forget } = await withRevenueCat(t);
  assert.deepEqual(await statuses(server, `RevenueCat ${kAlice}`), [200, 200]);
  store.broken = true;
  assert.deepEqual(await statuses(server, `RevenueCat ${kAlice}`), [200, 200]);
  await forget(kAlice);
  const answers = await bothDoors(server, `RevenueCat ${kAlice}`, { headers: { Origin: 'https://app.example' } });
  for (const { status, body, headers } of answers) {
    assert.deepEqual([status, body, headers['cache-control']], [503, '', 'no-store']);
    assert.match(headers['retry-after'], /^\d+$/);
    // Case 140: pages may read it.
    assert.equal(headers['access-control-allow-origin'], 'https://app.example');
    assert.match(headers['access-control-expose-headers'], /Retry-After/i);
  }
  // Case 141: nor does a WebSocket open.
  const upgrade = await refusalOf(t, server, { headers: { Authorization: `RevenueCat ${kAlice}` } });
  assert.equal(upgrade.status, 503);
  assert.match(upgrade.headers['retry-after'], /^\d+$/);
});

test('store answers: case 125: what was asked before a message came is answered, and asked again', async (t) => {
  const { store, server, forget } = await withRevenueCat(t);
  store.gate = new Gate();
  const early = negotiate(server, `RevenueCat ${kAlice}`);
  await until(() => store.requests.length === 1, 'the question');
  await forget(kAlice);
  store.gate.open();
  assert.equal((await early).status, 200);
  store.customers.set(kAlice, []);
  assert.deepEqual(await statuses(server, `RevenueCat ${kAlice}`), [401, 401]);
  assert.equal(store.requests.length, 2);
});

test('store answers: cases 19 and 26: a yes and a no of Google Play are kept', async (t) => {
  const store = await startGooglePlay(t);
  const server = await startServer(t, { env: store.env });
  const [good, unknown] = ['play-token.good:0123456789', 'play-token.unknown:0123456789'];
  for (const secret of [good, unknown, ...store.secrets]) server.secrets.add(secret);
  store.purchases.set(good, { purchaseState: 0, acknowledgementState: 1 });
  assert.deepEqual(await statuses(server, `Google ${good}`), [200, 200]);
  assert.deepEqual(await statuses(server, `Google ${unknown}`), [401, 401]);
  assert.deepEqual([store.lookUps, store.tokensGiven], [2, 1]);
});

test('store answers: case 142: a refunded turn is a sentence and a plan 401, until the store says yes again', async (t) => {
  const { store, server, forget } = await withRevenueCat(t);
  const client = await connect(t, server, { options: { accessTokenFactory: () => `RevenueCat ${kAlice}` } });
  await client.ask('How do I squat?');
  store.customers.set(kAlice, []);
  await forget(kAlice);
  assert.match((await client.ask('And how deep?')).at(-1), sentence('entitlement_gone'));
  assert.equal((await askForPlan(server, `RevenueCat ${kAlice}`)).status, 401);
  assert.equal(client.closed, null);
  store.customers.set(kAlice, kPro);
  await forget(kAlice);
  assert.ok(!sentence('entitlement_gone').test((await client.ask('And how deep?')).at(-1)));
  assert.equal((await askForPlan(server, `RevenueCat ${kAlice}`)).status, 200);
});

test('store answers: case 148: after thirty wrong credentials of an address only known payers are served there', async (t) => {
  const { store, server } = await withRevenueCat(t);
  assert.deepEqual(await statuses(server, `RevenueCat ${kAlice}`), [200, 200]);
  for (let i = 0; i < 30; ++i) assert.equal((await negotiate(server, `Web wrong-key-${i}`)).status, 401);
  for (const answer of await bothDoors(server, `RevenueCat ${kBob}`)) {
    assert.deepEqual([answer.status, answer.body], [429, '']);
    assert.match(answer.headers['retry-after'], /^\d+$/);
  }
  assert.equal((await refusalOf(t, server, { headers: { Authorization: `RevenueCat ${kBob}` } })).status, 429);
  assert.deepEqual(await statuses(server, `RevenueCat ${kAlice}`), [200, 200]);
  // The shared key is what somebody may be guessing there; elsewhere it opens.
  assert.deepEqual(await statuses(server, `Web ${kKey}`), [429, 429]);
  assert.equal(store.requests.length, 1);
});

test('store answers: a wrong credential that is tried again and again bars nobody', async (t) => {
  const { server } = await withRevenueCat(t, { env: { SPOTTER_FAILED_CREDENTIALS: '3' } });
  for (let i = 0; i < 10; ++i) assert.equal((await negotiate(server, 'Web the-same-wrong-key')).status, 401);
  assert.equal((await negotiate(server, `RevenueCat ${kBob}`)).status, 200);
});
