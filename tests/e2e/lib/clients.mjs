// Clients of the hub: the official one, a faithful copy of what the LiftLog app does with it, and a bare
// WebSocket that sees every record.
import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import WebSocket from 'ws';
import { kHubs, pathOf } from './api_description.mjs';
import { kKey } from './server.mjs';
import { until, within } from './wait.mjs';

export const kSeparator = '\x1e';

/** Messages of a test are secrets of its server: long enough ones must not turn up in the log. */
function keepSecret(server, text) {
  if (text.length >= 12 && text.length < 1_000) server.secrets.add(text);
}

export function buildConnection(server, { key = kKey, skipNegotiation = false, path = '/ai-chat', options = {} } = {}) {
  return new HubConnectionBuilder()
    .withUrl(`${server.url}${path}`, {
      accessTokenFactory: () => `Web ${key}`,
      ...(skipNegotiation ? { skipNegotiation, transport: HttpTransportType.WebSockets } : {}),
      ...options,
    })
    .configureLogging(LogLevel.None)
    .build();
}

/** The official client with one handler, as most programs use it. */
class Client {
  /** The text of every frame so far. */
  frames = [];
  /** Every payload that is no text: plans, requests to update. */
  others = [];
  closed = null;

  constructor(server, connection) {
    this.server = server;
    this.connection = connection;
    this.second = connection.baseUrl.includes('-v2');
    connection.on('ReceiveMessage', (payload) => {
      server.api?.push(this.second ? '/ai-chat-v2' : '/ai-chat', payload);
      if (payload.type === 'messageResponse') this.frames.push(payload.message);
      else this.others.push(payload);
    });
    connection.onclose((error) => (this.closed = { error }));
  }

  introduce(locale = 'en-AU', version = 3, unit = 'kilograms') {
    return this.connection.invoke('Introduce', ...(this.second ? [locale, version, unit] : [locale]));
  }

  say(text, version = 3) {
    keepSecret(this.server, text);
    return this.connection.invoke('SendMessage', ...(this.second ? [text, version] : [text]));
  }

  /** The frames of the plan that answers this, whole payloads. */
  async askForPlan(text) {
    const from = this.others.length;
    await within(this.say(text), `the plan for ${text.slice(0, 40)}`, 20_000);
    return this.others.slice(from);
  }

  /** Says it, waits for the completion, and returns the frames of this answer. */
  async ask(text) {
    const from = this.frames.length;
    await within(this.say(text), `the answer to ${text.slice(0, 40)}`, 20_000);
    return this.frames.slice(from);
  }

  stop() {
    return this.connection.send('StopInProgress');
  }

  restart() {
    return this.connection.send('RestartChat');
  }

  /** Resolves when a frame fits, looking at frames from `from` on. */
  frame(fits, what = 'a frame', from = 0) {
    return until(() => this.frames.slice(from).find(fits), what);
  }
}

export async function connect(t, server, options) {
  const connection = buildConnection(server, options);
  t.after(() => connection.stop());
  await within(connection.start(), 'the client to connect');
  return new Client(server, connection);
}

/** Values pushed by one side and iterated by the other, until end(). */
class Subject {
  #values = [];
  #ended = false;
  #wake = () => {};

  push(value) {
    if (!this.#ended) this.#values.push(value);
    this.#wake();
  }

  end() {
    this.#ended = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator]() {
    for (;;) {
      while (this.#values.length > 0) yield this.#values.shift();
      if (this.#ended) return;
      await new Promise((resolve) => (this.#wake = resolve));
    }
  }
}

/**
 * What the LiftLog app does on one connection. Each call registers a handler of its own; every handler sees
 * every frame; and when any call is over, *all* handlers are removed. A bubble on the screen shows the newest
 * payload of its own call.
 */
export class LiftLogApp {
  #connection;

  constructor(connection) {
    this.#connection = connection;
  }

  /** {text, done}: one chat bubble and when the app believes it complete. */
  introduce() {
    return this.#bubble('Introduce', 'en-AU');
  }

  sendMessage(text) {
    return this.#bubble('SendMessage', text);
  }

  restartChat() {
    return this.#connection.send('RestartChat');
  }

  #bubble(method, argument) {
    const bubble = { text: '', shown: [] };
    const subject = new Subject();
    this.#connection.on('ReceiveMessage', (payload) => subject.push(payload));
    this.#connection
      .invoke(method, argument)
      .catch(() => {}) // the app reports it and shows nothing
      .finally(() => subject.end());
    bubble.done = (async () => {
      for await (const payload of subject) {
        bubble.text = payload.message;
        bubble.shown.push(payload.message);
      }
      this.#connection.off('ReceiveMessage');
    })();
    return bubble;
  }
}

/** A bare WebSocket on the hub: sends records, keeps every record that came, parsed, in order. */
class RawHub {
  records = [];
  texts = [];
  closed = null;

  constructor(server, url, headers) {
    this.server = server;
    this.socket = new WebSocket(url, { headers });
    const path = pathOf(new URL(url).pathname);
    let rest = '';
    this.socket.on('message', (data) => {
      const parts = (rest + data).split(kSeparator);
      rest = parts.pop();
      for (const text of parts) {
        this.texts.push(text);
        this.records.push(JSON.parse(text));
        if (kHubs.has(path)) server.api?.record(path, this.records.at(-1));
      }
    });
    this.socket.on('close', (code, reason) => (this.closed = { code, reason: String(reason) }));
    this.opened = new Promise((resolve, reject) => {
      this.socket.on('open', resolve);
      this.socket.on('unexpected-response', (request, response) => {
        let body = '';
        response.on('data', (data) => (body += data));
        response.on('end', () => {
          this.refused = { status: response.statusCode, headers: response.headers, body };
          reject(new Error(`refused with ${response.statusCode}`));
        });
      });
      this.socket.on('error', reject);
    });
    this.opened.catch(() => {});
  }

  sendText(text) {
    this.socket.send(text);
  }

  send(...records) {
    this.sendText(records.map((record) => JSON.stringify(record) + kSeparator).join(''));
  }

  invoke(invocationId, target, ...args) {
    for (const argument of args) if (typeof argument === 'string') keepSecret(this.server, argument);
    this.send({ type: 1, target, arguments: args, ...(invocationId === null ? {} : { invocationId }) });
  }

  record(fits, what = 'a record', timeoutMs) {
    return until(() => this.records.find(fits), what, timeoutMs);
  }

  completion(invocationId, timeoutMs) {
    return this.record((r) => r.type === 3 && r.invocationId === invocationId, `completion ${invocationId}`, timeoutMs);
  }

  get frames() {
    return this.records.filter((r) => r.type === 1).map((r) => r.arguments[0].message);
  }

  closing(timeoutMs) {
    return until(() => this.closed, 'the socket to close', timeoutMs);
  }
}

/** The address of a hub's WebSocket. */
export const socketUrl = (server, query = '') => `${server.url.replace(/^http/, 'ws')}/ai-chat${query}`;

/** Opens a bare WebSocket; `handshake: false` leaves it before the first record. */
export async function openRaw(t, server, { query = '', headers, handshake = true } = {}) {
  const raw = new RawHub(server, socketUrl(server, query), headers ?? { Authorization: `Bearer Web ${kKey}` });
  t.after(() => raw.socket.terminate());
  await within(raw.opened, 'the WebSocket to open');
  if (handshake) {
    raw.send({ protocol: 'json', version: 1 });
    await until(() => raw.texts.length > 0, 'the handshake answer');
    if (raw.texts[0] !== '{}') throw new Error(`handshake answer ${raw.texts[0]}`);
  }
  return raw;
}

/** What a WebSocket that must not open is answered with: {status, headers, body}. */
export async function refusalOf(t, server, { query = '', headers = {} } = {}) {
  const raw = new RawHub(server, socketUrl(server, query), headers);
  t.after(() => raw.socket.terminate());
  await within(raw.opened.then(() => Promise.reject(new Error('the WebSocket opened')), () => {}), 'a refusal');
  if (!raw.refused) throw new Error('no HTTP answer came');
  return raw.refused;
}
