// How a credential is read, on both doors, with the stores beside it that must not be asked in vain.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from '../../tools/testing/runner.mjs';
import { makeReceipt, receiptAnswer, startAppStore, tokenOf } from './lib/apple.mjs';
import { openRaw, refusalOf } from './lib/clients.mjs';
import { askForPlan, statuses } from './lib/purchases.mjs';
import { kKey, startServer } from './lib/server.mjs';
import { startGooglePlay, startRevenueCat } from './lib/stores.mjs';

const kAlice = '$RCAnonymousID:0a1b2c3d4e5f60718293a4b5c6d7e8f9';
const kQuery = 'access_token=RevenueCat%20%24RCAnonymousID%3A0a1b2c3d4e5f60718293a4b5c6d7e8f9';

/** A server where all stores are on; `asked()`: how often any was asked. */
async function withAllStores(t) {
  const stores = [await startAppStore(t), await startGooglePlay(t), await startRevenueCat(t)];
  const [apple, google, revenueCat] = stores;
  revenueCat.customers.set(kAlice, ['entlpro']);
  const server = await startServer(t, { env: Object.assign({}, ...stores.map(({ env }) => env)) });
  for (const secret of [kAlice, ...google.secrets]) server.secrets.add(secret);
  // Google's list of refunds is read by itself, soon after the start.
  const asked = () => apple.requests.length + google.lookUps + revenueCat.requests.length;
  return { server, asked, apple, google, revenueCat };
}

for (const [number, what, credential, status] of [
  [1, 'no credential', undefined, 401],
  [2, 'the shared key', `Web ${kKey}`, 200],
  [3, 'the shared key after Bearer', `Bearer Web ${kKey}`, 200],
  [3, 'the shared key in small letters', `bearer web ${kKey}`, 200],
  [4, 'Bearer twice', `Bearer Bearer Web ${kKey}`, 401],
  [5, 'one word', 'MalformedHeader', 401],
  [6, 'two spaces', `Web  ${kKey}`, 401],
  [6, 'a word too many', `Web ${kKey} extra`, 401],
  [7, 'an unknown store', `InvalidStore ${kKey}`, 401],
  [11, 'a letter that no token of Google has', 'Google play-token<0123456789', 401],
  [12, 'a token of Google that is too long', `Google ${'g'.repeat(1025)}`, 401],
  [15, 'a part of the shared key', `Web ${kKey.slice(0, -1)}`, 401],
  [15, 'the shared key and one letter more', `Web ${kKey}x`, 401],
  [15, 'the shared key in capitals', `Web ${kKey.toUpperCase()}`, 401],
  [116, 'the word null for a user of RevenueCat', 'RevenueCat null', 401],
  [116, 'the word undefined for a user of RevenueCat', 'RevenueCat undefined', 401],
  [116, 'a path for a user of RevenueCat', 'RevenueCat ../proj1', 401],
]) {
  test(`credentials: case ${number}: ${what} is ${status} on both doors, and no store is asked`, async (t) => {
    const { server, asked } = await withAllStores(t);
    assert.deepEqual(await statuses(server, credential), [status, status]);
    assert.equal(asked(), 0);
  });
}

test('credentials: case 8: a WebSocket is opened by what its query says of RevenueCat', async (t) => {
  const { server, revenueCat } = await withAllStores(t);
  const raw = await openRaw(t, server, { headers: {}, query: `?${kQuery}` });
  raw.invoke('0', 'SendMessage', 'How many sets for biceps?');
  await raw.completion('0');
  assert.equal(revenueCat.requests.length, 1);
});

test('credentials: case 9: a query says nothing to the routes of plans', async (t) => {
  const { server, asked } = await withAllStores(t);
  assert.equal((await askForPlan(server, undefined, { query: `?${kQuery}` })).status, 401);
  assert.equal(asked(), 0);
});

test("credentials: case 10: a receipt's odd letters in a query reach Apple as they were", async (t) => {
  const { server, apple } = await withAllStores(t);
  const receipt = makeReceipt();
  assert.ok(receipt.includes('+') && receipt.includes('/'));
  server.secrets.add(receipt);
  apple.receipts.set('production', receiptAnswer());
  await openRaw(t, server, { headers: {}, query: `?access_token=Apple%20${encodeURIComponent(receipt)}` });
  assert.equal(JSON.parse(apple.requests[0].body)['receipt-data'], receipt);
});

test('credentials: case 12: a token of Google of 1,024 letters is asked for as it is', async (t) => {
  const { server, google } = await withAllStores(t);
  const token = `long:${'aB3-_.~:'.repeat(200)}`.slice(0, 1024);
  server.secrets.add(token);
  google.purchases.set(token, { purchaseState: 0, acknowledgementState: 1 });
  assert.deepEqual(await statuses(server, `Google ${token}`), [200, 200]);
  assert.equal(google.lookUps, 1);
});

test('credentials: case 13: a signed transaction of 5.6 KB fits into a header and into a query', async (t) => {
  const { server } = await withAllStores(t);
  const short = tokenOf();
  const token = tokenOf({ appAccountToken: 'x'.repeat(Math.ceil((5700 - short.length) * 0.75)) });
  assert.ok(token.length >= 5600 && token.length <= 6000, `${token.length} letters`);
  server.secrets.add(token);
  assert.deepEqual(await statuses(server, `Apple ${token}`), [200, 200]);
  await openRaw(t, server, { headers: {}, query: `?access_token=Apple%20${token}` });
});

for (const [what, key] of [['without a key', ''], ['with three spaces for a key', '   ']]) {
  test(`credentials: case 14: ${what} nothing is the shared key`, async (t) => {
    const server = await startServer(t, { env: { WEB_AUTH_KEY: key } });
    for (const credential of ['Web', 'Web ', 'Web  ', 'Web    ', `Web ${kKey}`, 'Web null']) {
      assert.deepEqual(await statuses(server, credential), [401, 401], credential);
      assert.equal((await refusalOf(t, server, { headers: { Authorization: credential } })).status, 401);
    }
  });
}

test('credentials: cases 16 and 17: the key in a file ends with its line; another one there is the only one after a restart',
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'spotter-key-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'key');
    const env = { WEB_AUTH_KEY: '', WEB_AUTH_KEY_FILE: file };
    const [old, fresh] = ['the-old-key-of-a-file', 'the-new-key-of-a-file'];
    writeFileSync(file, `${old}\r\n`);
    const before = await startServer(t, { env });
    assert.deepEqual(await statuses(before, `Web ${old}`), [200, 200]);
    await before.stop();
    writeFileSync(file, `${fresh}\n`);
    const after = await startServer(t, { env });
    for (const server of [before, after]) for (const key of [old, fresh]) server.secrets.add(key);
    assert.deepEqual(await statuses(after, `Web ${old}`), [401, 401]);
    assert.deepEqual(await statuses(after, `Web ${fresh}`), [200, 200]);
  });
