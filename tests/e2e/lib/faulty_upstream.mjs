// An upstream that speaks all dialects at once and misbehaves as the test says: bytes, cuts, silences.
import { createServer } from 'node:http';
import { dialectOf } from './dialects.mjs';

/** One request, answered in bytes. */
class Exchange {
  constructor(request, response, body) {
    this.dialect = dialectOf(request.url);
    this.headers = request.headers;
    this.body = body;
    this.response = response;
    this.gone = new Promise((resolve) => response.on('close', resolve));
  }

  get conversation() {
    return this.dialect.conversation(this.body);
  }

  /** The second call of a plan in Gemini's dialect: arguments as a text. */
  get asksForArguments() {
    return this.body.generationConfig?.responseMimeType === 'application/json';
  }

  get mayCallTools() {
    return Boolean(this.body.tools) || this.asksForArguments;
  }

  begin(headers = {}) {
    this.response.writeHead(200, { 'Content-Type': 'text/event-stream', ...headers });
    this.response.flushHeaders();
    this.raw(this.dialect.begin());
  }

  raw(bytes) {
    if (bytes.length > 0) this.response.write(bytes);
  }

  /** Resolves when all that was written has left. */
  sent() {
    return new Promise((resolve) => this.response.write('', () => setImmediate(resolve)));
  }

  say(...words) {
    for (const word of words) this.raw(this.dialect.say(word));
  }

  end(bytes = this.dialect.end()) {
    this.response.end(bytes);
  }

  /** A plan's arguments, or as much of them as `upTo` says; the first of Gemini's two calls is only the wish. */
  plan(text, { whole = true } = {}) {
    this.begin();
    if (this.dialect.wish && !this.asksForArguments) {
      this.end(this.dialect.wish());
      return false;
    }
    this.raw(this.dialect.beginPlan());
    for (let at = 0; at < text.length; at += 64) this.raw(this.dialect.planPiece(text.slice(at, at + 64)));
    if (whole) this.end(this.dialect.endPlan());
    return true;
  }

  refuse(status, word, headers = {}, body = this.dialect.refusal(status, word)) {
    this.response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    this.response.end(body);
  }

  cut() {
    this.response.socket?.destroy();
  }
}

class FaultyUpstream {
  #server;
  #script = (exchange) => exchange.end();
  exchanges = [];

  constructor() {
    this.#server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (piece) => (body += piece));
      request.on('error', () => {});
      response.on('error', () => {});
      request.on('end', () => {
        if (!dialectOf(request.url)) {
          response.writeHead(404).end();
          return;
        }
        const exchange = new Exchange(request, response, JSON.parse(body));
        this.exchanges.push(exchange);
        Promise.resolve(this.#script(exchange)).catch(() => exchange.cut());
      });
    });
  }

  async listen() {
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  /** What happens to every request from now on. */
  does(script) {
    this.#script = script;
  }

  close() {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve));
  }
}

export async function startFaultyUpstream(t) {
  const upstream = await new FaultyUpstream().listen();
  t.after(() => upstream.close());
  return upstream;
}
