// The App Store as far as we ask it, under an authority of our own: each part checks what it is asked, and signs as
// Apple does.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createVerify, generateKeyPairSync, randomUUID, sign as signBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { kBinary } from './server.mjs';
import { serve } from './stores.mjs';

// CMake puts it beside the server; SPOTTER_APPLE_TOKENS names another.
export const kAppleTokens = process.env.SPOTTER_APPLE_TOKENS ?? join(dirname(kBinary), 'spotter_apple_tokens');

const kHourMs = 3_600_000;
export const kBundle = 'com.example.app';
export const kAppId = 1234567890;
const kIssuer = '57246542-96fe-1a63-e053-0824d011072a';
const kKeyId = 'E2EKEY0001';

let known;

/** {root, chains: by name {x5c, key}}, made once. */
function authority() {
  known ??= JSON.parse(execFileSync(kAppleTokens, ['keys'], { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 }));
  return known;
}

const encode = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const decode = (part) => JSON.parse(Buffer.from(part, 'base64url').toString());

/** A document as Apple signs it. `chain` is what it shows, `key` whose leaf signs it. */
export function signAsApple(payload, { chain = 'good', key = chain, header = {}, encoding = 'ieee-p1363' } = {}) {
  const { chains } = authority();
  const text = `${encode({ alg: 'ES256', x5c: chains[chain].x5c, ...header })}.${encode(payload)}`;
  const signature = signBytes('sha256', Buffer.from(text), { key: chains[key].key, dsaEncoding: encoding });
  return `${text}.${signature.toString('base64url')}`;
}

/** What a transaction says: bought and signed an hour ago, and good; `changes` replace members. */
export function transaction(changes = {}) {
  const then = Date.now() - kHourMs;
  return {
    transactionId: '2000000000000001', originalTransactionId: changes.transactionId ?? '2000000000000001',
    bundleId: kBundle, productId: 'pro', purchaseDate: then, originalPurchaseDate: then, signedDate: then, quantity: 1,
    type: 'Non-Consumable', inAppOwnershipType: 'PURCHASED', environment: 'Production', transactionReason: 'PURCHASE',
    storefront: 'USA', ...changes,
  };
}

/** A signed transaction, as the app has it. */
export const tokenOf = (changes, how) => signAsApple(transaction(changes), how);

/** The body of a notification, version 2. `inner`: the signed transaction; null: none. */
export function notification(type, inner, { data = {}, how, ...members } = {}) {
  return JSON.stringify({
    signedPayload: signAsApple({
      notificationType: type, notificationUUID: randomUUID(), version: '2.0', signedDate: Date.now(),
      ...(inner === undefined ? {} : {
        data: {
          appAppleId: kAppId, bundleId: kBundle, bundleVersion: '1', environment: 'Production',
          ...(inner === null ? {} : { signedTransactionInfo: inner }), ...data,
        },
      }),
      ...members,
    }, how),
  });
}

/** A receipt as old clients send it: base64 of any bytes, with both odd letters. */
export const makeReceipt = (what = 'receipt') => {
  const text = Buffer.from(`${what} of the end-to-end tests, which nobody may read \xff\xfe\xfb\xef\xbe`.padEnd(90), 'latin1');
  return text.toString('base64');
};

/** What verifyReceipt says of a good one, in the form of iOS 6. */
export const receiptAnswer = (changes = {}, root = {}) => ({
  status: 0,
  receipt: {
    bid: kBundle, product_id: 'pro', quantity: '1', in_app_ownership_type: 'PURCHASED',
    transaction_id: '3000000000000001', original_transaction_id: '3000000000000001', ...changes,
  },
  ...root,
});

/**
 * The App Store Server API and verifyReceipt, each of production and sandbox. `transactions`: by "production/ID" or
 * "sandbox/ID", an answer {status, body, headers}, or what a transaction says there, to be signed. `receipts`: by
 * "production" or "sandbox", the answer's body. What the store must not be asked fails the test.
 */
export async function startAppStore(t, { secret } = {}) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256', privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const store = { transactions: new Map(), receipts: new Map(), tokens: new Set(), faults: [] };

  const mayAsk = (authorization = '') => {
    const token = authorization.replace(/^Bearer /, '');
    const [header, payload, signature] = token.split('.');
    store.tokens.add(token);
    const verified = createVerify('sha256').update(`${header}.${payload}`)
      .verify({ key: publicKey, dsaEncoding: 'ieee-p1363' }, signature ?? '', 'base64url');
    if (!verified) return false;
    const { alg, kid, typ } = decode(header);
    const { iss, aud, bid, iat, exp } = decode(payload);
    return alg === 'ES256' && kid === kKeyId && typ === 'JWT' && iss === kIssuer && aud === 'appstoreconnect-v1' &&
      bid === kBundle && exp > iat && exp - iat <= 3600 && Math.abs(iat - Date.now() / 1000) < 60;
  };
  const lookUp = (environment, { method, headers }, id) => {
    if (method !== 'GET' || !mayAsk(headers.authorization)) {
      store.faults.push(`a look-up by ${method} that Apple would refuse`);
      return { status: 401, body: '' };
    }
    const found = store.transactions.get(`${environment}/${id}`);
    // Whoever wrote bodies like this into a log would tell secrets.
    const errorMessage = `Transaction id ${id} not found for ${headers.authorization}.`;
    if (!found) return { status: 404, body: { errorCode: 4040010, errorMessage } };
    return found.status ? found : { body: { signedTransactionInfo: signAsApple({ ...found, signedDate: Date.now() }) } };
  };
  const judgeReceipt = (environment, { method, headers, body }) => {
    const asked = JSON.parse(body);
    const wanted = { 'receipt-data': asked['receipt-data'], 'exclude-old-transactions': false, ...(secret ? { password: secret } : {}) };
    if (method !== 'POST' || headers['content-type'] !== 'application/json' || JSON.stringify(asked) !== JSON.stringify(wanted)) {
      store.faults.push('a receipt was asked for in another form');
    }
    return { body: { ...(store.receipts.get(environment) ?? { status: 21010 }), asked } };
  };
  const server = await serve(t, (request) => {
    const [, where, id] = /^\/(production|sandbox)\/inApps\/v1\/transactions\/(\d+)$/.exec(request.target) ?? [];
    if (where) return lookUp(where, request, id);
    const [, of] = /^\/receipts\/(production|sandbox)\/verifyReceipt$/.exec(request.target) ?? [];
    if (of) return judgeReceipt(of, request);
    store.faults.push(`nothing is at ${request.target}`);
    return { status: 404, body: '<html>no such page</html>' };
  });
  t.after(() => assert.deepEqual(store.faults, []));

  // Which purchases and receipts were asked for, in order.
  Object.defineProperty(store, 'asked', {
    get: () => server.requests.map(({ target }) => target.replace('/inApps/v1/transactions', '').replace('/verifyReceipt', '')),
  });
  const folder = mkdtempSync(join(tmpdir(), 'spotter-apple-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const rootFile = join(folder, 'root.pem');
  writeFileSync(rootFile, authority().root);
  return Object.assign(store, server, {
    privateKey,
    env: {
      APPLE_BUNDLE_ID: kBundle, APPLE_APP_ID: String(kAppId), APPLE_ROOT_CA_FILE: rootFile,
      APPLE_BASE_URL: `${server.url}/production`, APPLE_SANDBOX_BASE_URL: `${server.url}/sandbox`,
      APPLE_VERIFY_RECEIPT_URL: `${server.url}/receipts/production/verifyReceipt`,
      APPLE_SANDBOX_VERIFY_RECEIPT_URL: `${server.url}/receipts/sandbox/verifyReceipt`,
      ...(secret ? { APPLE_SHARED_SECRET: secret } : {}),
    },
    /** The settings with which signed transactions are looked up. */
    keyEnv: { APPLE_ISSUER_ID: kIssuer, APPLE_KEY_ID: kKeyId, APPLE_PRIVATE_KEY: privateKey },
  });
}
