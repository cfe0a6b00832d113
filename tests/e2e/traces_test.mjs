// What a collector is told of chats and plans: which span is whose child, and nothing that anybody said.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { HttpTransportType } from '@microsoft/signalr';
import { test } from '../../tools/testing/runner.mjs';
import { connect } from './lib/clients.mjs';
import { startCollector } from './lib/collector.mjs';
import { request } from './lib/http.mjs';
import { Secrets } from './lib/leaks.mjs';
import { scrape } from './lib/metrics.mjs';
import { askForPlan } from './lib/purchases.mjs';
import { startRedis } from './lib/redis.mjs';
import { kAlone, kIllness, kKey, kUpstreamKey, startServer } from './lib/server.mjs';
import { startRevenueCat } from './lib/stores.mjs';
import { refuse, startUpstream, words } from './lib/upstream.mjs';
import { until } from './lib/wait.mjs';

const kQuestion = 'Should an old wrestler squat on Thursdays?';
const kWords = ['Certainly, ', 'squatting suits ', 'old wrestlers ', 'extraordinarily well.'];
const kCollectorKey = 'collector-key-4d81f0a2';

/** A client's trace: {id, span, headers}. */
function clientTrace(flags = '01') {
  const id = randomBytes(16).toString('hex');
  const span = randomBytes(8).toString('hex');
  return { id, span, headers: { traceparent: `00-${id}-${span}-${flags}`, tracestate: 'vendor=1' } };
}

async function start(t, { env = {}, traced = true, ...more } = {}) {
  const upstream = await startUpstream(t);
  const collector = await startCollector(t);
  upstream.always(words(...kWords));
  const server = await startServer(t, {
    upstream,
    env: {
      ...kAlone, SPOTTER_DRAIN_DELAY: '0',
      ...(traced ? { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_HEADERS: `x-key=${kCollectorKey}` } : {}),
      ...env,
    },
    ...more,
  });
  server.secrets.add(kCollectorKey);
  return { upstream, collector, server };
}

const attributes = (span, names) => Object.fromEntries(names.map((name) => [name, span.attributes[name]]));
const isWithin = (span, parent) => assert.deepEqual([span.trace, span.parent], [parent.trace, parent.id], `${span.name} in ${parent.name}`);

/** Nothing of the chat, no key and no token is in what the collector got. */
function assertSilent(collector, ...more) {
  const secrets = new Secrets();
  secrets.add('the key of the Web store', kKey);
  secrets.add('the key of the model', kUpstreamKey);
  secrets.add('the question', kQuestion);
  secrets.add('the answer', kWords.join(''));
  for (const secret of more) secrets.add('a credential', secret);
  const { text } = collector;
  assert.deepEqual(secrets.findIn(text), []);
  assert.ok(!text.includes('access_token'), 'no query');
  for (const word of ['wrestler', 'Certainly', 'extraordinarily']) assert.ok(!text.includes(word), word);
}

for (const [name, transport] of [
  ['WebSockets', HttpTransportType.WebSockets],
  ['Server-Sent Events', HttpTransportType.ServerSentEvents],
  ['Long Polling', HttpTransportType.LongPolling],
]) {
  test(`traces: a client that traces finds its whole session over ${name} in its trace`, async (t) => {
    const { upstream, collector, server } = await start(t);
    const trace = clientTrace();
    const client = await connect(t, server, { options: { transport, headers: trace.headers } });
    await client.ask(kQuestion);
    await client.connection.stop();
    await server.event('session_finished');
    await server.stop();

    const negotiation = collector.one('POST /ai-chat/negotiate');
    assert.deepEqual([negotiation.trace, negotiation.parent, negotiation.kind], [trace.id, trace.span, 'server']);
    assert.deepEqual(
      attributes(negotiation, ['http.request.method', 'http.route', 'http.response.status_code', 'url.scheme']),
      { 'http.request.method': 'POST', 'http.route': '/ai-chat/negotiate', 'http.response.status_code': 200, 'url.scheme': 'http' });

    const session = collector.one('session');
    const opened = collector.all('GET /ai-chat').find(({ id }) => id === session.parent);
    assert.ok(opened, 'the request that opened the session');
    assert.deepEqual([opened.trace, opened.parent], [trace.id, trace.span]);
    isWithin(session, opened);
    assert.equal(session.attributes['spotter.session.turns'], 1);

    const turn = collector.one('turn');
    isWithin(turn, session);
    assert.deepEqual(
      attributes(turn, ['gen_ai.operation.name', 'spotter.hub.method', 'spotter.turn.kind', 'spotter.turn.outcome', 'spotter.turn.provider', 'spotter.turn.charged']),
      {
        'gen_ai.operation.name': 'invoke_agent', 'spotter.hub.method': 'SendMessage', 'spotter.turn.kind': 'message',
        'spotter.turn.outcome': 'answered', 'spotter.turn.provider': 'openai', 'spotter.turn.charged': true,
      });
    assert.equal(turn.attributes['session.id'], session.attributes['session.id']);
    assert.deepEqual(turn.events, ['first_word']);

    const call = collector.one('chat scripted');
    isWithin(call, turn);
    assert.equal(call.kind, 'client');
    assert.deepEqual(
      attributes(call, ['gen_ai.operation.name', 'gen_ai.provider.name', 'gen_ai.request.model', 'gen_ai.response.model', 'gen_ai.usage.input_tokens', 'gen_ai.usage.output_tokens', 'server.address']),
      {
        'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': 'scripted',
        'gen_ai.response.model': 'scripted', 'gen_ai.usage.input_tokens': 21, 'gen_ai.usage.output_tokens': 7,
        'server.address': '127.0.0.1',
      });
    assert.deepEqual(call.events, ['first_word']);
    assert.ok(!call.failed && !turn.failed);

    // The model's server is told, and of nothing but ids.
    assert.equal(upstream.calls[0].headers.traceparent, `00-${trace.id}-${call.id}-01`);
    assert.equal(upstream.calls[0].headers.tracestate, 'vendor=1');
    assert.equal(call.state, 'vendor=1');

    // The purchase is looked at at the negotiation, at the door, and before the turn.
    const verified = collector.all('verify purchase');
    for (const parent of [negotiation, opened, turn]) {
      const found = verified.find((span) => span.parent === parent.id);
      assert.ok(found, `a verification in ${parent.name}`);
      assert.deepEqual(
        attributes(found, ['spotter.store', 'spotter.decision', 'spotter.answer.source']),
        { 'spotter.store': 'Web', 'spotter.decision': 'entitled', 'spotter.answer.source': 'examined' });
    }
    assert.ok(collector.spans.every((span) => span.trace === trace.id), 'one trace');
    assert.equal(collector.resources[0]['service.name'], 'spotter');
    assert.equal(collector.requests[0].headers['x-key'], kCollectorKey);
    assertSilent(collector);
  });
}

test('traces: without a client that traces each turn is a trace of its own that names its session', async (t) => {
  const { collector, server } = await start(t, { env: { OTEL_SERVICE_NAME: 'coach', OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=a%20test' } });
  const client = await connect(t, server, { path: '/ai-chat-v2' });
  await client.introduce();
  await client.ask(kQuestion);
  await client.connection.stop();
  await server.event('session_finished');
  await server.stop();
  const session = collector.one('session');
  const turns = collector.all('turn');
  assert.deepEqual(turns.map(({ attributes: of }) => of['spotter.turn.kind']).sort(), ['introduction', 'message']);
  for (const turn of turns) {
    assert.equal(turn.parent, null);
    assert.deepEqual(turn.links, [[session.trace, session.id]]);
  }
  assert.equal(new Set([session.trace, ...turns.map(({ trace }) => trace)]).size, 3);
  assert.deepEqual(
    attributes({ attributes: collector.resources[0] }, ['service.name', 'deployment.environment.name']),
    { 'service.name': 'coach', 'deployment.environment.name': 'a test' });
});

test('traces: spans come while the server serves, and metrics count them', async (t) => {
  const { collector, server } = await start(t);
  const client = await connect(t, server);
  await client.ask(kQuestion);
  await collector.untilSpan('turn');
  const page = await scrape(server);
  await until(async () => (await scrape(server)).sum('spotter_trace_spans_exported_total', {}) >= collector.spans.length, 'the count');
  assert.equal(page.sum('spotter_trace_spans_dropped_total', {}), 0);
});

test('traces: probes and scrapes are no spans', async (t) => {
  const { collector, server } = await start(t);
  for (const path of ['/health', '/health/ready', '/resilience', '/metrics', '/nothing']) await request(server, 'GET', path, { headers: clientTrace().headers });
  await askForPlan(server, undefined);
  await server.stop();
  assert.deepEqual(collector.spans.map(({ name }) => name), ['POST /ai/session']);
  assert.equal(collector.spans[0].attributes['http.response.status_code'], 401);
});

test('traces: a plan over REST is one tree, down to Redis and to the store', async (t) => {
  const redis = await startRedis(t);
  const store = await startRevenueCat(t);
  const payer = '$RCAnonymousID:1b2c3d4e5f60718293a4b5c6d7e8f9a0';
  store.customers.set(payer, ['entlpro']);
  const { upstream, collector, server } = await start(t, { shards: 1, env: { REDIS_URL: redis.url, ...store.env } });
  server.secrets.add(payer);
  await server.event('redis_connected');
  const trace = clientTrace();
  upstream.always(refuse(401, { code: 'invalid_api_key' }));
  server.mayReport = kIllness;
  await askForPlan(server, `RevenueCat ${payer}`, { headers: trace.headers });
  await server.stop();
  const plan = collector.one('POST /ai/session');
  assert.deepEqual([plan.trace, plan.parent], [trace.id, trace.span]);
  const turn = collector.one('turn');
  isWithin(turn, plan);
  assert.equal(turn.attributes['spotter.turn.kind'], 'session');
  assert.ok(turn.failed && turn.attributes['error.type'] === 'auth', JSON.stringify(turn));
  const call = collector.one('chat scripted');
  isWithin(call, turn);
  assert.ok(call.failed && call.attributes['error.type'] === 'auth');
  const [taken] = collector.all('EVALSHA');
  isWithin(taken, turn);
  assert.deepEqual(attributes(taken, ['db.system.name', 'db.operation.name', 'server.address']), {
    'db.system.name': 'redis', 'db.operation.name': 'EVALSHA', 'server.address': '127.0.0.1',
  });
  // What failed is free: the generation is given back.
  isWithin(collector.one('ZREM'), turn);
  const verified = collector.all('verify purchase').find((span) => span.parent === plan.id);
  assert.equal(verified.attributes['spotter.answer.source'], 'asked');
  const asked = collector.one('GET');
  isWithin(asked, verified);
  assert.deepEqual(attributes(asked, ['spotter.upstream', 'http.response.status_code']), { 'spotter.upstream': 'revenuecat', 'http.response.status_code': 200 });
  assert.equal(store.requests[0].headers.traceparent, `00-${trace.id}-${asked.id}-01`);
  assert.ok(collector.spans.every((span) => span.trace === trace.id));
  assertSilent(collector, payer);
});

test('traces: off by default, and then nobody is told of any trace', async (t) => {
  const { upstream, collector, server } = await start(t, { traced: false });
  const client = await connect(t, server, { options: { headers: clientTrace().headers } });
  await client.ask(kQuestion);
  const page = await scrape(server);
  await server.stop();
  assert.deepEqual(collector.requests, []);
  assert.ok(!('traceparent' in upstream.calls[0].headers));
  assert.ok(!page.series.some(({ name }) => name.startsWith('spotter_trace_')));
});

for (const [name, options] of [
  ['disabled is off', { env: { OTEL_SDK_DISABLED: 'true' }, told: false }],
  ['who samples none sends none', { env: { OTEL_TRACES_SAMPLER: 'always_off' }, told: true }],
  ['a ratio of nothing is nothing', { env: { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' }, told: true }],
  ['a client that does not sample is followed', { flags: '00', told: true }],
]) {
  test(`traces: ${name}`, async (t) => {
    const { upstream, collector, server } = await start(t, { env: options.env });
    const trace = clientTrace(options.flags);
    const client = await connect(t, server, { options: { headers: trace.headers } });
    await client.ask(kQuestion);
    await server.stop();
    assert.deepEqual(collector.requests, []);
    const { traceparent } = upstream.calls[0].headers;
    if (options.told) assert.match(traceparent, new RegExp(`^00-${trace.id}-[0-9a-f]{16}-00$`));
    else assert.equal(traceparent, undefined);
  });
}

test('traces: models and stores are not told if they are not to be', async (t) => {
  const { upstream, collector, server } = await start(t, { env: { SPOTTER_TRACES_PROPAGATE: 'false' } });
  const client = await connect(t, server, { options: { headers: clientTrace().headers } });
  await client.ask(kQuestion);
  await server.stop();
  assert.ok(!('traceparent' in upstream.calls[0].headers));
  collector.one('chat scripted');
});

test('traces: a header that breaks the rules begins a trace of our own', async (t) => {
  const { collector, server } = await start(t);
  const { headers: { traceparent } } = clientTrace();
  for (const bad of [traceparent.toUpperCase(), `${traceparent}-00`, traceparent.replace(/-.{16}-/, '-0000000000000000-')]) {
    await askForPlan(server, undefined, { headers: { traceparent: bad } });
  }
  await server.stop();
  const spans = collector.all('POST /ai/session');
  assert.equal(spans.length, 3);
  for (const span of spans) assert.equal(span.parent, null);
});

test('traces: a collector that hangs holds up neither answers nor the end', async (t) => {
  const { collector, server } = await start(t);
  collector.answer = null;
  const client = await connect(t, server);
  await client.ask(kQuestion);
  await until(() => collector.requests.length > 0, 'spans', 20_000);
  assert.equal((await client.ask('And on Fridays, as well?')).at(-1), kWords.join(''));
  await server.stop();
  await server.event('traces_lost', { reason: 'collector_silent' });
});
