// What an operator's Prometheus sees of a server that works, and that Prometheus' own tool finds nothing wrong.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from '../../tools/testing/runner.mjs';
import { connect } from './lib/clients.mjs';
import { startCollector } from './lib/collector.mjs';
import { openTcp, request } from './lib/http.mjs';
import { scrape } from './lib/metrics.mjs';
import { promtool } from './lib/promtool.mjs';
import { startRedis } from './lib/redis.mjs';
import { kAlone, kIllness, kKey, kRoot, kUpstreamKey, startServer } from './lib/server.mjs';
import { refuse, startUpstream, words } from './lib/upstream.mjs';
import { until } from './lib/wait.mjs';

const kQuestion = 'A question that nobody else may read';

/** Counters that moved between two pages, as {'name{labels}': by how much}; of histograms the count. */
function moved(before, after, names) {
  const difference = {};
  for (const { name, labels, value } of after.series) {
    if (!names.includes(name)) continue;
    const by = value - before.sum(name, labels);
    const text = Object.entries(labels).map(([key, of]) => `${key}=${of}`).join(',');
    if (by !== 0) difference[`${name}{${text}}`] = by;
  }
  return difference;
}

const start = async (t, { env = {}, ...more } = {}) => {
  const upstream = await startUpstream(t);
  const server = await startServer(t, { upstream, env: { ...kAlone, SPOTTER_FRAME_INTERVAL_MS: '0', ...env }, ...more });
  return { upstream, server };
};

test('metrics: an answered turn moves exactly what it should', async (t) => {
  const { upstream, server } = await start(t);
  upstream.always(words('All ', 'is ', 'well.'));
  const client = await connect(t, server);
  const before = await scrape(server);
  assert.equal(before.value('spotter_hub_sessions', { hub: 'ai-chat', transport: 'websocket' }), 1);
  await client.ask(kQuestion);
  const after = await scrape(server);
  assert.deepEqual(moved(before, after, [
    'spotter_chat_turns_total', 'spotter_chat_first_word_seconds_count', 'spotter_chat_turn_duration_seconds_count',
    'spotter_chat_quota_decisions_total', 'spotter_chat_generations_total', 'spotter_chat_answers_begun_again_total',
    'spotter_chat_answers_stood_in_total', 'spotter_upstream_calls_total', 'spotter_upstream_tokens_total',
    'spotter_upstream_denied_total', 'gen_ai_client_operation_duration_seconds_count',
    'gen_ai_client_operation_time_to_first_chunk_seconds_count', 'gen_ai_client_token_usage_sum',
    'spotter_hub_sessions_opened_total', 'spotter_hub_sessions_ended_total', 'spotter_http_connections_total',
    'spotter_chat_deltas_total',
  ]), {
    'spotter_chat_turns_total{kind=message,outcome=answered}': 1,
    'spotter_chat_first_word_seconds_count{kind=message}': 1,
    'spotter_chat_turn_duration_seconds_count{kind=message}': 1,
    'spotter_chat_quota_decisions_total{decision=allowed}': 1,
    'spotter_chat_generations_total{settlement=charged}': 1,
    'spotter_chat_deltas_total{}': 3,
    'spotter_upstream_calls_total{provider=openai,model=scripted,outcome=answered}': 1,
    'spotter_upstream_tokens_total{provider=openai,model=scripted,type=input}': 21,
    'spotter_upstream_tokens_total{provider=openai,model=scripted,type=output}': 7,
    'gen_ai_client_operation_duration_seconds_count{gen_ai_operation_name=chat,gen_ai_provider_name=openai,gen_ai_request_model=scripted,error_type=}': 1,
    'gen_ai_client_operation_time_to_first_chunk_seconds_count{gen_ai_operation_name=chat,gen_ai_provider_name=openai,gen_ai_request_model=scripted}': 1,
    'gen_ai_client_token_usage_sum{gen_ai_operation_name=chat,gen_ai_provider_name=openai,gen_ai_request_model=scripted,gen_ai_token_type=input}': 21,
    'gen_ai_client_token_usage_sum{gen_ai_operation_name=chat,gen_ai_provider_name=openai,gen_ai_request_model=scripted,gen_ai_token_type=output}': 7,
    'spotter_http_connections_total{admission=served}': 1, // the second scrape's own
  });
  const frames = after.value('spotter_chat_frames_total', { kind: 'text' });
  assert.ok(frames >= 1 && frames <= 3, `${frames} frames`);
  assert.equal(after.value('spotter_chat_deltas_conflated_total'), 3 - frames);
  assert.equal(after.value('spotter_chat_turns_running'), 0);
  assert.equal(after.value('spotter_ready'), 1);
});

test('metrics: time is added between the bytes of a model and the socket of a client', async (t) => {
  const { upstream, server } = await start(t, { env: { SPOTTER_FRAME_INTERVAL_MS: '1' } });
  upstream.always(async (call) => {
    call.begin();
    for (let i = 0; i < 20; ++i) {
      call.say(`word-${i} `);
      await until(() => client.frames.at(-1)?.includes(`word-${i} `), `word ${i}`);
    }
    call.finish();
  });
  const client = await connect(t, server);
  await client.ask(kQuestion);
  const page = await scrape(server);
  const count = page.value('spotter_chat_added_latency_seconds_count');
  assert.ok(count >= 10 && count <= 20, `${count} frames were measured`);
  const sum = page.value('spotter_chat_added_latency_seconds_sum');
  assert.ok(sum > 0 && sum < 20, `${sum} s in all`);
});

test('metrics: a quota that is used up is a refusal, and no call', async (t) => {
  const { upstream, server } = await start(t, { env: { SPOTTER_RATE_LIMIT_WEB: '1' } });
  upstream.always(words('Well.'));
  const client = await connect(t, server);
  await client.ask(kQuestion);
  await client.ask('And another one, please');
  const refused = await scrape(server);
  assert.equal(refused.value('spotter_chat_quota_decisions_total', { decision: 'used_up' }), 1);
  assert.equal(refused.value('spotter_chat_turns_total', { kind: 'message', outcome: 'quota_used_up' }), 1);
  assert.equal(refused.sum('spotter_upstream_calls_total'), 1);
});

test('metrics: a breaker that opens is seen, and its failures by class', async (t) => {
  const { upstream, server } = await start(t, { env: { SPOTTER_BREAKER_MISCONFIGURED_MS: '60000' }, mayReport: kIllness });
  upstream.always(refuse(401, 'invalid_api_key'));
  const client = await connect(t, server);
  await client.ask(kQuestion);
  await client.ask('And another one, please');
  const page = await scrape(server);
  const state = (name) => page.value('spotter_upstream_breaker_state', { upstream: 'openai', state: name });
  assert.deepEqual([state('closed'), state('misconfigured')], [0, 1]);
  assert.equal(page.value('spotter_upstream_calls_total', { provider: 'openai', outcome: 'auth' }), 1);
  assert.ok(page.value('spotter_upstream_denied_total') >= 1);
  assert.equal(page.value('spotter_chat_turns_total', { kind: 'message', outcome: 'upstream_failed' }), 2);
  assert.equal(page.value('spotter_chat_generations_total', { settlement: 'given_back' }), 2);
  assert.equal(page.value('spotter_ready'), 0);
});

test('metrics: the sums are of all shards, whoever answers', async (t) => {
  const { upstream, server } = await start(t, { shards: 3 });
  upstream.always(words('Well.'));
  const clients = [];
  for (let i = 0; i < 6; ++i) clients.push(await connect(t, server, { skipNegotiation: true }));
  for (const client of clients) await client.ask(kQuestion);
  const shards = new Set();
  for (let i = 0; i < 6; ++i) {
    const page = await scrape(server);
    assert.equal(page.sum('spotter_hub_sessions'), 6);
    assert.equal(page.value('spotter_chat_turns_total', { kind: 'message', outcome: 'answered' }), 6);
    assert.ok(page.value('spotter_http_connections') >= 7);
    for (const { name, labels } of page.series) if (name === 'spotter_shard_loop_lag_recent_max_seconds') shards.add(labels.shard);
  }
  assert.deepEqual([...shards].sort(), ['0', '1', '2']);
  await Promise.all(clients.map(({ connection }) => connection.stop()));
  await until(async () => (await scrape(server)).sum('spotter_hub_sessions') === 0, 'no session');
  const page = await scrape(server);
  assert.equal(page.sum('spotter_hub_sessions_ended_total'), 6);
  assert.equal(page.value('spotter_hub_session_duration_seconds_count'), 6);
});

test('metrics: a client that takes nothing is closed and counted as slow', async (t) => {
  const { upstream, server } = await start(t, { env: { SPOTTER_SEND_TIMEOUT_MS: '1000' } });
  let over = false;
  t.after(() => (over = true));
  upstream.always(async (call) => {
    call.begin();
    while (!over && !call.aborted) {
      call.say('word '.repeat(400));
      await call.drained();
      await new Promise((resolve) => setImmediate(resolve));
    }
  });
  const client = await connect(t, server, { skipNegotiation: true });
  client.say(kQuestion).catch(() => {});
  await client.frame((text) => text.length > 0);
  // Node's WebSocket stops to read when its socket is paused.
  client.connection.connection.transport._webSocket._socket.pause();
  await until(
    async () => (await scrape(server)).value('spotter_hub_sessions_ended_total', { hub: 'ai-chat', ending: 'too_slow' }) === 1,
    'the slow client to be closed', 25_000);
});

test('metrics: whatever somebody asks for, no new series appear', async (t) => {
  const { server } = await start(t);
  const names = (page) => page.series.map(({ name, labels }) => `${name} ${JSON.stringify(labels)}`).sort();
  const before = await scrape(server);
  for (const path of ['/nothing', '/ai-chat/x', '/..%2f', '/health?user=x', '/%00', `/${'a'.repeat(5000)}`, '/{id="x"}', '/a\\"b']) {
    for (const method of ['GET', 'POST', 'DELETE', 'PURGE', 'M-SEARCH']) await request(server, method, path);
  }
  for (const raw of [
    'BREW /pot HTTP/1.1\r\nHost: x\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n', '\r\n\r\n\x01\x02', 'X{a="b"} /health HTTP/1.1\r\nHost: x\r\n\r\n',
    'POST /ai-chat/negotiate HTTP/1.1\r\nHost: x\r\nAuthorization: Strange store-token\r\nContent-Length: 0\r\n\r\n',
  ]) {
    const tcp = openTcp(t, server);
    tcp.write(raw);
    tcp.socket.end();
    await tcp.until(({ ended }) => ended, 'the connection to end');
  }
  const after = await scrape(server);
  assert.deepEqual(names(after), names(before));
  assert.ok(after.value('spotter_http_requests_total', { route: 'none', status: '4xx' }) >= 35);
});

test('metrics: promtool finds nothing wrong with the page, which has all names that were promised', async (t) => {
  const redis = await startRedis(t);
  const collector = await startCollector(t);
  const { upstream, server } = await start(t, { env: { REDIS_URL: redis.url, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url } });
  upstream.always(words('Well.'));
  const client = await connect(t, server);
  await until(async () => (await scrape(server)).value('spotter_redis_up') === 1, 'Redis');
  await client.ask(kQuestion);
  const page = await scrape(server);
  assert.ok(page.value('spotter_redis_commands_total', { outcome: 'answered' }) >= 1);
  assert.ok(page.value('spotter_redis_command_duration_seconds_count') >= 1);
  assert.ok(page.value('process_resident_memory_bytes') > 1e6);
  assert.ok(page.value('process_open_fds') > 5);
  const { code, output } = await promtool(['check', 'metrics'], page.text);
  assert.equal(output, '');
  assert.equal(code, 0);
  const golden = readFileSync(join(kRoot, 'tests/data/golden/metrics.txt'), 'utf8');
  for (const line of golden.split('\n').filter((line) => line && !line.startsWith('#'))) {
    const [name, type] = line.split(' ');
    assert.ok(page.text.includes(`# TYPE ${name} ${type}\n`), `${name} is missing`);
  }
  for (const secret of [kKey, kUpstreamKey, kQuestion, 'Well.', client.connection.connectionId]) {
    assert.ok(!page.text.includes(secret), `the page tells ${secret}`);
  }
});

test('metrics: only who comes from nearby and by itself is shown them, unless the operator wants it', async (t) => {
  const { server } = await start(t, { env: { SPOTTER_TRUSTED_PROXIES: '127.0.0.0/8' } });
  const status = async (to, headers = {}) => (await request(to, 'GET', '/metrics', { headers })).status;
  assert.equal(await status(server), 200);
  assert.equal(await status(server, { 'X-Forwarded-For': '8.8.8.8' }), 404);
  assert.equal(await status(server, { 'X-Forwarded-For': '10.0.0.1' }), 404);
  assert.equal(await status(server, { Forwarded: 'for=127.0.0.1' }), 404);
  assert.equal(await status(server, { 'X-Real-IP': '127.0.0.1' }), 404);
  assert.equal((await request(server, 'HEAD', '/metrics')).status, 200);
  assert.equal((await request(server, 'POST', '/metrics')).status, 405);
  const { server: open } = await start(t, { env: { SPOTTER_METRICS: 'on' } });
  assert.equal(await status(open, { 'X-Forwarded-For': '8.8.8.8' }), 200);
  const { server: closed } = await start(t, { env: { SPOTTER_METRICS: 'off' } });
  assert.equal(await status(closed), 404);
});

test('metrics: promtool accepts the alert rules, the configuration, and what each alert fires at', async () => {
  for (const args of [
    ['check', 'rules', 'docker/prometheus/alerts.yml'], ['check', 'config', 'docker/prometheus/prometheus.yml'],
    ['test', 'rules', 'docker/prometheus/alerts_test.yml'],
  ]) {
    const { code, output } = await promtool(args);
    assert.equal(code, 0, output);
  }
});

test('metrics: promtool can read every expression of the dashboard', async (t) => {
  const dashboard = JSON.parse(readFileSync(join(kRoot, 'docker/grafana/dashboards/spotter.json'), 'utf8'));
  const expressions = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
  assert.ok(expressions.length > 30);
  const ids = dashboard.panels.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  // As recording rules in a file, because promtool of Debian 12 reads expressions nowhere else.
  const rules = expressions.map((expr, index) => ({
    record: `panel:n${index}`, expr: expr.replaceAll('$__rate_interval', '1m').replaceAll('$instance', '.*'),
  }));
  const folder = mkdtempSync(join(tmpdir(), 'spotter-dashboard-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'rules.yml');
  writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }));
  const { code, output } = await promtool(['check', 'rules', file]);
  assert.equal(code, 0, output);
});
