// Looks over the shoulder of every HTTP client in this process: what a server of a test answers must be described.
import { subscribe } from 'node:diagnostics_channel';
import { judge, judgeRecord, kHubs, pathOf } from './api_description.mjs';

const kBodyBytesMax = 4 * 1024 * 1024;
const watches = new Map();

/** What one server was seen to answer. */
class Watch {
  /** Described answers that came, by key. */
  seen = new Set();
  /** What was not as described; the first ones. */
  faults = [];
  exchanges = 0;

  constructor(server) {
    this.testHub = Boolean(server.environment.SPOTTER_TEST_HUB);
  }

  #take({ keys, faults }) {
    for (const key of keys) this.seen.add(key);
    if (this.faults.length < 20) this.faults.push(...faults);
  }

  exchange(exchange) {
    // The hub of the conformance checks is no part of the API.
    if (this.testHub && !kHubs.has(pathOf(exchange.target).replace('/negotiate', ''))) return;
    this.exchanges += 1;
    this.#take(judge(exchange));
  }

  record(path, record) {
    this.#take(judgeRecord(path, record));
  }

  push(path, payload) {
    this.record(path, { type: 1, target: 'ReceiveMessage', arguments: [payload] });
  }
}

/** From now on, until unwatch(); what the server answers is in the result. */
export function watch(server) {
  const made = new Watch(server);
  watches.set(server.port, made);
  return made;
}

export function unwatch(server) {
  if (watches.get(server.port) === server.api) watches.delete(server.port);
}

function hear(found, request, response) {
  const exchange = { method: request.method, target: request.path, status: response.statusCode, headers: response.headers };
  const pieces = [];
  let bytes = 0;
  let over = false;
  const finish = (body) => {
    if (!over) found.exchange({ ...exchange, body });
    over = true;
  };
  if (response.statusCode === 101) return finish('');
  const push = response.push;
  response.push = function (piece, encoding) {
    if (piece === null) {
      finish(bytes > kBodyBytesMax ? undefined : Buffer.concat(pieces).toString('utf8'));
    } else {
      bytes += piece.length;
      if (bytes <= kBodyBytesMax) pieces.push(Buffer.from(piece));
    }
    return push.call(this, piece, encoding);
  };
  response.once('close', () => finish(undefined));
}

// Everything that is built on node:http: the tests' own requests, the official clients', and WebSockets.
subscribe('http.client.response.finish', ({ request, response }) => {
  // Published when the head has come. The socket of an early answer may be gone by then.
  const found = watches.get(response.socket?.remotePort ?? Number(String(request.getHeader('host')).split(':').at(-1)));
  if (found) hear(found, request, response);
});
subscribe('http.client.request.start', ({ request }) => {
  const emit = request.emit;
  request.emit = function (event, ...values) {
    const found = event === 'upgrade' && watches.get(values[1].remotePort);
    if (found) hear(found, request, values[0]);
    return emit.call(this, event, ...values);
  };
});

// And fetch. A stream is left to whoever reads it, at his pace: only its head is looked at.
const fetchReally = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  const response = await fetchReally(input, init);
  const url = new URL(typeof input === 'string' ? input : input.url ?? input);
  const found = watches.get(Number(url.port));
  if (found) {
    const headers = Object.fromEntries(response.headers);
    const exchange = { method: (init?.method ?? input.method ?? 'GET').toUpperCase(), target: url.pathname + url.search, status: response.status, headers };
    const whole = headers['content-length'] !== undefined || response.status === 204;
    const body = whole ? await response.clone().text().catch(() => undefined) : undefined;
    found.exchange({ ...exchange, body });
  }
  return response;
};
