// A small SignalR server with the test hub of the conformance kit: what the kit is tried on. `faults` are wrong
// answers by name; the kit has to notice each.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import WebSocket from 'ws';
import { Session } from './signalr_session.mjs';

const kTransports = [
  { transport: 'WebSockets', transferFormats: ['Text', 'Binary'] },
  { transport: 'ServerSentEvents', transferFormats: ['Text'] },
  { transport: 'LongPolling', transferFormats: ['Text', 'Binary'] },
];
const kPollHeaders = { 'Cache-Control': 'no-cache, no-store', Pragma: 'no-cache', Expires: 'Thu, 01 Jan 1970 00:00:00 GMT' };
const kVariants = {
  '': {}, detailed: { detailed: true }, parallel2: { parallel: 2 }, 'polling-only': { transports: ['LongPolling'] },
  stateful: { stateful: true }, 'min-version-1': { versionMin: 1 }, quick: { quick: true, stateful: true }, auth: { auth: true },
};
const kKinds = { ws: 'WebSockets', sse: 'ServerSentEvents', lp: 'LongPolling' };

const newToken = () => randomBytes(16).toString('base64url');

/** One answer to a request; bodies are text unless the headers say otherwise. */
function reply(response, status, body = '', headers = {}) {
  response.writeHead(status, { 'Content-Type': 'text/plain', ...(status === 204 ? {} : { 'Content-Length': Buffer.byteLength(body) }), ...headers });
  response.end(body);
}

class Peer {
  connections = new Map();
  /** What happened on connections, by tag. */
  events = new Map();
  /** Who waits for Release(). */
  waiting = [];

  constructor({ faults = [], timeScale = 1, token, origin, tls }) {
    Object.assign(this, { faults: new Set(faults), timeScale, token, origin });
    this.sockets = new WebSocket.Server({ noServer: true });
    const answer = (request, response) => this.#onRequest(request, response);
    this.server = tls ? createTlsServer(tls, answer) : createServer(answer);
    this.server.on('upgrade', (request, socket, head) => this.#onUpgrade(request, socket, head));
  }

  has(fault) {
    return this.faults.has(fault);
  }

  seconds(variant, seconds) {
    return seconds * 1_000 * (variant.quick ? this.timeScale : 1);
  }

  record(tag, text) {
    if (!tag || this.has('forgets events')) return;
    this.events.set(tag, [...(this.events.get(tag) ?? []), text]);
  }

  /** {variant, negotiate, query, authorised} of a request, or null when there is no such route. */
  #route(request) {
    const url = new URL(request.url, 'http://peer');
    const [, name = '', negotiate] = /^\/hub(?:\/(?!negotiate)([a-z0-9-]+))?(\/negotiate)?\/?$/.exec(url.pathname) ?? [null, 'none'];
    if (!(name in kVariants)) return null;
    const credentials = request.headers.authorization?.replace(/^Bearer /, '') ?? url.searchParams.get('access_token');
    return { variant: kVariants[name], negotiate: Boolean(negotiate), query: url.searchParams, authorised: Boolean(this.token) && credentials === this.token };
  }

  #cors(request, response) {
    if (!request.headers.origin || request.headers.origin !== this.origin) return;
    response.setHeader('Access-Control-Allow-Origin', this.has('any origin') ? '*' : this.origin);
    response.setHeader('Access-Control-Allow-Credentials', 'true');
    response.setHeader('Vary', 'Origin');
  }

  /** As if the server stopped: every connection may come back. */
  stop() {
    for (const { session } of this.connections.values()) {
      session.finish(null, { type: 7, ...(this.has('no way back') ? {} : { allowReconnect: true }) });
    }
  }

  async #onRequest(request, response) {
    if (request.url === '/stop') {
      this.stop();
      return reply(response, 200);
    }
    this.#cors(request, response);
    const route = this.#route(request);
    if (!route) return reply(response, 404);
    if (request.method === 'OPTIONS' && response.hasHeader('Access-Control-Allow-Origin')) {
      response.writeHead(204, {
        'Access-Control-Allow-Headers': request.headers['access-control-request-headers'], 'Access-Control-Allow-Methods': 'GET, POST, DELETE',
      });
      return response.end();
    }
    if (route.variant.auth && !route.authorised) return reply(response, 401);
    if (route.negotiate) return this.#negotiate(request, response, route);
    const verb = { GET: this.#get, POST: this.#post, DELETE: this.#delete }[request.method];
    return verb ? verb.call(this, request, response, route) : reply(response, 405);
  }

  #negotiate(request, response, { variant, query }) {
    const json = (value) => reply(response, 200, JSON.stringify(value), { 'Content-Type': 'application/json' });
    request.resume();
    if (request.method !== 'POST') return reply(response, 405);
    const asked = query.get('negotiateVersion') ?? '0';
    if (!/^-?\d+$/.test(asked)) return json({ error: 'The client requested a non-integer protocol version.' });
    if (Number(asked) < (variant.versionMin ?? 0)) {
      return json({ error: `The client requested version '${asked}', but the server does not support this version.` });
    }
    const version = Math.min(1, Number(asked));
    const stateful = Boolean(variant.stateful) && /^true$/i.test(query.get('useStatefulReconnect') ?? '');
    const id = newToken();
    const token = version === 0 || this.has('one id') ? id : newToken();
    this.#create(id, token, variant, stateful);
    return json({
      ...(stateful ? { useStatefulReconnect: true } : {}), negotiateVersion: version, connectionId: id,
      ...(version || this.has('token of version 0') ? { connectionToken: token } : {}),
      availableTransports: kTransports.filter(({ transport }) => !variant.transports || variant.transports.includes(transport)),
    });
  }

  #create(id, token, variant, stateful = false) {
    const connection = { id, token, variant, stateful, transport: null, session: null, bodies: Promise.resolve() };
    connection.session = new Session(this, connection);
    connection.remove = () => {
      clearTimeout(connection.timer);
      this.connections.delete(token);
    };
    this.connections.set(token, connection);
    this.expectSoon(connection);
    return connection;
  }

  /** A connection that nobody uses for 15 s is removed. */
  expectSoon(connection) {
    clearTimeout(connection.timer);
    connection.timer = setTimeout(() => {
      connection.remove();
      connection.session.lost();
    }, this.seconds(connection.variant, 15));
  }

  /** The connection that a request names; answers itself and returns null when there is none. */
  #find(response, { query }, headers) {
    const id = query.get('id');
    if (!id) return void reply(response, 400, 'Connection ID required', headers);
    const connection = this.connections.get(id);
    if (!connection) return void reply(response, 404, this.has('other 404') ? 'Not found' : 'No Connection with that ID', headers);
    return connection;
  }

  /** Why a GET may not use this transport: [status, text], or nothing. */
  #refusal(connection, kind) {
    const { transports } = connection.variant;
    if (transports && !transports.includes(kKinds[kind])) return [404, `${kKinds[kind]} transport not supported by this end point type`];
    if (connection.transport && connection.transport !== kind) return [400, 'Cannot change transports mid-connection'];
    if (connection.session.transport?.closing?.()) return [409, ''];
    if (connection.transport && kind !== 'lp' && !connection.session.resumable && !this.has('two sockets')) return [409, ''];
    return null;
  }

  #bind(connection, route, kind) {
    connection.transport = kind;
    connection.query = route.query;
    connection.authorised = route.authorised;
    clearTimeout(connection.timer);
  }

  #get(request, response, route) {
    const events = request.headers.accept?.split(/,\s*/).includes('text/event-stream');
    const headers = events || this.has('cacheable polls') ? {} : kPollHeaders;
    const connection = this.#find(response, route, headers);
    if (!connection) return;
    const refusal = this.#refusal(connection, events ? 'sse' : 'lp');
    if (refusal) return reply(response, ...refusal, headers);
    const first = !connection.transport;
    this.#bind(connection, route, events ? 'sse' : 'lp');
    if (events) this.#stream(response, connection);
    else this.#poll(response, connection, first);
  }

  #stream(response, connection) {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache,no-store', Pragma: 'no-cache', 'Content-Encoding': 'identity' });
    response.write(this.has('no comment') ? 'data: {}\x1e\r\n\r\n' : ':\r\n');
    response.on('close', () => {
      connection.remove();
      connection.session.lost();
    });
    const end = this.has('LF events') ? '\n' : '\r\n';
    connection.session.attach({
      kind: 'sse', write: (bytes) => response.write(`data: ${bytes}${end}${end}`), end: () => response.end(),
    });
  }

  #poll(response, connection, first) {
    const headers = this.has('cacheable polls') ? {} : kPollHeaders;
    const state = (connection.poll ??= { out: [], waiting: null, ended: false });
    const binary = { ...headers, 'Content-Type': 'application/octet-stream' };
    const finish = (status, body, more) => {
      clearTimeout(state.timer);
      if (state.waiting === response) state.waiting = null;
      reply(response, status, body, more);
      if (status === 204 && state.ended) connection.remove();
      else if (!state.waiting) this.expectSoon(connection);
    };
    if (first) {
      connection.session.attach({
        kind: 'lp',
        write: (bytes) => {
          state.out.push(bytes);
          state.flush?.();
        },
        end: () => {
          state.ended = true;
          state.flush?.();
        },
      });
      if (!this.has('first poll waits')) return finish(200, '', binary);
    }
    if (state.waiting && !this.has('old poll stays')) state.finish(204, '', headers);
    state.waiting = response;
    state.finish = finish;
    state.flush = () => {
      if (!state.waiting) return;
      if (state.out.length > 0) state.finish(200, Buffer.concat(state.out.splice(0)), binary);
      else if (state.ended) state.finish(204, '', headers);
    };
    clearTimeout(connection.timer);
    state.timer = setTimeout(() => finish(200, '', headers), this.seconds(connection.variant, 90));
    response.on('close', () => {
      if (state.waiting !== response) return;
      clearTimeout(state.timer);
      state.waiting = null;
      this.expectSoon(connection);
    });
    if (this.has('polls never wait')) state.finish(200, '', headers);
    else state.flush();
  }

  async #post(request, response, route) {
    const connection = this.#find(response, route);
    if (!connection) return request.resume();
    if (connection.transport === 'ws') {
      request.resume();
      return reply(response, 405, 'POST requests are not allowed for WebSocket connections.');
    }
    if (this.has('never takes posts')) return request.resume();
    const before = this.has('mixes posts') ? Promise.resolve() : connection.bodies;
    let done;
    connection.bodies = new Promise((resolve) => (done = resolve));
    await before;
    let taken = true;
    try {
      for await (const bytes of request) {
        taken = await connection.session.feed(bytes);
        if (!taken) break;
      }
    } catch {
      return; // the client went away with half a body: there is nobody to answer
    } finally {
      done();
    }
    reply(response, taken ? 200 : 404);
  }

  #delete(request, response, route) {
    const connection = this.#find(response, route);
    if (!connection) return undefined;
    if (connection.transport !== 'lp') return reply(response, 400, 'Cannot terminate this connection using the DELETE endpoint.');
    reply(response, 202);
    connection.session.ended();
    connection.poll.ended = true;
    connection.poll.flush?.();
    return connection.remove();
  }

  #onUpgrade(request, socket, head) {
    const route = this.#route(request);
    const refuse = (status, text = '') => {
      socket.end(`HTTP/1.1 ${status} No\r\nContent-Type: text/plain\r\nContent-Length: ${text.length}\r\nConnection: close\r\n\r\n${text}`);
    };
    if (!route) return refuse(404);
    if (route.variant.auth && !route.authorised) return refuse(401);
    const id = route.query.get('id');
    let connection = id ? this.connections.get(id) : this.#create(newToken(), newToken(), route.variant);
    if (!connection && this.has('takes any id')) connection = this.#create(newToken(), newToken(), route.variant);
    if (!connection) return refuse(404, this.has('other 404') ? 'Not found' : 'No Connection with that ID');
    const refusal = this.#refusal(connection, 'ws');
    if (refusal) return refuse(...refusal);
    this.#bind(connection, route, 'ws');
    if (this.has('bad accept')) request.headers['sec-websocket-key'] = 'AAAAAAAAAAAAAAAAAAAAAA==';
    return this.sockets.handleUpgrade(request, socket, head, (ws) => this.#onSocket(ws, socket, connection));
  }

  #onSocket(ws, socket, connection) {
    const { session } = connection;
    const write = (bytes, format) => {
      const binary = this.has('always binary') || (format === 'binary' && !this.has('always text'));
      if (this.has('splits records') && bytes.length > 3) {
        ws.send(bytes.subarray(0, 3), { binary });
        return ws.send(bytes.subarray(3), { binary });
      }
      return ws.send(bytes, { binary });
    };
    const transport = {
      kind: 'ws', write,
      end: () => {
        connection.remove();
        if (this.has('never closes')) return;
        ws.close(this.has('closes 1011') ? 1011 : 1000);
        if (!this.has('waits for ever')) setTimeout(() => ws.terminate(), this.seconds(connection.variant, 5));
      },
      drop: () => ws.terminate(),
      // A socket that was lost may not have told us yet: its client may come back at once. After a close frame it may not.
      closing: () => ws.readyState !== WebSocket.OPEN && (ws._closeFrameReceived || !session.resumable),
    };
    if (this.has('wrong pong')) ws.pong = () => socket.write(Buffer.from([0x8a, 1, 0x21]));
    if (this.has('masked frames')) ws.on('ping', () => socket.write(Buffer.from([0x8a, 0x81, 0, 0, 0, 0, 0x21])));
    ws.on('message', (data) => session.feed(Buffer.from(data), transport));
    ws.on('error', () => {}); // a close follows
    ws.on('close', (code) => {
      if (session.transport !== transport) return; // another socket took its place
      if (code === 1006 && session.resumable && !session.over) {
        session.detach();
        this.expectSoon(connection);
        return;
      }
      connection.remove();
      session.ended(code !== 1006);
    });
    session.attach(transport);
  }
}

/** Starts it: {url, peer, close}. */
export async function startPeer(options = {}) {
  const peer = new Peer(options);
  await new Promise((resolve) => peer.server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    for (const connection of peer.connections.values()) {
      clearTimeout(connection.timer);
      connection.session.stop();
    }
    for (const ws of peer.sockets.clients) ws.terminate();
    peer.server.closeAllConnections();
    return new Promise((resolve) => peer.server.close(resolve));
  };
  const root = `http${options.tls ? 's' : ''}://127.0.0.1:${peer.server.address().port}`;
  return { url: `${root}/hub`, stopUrl: `${root}/stop`, peer, close };
}
