// The stores' servers as far as we ask them: each checks what it is asked and answers what the test says.
import { createHmac, createSign, createVerify, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * An HTTP server on loopback that keeps every request: {url, requests}. `answer(request)`: {status, body, headers}, or
 * a promise of it.
 */
export async function serve(t, answer) {
  const requests = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (data) => (body += data));
    request.on('end', async () => {
      const { method, url: target, headers } = request;
      const received = { method, target, headers, body };
      requests.push(received);
      const { status = 200, headers: more = {}, body: text = {}, hang = false } = (await answer(received)) ?? {};
      if (hang) return;
      response.writeHead(status, { 'Content-Type': 'application/json', ...more });
      response.end(typeof text === 'string' ? text : JSON.stringify(text));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, requests };
}

export const kRevenueCatKey = 'sk_e2e_revenuecat_4d7a1b';
export const kWebhookSecret = 'whsec-e2e-91c4d0aa';

/**
 * RevenueCat version 2. `customers`: by app user id, what its page of active entitlements says. `gate`: lets requests
 * pass, if there is one.
 */
export async function startRevenueCat(t) {
  const store = { customers: new Map(), broken: false, gate: null };
  const server = await serve(t, async ({ target, headers }) => {
    await store.gate?.pass();
    if (headers.authorization !== `Bearer ${kRevenueCatKey}`) return { status: 401, body: { object: 'error' } };
    // Whoever wrote bodies like this into a log would tell secrets.
    if (store.broken) return { status: 500, body: { message: `failed for ${target}, ${headers.authorization}` } };
    const found = /^\/v2\/projects\/proj1\/customers\/([^/]+)\/active_entitlements\?limit=100$/.exec(target);
    if (!found) return { status: 404, body: '<html>no such page</html>' };
    const entitlements = store.customers.get(decodeURIComponent(found[1]));
    if (!entitlements) {
      const message = `customer ${decodeURIComponent(found[1])} not found`;
      return { status: 404, body: { object: 'error', type: 'resource_missing', message } };
    }
    return {
      body: {
        object: 'list', next_page: null, url: target,
        items: entitlements.map((id) => ({
          object: 'customer.active_entitlement', entitlement_id: id, expires_at: null,
        })),
      },
    };
  });
  return Object.assign(store, server, {
    env: {
      REVENUECAT_API_KEY: kRevenueCatKey, REVENUECAT_PROJECT_ID: 'proj1', REVENUECAT_ENTITLEMENT_ID: 'entlpro',
      REVENUECAT_BASE_URL: server.url, REVENUECAT_WEBHOOK_AUTHORIZATION: kWebhookSecret,
    },
  });
}

const decoded = (part) => JSON.parse(Buffer.from(part, 'base64url').toString());

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

let pairs;

/** RSA keys {account, push}, made once: making them stops everything else in this process for a while. */
function rsaPairs() {
  const make = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
  return (pairs ??= { account: make(), push: make() });
}

/** Who signs what Pub/Sub pushes: {key, sign(claims, header, secret)}, `key` as Google publishes it. */
function makePushSigner() {
  const { privateKey, publicKey } = rsaPairs().push;
  const key = { ...publicKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig', kid: 'push-key-1' };
  const sign = (claims = {}, header = {}) => {
    const now = Math.floor(Date.now() / 1000);
    const text = [
      { alg: 'RS256', typ: 'JWT', kid: key.kid, ...header },
      {
        iss: 'https://accounts.google.com', aud: kPushAudience, email: kPushAccount, email_verified: true,
        iat: now, exp: now + 3600, ...claims,
      },
    ].map(encoded).join('.');
    // Who takes the word of the header would check an HMAC, with the published key as its secret.
    const signature = header.alg === 'HS256'
      ? createHmac('sha256', publicKey.export({ type: 'spki', format: 'pem' })).update(text).digest('base64url')
      : createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url');
    return `${text}.${signature}`;
  };
  return { key, sign };
}

export const kPushAudience = 'https://spotter.example/webhooks/google-play';
export const kPushAccount = 'push@e2e.iam.gserviceaccount.com';

/** What Pub/Sub posts about `news`. */
export const pushMessage = (news, messageId) => JSON.stringify({
  message: { messageId, data: Buffer.from(JSON.stringify(news)).toString('base64') },
  subscription: 'projects/e2e/subscriptions/play',
});

/**
 * Google Play, its token endpoint and its published keys. `purchases`: by token, what the product says; `voided`: the
 * list of refunds, or a promise of it. `push.sign()`: as Pub/Sub signs; `push.fetched` counts who asked for the keys,
 * `push.silent`: they do not come.
 */
export async function startGooglePlay(t) {
  const { account } = rsaPairs();
  const privateKey = account.privateKey.export({ type: 'pkcs8', format: 'pem' });
  const { publicKey } = account;
  const accessToken = 'ya29.e2e-access-token-77c1';
  const store = {
    purchases: new Map(), voided: [], tokensGiven: 0, acknowledged: [], broken: false, push: makePushSigner(),
  };
  store.push.fetched = 0;
  store.push.silent = false;

  const giveToken = ({ body, method }) => {
    const assertion = new URLSearchParams(body).get('assertion') ?? '';
    const [header, payload, signature] = assertion.split('.');
    const verified = createVerify('RSA-SHA256').update(`${header}.${payload}`)
      .verify(publicKey, signature ?? '', 'base64url');
    const claims = verified ? decoded(payload) : {};
    const fine = method === 'POST' && verified && decoded(header).alg === 'RS256' &&
      claims.iss === 'spotter@e2e.iam.gserviceaccount.com' && claims.exp - claims.iat <= 3600 &&
      claims.scope === 'https://www.googleapis.com/auth/androidpublisher' &&
      claims.aud === 'https://oauth2.googleapis.com/token' && Math.abs(claims.iat - Date.now() / 1000) < 60;
    if (!fine) return { status: 400, body: { error: 'invalid_grant' } };
    store.tokensGiven += 1;
    return { body: { access_token: accessToken, token_type: 'Bearer', expires_in: 3599 } };
  };

  const listVoided = async (query) => {
    const from = Number(query.get('startTime'));
    const days = (Date.now() - from) / 86_400_000;
    if (query.get('type') !== '1' || !(days >= 0 && days <= 30)) return { status: 400, body: {} };
    const voided = (await store.voided).filter((entry) => Number(entry.voidedTimeMillis) >= from);
    return { body: voided.length > 0 ? { voidedPurchases: voided } : {} };
  };

  const server = await serve(t, (request) => {
    if (request.target === '/oauth') return giveToken(request);
    if (request.target === '/certs') {
      store.push.fetched += 1;
      if (store.push.silent) return { hang: true };
      return { headers: { 'Cache-Control': 'public, max-age=20000' }, body: { keys: [store.push.key] } };
    }
    const echo = `${request.target}, ${request.headers.authorization}`;
    if (store.broken) return { status: 500, body: { error: { code: 500, message: `failed for ${echo}` } } };
    if (request.headers.authorization !== `Bearer ${accessToken}`) return { status: 401, body: {} };
    const list = '/androidpublisher/v3/applications/com.example.app/purchases/voidedpurchases?';
    if (request.target.startsWith(list)) return listVoided(new URLSearchParams(request.target.slice(list.length)));
    const product = '/androidpublisher/v3/applications/com.example.app/purchases/products/pro/tokens/';
    const rest = request.target.startsWith(product) ? request.target.slice(product.length) : '';
    const acknowledges = rest.endsWith(':acknowledge');
    const token = decodeURIComponent(acknowledges ? rest.slice(0, -':acknowledge'.length) : rest);
    const purchase = store.purchases.get(token);
    if (!purchase) {
      const errors = [{ reason: 'purchaseTokenNotFound', message: `not found: ${echo}` }];
      return { status: 404, body: { error: { code: 404, message: `not found: ${echo}`, errors } } };
    }
    if (acknowledges) store.acknowledged.push(token);
    return { body: acknowledges ? {} : { kind: 'androidpublisher#productPurchase', ...purchase } };
  });

  // How often purchases were looked at; the list of refunds is read by itself.
  Object.defineProperty(store, 'lookUps', {
    get: () => server.requests.filter(({ method, target }) => method === 'GET' && target.includes('/tokens/')).length,
  });
  const folder = mkdtempSync(join(tmpdir(), 'spotter-play-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'account.json');
  writeFileSync(file, JSON.stringify({
    type: 'service_account', client_email: 'spotter@e2e.iam.gserviceaccount.com', private_key_id: 'k1',
    private_key: privateKey, token_uri: 'https://example.invalid/never',
  }), { mode: 0o600 });
  return Object.assign(store, server, {
    privateKey,
    secrets: [accessToken, privateKey],
    env: {
      GOOGLE_PLAY_SERVICE_ACCOUNT_FILE: file, GOOGLE_PLAY_PACKAGE_NAME: 'com.example.app',
      GOOGLE_PLAY_BASE_URL: server.url, GOOGLE_OAUTH_TOKEN_URL: `${server.url}/oauth`,
    },
    // The settings of the push subscription.
    pushEnv: {
      GOOGLE_JWKS_URL: `${server.url}/certs`, GOOGLE_PUB_SUB_AUDIENCE: kPushAudience,
      GOOGLE_PUB_SUB_SERVICE_ACCOUNT: kPushAccount,
    },
  });
}
