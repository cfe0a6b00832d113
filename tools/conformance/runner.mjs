// Finds out what a server offers, decides which cases can run, runs them, and tells a reporter of each.
import { randomBytes } from 'node:crypto';
import { isJsonOnly, kFeatures, kVariants, methodsOf } from './cases.mjs';
import { Lacking, runSteps } from './steps.mjs';
import { hubUrl } from './wire/channel.mjs';
import { request } from './wire/http.mjs';

const kAtOnce = 4;
const kSlowAtOnce = 16; // they mostly wait
const kPatienceMs = 5_000;
const kTransportNames = { ws: 'WebSockets', sse: 'ServerSentEvents', lp: 'LongPolling' };

async function probe(url, headers, { insecure, patienceMs = kPatienceMs }) {
  const running = request(hubUrl(url, { negotiate: true, query: 'negotiateVersion=1' }), { method: 'POST', headers, insecure });
  const timer = setTimeout(() => running.abort(), patienceMs);
  try {
    const { status, body } = await running.answer;
    if (status !== 200) return { status, transports: [] };
    const { availableTransports = [] } = JSON.parse(body);
    return { status, transports: availableTransports.map(({ transport }) => transport) };
  } catch (error) {
    return { status: 0, why: error.code ?? error.message, transports: [] };
  } finally {
    clearTimeout(timer);
  }
}

/** What is known of a server: its hubs by variant name. */
export class Server {
  #options;
  #probes = new Map();

  constructor(options) {
    this.#options = options;
  }

  url(variant) {
    const { url, variants = {} } = this.#options;
    if (variant === 'default') return url;
    if (variants[variant]) return variants[variant];
    const own = new URL(url);
    own.pathname = `${own.pathname.replace(/\/$/, '')}/${variant}`;
    return own.href;
  }

  /** {status, transports, why?} of the negotiation of a variant, asked for once. */
  probe(variant, headers = this.#options.headers) {
    const key = `${variant} ${JSON.stringify(headers)}`;
    if (!this.#probes.has(key)) this.#probes.set(key, probe(this.url(variant), headers, this.#options));
    return this.#probes.get(key);
  }
}

/** Which variant of the hub a case runs on. */
function variantOf(test, options) {
  const needs = test.needs ?? [];
  const named = needs.filter((need) => kVariants.includes(need));
  if (needs.includes('slow') && options.timeScale) return 'quick';
  return named[0] ?? 'default';
}

/** Why features that the case needs are not there, or nothing. */
async function missingFeature(test, server, options) {
  const needs = test.needs ?? [];
  if (needs.includes('defaults') && options.plain) return kFeatures.defaults;
  if (needs.includes('slow') && !options.slow && !options.timeScale) return kFeatures.slow;
  if (needs.includes('token') && !/^Bearer /i.test(options.headers.Authorization ?? '')) return kFeatures.token;
  if (needs.includes('origin') && !options.origin) return kFeatures.origin;
  if (needs.includes('stop') && !options.stopCommand) return kFeatures.stop;
  if (needs.includes('anonymous') && (await server.probe('default', {})).status !== 200) return kFeatures.anonymous;
  return '';
}

function missingChoice(test, options) {
  const over = test.over;
  if (over && options.transport && !over.includes(options.transport)) return `runs over ${over.join(' and ')} only`;
  if (options.protocol === 'messagepack' && isJsonOnly(test)) return 'speaks JSON by the byte';
  if (options.plain && methodsOf(test).length > 0) return '--plain, and it calls methods of the test hub';
  return '';
}

/** {why} if a case cannot run here, else {variant, transport}. */
async function place(test, server, options) {
  const missing = missingChoice(test, options) || (await missingFeature(test, server, options));
  if (missing) return { why: missing };
  const variant = variantOf(test, options);
  const { status, transports, why } = await server.probe(variant);
  if (status === 404) return { why: `no such hub: ${variant} (${server.url(variant)})` };
  if (status === 0) return { broken: `no answer from ${server.url(variant)}: ${why}` };
  if (status !== 200) return { broken: `${server.url(variant)} answers negotiation with ${status}` };
  const transport = options.transport ?? test.over?.[0] ?? 'ws';
  const usesTransport = !(test.needs ?? []).includes('polling-only') &&
    test.steps.some((step) => 'open' in step || 'stream' in step || /^id=/.test(step.query ?? ''));
  if (usesTransport && !transports.includes(kTransportNames[transport])) {
    return { why: `the hub does not offer ${kTransportNames[transport]}` };
  }
  return { variant, transport };
}

async function runCase(test, { variant, transport }, server, options) {
  const slow = (test.needs ?? []).includes('slow');
  const { Authorization = '' } = options.headers;
  const world = {
    hub: server.url(variant),
    headers: options.headers,
    insecure: options.insecure,
    plain: options.plain,
    protocol: test.protocol ?? (transport === 'sse' ? 'json' : options.protocol ?? 'json'),
    patienceMs: options.patienceMs ?? kPatienceMs,
    transport,
    timeScale: slow && options.timeScale ? options.timeScale : 1,
    stopCommand: options.stopCommand,
    ignore: test.ignore ?? [6],
    channels: new Map(),
    requests: new Map(),
    after: [],
    names: {
      tag: randomBytes(9).toString('hex'),
      origin: options.origin,
      credentials: Authorization.replace(/^Bearer /i, ''),
    },
  };
  const began = performance.now();
  let failure = null;
  try {
    await runSteps(world, test.steps);
  } catch (error) {
    failure = error;
  }
  for (const cleanup of world.after.reverse()) cleanup();
  const ms = Math.round(performance.now() - began);
  if (failure instanceof Lacking) return { result: 'skipped', why: failure.message, ms };
  return { result: failure ? 'failed' : 'ok', failure, ms };
}

/** Runs tasks, so many at once. */
async function together(count, tasks) {
  await Promise.all(Array.from({ length: count }, async () => {
    for (let task = tasks.shift(); task; task = tasks.shift()) await task();
  }));
}

/**
 * Runs cases on the server at options.url: {url, headers, variants, transport, protocol, timeScale, slow, plain, origin,
 * stopCommand, insecure, patienceMs}. Returns a list of {id, title, group, result: ok | failed | skipped, why, failure, ms}.
 */
export async function runCases(cases, options, report = () => {}) {
  const server = new Server(options);
  const results = [];
  const one = async (test) => {
    const { id, title, group } = test;
    const where = await place(test, server, options);
    let outcome;
    if (where.why) outcome = { result: 'skipped', why: where.why, ms: 0 };
    else if (where.broken) outcome = { result: 'failed', failure: new Error(where.broken), ms: 0 };
    else outcome = await runCase(test, where, server, options);
    const result = { id, title, group, ...outcome };
    results.push(result);
    report(result);
  };
  const chosen = (fits) => cases.filter(fits).map((test) => () => one(test));
  const has = (need) => ({ needs = [] }) => needs.includes(need);
  const stops = has('stop');
  // Release() lets go what waits anywhere on the server: cases with it come one by one.
  const alone = (test) => methodsOf(test).some((name) => ['Slow', 'Release', 'HoldStream'].includes(name));
  const slow = (test) => !stops(test) && has('slow')(test);
  await together(kAtOnce, chosen((test) => !stops(test) && !slow(test) && !alone(test)));
  await together(1, chosen((test) => !stops(test) && !slow(test) && alone(test)));
  await together(kSlowAtOnce, chosen(slow));
  await together(1, chosen(stops));
  return results;
}
