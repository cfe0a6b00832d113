// A second opinion: a mock of the models' servers that somebody else wrote, @copilotkit/aimock 1.43.0. It takes our
// requests as it understands the dialects, and we its answers.
//
// Where it is not like the real ones, which is not asserted here:
// - Responses: no sequence numbers; usage is zero.
// - Gemini: lines end with LF; a call ends with FUNCTION_CALL, a reason that does not exist (STOP is right), and has
//   neither id nor signature; usage is zero.
// - Anthropic: no pings; usage is zero.
// - A stream is cut between two events only, and without a latency before anything has left.
// - The journal has conversations in the form of Chat Completions, whatever they were sent in.
import assert from 'node:assert/strict';
import { test } from '../../tools/testing/runner.mjs';
import { assertGrows, parseSecond } from './lib/app_parser.mjs';
import { connect } from './lib/clients.mjs';
import { kDialects } from './lib/dialects.mjs';
import { resilience } from './lib/http.mjs';
import { startMock } from './lib/mock.mjs';
import { validateSecond } from './lib/plan_schema.mjs';
import { sentence } from './lib/sentences.mjs';
import { kAlone, kIllness, kUpstreamKey, startServer } from './lib/server.mjs';
import { kTwoDays, kTwoDaysNames, namesOf } from './lib/two_days.mjs';

const kChunk = 12;
const kAnswer = 'Drei Tage in der Woche genügen für den Anfang. 🏋 Ruhe dich dazwischen aus.';
const kPlain = 'Three days a week are enough to begin with. Rest in between, and sleep well.';
const kPlan = JSON.stringify(kTwoDays);

/** The header that the key goes in, and what else each dialect insists on. */
const kHeaders = {
  chat: { authorization: '[REDACTED]' },
  responses: { authorization: '[REDACTED]' },
  gemini: { 'x-goog-api-key': '[REDACTED]' },
  anthropic: { 'x-api-key': '[REDACTED]', 'anthropic-version': '2026-10-21' },
};

/** What an answer looks like after each of its pieces. The mock halves characters, as models do; users see whole ones. */
const growing = (text) => Array.from({ length: Math.ceil(text.length / kChunk) },
  (_, i) => text.slice(0, (i + 1) * kChunk).replace(/[\ud800-\udbff]$/, ''));

async function start(t, name, { path = '/ai-chat', latency = 10, chunkSize = kChunk, env = {} } = {}) {
  const mock = await startMock(t, { key: kUpstreamKey, chunkSize, latency });
  const dialect = kDialects[name];
  const server = await startServer(t, {
    env: {
      ...kAlone, ...dialect.env(mock.url), SPOTTER_PROVIDERS: dialect.provider, SPOTTER_FRAME_INTERVAL_MS: '0', ...env,
    },
    mayReport: kIllness,
  });
  return { mock, server, dialect, client: await connect(t, server, { path }) };
}

/** The requests that the mock took, each as the dialect wants it. */
function assertAccepted(mock, name, count) {
  const requests = mock.getRequests();
  assert.equal(requests.length, count);
  for (const { method, path, headers, body } of requests) {
    assert.equal(method, 'POST');
    assert.equal(path, kDialects[name].path);
    assert.equal(headers['content-type'], 'application/json');
    for (const [header, value] of Object.entries(kHeaders[name])) assert.equal(headers[header], value, header);
    assert.equal(body.model, 'scripted');
    assert.equal(body.stream, true);
    assert.equal(body.messages[0].role, 'system');
  }
  return requests;
}

/** Answers one after the other; the last one from then on. */
const inTurn = (...responses) => {
  let next = 0;
  return () => responses[Math.min(next++, responses.length - 1)];
};

for (const name of Object.keys(kDialects)) {
  test(`mock: ${name} gives a text word by word, and the conversation goes back`, async (t) => {
    const { mock, server, dialect, client } = await start(t, name);
    mock.on({ userMessage: 'How many days' }, { content: kAnswer });
    mock.on({ userMessage: 'And the rest' }, { content: 'Two minutes.' });
    assert.deepEqual(await client.ask('How many days a week?'), growing(kAnswer));
    assert.equal((await client.ask('And the rest between sets?')).at(-1), 'Two minutes.');
    const [first, second] = assertAccepted(mock, name, 2);
    assert.deepEqual(first.body.tools.map((tool) => tool.function.name), ['create_workout_plan']);
    assert.deepEqual(second.body.messages.slice(1).map(({ role, content }) => [role, content]), [
      ['user', 'How many days a week?'], ['assistant', kAnswer], ['user', 'And the rest between sets?'],
    ]);
    await server.event('turn_finished', { outcome: 'answered', provider: dialect.provider });
  });

  test(`mock: ${name} calls the tool, and the plan grows`, async (t) => {
    const { mock, client } = await start(t, name, { path: '/ai-chat-v2', latency: 2, chunkSize: 60 });
    // Gemini hands a call over whole, so its arguments are asked for in a second one, as a text.
    const wish = { toolCalls: [{ name: 'create_workout_plan', arguments: '{}' }] };
    const whole = { toolCalls: [{ name: 'create_workout_plan', arguments: kPlan }] };
    const isGemini = name === 'gemini';
    mock.on({ userMessage: 'Two days' }, isGemini ? inTurn(wish, { content: kPlan }) : whole);
    if (isGemini) mock.on({ predicate: () => true }, { content: kPlan });
    const payloads = await client.askForPlan('Two days please');
    payloads.forEach(validateSecond);
    const plans = payloads.map(parseSecond);
    assertGrows(plans, 3);
    assert.deepEqual(namesOf(plans.at(-1)), kTwoDaysNames);
    assertAccepted(mock, name, isGemini ? 2 : 1);
  });

  test(`mock: ${name} says when to come back, and answers then`, async (t) => {
    const { mock, server, client } = await start(t, name);
    const tooMany = { error: { message: 'Slow down', type: 'rate_limit_error', code: 'rate_limit_exceeded' }, status: 429, retryAfter: 1 };
    mock.on({ userMessage: 'How many days' }, inTurn(tooMany, { content: kAnswer }));
    assert.equal((await client.ask('How many days a week?')).at(-1), kAnswer);
    assert.deepEqual(assertAccepted(mock, name, 2).map(({ response }) => response.status), [429, 200]);
    const [upstream] = (await resilience(server)).upstreams;
    assert.equal(upstream.state, 'closed');
    assert.match(upstream.last_failure, /^rate_limit/);
  });

  test(`mock: ${name} breaks off in the middle, and the answer is begun again`, async (t) => {
    const { mock, client } = await start(t, name);
    mock.on({ userMessage: 'How many days', sequenceIndex: 0 }, { content: kPlain }, { truncateAfterChunks: 7 });
    mock.on({ userMessage: 'How many days' }, { content: kPlain });
    const frames = await client.ask('How many days a week?');
    assert.equal(frames.at(-1), kPlain);
    frames.forEach((frame) => assert.ok(kPlain.startsWith(frame), frame));
    const [first] = assertAccepted(mock, name, 2);
    assert.equal(first.response.interrupted, true);
  });

  test(`mock: ${name} breaks off every time, and the half stays with a sentence`, async (t) => {
    const { mock, client } = await start(t, name);
    mock.on({ userMessage: 'How many days' }, { content: kPlain }, { truncateAfterChunks: 6 });
    const last = (await client.ask('How many days a week?')).at(-1);
    assert.match(last, sentence('answer_cut_off'));
    assert.ok(last.startsWith(kPlain.slice(0, kChunk)), last);
  });

  test(`mock: ${name} refuses a key that it does not know, and the user hears that the operator must act`, async (t) => {
    const { dialect, client, server } = await start(t, name, {
      env: { OPENAI_API_KEY: 'sk-nobodys', GEMINI_API_KEY: 'sk-nobodys', ANTHROPIC_API_KEY: 'sk-nobodys' },
    });
    assert.match((await client.ask('How many days a week?')).at(-1), sentence('upstream_refused'));
    const [upstream] = (await resilience(server)).upstreams;
    assert.equal(upstream.name, dialect.provider);
    assert.equal(upstream.state, 'misconfigured');
  });
}
