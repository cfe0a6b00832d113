// Thousands of turns while every fifth call to a model fails in a way that passes: everybody gets the whole answer,
// without the offline coach.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from '../../tools/testing/runner.mjs';
import { connect } from './lib/clients.mjs';
import { countCompletions } from './lib/completions.mjs';
import { kDialects } from './lib/dialects.mjs';
import { startFaultyUpstream } from './lib/faulty_upstream.mjs';
import { resilience } from './lib/http.mjs';
import { sentences } from './lib/sentences.mjs';
import { startServer } from './lib/server.mjs';
import { until, within } from './lib/wait.mjs';

const kSeed = 8;
const kFaultShare = 0.2;
const kFaultsInARow = 2;
const kMiB = 1024 * 1024;
const kWords = [
  'Übung', 'Kniebeuge', 'größer', 'läuft', 'schön', 'rest', 'minutes', 'three', 'sets', 'of', 'eight', 'twice', 'a',
  'week', 'slowly', 'naïve', 'übrigens', '🏋️', '💪🏽', '🏃‍♀️', '日本', 'and', 'then', 'stretch', 'Ruhetag', 'für', 'Füße',
];

/** Numbers from 0 to 1 that are the same each time (mulberry32). */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The words of the answer to question N, whoever gives it: 5 to 40 of them. */
function wordsFor(number) {
  const random = generator(number + 1);
  const words = Array.from({ length: 5 + Math.floor(random() * 36) }, () => kWords[Math.floor(random() * kWords.length)]);
  return [`Answer ${number}:`, ...words].map((word, index) => (index === 0 ? word : ` ${word}`));
}
const answerTo = (number) => wordsFor(number).join('');
const questionOf = (number) => `Soaking question number ${number}, please?`;

/** The question that an upstream is asked. */
function numberOf(exchange) {
  const [, text] = exchange.conversation.at(-1);
  return Number(/number (\d+),/.exec(text)[1]);
}

/** Begins the right answer and says about half of it. */
async function sayHalf(exchange) {
  const words = wordsFor(numberOf(exchange));
  exchange.begin();
  exchange.say(...words.slice(0, Math.ceil(words.length / 2)));
  await exchange.sent();
}

/** [what happens, how]; all of it passes. */
const kFaults = [
  ['429', (exchange) => exchange.refuse(429, 'rate_limit_exceeded', { 'Retry-After-Ms': '20' })],
  ['500', (exchange) => exchange.refuse(500, 'server_error')],
  ['503', (exchange) => exchange.refuse(503, 'overloaded_error')],
  ['529', (exchange) => exchange.refuse(529, 'overloaded_error')],
  ['cut before the headers', (exchange) => exchange.cut()],
  ['empty stream', (exchange) => {
    exchange.response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    exchange.end('');
  }],
  ['error in the stream', async (exchange) => {
    await sayHalf(exchange);
    exchange.end(exchange.dialect.error());
  }],
  ['cut in the middle', async (exchange) => {
    await sayHalf(exchange);
    exchange.cut();
  }],
  ['cut inside of a character', async (exchange) => {
    await sayHalf(exchange);
    const bytes = Buffer.from(exchange.dialect.say(' 🏋'));
    exchange.raw(bytes.subarray(0, bytes.indexOf(0xf0) + 2));
    await exchange.sent();
    exchange.cut();
  }],
  ['end without a finish', async (exchange) => {
    await sayHalf(exchange);
    exchange.end('');
  }],
];

function answer(exchange) {
  exchange.begin();
  exchange.say(...wordsFor(numberOf(exchange)));
  exchange.end();
}

/**
 * Answers, but for the share of calls that fail; counts both. What happens to a question is the same in each run,
 * whoever is asked and however the others are doing. No provider fails three times in a row: that would be an outage, for
 * which the breaker is there.
 */
function unreliable(upstream) {
  const fates = new Map();
  const inARow = {};
  const counts = { calls: 0, faults: Object.fromEntries(kFaults.map(([what]) => [what, 0])) };
  upstream.does((exchange) => {
    ++counts.calls;
    const number = numberOf(exchange);
    if (!fates.has(number)) fates.set(number, generator(kSeed * 100_003 + number));
    const fate = fates.get(number);
    const fails = fate() < kFaultShare;
    const [what, fault] = kFaults[Math.floor(fate() * kFaults.length)];
    const { provider } = exchange.dialect;
    if (!fails || inARow[provider] === kFaultsInARow) {
      inARow[provider] = 0;
      return answer(exchange);
    }
    inARow[provider] = (inARow[provider] ?? 0) + 1;
    ++counts.faults[what];
    return fault(exchange);
  });
  return counts;
}

const openHandles = (server) => readdirSync(`/proc/${server.pid}/fd`).length;

/** One client that asks its questions one after the other: what went otherwise than it should. */
async function askAll(client, numbers) {
  const completions = countCompletions(client);
  const odd = [];
  for (const number of numbers) {
    const from = client.frames.length;
    await within(client.say(questionOf(number)), `the completion of question ${number}`, 60_000);
    const frames = client.frames.splice(from);
    const expected = answerTo(number);
    const last = frames.at(-1) ?? '';
    const strange = frames.slice(0, -1).find((frame) => !expected.startsWith(frame));
    if (strange !== undefined) odd.push({ number, frame: strange, expected });
    if (last !== expected) odd.push({ number, last, expected });
  }
  const counts = [...completions.values()];
  assert.equal(counts.length, numbers.length, 'calls with a completion');
  assert.ok(counts.every((count) => count === 1), 'a call with more than one completion');
  return odd;
}

/** So many clients with so many turns each; `env` says who answers. Everything that can be told of it afterwards. */
async function soak(t, { clients, turns, env }) {
  const upstream = await startFaultyUpstream(t);
  const dialects = ['chat', 'gemini', 'anthropic'].map((name) => kDialects[name].env(upstream.url));
  const server = await startServer(t, {
    env: {
      ...Object.assign({}, ...dialects), TEST_MODE: 'true', SPOTTER_RETRY_BASE_MS: '20', LOG_LEVEL: 'info', ...env,
    },
  });
  const counts = unreliable(upstream);
  const first = await connect(t, server);
  await first.ask(questionOf(0));
  await first.connection.stop();
  const before = { handles: openHandles(server), memory: server.memory().now, calls: counts.calls };
  const connected = await Promise.all(Array.from({ length: clients }, () => connect(t, server)));
  const numbersOf = (index) => Array.from({ length: turns }, (_, turn) => 1 + index * turns + turn);
  const odd = (await Promise.all(connected.map((client, index) => askAll(client, numbersOf(index))))).flat();
  const most = server.memory().now;
  await Promise.all(connected.map(({ connection }) => connection.stop()));
  const result = { server, odd, all: clients * turns, faults: counts.faults, calls: counts.calls - before.calls };
  tell(t.name, result);
  upstream.does(answer);
  await assertNothingLeft(t, server, before, most);
  return result;
}

/**
 * All handles come back, those of connections to the upstream too: what it has closed is noticed with the next calls, on
 * each shard.
 */
async function assertNothingLeft(t, server, before, most) {
  await until(async () => (await resilience(server)).upstreams.every(({ running, waiting }) => running + waiting === 0),
    'all calls to end');
  const late = await Promise.all([1, 2, 3, 4].map(() => connect(t, server)));
  await until(async () => {
    await Promise.all(late.map((client) => client.ask(questionOf(0))));
    return openHandles(server) <= before.handles + late.length + 8;
  }, `handles to go down from ${openHandles(server)} to ${before.handles}`, 30_000);
  const grown = (Math.max(server.memory().now, most) - before.memory) / kMiB;
  assert.ok(grown < 64, `${grown} MiB more than before`);
}

/** One line that a person reads. */
function tell(name, { server, odd, all, faults, calls }) {
  const ends = server.events.filter(({ event }) => event === 'turn_finished');
  const by = {};
  for (const { provider } of ends) by[provider || 'nobody'] = (by[provider || 'nobody'] ?? 0) + 1;
  const whole = all - new Set(odd.filter((entry) => 'last' in entry).map(({ number }) => number)).size;
  const answered = Object.entries(by).map(([who, count]) => `${who} ${count}`).join(', ');
  const states = server.events.filter(({ event }) => event === 'provider_state').length;
  console.log(`       ${name}: ${whole} of ${all} answered (${(100 * whole / all).toFixed(2)} %), ${calls - all} second `
    + `calls after ${Object.values(faults).reduce((sum, count) => sum + count, 0)} faults, ${states} changes of state; by ${answered}`);
}

/** What the log says of the turns that did not end with an answer. */
const poorEnds = (server) => server.events
  .filter(({ event, outcome }) => event === 'turn_finished' && outcome !== 'answered')
  .map((entry) => JSON.stringify(entry)).join('\n');

test('soak: 2,000 turns with three providers and a fault in every fifth call are 2,000 whole answers', async (t) => {
  const env = { SPOTTER_PROVIDERS: 'openai,gemini,anthropic' };
  const result = await soak(t, { clients: 40, turns: 50, env });
  assert.equal(result.odd.length, 0, `${JSON.stringify(result.odd.slice(0, 5), null, 1)}\n${poorEnds(result.server)}`);
  assert.ok(Object.values(result.faults).every((count) => count > 0), JSON.stringify(result.faults));
}, { alone: true, timeoutMs: 240_000 });

test('soak: with one provider only, each of 300 turns is an answer or a sentence', async (t) => {
  const env = { SPOTTER_PROVIDERS: 'openai', SPOTTER_BREAKER_FAILURES: '1000', SPOTTER_BREAKER_WINDOW_CALLS: '1000000' };
  const result = await soak(t, { clients: 20, turns: 15, env });
  const patterns = Object.values(sentences());
  for (const { frame, last, expected } of result.odd) {
    assert.equal(frame, undefined, `not the beginning of ${expected}`);
    assert.ok(patterns.some((pattern) => pattern.test(last)), `neither an answer nor a sentence: ${last}`);
  }
  assert.ok(result.odd.length * 50 <= result.all, `${result.odd.length} sentences\n${poorEnds(result.server)}`);
}, { alone: true, timeoutMs: 120_000 });
