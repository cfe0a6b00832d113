// A day in the life of a server where everything is on, and then: has it written any part of a secret anywhere?
import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from '../../tools/testing/runner.mjs';
import { makeReceipt, notification, receiptAnswer, signAsApple, startAppStore, tokenOf, transaction } from './lib/apple.mjs';
import { connect, openRaw, refusalOf } from './lib/clients.mjs';
import { request, resilience } from './lib/http.mjs';
import { Secrets } from './lib/leaks.mjs';
import { askForPlan, negotiate, tell } from './lib/purchases.mjs';
import { startRedis } from './lib/redis.mjs';
import { kAlone, kIllness, kKey, kUpstreamKey, startServer } from './lib/server.mjs';
import { kRevenueCatKey, kWebhookSecret, pushMessage, startGooglePlay, startRevenueCat } from './lib/stores.mjs';
import { startUpstream, words } from './lib/upstream.mjs';
import { until } from './lib/wait.mjs';

const word = (what) => `${what}-${randomBytes(9).toString('hex')}`;
const userId = () => `$RCAnonymousID:${randomBytes(16).toString('hex')}`;
// No secrets: every such text has them.
const kCommon = [
  '-----BEGIN PRIVATE KEY-----', '-----END PRIVATE KEY-----', '$RCAnonymousID:', '%24RCAnonymousID%3A', 'application/json',
];

const kApple = {
  good: '2100000000000001', unknown: '2100000000000002', revoked: '2100000000000003', ill: '2100000000000004',
};

/** All upstreams, a server, and every secret of theirs by name. */
async function startEverything(t) {
  const sharedSecret = word('shared');
  const password = word('redis');
  const [apple, google, revenueCat] =
    [await startAppStore(t, { secret: sharedSecret }), await startGooglePlay(t), await startRevenueCat(t)];
  const [redis, upstream] = [await startRedis(t, { password }), await startUpstream(t)];
  const secret = randomBytes(32).toString('hex');
  const signing = word('whsec');
  const monitor = await redis.monitor();
  const server = await startServer(t, {
    upstream, mayReport: [...kIllness, 'store_alarm'],
    env: {
      ...kAlone, ...apple.env, ...apple.keyEnv, ...google.env, ...google.pushEnv, ...revenueCat.env,
      REVENUECAT_WEBHOOK_SECRET: signing, REDIS_URL: redis.url, SPOTTER_SECRET: secret,
      // The most that can be had: debug, and what is below it.
      LOG_LEVEL: 'trace',
      SPOTTER_LOG_ERROR_FILE: 'error.log',
    },
  });
  await until(async () => (await resilience(server)).quotas.counted_by === 'redis', 'Redis');
  const secrets = new Secrets(kCommon);
  secrets.add('web key', kKey);
  secrets.add('model key', kUpstreamKey);
  secrets.add('RevenueCat key', kRevenueCatKey);
  secrets.add('webhook secret', kWebhookSecret, signing);
  secrets.add('Redis password', password);
  secrets.add('server secret', secret);
  secrets.add('Apple shared secret', sharedSecret);
  secrets.add('service account', google.privateKey);
  secrets.add('Apple key', apple.privateKey);
  secrets.add('access token', ...google.secrets);
  return { server, secrets, apple, google, revenueCat, redis, upstream, monitor, signing };
}

/** Every credential, good and bad, at every door. Returns what refusals said. */
async function knock(t, { server, secrets, apple, google, revenueCat }) {
  const good = { google: word('play-good'), canceled: word('play-canceled'), unknown: word('play-unknown') };
  google.purchases.set(good.google, { purchaseState: 0, acknowledgementState: 0 });
  google.purchases.set(good.canceled, { purchaseState: 1, acknowledgementState: 1 });
  const [payer, free, stranger] = [userId(), userId(), userId()];
  revenueCat.customers.set(payer, ['entlpro']).set(free, []);
  apple.transactions.set(`production/${kApple.good}`, transaction({ transactionId: kApple.good }));
  apple.transactions.set(`production/${kApple.revoked}`, transaction({ transactionId: kApple.revoked, revocationDate: Date.now() - 1000 }));
  apple.transactions.set(`production/${kApple.ill}`, { status: 401, body: '' });
  apple.receipts.set('production', receiptAnswer({ transaction_id: '2200000000000001', original_transaction_id: '2200000000000001' }));
  const signed = (transactionId, more) => tokenOf({ transactionId, ...more });
  const threeDaysAgo = Date.now() - 3 * 86_400_000;
  const [receipt, refusedReceipt] = [makeReceipt('good'), makeReceipt(word('refused'))];
  const credentials = {
    Web: [kKey, word('wrong-web-key')],
    Google: [good.google, good.canceled, good.unknown, `${word('odd')}<`],
    RevenueCat: [payer, free, stranger, `${userId()}/odd`],
    Apple: [signed(kApple.good), signed(kApple.unknown), signed(kApple.revoked), signed(kApple.ill, { signedDate: threeDaysAgo }),
      tokenOf({ transactionId: '2100000000000005' }, { chain: 'others' }), receipt, '2100000000000006'],
    Attic: [word('no-such-store')],
  };
  const answers = [];
  const showAll = async () => {
    for (const [store, tokens] of Object.entries(credentials)) {
      for (const token of tokens) {
        secrets.add(`token of ${store}`, token);
        const credential = `${store} ${token}`;
        answers.push(await negotiate(server, credential, { query: `&note=${word('query')}` }));
        answers.push(await askForPlan(server, credential));
        const query = `?access_token=${encodeURIComponent(credential)}`;
        if (answers.at(-2).status === 200) {
          await openRaw(t, server, { headers: {}, query });
        } else {
          answers.push(await refusalOf(t, server, { query }));
        }
      }
    }
  };
  await showAll();
  // Once more while every store is ill; who is known is served all the same.
  [google.broken, revenueCat.broken] = [true, true];
  apple.receipts.set('production', { status: 21004 });
  credentials.Google.push(word('play-new'));
  credentials.RevenueCat.push(userId());
  credentials.Apple.push(refusedReceipt);
  await showAll();
  [google.broken, revenueCat.broken] = [false, false];
  secrets.add('transaction id', ...Object.values(kApple), '2200000000000001');
  return { answers, payer, play: good.google };
}

/** Messages of stores, good and bad. Returns the answers. */
async function message({ server, secrets, google, signing }, { payer, play }) {
  const told = [];
  const refund = signAsApple(transaction({ transactionId: kApple.good, revocationDate: Date.now() - 1000, signedDate: Date.now() }));
  for (const body of [notification('REFUND', refund), notification('REFUND', tokenOf({}, { chain: 'others' })), '{"signedPayload":"x"}']) {
    secrets.add('notification of Apple', JSON.parse(body).signedPayload.padEnd(12, '-'));
    told.push(await tell(server, 'apple', body));
  }
  secrets.add('notification of Apple', refund);
  const news = { version: '1.0', packageName: 'com.example.app', voidedPurchaseNotification: { purchaseToken: play } };
  for (const token of [google.push.sign(), google.push.sign({ aud: word('elsewhere') }), google.push.sign({}, { kid: word('kid') })]) {
    secrets.add('push token', token.slice(token.indexOf('.') + 1));
    told.push(await tell(server, 'google-play', pushMessage(news, word('message')), { Authorization: `Bearer ${token}` }));
  }
  const body = JSON.stringify({ api_version: '1.0', event: { id: word('event'), type: 'EXPIRATION', app_user_id: payer } });
  const time = Math.floor(Date.now() / 1000);
  for (const authorization of [kWebhookSecret, word('wrong-authorization')]) {
    const mac = createHmac('sha256', signing).update(`${time}.${body}`).digest('hex');
    secrets.add('webhook signature', mac);
    secrets.add('webhook authorization', authorization);
    told.push(await tell(server, 'revenuecat', body, {
      Authorization: authorization, 'X-RevenueCat-Webhook-Signature': `t=${time},v1=${mac}`,
    }));
  }
  assert.deepEqual(told.map(({ status }) => status), [200, 400, 400, 204, 401, 401, 200, 401]);
  return told;
}

/** Turns and plans that work, fail, and cannot be read, with words that would be known again. Returns the refusals. */
async function talk(t, { server, secrets, upstream }) {
  const said = (what) => {
    const text = word(what);
    secrets.add(`${what} of a conversation`, text);
    return text;
  };
  const client = await connect(t, server);
  upstream.next(words('Do ', said('answer'), ' twice.'));
  await client.ask(`How often ${said('prompt')}?`);
  // A provider that repeats the question and the key in its refusal.
  upstream.next((call) => call.refuse(400, {
    message: `${said('refusal')}: ${JSON.stringify(call.body)} ${call.headers.authorization}`, type: call.question,
    code: kUpstreamKey,
  }));
  await client.ask(`And ${said('prompt')}?`);
  upstream.next((call) => call.refuse(401, { message: `Incorrect API key provided: ${call.headers.authorization}`, code: 'invalid_api_key' }));
  await client.ask(`And ${said('prompt')}?`);
  upstream.next((call) => {
    call.begin();
    call.raw(`data: {"broken": "${said('answer')}\n\n`);
    call.end();
  });
  await client.ask(`And ${said('prompt')}?`);
  const raw = await openRaw(t, server, { headers: { Authorization: `Web ${kKey}` } });
  raw.send({ type: 1, target: said('method'), arguments: [said('argument')], invocationId: '1' });
  await raw.completion('1');
  raw.send({ type: 1, target: 'SendMessage', arguments: [{ [said('member')]: said('argument') }], invocationId: '2' });
  await raw.completion('2');
  raw.sendText(`{"type":1,"${said('record')}\x1e`);
  await raw.closing();

  const plan = (more) => JSON.stringify({
    attributes: { weightRange: '70-80', age: 31, daysPerWeek: 3, goals: ['Strength'], additionalInfo: said('plan'), ...more },
  });
  const post = (body, headers = {}) => request(server, 'POST', '/ai/workout', {
    headers: { Authorization: `Web ${kKey}`, 'Content-Type': 'application/json', ...headers }, body,
  });
  const key = said('idempotency');
  const refusals = [
    await post(plan({ age: -1 })), await post(plan().slice(0, -3)), await post(plan({ daysPerWeek: said('plan') })),
    await post(plan(), { 'Content-Type': 'text/plain' }),
  ];
  for (const { status } of refusals) assert.ok(status >= 400 && status < 500, `status ${status}`);
  for (const headers of [{}, { 'Idempotency-Key': key }, { 'Idempotency-Key': key }]) {
    const { status, body } = await post(plan(), headers);
    if (status !== 200) refusals.push({ status, body });
  }
  refusals.push(await request(server, 'GET', `/nowhere/${said('path')}?x=${said('query')}`));
  return refusals;
}

/** Everything that Redis holds, as keys and as what they dump to. */
async function contentsOf(redis) {
  const keys = await redis.ask('SELECT', '1', '\r\nKEYS', '*');
  const dump = "local out = {} for _, k in ipairs(redis.call('KEYS', '*')) do out[#out + 1] = k out[#out + 1] = redis.call('DUMP', k) " +
    "if redis.call('TYPE', k).ok == 'zset' then for _, m in ipairs(redis.call('ZRANGE', k, 0, -1)) do out[#out + 1] = m end end end return out";
  return keys + (await redis.ask('SELECT', '1', `\r\nEVAL "${dump}" 0`));
}

/** The files of a folder and what is below it. */
const filesIn = (folder) => readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile()).map((entry) => readFileSync(join(entry.path, entry.name), 'latin1')).join('\n');

test('secrets: case 139: nothing that the server writes, tells or keeps in Redis has twelve letters of a secret', async (t) => {
  const world = await startEverything(t);
  const { server, secrets, apple, google, redis, monitor } = world;
  const knocked = await knock(t, world);
  const told = await message(world, knocked);
  const refusals = await talk(t, world);
  // The stores are asked again, after their messages.
  knocked.answers.push(await negotiate(server, `RevenueCat ${knocked.payer}`), await negotiate(server, `Google ${knocked.play}`));
  const pages = await Promise.all(['/health', '/health/ready', '/health/live', '/resilience', '/'].map((path) => request(server, 'GET', path)));
  // What we sent to the stores to say who we are.
  secrets.add('JSON Web Token', ...apple.tokens, ...google.requests
    .filter(({ target }) => target === '/oauth').map(({ body }) => new URLSearchParams(body).get('assertion')));
  await until(() => google.acknowledged.length > 0, 'an acknowledgement');
  const kept = await contentsOf(redis);
  await server.stop();

  const refused = [...knocked.answers, ...told, ...refusals, ...pages].filter(({ status }, at, all) => status >= 300 || all.length - at <= pages.length);
  const written = {
    'standard output and error': server.output,
    'refusals and pages': refused.map(({ status, headers, body }) => `${status} ${JSON.stringify(headers ?? {})} ${body}`).join('\n'),
    'its folder': filesIn(server.folder),
    'what Redis holds': kept,
    // Redis itself leaves out what AUTH says.
    'what Redis was told': monitor.text,
  };
  // Nothing is found where nothing is written: this is what was there.
  assert.ok(server.events.length > 60, `${server.events.length} events`);
  for (const status of [401, 503, 400, 404]) assert.ok(refused.some((answer) => answer.status === status), `no ${status}`);
  assert.match(written['its folder'], /revoked \d{13}/);
  assert.match(written['its folder'], /"event":"store_alarm"/);
  assert.match(kept, /spotter:q:[0-9a-f]{64}/);
  assert.match(monitor.text, /"EVALSHA"/i);
  for (const event of ['credential_refused', 'credential_unchecked', 'store_alarm', 'store_notification', 'turn_finished', 'plan_request_finished', 'apple_refusal']) {
    assert.ok(server.events.some((entry) => entry.event === event), `no event ${event}`);
  }

  // The search sees what it looks for: twelve letters from the middle of each secret, in the midst of the log.
  assert.ok(secrets.all.length > 60, `${secrets.all.length} secrets`);
  for (const [secret, name] of secrets.all) {
    const at = Math.floor((secret.length - 12) / 2);
    const half = Math.floor(server.output.length / 2);
    const planted = server.output.slice(half - 500, half) + secret.slice(at, at + 12) + server.output.slice(half, half + 500);
    assert.ok(secrets.findIn(planted).length > 0, `a part of the ${name} was not found`);
  }
  for (const [where, text] of Object.entries(written)) assert.deepEqual(secrets.findIn(text), [], where);
}, { timeoutMs: 90_000 });
