// The App Store through the whole server: signed transactions, its API, receipts, notifications, and the ledger of
// revocations. The authority is ours (tests/tools/apple_tokens.cpp), the rules are Apple's.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from '../../tools/testing/runner.mjs';
import {
  kAppId, makeReceipt, notification, receiptAnswer, signAsApple, startAppStore, tokenOf, transaction,
} from './lib/apple.mjs';
import { connect, openRaw, refusalOf } from './lib/clients.mjs';
import { askForPlan, bothDoors, negotiate, statuses, tell } from './lib/purchases.mjs';
import { sentence } from './lib/sentences.mjs';
import { startServer } from './lib/server.mjs';
import { until } from './lib/wait.mjs';

const kId = '2000000000000001';
const kDayMs = 86_400_000;
const agoMs = (ms) => Date.now() - ms;

const kYes = [200, 200];
const kNo = [401, 401];
const kLater = [503, 503];

/** With a key, signed transactions are looked up. */
async function start(t, { key = false, secret, env = {}, mayReport } = {}) {
  const store = await startAppStore(t, { secret });
  const server = await startServer(t, {
    env: { ...store.env, ...(key ? store.keyEnv : {}), ...env }, mayReport,
  });
  if (secret) server.secrets.add(secret);
  return { store, server };
}

/** Both doors with an Apple token, which must not be written anywhere. */
function doors(server, token, options) {
  if (token.length >= 12) server.secrets.add(token);
  return statuses(server, `Apple ${token}`, options);
}

/** The header and signature of one token with a payload of another's making. */
function tampered(token) {
  const [header, payload, signature] = token.split('.');
  const text = Buffer.from(payload, 'base64url').toString().replace('"quantity":1', '"quantity":2');
  return [header, Buffer.from(text).toString('base64url'), signature].join('.');
}

/** With another header over the same payload, signed by nobody or by whom the header wants. */
const headed = (header) => signAsApple(transaction(), { header });
const unsigned = () => headed({ alg: 'none' }).replace(/[^.]*$/, 'A'.repeat(86));

// What a signature alone says: nobody is asked.
for (const [number, what, expected, token, env = {}] of [
  [56, 'a good transaction', kYes, () => tokenOf()],
  [61, 'one changed byte of the payload', kNo, () => tampered(tokenOf())],
  [62, "another key's signature under the good chain", kNo, () => tokenOf({}, { key: 'others' })],
  [63, 'a signature in DER', kNo, () => tokenOf({}, { encoding: 'der' })],
  [64, 'no algorithm', kNo, unsigned],
  [64, 'the algorithm in small letters', kNo, () => headed({ alg: 'es256' })],
  [65, 'no certificates', kNo, () => headed({ x5c: [] })],
  [66, 'the chain of another authority', kNo, () => tokenOf({}, { chain: 'others' })],
  [67, "another authority's chain that ends in the trusted root", kNo, () => tokenOf({}, { chain: 'others_under_root' })],
  [68, "a leaf without Apple's mark", kNo, () => tokenOf({}, { chain: 'leaf_unmarked', key: 'good' })],
  [69, 'an intermediate that is no authority', kNo, () => tokenOf({}, { chain: 'intermediate_no_authority' })],
  [73, 'another app', kNo, () => tokenOf({ bundleId: 'com.example.other' })],
  [73, 'an app whose id differs in case', kNo, () => tokenOf({ bundleId: 'com.example.App' })],
  [74, 'another product', kNo, () => tokenOf({ productId: 'pro2' })],
  [75, 'the sandbox where it is allowed', kYes, () => tokenOf({ environment: 'Sandbox' })],
  [75, 'the sandbox where it is denied', kNo, () => tokenOf({ environment: 'Sandbox' }), { APPLE_ALLOW_SANDBOX: 'deny' }],
  [76, 'Xcode', kNo, () => tokenOf({ environment: 'Xcode' })],
  [76, 'local testing', kNo, () => tokenOf({ environment: 'LocalTesting' })],
  [76, 'an unknown environment', kNo, () => tokenOf({ environment: 'Staging' })],
  [77, 'a family member where sharing is denied', kNo, () => tokenOf({ inAppOwnershipType: 'FAMILY_SHARED' })],
  [77, 'a family member where sharing is allowed', kYes, () => tokenOf({ inAppOwnershipType: 'FAMILY_SHARED' }),
    { APPLE_FAMILY_SHARING: 'allow' }],
  [78, 'a subscription that is over', kNo,
    () => tokenOf({ type: 'Auto-Renewable Subscription', expiresDate: agoMs(120_000) })],
  [78, 'a subscription that runs', kYes,
    () => tokenOf({ type: 'Auto-Renewable Subscription', expiresDate: agoMs(-300_000) })],
  [82, 'a bare transaction id', kNo, () => kId],
  [103, 'a receipt where they are off', kNo, () => makeReceipt(), { APPLE_LEGACY_RECEIPTS: 'off' }],
  [103, 'a receipt that is not base64', kNo, () => `${makeReceipt().slice(0, -4)}!!!!`],
]) {
  test(`apple: case ${number}: ${what} is ${expected[0]}, and Apple is not asked`, async (t) => {
    const { store, server } = await start(t, { env });
    const made = token();
    assert.deepEqual(await doors(server, made), expected);
    if (expected === kNo) {
      assert.equal((await refusalOf(t, server, { headers: { Authorization: `Apple ${made}` } })).status, 401);
    }
    assert.deepEqual(store.asked, []);
  });
}

// With the key of its API, Apple has the last word.
for (const [number, what, expected, asked, changes, answers] of [
  [57, 'a transaction that Apple confirms', kYes, 1, {}, (store) => store.transactions.set(`production/${kId}`, transaction())],
  [58, 'one that Apple calls revoked', kNo, 1, {},
    (store) => store.transactions.set(`production/${kId}`, transaction({ revocationDate: agoMs(60_000), revocationReason: 0 }))],
  [59, 'a fresh signature while Apple fails', kYes, 2, {},
    (store) => store.transactions.set(`production/${kId}`, { status: 500, body: { errorCode: 5000000 } })],
  [59, 'an old signature while Apple fails', kLater, 4, { signedDate: agoMs(3 * kDayMs) },
    (store) => store.transactions.set(`production/${kId}`, { status: 500, body: { errorCode: 5000000 } })],
  [60, 'a transaction that Apple does not know', kNo, 1, {}, () => {}],
  [75, 'a transaction of the sandbox', kYes, 1, { environment: 'Sandbox' },
    (store) => store.transactions.set(`sandbox/${kId}`, transaction({ environment: 'Sandbox' }))],
]) {
  test(`apple: case ${number}: ${what} is ${expected[0]}`, async (t) => {
    const { store, server } = await start(t, { key: true });
    answers(store);
    assert.deepEqual(await doors(server, tokenOf(changes)), expected);
    const where = changes.environment === 'Sandbox' ? 'sandbox' : 'production';
    assert.deepEqual(store.asked, Array(asked).fill(`/${where}/${kId}`));
  });
}

test('apple: case 81: two signatures of one purchase are one answer and one quota', async (t) => {
  const { store, server } = await start(t, { key: true, env: { SPOTTER_RATE_LIMIT_MOBILE: '1' } });
  store.transactions.set(`production/${kId}`, transaction());
  const [one, two] = [tokenOf(), tokenOf({ signedDate: agoMs(1000) })];
  assert.notEqual(one, two);
  assert.deepEqual(await doors(server, one), [200, 200]);
  assert.deepEqual(await doors(server, two), [200, 429]);
  assert.deepEqual(store.asked, [`/production/${kId}`]);
});

test('apple: case 88: a moment in milliseconds until which Apple wants to rest is told in seconds', async (t) => {
  const { store, server } = await start(t, { key: true });
  store.transactions.set(`production/${kId}`, {
    status: 429, headers: { 'Retry-After': String(Date.now() + 90_000) }, body: { errorCode: 4290000 },
  });
  const token = tokenOf({ signedDate: agoMs(3 * kDayMs) });
  server.secrets.add(token);
  const [negotiated, planned] = await bothDoors(server, `Apple ${token}`);
  for (const { status, headers, body } of [negotiated, planned]) {
    assert.deepEqual([status, body, headers['cache-control']], [503, '', 'no-store']);
  }
  const wait = Number(negotiated.headers['retry-after']);
  assert.ok(wait >= 89 && wait <= 108, `Retry-After: ${wait}`);
  // The rest is kept: what comes next does not reach Apple, and is told how much of it is left.
  assert.ok(Number(planned.headers['retry-after']) > 15, planned.headers['retry-after']);
  assert.equal(store.asked.length, 1);
});

// Receipts of old clients.
for (const [number, what, expected, asked, answers, options = {}] of [
  [92, 'a receipt in the form of iOS 6', kYes, ['/receipts/production'], { production: receiptAnswer() }],
  [94, "a tester's receipt", kYes, ['/receipts/production', '/receipts/sandbox'],
    { production: { status: 21007 }, sandbox: receiptAnswer({}, { environment: 'Sandbox' }) }],
  [93, 'a receipt of another app', kNo, ['/receipts/production'], { production: receiptAnswer({ bid: 'com.example.other' }) }],
  [101, 'a receipt that was given back', kNo, ['/receipts/production'],
    { production: receiptAnswer({ cancellation_date_ms: '1760000000000' }) }],
  [104, 'a receipt asked for with the shared secret', kYes, ['/receipts/production'], { production: receiptAnswer() },
    { secret: 'e2e-apple-shared-secret-93b1' }],
]) {
  test(`apple: case ${number}: ${what} is ${expected[0]}`, async (t) => {
    const { store, server } = await start(t, options);
    for (const [where, answer] of Object.entries(answers)) store.receipts.set(where, answer);
    const receipt = makeReceipt();
    assert.ok(receipt.includes('+') && receipt.includes('/'), receipt);
    assert.deepEqual(await doors(server, receipt), expected);
    assert.deepEqual(store.asked, asked);
    // The mock knows whether the secret belongs to the request.
    for (const { body } of store.requests) assert.equal(JSON.parse(body)['receipt-data'], receipt);
  });
}

/** A payer who was let in and whom Apple knows, and how to tell the server something. */
async function withPayer(t, options = { key: true }) {
  const { store, server } = await start(t, options);
  store.transactions.set(`production/${kId}`, transaction());
  const token = tokenOf();
  assert.deepEqual(await doors(server, token), kYes);
  const asked = store.asked.length;
  return { store, server, token, asked, told: async (body) => (await tell(server, 'apple', body)).status };
}

test('apple: case 130: a refund is a message, then a question to Apple, then 401 and a sentence', async (t) => {
  const { store, server, token, told } = await withPayer(t);
  const client = await connect(t, server, { options: { accessTokenFactory: () => `Apple ${token}` } });
  await client.ask('How do I squat?');
  assert.equal(store.asked.length, 1);
  const refunded = transaction({ revocationDate: agoMs(1000), revocationReason: 0, signedDate: Date.now() });
  store.transactions.set(`production/${kId}`, refunded);
  assert.equal(await told(notification('REFUND', signAsApple(refunded))), 200);
  await server.event('store_notification', { store: 'Apple', kind: 'REFUND', status: 200 });
  assert.match((await client.ask('And how deep?')).at(-1), sentence('entitlement_gone'));
  assert.equal(client.closed, null);
  assert.deepEqual(await doors(server, token), kNo);
  assert.equal(store.asked.length, 2);
});

for (const [number, what, status, body] of [
  [131, 'a refund whose transaction another authority signed', 400, () => notification('REFUND', tokenOf({ revocationDate: 1 }, { chain: 'others' }))],
  [131, 'a refund that another authority signed', 400,
    () => notification('REFUND', tokenOf({ revocationDate: 1 }), { how: { chain: 'others' } })],
  [132, 'a refund of another app', 400, () => notification('REFUND', tokenOf(), { data: { bundleId: 'com.example.other' } })],
  [132, "a refund with another app's number", 400, () => notification('REFUND', tokenOf(), { data: { appAppleId: kAppId + 1 } })],
  [133, 'a test', 200, () => notification('TEST', null)],
  [133, 'a message of an unknown kind about nothing', 200, () => notification('SOMETHING_NEW')],
  [131, 'a message that is none', 400, () => '{"signedPayload":"not.a.jws"}'],
]) {
  test(`apple: case ${number}: ${what} is ${status}, and nothing is forgotten`, async (t) => {
    const { store, server, token, asked, told } = await withPayer(t);
    // Were the answer forgotten, Apple would be asked, and say no.
    store.transactions.delete(`production/${kId}`);
    assert.equal(await told(body()), status);
    assert.deepEqual(await doors(server, token), kYes);
    assert.equal(store.asked.length, asked);
  });
}

test('apple: case 134: a refund that was taken back opens both doors at once', async (t) => {
  const { store, server } = await start(t, { key: true });
  const refunded = transaction({ revocationDate: agoMs(60_000) });
  store.transactions.set(`production/${kId}`, refunded);
  const token = tokenOf();
  assert.deepEqual(await doors(server, token), kNo);
  assert.equal(store.asked.length, 1);
  const restored = transaction({ signedDate: Date.now() });
  store.transactions.set(`production/${kId}`, restored);
  assert.equal((await tell(server, 'apple', notification('REFUND_REVERSED', signAsApple(restored)))).status, 200);
  assert.deepEqual(await doors(server, token), kYes);
  assert.equal(store.asked.length, 2);
});

/** A folder for what servers of one test remember. */
function stateFolder(t) {
  const folder = mkdtempSync(join(tmpdir(), 'spotter-state-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('apple: case 144: a refund that was told is remembered where Apple is not asked, over a restart too', async (t) => {
  const env = { SPOTTER_STATE_DIR: stateFolder(t) };
  const { server, token, told } = await withPayer(t, { env });
  const refund = signAsApple(transaction({ revocationDate: agoMs(1000), signedDate: Date.now() }));
  assert.equal(await told(notification('REFUND', refund)), 200);
  assert.deepEqual(await doors(server, token), kNo);
  // Another payer is not meant.
  assert.deepEqual(await doors(server, tokenOf({ transactionId: '2000000000000002' })), kYes);
  await server.stop();
  const { server: next, store } = await start(t, { env });
  assert.deepEqual(await doors(next, token), kNo);
  assert.deepEqual(await doors(next, tokenOf({ transactionId: '2000000000000002' })), kYes);
  assert.deepEqual(store.asked, []);
  const written = readFileSync(join(env.SPOTTER_STATE_DIR, 'apple-revocations.txt'), 'utf8');
  assert.match(written, /^[0-9a-f]{64} revoked \d{13}\n$/);
});

test('apple: case 145: of a refund and its reversal the later signature counts, in any order and over a restart', async (t) => {
  const env = { SPOTTER_STATE_DIR: stateFolder(t) };
  const { server, token, told } = await withPayer(t, { env });
  const refund = signAsApple(transaction({ revocationDate: agoMs(2000), signedDate: agoMs(2000) }));
  const reversal = signAsApple(transaction({ signedDate: agoMs(1000) }));
  assert.equal(await told(notification('REFUND', refund)), 200);
  assert.deepEqual(await doors(server, token), kNo);
  assert.equal(await told(notification('REFUND_REVERSED', reversal)), 200);
  assert.deepEqual(await doors(server, token), kYes);
  // Apple repeats what it thinks was lost, under the same id and under another.
  assert.equal(await told(notification('REFUND', refund)), 200);
  assert.deepEqual(await doors(server, token), kYes);
  await server.stop();
  const { server: next } = await start(t, { env });
  assert.deepEqual(await doors(next, token), kYes);
});

test('apple: case 146: what the ledger knows counts while Apple is away, however fresh the signature', async (t) => {
  const { store, server, token, told } = await withPayer(t);
  const refund = signAsApple(transaction({ revocationDate: agoMs(1000), signedDate: Date.now() }));
  store.transactions.set(`production/${kId}`, { status: 500, body: { errorCode: 5000000 } });
  assert.equal(await told(notification('REFUND', refund)), 200);
  assert.deepEqual(await doors(server, token), kNo);
});

test('apple: a payer of the App Store negotiates, connects and chats; the app asks Apple once', async (t) => {
  const { store, server, token } = await withPayer(t);
  const clients = await Promise.all(Array.from({ length: 4 }, () =>
    connect(t, server, { options: { accessTokenFactory: () => `Apple ${token}` } })));
  await Promise.all(clients.map((client) => client.ask('Shall I stretch first?')));
  await openRaw(t, server, { headers: {}, query: `?access_token=Apple+${token}` });
  // Only a WebSocket takes it from there.
  assert.equal((await negotiate(server, undefined, { query: `&access_token=Apple+${token}` })).status, 401);
  assert.equal((await askForPlan(server, undefined, { query: `?access_token=Apple+${token}` })).status, 401);
  assert.equal(store.asked.length, 1);
  await until(() => store.tokens.size === 1, 'one token of ours for Apple');
  for (const ours of store.tokens) server.secrets.add(ours);
});
