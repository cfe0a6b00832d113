// openapi.json against the server: every answer that it describes is given, every route is described, and what every
// test of this folder sees is watched besides (lib/api_watch.mjs).
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HttpTransportType } from '@microsoft/signalr';
import Ajv2020 from 'ajv/dist/2020.js';
import { test } from '../../tools/testing/runner.mjs';
import {
  documentedAnswers, documentedPaths, errorsOf, judge, kOpenapi, missingReferences, openapiExamples, openapiSchema, pathOf, resolved,
} from './lib/api_description.mjs';
import { ask, hashOf, kAdminKey, kWebHash } from './lib/admin.mjs';
import { notification, signAsApple, startAppStore, transaction } from './lib/apple.mjs';
import { connect, openRaw } from './lib/clients.mjs';
import { openTcp, request, resilience } from './lib/http.mjs';
import { askForPlan } from './lib/purchases.mjs';
import { startRedis } from './lib/redis.mjs';
import { kAlone, kIllness, kKey, kRoot, runBinary, startServer } from './lib/server.mjs';
import { kWebhookSecret, pushMessage, startGooglePlay, startRevenueCat } from './lib/stores.mjs';
import { kTwoDays } from './lib/two_days.mjs';
import { pieces, planOf, refuse, startUpstream, words } from './lib/upstream.mjs';
import { Gate, until, within } from './lib/wait.mjs';

const kAuthorized = { Authorization: `Web ${kKey}` };
const kHubs = ['/ai-chat', '/ai-chat-v2'];
const kWorkouts = ['/ai/workout', '/v2/ai/workout'];
const kSessions = ['/ai/session', '/v2/ai/session'];
const kPlans = [...kWorkouts, ...kSessions];
const kChatId = 'a-chat-that-has-a-name';
const kForms = {
  workout: kOpenapi.components.pathItems.workout.post.requestBody.content['application/json'].example,
  session: kOpenapi.components.pathItems.session.post.requestBody.content['application/json'].example,
};
const formOf = (path) => (path.endsWith('workout') ? kForms.workout : kForms.session);

/** Answers that no test of this process can ask for, and where they are tested instead. */
const kElsewhere = new Map([
  ['GET /metrics 503 application/problem+json', 'tests/component/ops_metrics_route_test.cpp'],
]);

const post = (server, path, body, headers = {}) => request(server, 'POST', path, {
  headers: { ...kAuthorized, 'Content-Type': 'application/json', ...headers }, body: typeof body === 'string' ? body : JSON.stringify(body),
});

/** The headers of a handshake, for requests that shall be refused. */
const upgradeWith = (headers = kAuthorized, version = 13) => ({
  Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': String(version), 'Sec-WebSocket-Key': randomBytes(16).toString('base64'), ...headers,
});

const negotiated = async (server, hub, headers = kAuthorized) => JSON.parse(
  (await request(server, 'POST', `${hub}/negotiate?negotiateVersion=1`, { headers })).body).connectionToken;

/** Bytes that no HTTP library sends, and what comes back for them. */
async function raw(t, server, method, target, bytes) {
  const tcp = openTcp(t, server);
  tcp.write(bytes);
  await tcp.until(({ text }) => /\r\n\r\n/.test(text), `an answer to ${method} ${target.slice(0, 40)}`);
  const ends = () => Number(/content-length: (\d+)/i.exec(tcp.text)?.[1] ?? 0) <= tcp.text.length - tcp.text.indexOf('\r\n\r\n') - 4;
  await tcp.until(ends, 'the whole answer');
  const [head, body] = [tcp.text.slice(0, tcp.text.indexOf('\r\n\r\n')), tcp.text.slice(tcp.text.indexOf('\r\n\r\n') + 4)];
  const [line, ...fields] = head.split('\r\n');
  const headers = Object.fromEntries(fields.map((field) => [field.slice(0, field.indexOf(':')).toLowerCase(), field.slice(field.indexOf(':') + 1).trim()]));
  server.api.exchange({ method, target, status: Number(line.split(' ')[1]), headers, body });
  return tcp;
}

/** Writes a plan piece by piece as the gate lets it. */
const gatedPlan = (gate) => async (call) => {
  call.begin();
  call.beginTool();
  for (const piece of pieces(JSON.stringify(kTwoDays), 60)) {
    await gate.pass();
    if (call.aborted) return;
    call.toolArguments(piece);
  }
  call.finish('tool_calls');
};

/** Two users of RevenueCat whose hashes begin alike, which is rare enough to be looked for. */
function payersAlike() {
  const seen = new Map();
  for (let i = 0; ; ++i) {
    const token = `$RCAnonymousID:${i.toString(16).padStart(32, '0')}`;
    const digits = hashOf('revenuecat', token).slice(0, 8);
    if (seen.has(digits)) return [seen.get(digits), token];
    seen.set(digits, token);
  }
}

/** A streamed answer, whole, as the watch shall see it. */
const stream = (server, path, headers = {}) => post(server, path, formOf(path), { Accept: 'text/event-stream', ...headers });

// Each provokes some of the described answers, on servers of its own. `start` is startServer, which the test remembers.
const kScenes = {
  async 'plans that are made, refused and repeated'(t, start) {
    const upstream = await startUpstream(t);
    const server = await start({ upstream, env: { ...kAlone, SPOTTER_FRAME_INTERVAL_MS: '0' }, mayReport: kIllness });
    for (const path of kPlans) {
      upstream.always(planOf(kTwoDays));
      await post(server, path, formOf(path));
      await post(server, path, '{}');
      await post(server, path, path.endsWith('workout')
        ? { attributes: { ...kForms.workout.attributes, age: 5 } } : { attributes: { ...kForms.session.attributes, volume: 101 } });
      await post(server, path, 'x'.repeat(257 * 1024));
      await post(server, path, formOf(path), { 'Content-Type': 'text/plain' });
      await request(server, 'POST', path, { body: '{}' });
      upstream.always(refuse(400, 'invalid_request_error'));
      await post(server, path, formOf(path));
      const gate = new Gate();
      upstream.always(gatedPlan(gate));
      const key = { 'Idempotency-Key': `described-${path}` };
      const calls = upstream.calls.length;
      const first = stream(server, path, key);
      await until(() => upstream.calls.length > calls, 'the upstream call');
      await post(server, path, formOf(path), key);
      const step = setInterval(() => gate.let(4), 5);
      t.after(() => clearInterval(step));
      await first;
      clearInterval(step);
      await post(server, path, '{"attributes":{"goals":[],"weightRange":"70-80","areasToWorkout":["Back"],"exerciseToKilograms":{},"age":20,"daysPerWeek":2,"goals":["Strength"]}}', key);
    }
  },
  async 'plans beyond the quota'(t, start) {
    const server = await start({ env: { SPOTTER_RATE_LIMIT_WEB: '1' } });
    await post(server, kSessions[0], kForms.session);
    for (const path of kPlans) await post(server, path, formOf(path));
  },
  async 'a server that ends'(t, start) {
    const upstream = await startUpstream(t);
    const server = await start({ upstream });
    upstream.always(async (call) => {
      call.begin();
      call.beginTool();
      const text = JSON.stringify(kTwoDays);
      call.toolArguments(text.slice(0, text.indexOf('"Day B"')));
      await call.abortedByPeer(20_000);
    });
    const tokens = Object.fromEntries(await Promise.all(kHubs.map(async (hub) => [hub, await negotiated(server, hub)])));
    const started = [];
    const events = (path) => {
      const one = { text: '' };
      started.push(one);
      one.over = new Promise((resolve, reject) => {
        fetch(`${server.url}${path}`, {
          method: 'POST', headers: { ...kAuthorized, 'Content-Type': 'application/json', Accept: 'text/event-stream' }, body: JSON.stringify(formOf(path)),
        }).then(async (response) => {
          for await (const piece of response.body) one.text += Buffer.from(piece).toString();
          // fetch shows the watch the head alone.
          server.api.exchange({ method: 'POST', target: path, status: response.status, headers: Object.fromEntries(response.headers), body: one.text });
        }).then(resolve, reject);
      });
      return one.over;
    };
    const running = kPlans.map(events);
    await until(() => started.every(({ text }) => text.includes('event: plan')), 'plans that grow');
    server.signal('SIGTERM');
    await server.event('draining');
    await request(server, 'GET', '/health/ready');
    for (const path of kPlans) await until(async () => (await post(server, path, formOf(path))).status === 503, 'a refusal');
    for (const hub of kHubs) {
      await request(server, 'POST', `${hub}/negotiate`, { headers: kAuthorized });
      await request(server, 'GET', `${hub}?id=${tokens[hub]}`, { headers: kAuthorized });
      await request(server, 'POST', `${hub}?id=${tokens[hub]}`, { headers: kAuthorized, body: 'x' });
    }
    server.signal('SIGTERM');
    await within(Promise.all(running), 'the plans to be given up');
  },
  async 'an address that guesses'(t, start) {
    const server = await start();
    for (let i = 0; i < 31; ++i) await request(server, 'POST', '/ai-chat/negotiate', { headers: { Authorization: `Web guess-number-${i}` } });
    for (const path of kPlans) await post(server, path, formOf(path));
    await request(server, 'DELETE', `/me/conversation?conversation=${kChatId}`, { headers: kAuthorized });
    for (const hub of kHubs) {
      await request(server, 'POST', `${hub}/negotiate`, { headers: kAuthorized });
      await request(server, 'GET', hub, { headers: upgradeWith() });
    }
  },
  async 'a store that is away'(t, start) {
    const store = await startRevenueCat(t);
    store.broken = true;
    const server = await start({ env: store.env });
    const headers = { Authorization: 'RevenueCat $RCAnonymousID:0123456789abcdef0123456789abcdef' };
    await Promise.all([
      ...kPlans.map((path) => post(server, path, formOf(path), headers)),
      request(server, 'DELETE', '/me/conversation', { headers }),
      ...kHubs.flatMap((hub) => [
        request(server, 'POST', `${hub}/negotiate`, { headers }), request(server, 'GET', hub, { headers: upgradeWith(headers) }),
      ]),
    ]);
  },
  async 'requests to hubs'(t, start) {
    const server = await start();
    for (const hub of kHubs) {
      for (const query of ['?conversation=short', '?negotiateVersion=%', '?negotiateVersion=1', '?negotiateVersion=odd']) {
        await request(server, 'POST', `${hub}/negotiate${query}`, { headers: kAuthorized });
      }
      await request(server, 'POST', `${hub}/negotiate`);
      const socketToken = await negotiated(server, hub);
      await openRaw(t, server, { query: `${hub.slice('/ai-chat'.length)}?id=${socketToken}` });
      await request(server, 'GET', `${hub}?id=${socketToken}`, { headers: upgradeWith() });
      await request(server, 'GET', `${hub}?conversation=short`, { headers: upgradeWith() });
      for (const method of ['GET', 'POST', 'DELETE']) {
        await request(server, method, hub, { headers: kAuthorized });
        await request(server, method, `${hub}?id=nobody`, { headers: kAuthorized });
        await request(server, method, `${hub}?id=nobody`);
        if (method !== 'GET') await request(server, method, `${hub}?id=${socketToken}`, { headers: kAuthorized });
      }
      await request(server, 'HEAD', hub, { headers: kAuthorized });

      const polled = `${hub}?id=${await negotiated(server, hub)}`;
      await request(server, 'GET', polled, { headers: kAuthorized });
      await request(server, 'POST', polled, { headers: kAuthorized, body: '{"protocol":"json","version":1}\x1e' });
      await request(server, 'GET', polled, { headers: kAuthorized });
      // The newer of two polls takes the place of the other.
      const polls = [1, 2].map(() => request(server, 'GET', polled, { headers: kAuthorized }));
      await Promise.race(polls);
      await request(server, 'DELETE', polled, { headers: kAuthorized });
      await Promise.all(polls);

      // Of what nobody reads only so much is kept.
      const unread = `${hub}?id=${await negotiated(server, hub)}`;
      const leaving = new AbortController();
      const posts = [1, 2, 3].map(() => fetch(`${server.url}${unread}`, { method: 'POST', headers: kAuthorized, body: 'x'.repeat(1024 * 1024), signal: leaving.signal }));
      assert.equal((await Promise.race(posts)).status, 503);
      leaving.abort();
      await Promise.allSettled(posts);

      const leavingStream = new AbortController();
      await fetch(`${server.url}${hub}?id=${await negotiated(server, hub)}`, { headers: { ...kAuthorized, Accept: 'text/event-stream' }, signal: leavingStream.signal });
      leavingStream.abort();
    }
  },
  // Whose client is asked whether it is there gets an empty answer to its poll.
  async 'a second client of one payer'(t, start) {
    const store = await startRevenueCat(t);
    const upstream = await startUpstream(t);
    upstream.always(words('Well ', 'then.'));
    const server = await start({ upstream, env: store.env });
    for (const hub of kHubs) {
      const token = `$RCAnonymousID:${randomBytes(16).toString('hex')}`;
      store.customers.set(token, ['entlpro']);
      server.secrets.add(token);
      const options = { accessTokenFactory: () => `RevenueCat ${token}` };
      const first = await connect(t, server, { path: hub, options: { ...options, transport: HttpTransportType.LongPolling } });
      await first.say('The first question of the first client');
      const second = await connect(t, server, { path: hub, options });
      await second.say('The first question of the second client');
    }
  },
  async 'a chat that is deleted'(t, start) {
    const redis = await startRedis(t);
    const secret = 'e2e-secret-of-the-description-0123456789abcdef';
    const server = await start({ env: { REDIS_URL: redis.url, SPOTTER_SECRET: Buffer.from(secret).toString('base64') } });
    const path = `/me/conversation?conversation=${kChatId}`;
    await request(server, 'DELETE', path);
    await request(server, 'DELETE', '/me/conversation', { headers: kAuthorized });
    assert.equal((await request(server, 'DELETE', path, { headers: kAuthorized })).status, 204);
    await redis.kill();
    await until(async () => (await request(server, 'DELETE', path, { headers: kAuthorized })).status === 503, 'Redis to be away');
  },
  async 'messages of stores'(t, start) {
    const [play, apple, cat] = await Promise.all([startGooglePlay(t), startAppStore(t), startRevenueCat(t)]);
    const server = await start({ env: { ...play.env, ...play.pushEnv, ...apple.env, ...cat.env } });
    const tell = (store, body, headers = {}, to = server) => request(to, 'POST', `/webhooks/${store}`, { headers: { 'Content-Type': 'application/json', ...headers }, body });
    const large = JSON.stringify({ x: 'x'.repeat(257 * 1024) });
    const push = { Authorization: `Bearer ${play.push.sign()}` };
    server.secrets.add(play.push.sign());
    const news = pushMessage({ version: '1.0', packageName: 'com.example.app', testNotification: { version: '1.0' } }, 'm1');
    play.push.silent = true;
    await tell('google-play', news, push);
    play.push.silent = false;
    await until(async () => (await tell('google-play', news, push)).status === 204, "Google's keys", 10_000, 100);
    await tell('google-play', news);
    await tell('apple', notification('REFUND', signAsApple(transaction())));
    await tell('apple', '{}');
    const event = JSON.stringify({ api_version: '1.0', event: { id: 'e', type: 'EXPIRATION', app_user_id: 'somebody' } });
    for (const [body, authorization] of [[event, kWebhookSecret], ['{', kWebhookSecret], [event, 'guess']]) await tell('revenuecat', body, { Authorization: authorization });
    for (const store of ['google-play', 'apple', 'revenuecat']) await tell(store, large);

    const bare = await start({ env: { SPOTTER_FAILED_WEBHOOKS_PER_MINUTE: '1' } });
    for (const store of ['google-play', 'apple', 'revenuecat']) await tell(store, '{}', {}, bare);
    const { APPLE_APP_ID: unset, ...without } = apple.env;
    assert.ok(unset);
    const unchecked = await start({ env: { ...without, ...cat.env, SPOTTER_FAILED_WEBHOOKS_PER_MINUTE: '1' }, mayReport: ['apple_notification_unchecked'] });
    await tell('apple', notification('REFUND', signAsApple(transaction())), {}, unchecked);
    for (const store of ['revenuecat', 'revenuecat', 'google-play', 'apple']) await tell(store, '{', {}, unchecked);
  },
  async 'pages of operators, and this description'(t, start) {
    const server = await start();
    for (const path of ['/health', '/health/live', '/health/ready', '/resilience', '/metrics', '/openapi.json', '/asyncapi.json', '/apidocs/', '/apidocs/page.js', '/apidocs/page.css']) {
      const { status, headers } = await request(server, 'GET', path);
      assert.equal(status, 200, path);
      if (!headers.etag) continue;
      for (const tags of [headers.etag, `"other", W/${headers.etag}`, '*']) {
        const known = await request(server, 'GET', path, { headers: { 'If-None-Match': tags } });
        assert.deepEqual([known.status, known.body, known.headers.etag], [304, '', headers.etag], `${path} ${tags}`);
      }
      assert.equal((await request(server, 'GET', path, { headers: { 'If-None-Match': '"other"' } })).status, 200);
    }
    await request(server, 'GET', '/metrics', { headers: { 'X-Forwarded-For': '203.0.113.9' } });
    const moved = await request(server, 'GET', '/apidocs');
    assert.equal(new URL(moved.headers.location, `${server.url}/apidocs`).pathname, '/apidocs/');
  },
  async 'the administration'(t, start) {
    const none = await start();
    await ask(none, 'GET', '/sessions');
    const [store, redis, upstream] = [await startRevenueCat(t), await startRedis(t), await startUpstream(t)];
    const server = await start({ upstream, env: {
      ...store.env, ADMIN_KEY: kAdminKey, REDIS_URL: redis.url, SPOTTER_PROVIDERS: 'openai,offline',
    }, mayReport: kIllness });
    server.secrets.add(kAdminKey);
    await until(async () => (await resilience(server)).quotas.counted_by === 'redis', 'Redis');
    const client = await connect(t, server, { path: '/ai-chat-v2' });
    await client.say('A question that is answered');
    const [{ id }] = (await ask(server, 'GET', '/sessions')).json.sessions;
    for (const [method, path] of [['GET', id], ['GET', 'nobody'], ['DELETE', 'nobody'], ['DELETE', id]]) await ask(server, method, `/sessions/${path}`);
    for (const method of ['GET', 'DELETE']) {
      for (const hash of ['ffffffff', kWebHash]) await ask(server, method, `/quotas/${hash}`);
    }
    await ask(server, 'GET', '/providers');
    for (const name of ['openai', 'nobody', 'offline']) await ask(server, 'PUT', `/providers/${name}/breaker`, { body: { state: 'open' } });
    await ask(server, 'GET', '/log-levels');
    for (const path of ['', '/chat', '/nobody', '/llm/failover']) {
      await ask(server, 'PUT', `/log-levels${path}`, { body: { level: 'debug' } });
      await ask(server, 'DELETE', `/log-levels${path}`);
    }
    await ask(server, 'PUT', '/log-levels', { body: {} });
    await ask(server, 'PUT', '/log-levels', { body: { level: 'debug', more: 'x'.repeat(1024) } });
    await ask(server, 'PATCH', '/drain');
    await ask(server, 'GET', '/nothing');
    await ask(server, 'GET', '/settings');
    await redis.kill();
    await until(async () => (await ask(server, 'DELETE', `/quotas/${kWebHash}`)).status === 503, 'Redis to be away', 10_000, 500);
    await ask(server, 'GET', '/drain');
    await ask(server, 'POST', '/drain');
    // Payers whose hashes begin alike; the offline coach, where it is alone, counts.
    const barred = await start({ env: { ...store.env, ADMIN_KEY: kAdminKey } });
    barred.secrets.add(kAdminKey);
    const twins = payersAlike();
    for (const token of twins) {
      store.customers.set(token, ['entlpro']);
      barred.secrets.add(token);
      assert.equal((await askForPlan(barred, `RevenueCat ${token}`)).status, 200);
    }
    for (const method of ['GET', 'DELETE']) await ask(barred, method, `/quotas/${hashOf('revenuecat', twins[0]).slice(0, 8)}`);
    for (let i = 0; i < 11; ++i) await ask(barred, 'GET', '/drain', { key: `e2e-wrong-admin-key-${i}` });
  },
  async 'any request'(t, start) {
    const server = await start({ env: { SPOTTER_MAX_CONNECTIONS_PER_ADDRESS: '40' } });
    const problem = '/health';
    const bare = '/webhooks/google-play';
    await request(server, 'GET', '/nowhere');
    await request(server, 'OPTIONS', problem);
    for (const path of [problem, bare]) {
      await request(server, 'PUT', path);
      await request(server, 'GET', '/ai-chat', { headers: upgradeWith(kAuthorized, 12) });
      await request(server, 'GET', problem, { headers: upgradeWith({}, 12) });
      const ask = (line, more) => raw(t, server, 'POST', path, `${line}\r\n${more}\r\n\r\n`);
      await ask(`POST ${path} HTTP/1.1`, 'Host: one\r\nHost: two');
      await ask(`POST ${path}?${'q'.repeat(25 * 1024)} HTTP/1.1`, 'Host: x');
      await ask(`POST ${path} HTTP/1.1`, `Host: x\r\n${`X-Fill: ${'f'.repeat(1000)}\r\n`.repeat(42)}X-Last: 1`);
      await ask(`POST ${path} HTTP/1.1`, 'Host: x\r\nTransfer-Encoding: gzip');
      await ask(`POST ${path} HTTP/3.0`, 'Host: x');
    }
    await raw(t, server, 'POST', problem, `POST ${problem} HTTP/1.1\r\nHost: x\r\nContent-Length: ${257 * 1024}\r\n\r\n`);
    await raw(t, server, 'POST', '/ai-chat', `POST /ai-chat HTTP/1.1\r\nHost: x\r\nContent-Length: ${1025 * 1024}\r\n\r\n`);
    const crowded = await start({ env: { SPOTTER_MAX_CONNECTIONS_PER_ADDRESS: '1' } });
    const first = openTcp(t, crowded);
    first.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
    await first.status();
    for (const path of [problem, '/webhooks/revenuecat']) await request(crowded, 'POST', path);
  },
};

test('api description: every answer that it describes is given', async (t) => {
  const servers = [];
  const start = async (options) => {
    servers.push(await startServer(t, options));
    return servers.at(-1);
  };
  for (const [name, play] of Object.entries(kScenes)) {
    await play(t, start).catch((error) => {
      throw new Error(`${name}: ${error.message}`, { cause: error });
    });
  }
  const seen = new Set(servers.flatMap(({ api }) => [...api.seen]));
  const missing = documentedAnswers().filter((key) => !seen.has(key) && !kElsewhere.has(key));
  assert.deepEqual(missing, []);
  for (const [key, file] of kElsewhere) {
    assert.ok(documentedAnswers().includes(key) && !seen.has(key), `${key} needs no exception`);
    assert.match(readFileSync(join(kRoot, file), 'utf8'), new RegExp(`\\b${key.split(' ')[2]}\\b`), file);
  }
  assert.ok(servers.every(({ api }) => api.exchanges > 0));
}, { timeoutMs: 120_000 });

test('api description: every route of the server is described, and no other', async (t) => {
  const server = await startServer(t);
  const { body } = await request(server, 'GET', '/metrics');
  const routes = [...body.matchAll(/^spotter_http_request_duration_seconds_count\{route="([^"]+)"/gm)].map(([, route]) => route);
  assert.deepEqual(new Set(routes.filter((route) => route !== 'none')), new Set(documentedPaths().map((path) => path.replace(/^\/admin\/.*/, '/admin'))));
});

test('api description: both documents are valid, their references lead somewhere, and the examples fit', async () => {
  const specification = JSON.parse(readFileSync(join(kRoot, 'node_modules/@seriousme/openapi-schema-validator/schemas/v3.1/schema.json'), 'utf8'));
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(specification);
  assert.ok(validate(kOpenapi), errorsOf(validate));
  const look = (node) => {
    if (!node || typeof node !== 'object') return;
    if (typeof node.$ref === 'string') assert.ok(resolved(node, kOpenapi), node.$ref);
    Object.values(node).forEach(look);
  };
  look(kOpenapi);
  let examples = 0;
  for (const [where, value, schema] of openapiExamples()) {
    const fits = openapiSchema(schema);
    assert.ok(fits(value), `${where}: ${errorsOf(fits)}`);
    examples += 1;
  }
  assert.ok(examples > 30, `${examples} examples`);
});

test('api description: each operation refers to all that it may be refused with, not only in words of our own', () => {
  assert.deepEqual(missingReferences(), []);
});

test('api description: the server serves the documents of the tree, with its own version', async (t) => {
  const server = await startServer(t);
  const version = (await runBinary(['--version'])).stdout.trim().split(' ').at(-1);
  for (const name of ['openapi.json', 'asyncapi.json']) {
    const { body, headers } = await request(server, 'GET', `/${name}`, { headers: { Origin: 'https://tool.example' } });
    assert.equal(headers['access-control-allow-origin'], 'https://tool.example');
    const served = JSON.parse(body);
    assert.equal(served.info.version, version);
    served.info.version = '@SPOTTER_VERSION@';
    const ours = JSON.parse(readFileSync(join(kRoot, 'data/api', name), 'utf8'));
    assert.ok(JSON.stringify(served) === JSON.stringify(ours), `${name} is another than the tree's`);
  }
});

/** Every status that a problem of the house is made of, by what the sources say. */
function problemStatuses() {
  const sources = readdirSync(join(kRoot, 'src'), { recursive: true }).filter((name) => name.endsWith('.cpp'));
  const text = sources.map((name) => readFileSync(join(kRoot, 'src', name), 'utf8')).join('\n');
  const calls = [...text.matchAll(/\b(?:problem|come_again)\((\d{3}),(?! "[a-z-]+",)/g), ...text.matchAll(/\b(?:refuse|refusal|turn_away)\((?:route, )?request, (\d{3})/g)];
  const rules = ['head_rules.cpp', 'http_connection.cpp'].map((name) => readFileSync(join(kRoot, 'src/server', name), 'utf8')).join('\n');
  // The administration has problems that are told by a name.
  const named = [...text.matchAll(/\bproblem\(\s*\d{3}, "([a-z-]+)"/g)].map(([, name]) => name);
  return { named, statuses: new Set([...calls, ...rules.matchAll(/\b(?:return|case) (\d{3})[;:]/g)].map(([, status]) => Number(status))) };
}

test('api description: it knows every type of problem that the sources make, and no other', () => {
  const described = kOpenapi.components.schemas.Problem.properties.type.enum;
  const reasons = { 413: 'payload-too-large', 414: 'uri-too-long', 422: 'unprocessable-entity', 505: 'http-version-not-supported' };
  const words = { 400: 'bad-request', 401: 'unauthorized', 403: 'forbidden', 404: 'not-found', 405: 'method-not-allowed', 409: 'conflict', 426: 'upgrade-required',
    429: 'too-many-requests', 431: 'request-header-fields-too-large', 500: 'internal-server-error', 501: 'not-implemented', 503: 'service-unavailable', ...reasons };
  const { named, statuses } = problemStatuses();
  const names = new Set([...named, ...[...statuses].map((status) => words[status] ?? `status-${status}`)]);
  const made = [...names].map((name) => `urn:spotter:problem:${name}`);
  assert.deepEqual(made.sort(), [...described].sort());
});

// The watch itself: what is not described does not pass.
const kFine = { method: 'GET', target: '/health/live', status: 200, headers: { 'x-request-id': '0-1', 'content-type': 'application/json', 'cache-control': 'no-store' }, body: '{"status":"live"}' };
for (const [what, changes] of [
  ['a path', { target: '/health/alive' }],
  ['a method', { method: 'POST' }],
  ['a status', { status: 202 }],
  ['a content type', { headers: { ...kFine.headers, 'content-type': 'text/html' } }],
  ['a member of a body', { body: '{"status":"live","load":0.5}' }],
  ['a body of another form', { body: '{"status":"alive"}' }],
  ['a body without JSON', { body: 'live' }],
  ['the lack of a header', { headers: { ...kFine.headers, 'cache-control': undefined } }],
  ['a value of a header', { headers: { ...kFine.headers, 'cache-control': 'public' } }],
  ['the lack of a request id', { headers: { ...kFine.headers, 'x-request-id': undefined } }],
  ['a type of problem', { status: 404, target: '/nowhere', headers: { ...kFine.headers, 'content-type': 'application/problem+json' },
    body: '{"type":"urn:spotter:problem:teapot","title":"I am a teapot","status":404,"detail":"Short and stout."}' }],
  ['a status of a route that others have', { method: 'DELETE', target: '/me/conversation', status: 404, headers: { ...kFine.headers, 'content-type': 'application/problem+json' },
    body: '{"type":"urn:spotter:problem:not-found","title":"Not Found","status":404,"detail":"There is nothing at this path."}' }],
  ['an event', { method: 'POST', target: '/ai/workout', headers: { ...kFine.headers, 'content-type': 'text/event-stream' }, body: 'event: thought\ndata: {}\n\n' }],
]) {
  test(`api description: the watch sees ${what} that is not described`, () => {
    assert.deepEqual(judge(kFine).faults, []);
    assert.notDeepEqual(judge({ ...kFine, ...changes }).faults, []);
  });
}

test('api description: a path is found in any case, with a slash at its end or without', () => {
  for (const target of ['/Health/LIVE', '/health/live/', '/health/live?x=1']) assert.equal(pathOf(target), '/health/live');
});
