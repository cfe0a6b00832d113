// What the end of a server costs those who use it: answers that run, and sessions that are idle.
import { startRevenueCat } from '../tests/e2e/lib/stores.mjs';
import { invoke, openSession, quantile, say, startServer, startUpstream } from './harness.mjs';

const kAnswers = 1_000;
const kIdle = 1_000;
/** So many generations of one payer run at once at most; the answers are of several payers. */
const kAnswersOfPayer = 200;
const kAtOnce = 50;
const kDeltas = 20;
const kPeriodMs = 1_000;
const kGoodbye = '{"type":7,"allowReconnect":true}\x1e';

async function openMany(count, open) {
  const all = [];
  for (let i = 0; i < count; i += kAtOnce) {
    all.push(...await Promise.all(Array.from({ length: Math.min(kAtOnce, count - i) }, (_, j) => open(i + j))));
  }
  return all;
}

/** A session that keeps the end of what it heard, and when it was told to leave. */
async function openListener(server, options) {
  const session = { begun: false, completed: false, told: 0 };
  session.socket = await openSession(server, (data) => {
    const text = data.toString();
    session.begun ||= text.includes('"type":1');
    session.completed ||= text.includes('"type":3') && !text.includes('"error"');
    if (text.endsWith(kGoodbye)) session.told = performance.now();
  }, '/ai-chat', options);
  session.closed = new Promise((resolve) => session.socket.on('close', resolve));
  return session;
}

export async function drain() {
  const upstream = await startUpstream();
  const store = await startRevenueCat({ after: () => {} });
  const payerOf = (i) => `$RCAnonymousID:${String(Math.floor(i / kAnswersOfPayer)).padStart(32, '0')}`;
  for (let i = 0; i < kAnswers; i += kAnswersOfPayer) store.customers.set(payerOf(i), ['entlpro']);
  const server = await startServer({
    ...store.env,
    OPENAI_BASE_URL: upstream.baseUrl, OPENAI_API_KEY: 'bench', OPENAI_MODEL: `deltas:${kDeltas}:6:${kPeriodMs}`,
    SPOTTER_PROVIDERS: 'openai', SPOTTER_PROVIDER_CALLS_MAX: '100000',
  });
  const idle = await openMany(kIdle, () => openListener(server));
  const busy = await openMany(kAnswers, (i) => openListener(server, { headers: { Authorization: `RevenueCat ${payerOf(i)}` } }));
  busy.forEach(({ socket }, i) => invoke(socket, i, 'go'));
  while (!busy.every(({ begun }) => begun)) await new Promise((resolve) => setTimeout(resolve, 5));
  const running = busy.filter(({ completed }) => !completed).length;
  const began = performance.now();
  process.kill(server.pid, 'SIGTERM');
  await Promise.all([...idle, ...busy].map(({ closed }) => closed));
  await server.exit;
  const ended = performance.now() - began;
  const cut = busy.filter(({ completed, told }) => !completed || !told).length;
  const untold = idle.filter(({ told }) => !told).length;
  const left = idle.map(({ told }) => told - began);
  const most = Math.max(...left.map((at) => left.filter((other) => other >= at && other < at + 100).length));
  const how = `${kAnswers} answers of ${kDeltas * kPeriodMs / 1000} s, ${kIdle} idle sessions`;
  say('drain: answers that ran at the signal', running, how);
  say('drain: answers cut', cut, 'no completion, or no word of when to come back');
  say('drain: idle sessions not told to come back', untold, '');
  say('drain: idle sessions told, median and last, ms', `${quantile(left, 0.5).toFixed(0)}, ${Math.max(...left).toFixed(0)}`, 'after the signal');
  say('drain: most of them within 100 ms', most, '');
  say('drain: end of the process, ms', ended.toFixed(0), 'after the signal');
  upstream.stop();
}
