// A second opinion: Apple's own library, @apple/app-store-server-library 3.1.0, must take what our fixtures sign as
// Apple does, and refuse what our verifier refuses: else the fixtures would prove nothing.
import { Environment, SignedDataVerifier } from '@apple/app-store-server-library';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from '../../tools/testing/runner.mjs';
import { kAppleTokens } from './lib/apple.mjs';
import { kRoot } from './lib/server.mjs';

/** {root, tokens: [{what, token, good}]}: tests/tools/apple_tokens.cpp. */
function makeTokens() {
  return JSON.parse(execFileSync(kAppleTokens, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }));
}

function libraryUnder(rootPem) {
  const root = Buffer.from(rootPem.replace(/-----[A-Z ]+-----/g, ''), 'base64');
  return new SignedDataVerifier([root], false, Environment.PRODUCTION, 'com.limajuice.liftlog', 1234567890);
}

test("Apple's own library takes what our fixtures sign, and refuses what we refuse", async () => {
  const { root, tokens } = makeTokens();
  const library = libraryUnder(root);
  const surprises = [];
  for (const { what, token, good } of tokens) {
    const taken = await library.verifyAndDecodeTransaction(token).then(
      (transaction) => transaction.transactionId === '2000000000000001',
      () => false,
    );
    if (taken !== good) surprises.push(what);
  }
  assert.deepEqual(surprises, []);
  assert.equal(tokens.filter(({ good }) => good).length, 301);
  assert.equal(tokens.filter(({ good }) => !good).length, 9);
});

test("under Apple's root Apple's own library refuses what our fixtures sign", async () => {
  const library = libraryUnder(readFileSync(join(kRoot, 'data/apple_root_ca_g3.pem'), 'utf8'));
  const [first] = makeTokens().tokens;
  await assert.rejects(library.verifyAndDecodeTransaction(first.token));
});
