// Whatever an upstream does, the user gets an answer or a sentence, exactly one completion, and a chat that goes on;
// and nothing is left behind. Each dialect with each fault, alone and with another provider behind it.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { createServer as createTcpServer } from 'node:net';
import { test } from '../../tools/testing/runner.mjs';
import { parseSecond } from './lib/app_parser.mjs';
import { makeCertificate } from './lib/certificate.mjs';
import { connect } from './lib/clients.mjs';
import { countCompletions } from './lib/completions.mjs';
import { kDialects } from './lib/dialects.mjs';
import { startFaultyUpstream } from './lib/faulty_upstream.mjs';
import { resilience, untilSomebodyCanAnswer } from './lib/http.mjs';
import { sentences } from './lib/sentences.mjs';
import { kIllness, startServer } from './lib/server.mjs';
import { kTwoDays } from './lib/two_days.mjs';
import { until, within } from './lib/wait.mjs';

const kWell = 'All is well again, and this answer is whole.';
const kWords = ['Three ', 'days ', 'a ', 'week ', 'are ', 'enough. 🏋'];
const kShort = 250;

/** Deadlines that a test can wait for, pauses that it does not notice, and illnesses that pass at once. */
const kHasty = {
  SPOTTER_UPSTREAM_CONNECT_MS: '2000',
  SPOTTER_UPSTREAM_HEADERS_MS: String(kShort),
  SPOTTER_UPSTREAM_FIRST_TOKEN_MS: String(kShort),
  SPOTTER_UPSTREAM_STALL_MS: String(kShort),
  SPOTTER_UPSTREAM_SILENCE_MS: String(kShort),
  SPOTTER_RETRY_BASE_MS: '1',
  SPOTTER_RETRY_PERCENT: '100',
  SPOTTER_BREAKER_FAILURES: '1000',
  SPOTTER_BREAKER_WINDOW_CALLS: '1000000',
  SPOTTER_BREAKER_COOL_DOWN_MAX_MS: '1',
  SPOTTER_BREAKER_MISCONFIGURED_MS: '1',
  TEST_MODE: 'true',
};

const kPlan = JSON.stringify(kTwoDays);
const kHalfPlan = kPlan.slice(0, kPlan.indexOf('Wide-Grip'));

const begun = (exchange) => {
  exchange.begin();
  exchange.say('Three ', 'days ');
};
const refusing = (status, word, headers, body) => (exchange) => exchange.refuse(status, word, headers, body);
const later = (ms) => new Date(Date.now() + ms).toUTCString();
const withRetryInfo = (exchange) => exchange.refuse(429, 'RESOURCE_EXHAUSTED', {}, JSON.stringify({
  error: {
    code: 429, message: 'scripted', status: 'RESOURCE_EXHAUSTED', type: 'rate_limit_error',
    details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '0.02s' }],
  },
}));

/** [what the upstream does, how] */
const kFaults = [
  ['400', refusing(400, 'invalid_request_error')],
  ['401', refusing(401, 'invalid_api_key')],
  ['403', refusing(403, 'permission_error')],
  ['404', refusing(404, 'model_not_found')],
  ['408', refusing(408, 'timeout_error')],
  ['413', refusing(413, 'request_too_large')],
  ['429 without advice', refusing(429, 'rate_limit_exceeded')],
  ['429 with seconds', refusing(429, 'rate_limit_exceeded', { 'Retry-After': '1' })],
  ['429 with a date', (exchange) => exchange.refuse(429, 'rate_limit_exceeded', { 'Retry-After': later(1_500) })],
  ['429 with milliseconds', refusing(429, 'rate_limit_exceeded', { 'Retry-After-Ms': '20' })],
  ['429 with RetryInfo', withRetryInfo],
  ['429 that is a bill', refusing(429, 'insufficient_quota')],
  ['500', refusing(500, 'server_error')],
  ['502 as a page', refusing(502, '', { 'Content-Type': 'text/html' }, '<html><h1>Bad Gateway</h1></html>')],
  ['503', refusing(503, 'overloaded_error')],
  ['529', refusing(529, 'overloaded_error')],
  ['a redirect', refusing(307, '', { Location: 'http://127.0.0.1:1/' }, '')],
  ['silence', () => {}],
  ['silence after the headers', (exchange) => exchange.begin()],
  ['a cut before the headers', (exchange) => exchange.cut()],
  ['a stall in the middle', begun],
  ['comments in the middle', (exchange) => {
    begun(exchange);
    const timer = setInterval(() => exchange.raw(': keep-alive\n\n'), 50);
    exchange.gone.then(() => clearInterval(timer));
  }],
  ['a cut in the middle', async (exchange) => {
    begun(exchange);
    await exchange.sent();
    exchange.cut();
  }],
  ['a cut inside of a character', async (exchange) => {
    begun(exchange);
    const bytes = Buffer.from(exchange.dialect.say('🏋'));
    exchange.raw(bytes.subarray(0, bytes.indexOf(0xf0) + 2));
    await exchange.sent();
    exchange.cut();
  }],
  ['an end in the middle', (exchange) => {
    begun(exchange);
    exchange.end('');
  }],
  ['garbage', (exchange) => {
    begun(exchange);
    exchange.end('data: {"this is": not JSON\n\n');
  }],
  ['a page instead of a stream', (exchange) => {
    exchange.response.writeHead(200, { 'Content-Type': 'text/html' });
    exchange.end('<html>Welcome to the hotel network</html>');
  }],
  ['a compressed stream', (exchange) => {
    exchange.response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Content-Encoding': 'gzip' });
    exchange.end(Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]));
  }],
  ['an error in the stream', (exchange) => {
    begun(exchange);
    exchange.end(exchange.dialect.error());
  }],
  ['an error as the first event', (exchange) => {
    exchange.begin();
    exchange.end(exchange.dialect.error());
  }],
  ['nothing at all', (exchange) => {
    exchange.response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    exchange.end('');
  }],
  ['an answer without a word', (exchange) => {
    exchange.begin();
    exchange.end();
  }],
  ['its length limit', (exchange) => {
    begun(exchange);
    exchange.end(exchange.dialect.endAtLength());
  }],
  ['its safety filter', (exchange) => {
    exchange.begin();
    exchange.end(exchange.dialect.endBlocked());
  }],
  ['an event of nine megabytes', (exchange) => {
    exchange.begin();
    exchange.end(`data: {"x":"${'x'.repeat(9 * 1024 * 1024)}"}\n\n`);
  }],
];

/** What happens in the middle of a plan. */
const kPlanFaults = [
  ['a stall in the middle of a plan', (exchange) => exchange.plan(kHalfPlan, { whole: false })],
  ['a cut in the middle of a plan', async (exchange) => {
    if (!exchange.plan(kHalfPlan, { whole: false })) return;
    await exchange.sent();
    exchange.cut();
  }],
  ['an end in the middle of a plan', (exchange) => {
    if (exchange.plan(kHalfPlan, { whole: false })) exchange.end('');
  }],
];

/** Does all that it is asked. */
const isWell = (exchange) => {
  if (exchange.asksForArguments || /plan/i.test(exchange.conversation.at(-1)?.[1] ?? '')) {
    exchange.plan(kPlan);
    return;
  }
  exchange.begin();
  exchange.say(kWell);
  exchange.end();
};

function assertSound(conversation) {
  assert.ok(conversation.length > 0);
  assert.equal(conversation.at(-1)[0], 'user');
  conversation.forEach(([role, text], index) => {
    if (role === 'user') assert.notEqual(conversation[index + 1]?.[0], 'user', JSON.stringify(conversation));
    for (const pattern of Object.values(sentences())) assert.doesNotMatch(text, pattern, 'our sentence went to the model');
  });
}

/** One cell: the fault, then a good answer in the same chat. */
async function suffer(t, server, upstream, fault, { wantsPlan, hasOthers }) {
  const client = await connect(t, server, { path: '/ai-chat-v2' });
  const completions = countCompletions(client);
  upstream.does(fault);
  const from = client.frames.length;
  await within(client.say(wantsPlan ? 'Please make me a plan for two days' : 'How many days a week?'), 'the completion', 20_000);
  const last = client.frames.at(-1);
  const plan = client.others.at(-1);
  if (plan) {
    assert.ok(parseSecond(plan).sessions.length > 0);
  } else {
    assert.ok(client.frames.length > from, 'neither an answer nor a sentence');
    const isSentence = Object.values(sentences()).some((pattern) => pattern.test(last));
    assert.ok(isSentence || last.endsWith(kWell), `neither an answer nor a sentence: ${last}`);
    if (hasOthers) assert.ok(last.endsWith(kWell), `the other one did not answer: ${last}`);
  }
  upstream.does(isWell);
  await untilSomebodyCanAnswer(server);
  const next = await client.ask('And how long is a rest?');
  assert.equal(next.at(-1), kWell);
  assertSound(upstream.exchanges.at(-1).conversation);
  assert.deepEqual([...completions.values()], [1, 1]);
  await client.connection.stop();
}

const openHandles = (server) => readdirSync(`/proc/${server.pid}/fd`).length;

/** Nothing of all this is left. */
async function assertNothingLeft(server, before) {
  await until(async () => (await resilience(server)).upstreams.every(({ running, waiting }) => running + waiting === 0),
    'all calls to end');
  await until(() => openHandles(server) <= before.handles + 8, `handles to go down to ${before.handles}`, 20_000);
  const { now } = server.memory();
  const grown = (now - before.memory) / 1024 / 1024;
  assert.ok(grown < 64, `${grown} MiB more than before`);
}

async function warmUp(t, server, upstream) {
  upstream.does(isWell);
  const client = await connect(t, server, { path: '/ai-chat-v2' });
  assert.equal((await client.ask('Are you there?')).at(-1), kWell);
  await client.connection.stop();
  return { handles: openHandles(server), memory: server.memory().now };
}

const kOther = { chat: 'gemini', responses: 'gemini', gemini: 'chat', anthropic: 'chat' };

for (const [name, dialect] of Object.entries(kDialects)) {
  test(`faults: ${name}, alone, comes through all of them`, async (t) => {
    const upstream = await startFaultyUpstream(t);
    const env = { ...kHasty, ...dialect.env(upstream.url), SPOTTER_PROVIDERS: dialect.provider };
    const server = await startServer(t, { env, mayReport: kIllness });
    const before = await warmUp(t, server, upstream);
    for (const [what, fault] of [...kFaults, ...kPlanFaults]) {
      const wantsPlan = kPlanFaults.some(([known]) => known === what);
      await suffer(t, server, upstream, fault, { wantsPlan }).catch((error) => {
        throw new Error(`${name}, ${what}: ${error.message}`, { cause: error });
      });
    }
    await assertNothingLeft(server, before);
  }, { timeoutMs: 240_000 });

  test(`faults: ${name}, with another one behind it, is stood in for`, async (t) => {
    const upstream = await startFaultyUpstream(t);
    const other = kDialects[kOther[name]];
    const env = {
      ...kHasty, ...other.env(upstream.url), ...dialect.env(upstream.url),
      SPOTTER_PROVIDERS: `${dialect.provider},${other.provider}`,
    };
    const server = await startServer(t, { env, mayReport: kIllness });
    const before = await warmUp(t, server, upstream);
    for (const [what, fault] of [...kFaults, ...kPlanFaults]) {
      const wantsPlan = kPlanFaults.some(([known]) => known === what);
      const answers = ['its length limit', 'its safety filter'].includes(what);
      const first = (exchange) => (exchange.dialect === dialect ? fault(exchange) : isWell(exchange));
      await suffer(t, server, upstream, first, { wantsPlan, hasOthers: !answers }).catch((error) => {
        throw new Error(`${name}, ${what}: ${error.message}`, { cause: error });
      });
    }
    await assertNothingLeft(server, before);
  }, { timeoutMs: 240_000 });
}

/** A server that takes connections and does this with them. */
async function startTcp(t, onConnection) {
  const sockets = new Set();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onConnection(socket);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return server.address().port;
}

/** [what is wrong with the way there, its address] */
const kUnreachable = [
  ['refuses connections', () => 'http://127.0.0.1:1'],
  ['has no address', () => 'https://nobody.invalid'],
  ['has a certificate that nobody knows', async (t, upstream) => {
    const { certFile, keyFile } = makeCertificate(t);
    const front = await startServer(t, { env: { SPOTTER_TLS_CERT_FILE: certFile, SPOTTER_TLS_KEY_FILE: keyFile } });
    return front.url.replace('localhost', '127.0.0.1') ?? upstream.url;
  }],
  ['speaks no TLS', async (t) => `https://127.0.0.1:${await startTcp(t, (socket) => socket.write('hello\r\n'))}`],
  ['takes connections and never speaks', async (t) => `http://127.0.0.1:${await startTcp(t, () => {})}`],
];

for (const [name, dialect] of Object.entries(kDialects)) {
  for (const [what, address] of kUnreachable) {
    test(`faults: ${name} that ${what} is a sentence alone, and stood in for otherwise`, async (t) => {
      const upstream = await startFaultyUpstream(t);
      upstream.does(isWell);
      const other = kDialects[kOther[name]];
      const gone = await address(t, upstream);
      const env = { ...kHasty, ...other.env(upstream.url), ...dialect.env(gone) };
      const alone = await startServer(t, { env: { ...env, SPOTTER_PROVIDERS: dialect.provider } });
      const client = await connect(t, alone);
      const last = (await client.ask('Is anybody there?')).at(-1);
      assert.ok(Object.values(sentences()).some((pattern) => pattern.test(last)), last);
      const pair = await startServer(t, { env: { ...env, SPOTTER_PROVIDERS: `${dialect.provider},${other.provider}` } });
      const second = await connect(t, pair);
      assert.equal((await second.ask('Is anybody there?')).at(-1), kWell);
    }, { timeoutMs: 60_000 });
  }
}
