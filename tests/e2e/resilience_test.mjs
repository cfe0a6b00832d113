// How providers stand, as the world sees it: GET /resilience and /health/ready against what the upstreams do.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from '../../tools/testing/runner.mjs';
import { connect } from './lib/clients.mjs';
import { kDialects } from './lib/dialects.mjs';
import { startFaultyUpstream } from './lib/faulty_upstream.mjs';
import { request, resilience } from './lib/http.mjs';
import { sentence } from './lib/sentences.mjs';
import { kIllness, kKey, kUpstreamKey, startServer } from './lib/server.mjs';
import { Gate, until, within } from './lib/wait.mjs';

const kWell = 'All is well.';
const kRfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const kStates = ['closed', 'open', 'half_open', 'misconfigured'];
/** Long enough that nothing heals while a test looks, short enough to wait for. */
const kCoolDown = '2500';
const kOfflineFirstWords = (key) => new RegExp(`^${sentence(key).source.replace(/\$$/, '')}`, 's');

const well = (exchange, headers = {}) => {
  exchange.begin(headers);
  exchange.say('All ', 'is ', 'well.');
  exchange.end();
};
const broken = (exchange) => exchange.refuse(500, 'server_error');
const locked = (exchange) => exchange.refuse(401, 'invalid_api_key');

/** What each provider does: `does.openai = broken`; all are well at first. */
function scriptEach(upstream) {
  const does = { openai: well, gemini: well, anthropic: well };
  upstream.does((exchange) => does[exchange.dialect.provider](exchange));
  return does;
}

async function start(t, { providers = 'openai', env = {}, mayReport = [] } = {}) {
  const upstream = await startFaultyUpstream(t);
  const does = scriptEach(upstream);
  const dialects = ['chat', 'gemini', 'anthropic'].map((name) => kDialects[name].env(upstream.url));
  const server = await startServer(t, {
    env: {
      ...Object.assign({}, ...dialects), SPOTTER_PROVIDERS: providers, SPOTTER_RETRY_BASE_MS: '1',
      SPOTTER_BREAKER_COOL_DOWN_MS: kCoolDown, SPOTTER_BREAKER_MISCONFIGURED_MS: kCoolDown,
      SPOTTER_FRAME_INTERVAL_MS: '0', ...env,
    },
    mayReport,
  });
  return { upstream, does, server, client: await connect(t, server) };
}

const standing = async (server, name) => (await resilience(server)).upstreams.find((upstream) => upstream.name === name);
const stateOf = async (server, name) => (await standing(server, name)).state;
const isReady = async (server) => (await request(server, 'GET', '/health/ready')).status === 200;

function assertKeys(object, always, sometimes = []) {
  const keys = Object.keys(object);
  for (const key of always) assert.ok(keys.includes(key), `${key} is missing`);
  for (const key of keys) assert.ok(always.includes(key) || sometimes.includes(key), `${key} is not known`);
}

function assertCount(object, ...names) {
  for (const name of names) assert.ok(Number.isInteger(object[name]) && object[name] >= 0, `${name}: ${object[name]}`);
}

function assertUpstream(upstream) {
  const isModel = upstream.name !== 'offline';
  assertKeys(upstream, [
    'name', 'kind', 'state', 'failures', 'since', 'next_probe', 'running', 'waiting', 'success_rate', 'latency_ms',
    'recent_calls', ...(isModel ? ['model', 'running_limit'] : []),
  ], ['last_failure', 'rate_limits']);
  assert.equal(upstream.kind, 'provider');
  if (isModel) assert.equal(upstream.model, 'scripted');
  assert.ok(kStates.includes(upstream.state), upstream.state);
  assert.match(upstream.since, kRfc3339);
  assert.ok(Number.isFinite(Date.parse(upstream.since)));
  if (['open', 'misconfigured'].includes(upstream.state)) assert.match(upstream.next_probe, kRfc3339);
  else assert.equal(upstream.next_probe, null);
  assertCount(upstream, 'failures', 'running', 'waiting', 'recent_calls');
  assert.ok(upstream.success_rate >= 0 && upstream.success_rate <= 1, `${upstream.success_rate}`);
  assertKeys(upstream.latency_ms, ['p50', 'p99']);
  assertCount(upstream.latency_ms, 'p50', 'p99');
  assert.ok(upstream.latency_ms.p50 <= upstream.latency_ms.p99);
}

test('resilience: the page has all that it promises, in each state, and nothing secret', async (t) => {
  const { upstream, does, server, client } = await start(t, {
    providers: 'openai,gemini,anthropic,offline', mayReport: kIllness,
    env: { SPOTTER_BREAKER_FAILURES: '1', SPOTTER_DAILY_BUDGET_USD: '5' },
  });
  const question = 'Nobody else may read this question';
  const look = async () => {
    const { status, headers, body } = await request(server, 'GET', '/resilience');
    assert.equal(status, 200);
    assert.match(headers['content-type'], /^application\/json\b/);
    for (const secret of [kKey, kUpstreamKey, new URL(upstream.url).host, question, kWell]) {
      assert.ok(!body.includes(secret), `the page tells ${secret}`);
    }
    const page = JSON.parse(body);
    assertKeys(page, ['answering', 'upstreams', 'budget', 'entitlements', 'quotas']);
    assert.deepEqual(page.entitlements, { kept: 0, in_grace: 0, shared: false, taken_over: 0, forget_owed: 0 });
    assert.deepEqual(page.quotas, { counted_by: 'process', instead_of_redis: 0, owed: 0, dropped: 0 });
    assertKeys(page.budget, ['left', 'renewed']);
    assert.equal(page.budget.left, true);
    assert.match(page.budget.renewed, /^\d{4}-\d\d-\d\dT00:00:00Z$/);
    assert.deepEqual(page.upstreams.map(({ name }) => name), ['openai', 'gemini', 'anthropic', 'offline']);
    page.upstreams.forEach(assertUpstream);
    return page;
  };
  const fresh = await look();
  assert.equal(fresh.answering, 'openai');
  assert.deepEqual(fresh.upstreams.map(({ state }) => state), Array(4).fill('closed'));
  Object.assign(does, { openai: broken, gemini: locked });
  assert.equal((await client.ask(question)).at(-1), kWell);
  const ill = await look();
  assert.equal(ill.answering, 'anthropic');
  assert.deepEqual(ill.upstreams.map(({ state }) => state), ['open', 'misconfigured', 'closed', 'closed']);
  assert.deepEqual(ill.upstreams.map(({ recent_calls }) => recent_calls > 0), [true, true, true, false]);
  assert.deepEqual(ill.upstreams.map(({ success_rate }) => success_rate), [0, 0, 1, 1]);
  assert.match(ill.upstreams[0].last_failure, /^server/);
  assert.match(ill.upstreams[1].last_failure, /^auth/);
});

test('resilience: a provider that fails is left alone, tried again, and trusted again', async (t) => {
  const { upstream, does, server, client } = await start(t, {
    providers: 'openai,gemini', env: { SPOTTER_BREAKER_FAILURES: '2' },
  });
  const asked = () => upstream.exchanges.filter(({ dialect }) => dialect.provider === 'openai').length;
  does.openai = broken;
  assert.equal((await client.ask('Are you there now?')).at(-1), kWell);
  assert.equal(await stateOf(server, 'openai'), 'closed');
  assert.equal((await resilience(server)).answering, 'openai');
  assert.equal((await client.ask('Are you there at last?')).at(-1), kWell);
  const open = await standing(server, 'openai');
  assert.equal(open.state, 'open');
  assert.equal(open.failures, 2);
  assert.equal((await resilience(server)).answering, 'gemini');
  assert.equal((await client.ask('And who are you?')).at(-1), kWell);
  assert.equal(asked(), 2, 'an open breaker lets nothing pass');
  await server.event('turn_finished', { provider: 'gemini' });

  does.openai = well;
  await until(async () => (await resilience(server)).answering === 'openai', 'the cool-down to be over');
  assert.equal((await client.ask('Are you back now?')).at(-1), kWell);
  assert.equal(await stateOf(server, 'openai'), 'half_open');
  assert.equal((await client.ask('Are you well again?')).at(-1), kWell);
  const closed = await standing(server, 'openai');
  assert.equal(closed.state, 'closed');
  assert.equal(closed.failures, 0);
  assert.equal(closed.next_probe, null);
  assert.equal(asked(), 4);
  const states = server.events.filter(({ event }) => event === 'provider_state').map(({ state }) => state);
  assert.deepEqual(states, ['open', 'half_open', 'closed']);
});

test('resilience: one bad probe closes the door again', async (t) => {
  const { does, server, client } = await start(t, { providers: 'openai,gemini', env: { SPOTTER_BREAKER_FAILURES: '1' } });
  does.openai = broken;
  assert.equal((await client.ask('Are you there now?')).at(-1), kWell);
  await until(async () => (await resilience(server)).answering === 'openai', 'the cool-down to be over');
  assert.equal((await client.ask('And are you now?')).at(-1), kWell);
  const { state, failures, next_probe } = await standing(server, 'openai');
  assert.equal(state, 'open');
  assert.equal(failures, 2);
  assert.match(next_probe, kRfc3339);
});

test('resilience: a refused key is a matter for the operator, and not ready means 503', async (t) => {
  const { does, server, client } = await start(t, { mayReport: kIllness });
  assert.ok(await isReady(server));
  does.openai = locked;
  assert.match((await client.ask('Do you know my key?')).at(-1), sentence('upstream_refused'));
  const ready = await request(server, 'GET', '/health/ready');
  assert.equal(ready.status, 503);
  assert.equal(JSON.parse(ready.body).answering, null);
  assert.equal((await request(server, 'GET', '/health')).status, 200);
  assert.equal((await request(server, 'GET', '/health/live')).status, 200);
  const page = await resilience(server);
  assert.equal(page.answering, null);
  assert.equal(page.upstreams[0].state, 'misconfigured');
  assert.match(page.upstreams[0].last_failure, /^auth:invalid_api_key$/);
  await server.event('provider_state', { level: 'error', provider: 'openai', state: 'misconfigured' });

  does.openai = well;
  await until(() => isReady(server), 'the server to be ready again');
  assert.equal((await client.ask('And do you now?')).at(-1), kWell);
  assert.equal((await client.ask('And still, I hope?')).at(-1), kWell);
  assert.equal(await stateOf(server, 'openai'), 'closed');
  assert.ok(await isReady(server));
});

test('resilience: who finds no place waits in line, and both are answered', async (t) => {
  const { upstream, does, server, client } = await start(t, { env: { SPOTTER_PROVIDER_CALLS_MAX: '1' } });
  const second = await connect(t, server);
  const gate = new Gate();
  does.openai = async (exchange) => {
    exchange.begin();
    await gate.pass();
    exchange.say(kWell);
    exchange.end();
  };
  const answers = [client.ask('The first of two questions')];
  await until(() => upstream.exchanges.length === 1, 'the first call');
  answers.push(second.ask('The second of two questions'));
  const busy = await until(async () => {
    const upstreamNow = await standing(server, 'openai');
    return upstreamNow.waiting > 0 && upstreamNow;
  }, 'one to wait');
  assert.deepEqual([busy.running, busy.waiting, busy.running_limit], [1, 1, 1]);
  assert.equal(upstream.exchanges.length, 1);
  gate.open();
  for (const frames of await Promise.all(answers)) assert.equal(frames.at(-1), kWell);
  await until(async () => {
    const { running, waiting } = await standing(server, 'openai');
    return running + waiting === 0;
  }, 'both to be gone');
});

test('resilience: what a provider tells of its limits is on the page', async (t) => {
  const { does, server, client } = await start(t, {
    providers: 'openai,anthropic', env: { SPOTTER_BREAKER_FAILURES: '1', SPOTTER_RETRY_PERCENT: '100' },
  });
  does.openai = (exchange) => well(exchange, {
    'x-ratelimit-limit-requests': '60', 'x-ratelimit-remaining-requests': '58', 'x-ratelimit-reset-requests': '1s',
    'x-ratelimit-limit-tokens': '150000', 'x-ratelimit-remaining-tokens': '149000', 'x-ratelimit-reset-tokens': '6m0s',
  });
  assert.equal((await client.ask('How much is left?')).at(-1), kWell);
  const { rate_limits: told } = await standing(server, 'openai');
  const { reset_in_ms: reset, ...left } = told;
  assert.deepEqual(left, { requests_max: 60, requests_left: 58, tokens_max: 150_000, tokens_left: 149_000 });
  assert.ok(reset === undefined || Number.isInteger(reset), `${reset}`);
  assert.equal((await standing(server, 'anthropic')).rate_limits, undefined);
  does.openai = broken;
  does.anthropic = (exchange) => well(exchange, {
    'anthropic-ratelimit-requests-limit': '50', 'anthropic-ratelimit-requests-remaining': '49',
    'anthropic-ratelimit-tokens-limit': '20000', 'anthropic-ratelimit-tokens-remaining': '19000',
  });
  assert.equal((await client.ask('And how much is there?')).at(-1), kWell);
  const other = (await standing(server, 'anthropic')).rate_limits;
  assert.deepEqual(other, { requests_max: 50, requests_left: 49, tokens_max: 20_000, tokens_left: 19_000 });
});

/** A price list of our own: what the scripted model costs, in dollars per million tokens. */
function prices(t, price) {
  const folder = mkdtempSync(join(tmpdir(), 'spotter-prices-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'prices.json');
  writeFileSync(file, JSON.stringify({ prices: [{ model: 'scripted', ...price }] }));
  return file;
}

test('resilience: when the money of the day is spent the offline coach answers, free of charge', async (t) => {
  // Each answer has 21 tokens in and 7 out, and costs 35 cents.
  const price = { input: 10_000, output: 20_000 };
  const { upstream, server, client } = await start(t, {
    providers: 'openai,gemini,offline',
    env: { SPOTTER_DAILY_BUDGET_USD: '0.5', SPOTTER_PRICES_FILE: prices(t, price), SPOTTER_RATE_LIMIT_WEB: '3' },
  });
  for (const question of ['How often a week?', 'How long is a rest?']) {
    assert.equal((await client.ask(question)).at(-1), kWell);
  }
  const page = await resilience(server);
  assert.equal(page.budget.left, false);
  assert.equal(page.answering, 'offline');
  assert.ok(await isReady(server));
  // Two of three are used up; what the rules say costs nothing, however often.
  for (const question of ['What is a superset?', 'How much weight is good?', 'How long should I sleep?']) {
    const last = (await client.ask(question)).at(-1);
    assert.match(last, kOfflineFirstWords('offline_over_budget'));
    assert.doesNotMatch(last, sentence('quota_used_up'));
  }
  assert.equal(upstream.exchanges.length, 2);
  await server.event('turn_finished', { provider: 'offline', rules_instead: true });

  await client.connection.stop();
  await server.stop();
  const spent = server.events.filter(({ event }) => event === 'spent');
  assert.equal(spent.length, 1);
  const [{ provider, model, store, calls, input_tokens: input, output_tokens: output, estimated_usd: usd }] = spent;
  assert.deepEqual({ provider, model, store, calls }, { provider: 'openai', model: 'scripted', store: 'Web', calls: 2 });
  assert.deepEqual([input, output], [2 * 21, 2 * 7]);
  assert.equal(usd, 0.7);
});

test('resilience: the spent lines of two providers add up to what they told', async (t) => {
  const { does, server, client } = await start(t, {
    providers: 'openai,anthropic',
    env: { SPOTTER_PRICES_FILE: prices(t, { input: 1_000, output: 10_000 }), SPOTTER_BREAKER_FAILURES: '1' },
  });
  assert.equal((await client.ask('How often a week?')).at(-1), kWell);
  does.openai = broken;
  for (const question of ['How long is a rest?', 'And between the days?']) {
    assert.equal((await client.ask(question)).at(-1), kWell);
  }
  await client.connection.stop();
  await server.stop();
  const spent = Object.fromEntries(server.events.filter(({ event }) => event === 'spent').map((entry) => [entry.provider, entry]));
  assert.deepEqual(Object.keys(spent).sort(), ['anthropic', 'openai']);
  // A refusal costs nothing.
  assert.equal(spent.openai.estimated_usd, 0.091);
  assert.equal(spent.anthropic.calls, 2);
  assert.equal(spent.anthropic.estimated_usd, 0.182);
  assert.equal(spent.anthropic.unpriced_calls + spent.openai.unpriced_calls, 0);
});

test('resilience: a second provider is asked when the first is slow, and the faster one answers', async (t) => {
  const { upstream, does, server, client } = await start(t, {
    providers: 'openai,gemini', env: { SPOTTER_HEDGE_AFTER_MS: '100' },
  });
  does.openai = (exchange) => exchange.begin();
  assert.equal((await client.ask('Who is faster of you?')).at(-1), kWell);
  await server.event('turn_finished', { outcome: 'answered', provider: 'gemini' });
  const slow = upstream.exchanges.find(({ dialect }) => dialect.provider === 'openai');
  await within(slow.gone, 'the slow call to be given up');
  const { state, failures, running } = await until(async () => {
    const first = await standing(server, 'openai');
    return first.running === 0 && first;
  }, 'its place to be free');
  assert.deepEqual([state, failures, running], ['closed', 0, 0]);
  assert.equal((await resilience(server)).answering, 'openai');
});
