// Bytes on a TCP connection to a hub, for what no client sends: HTTP as written, and WebSocket frames of any shape.
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { until } from './wait.mjs';

export const kHandshake = '{"protocol":"json","version":1}\x1e';

/** The token that the hub at `url` gives. */
export async function negotiate(url, query = '') {
  const response = await fetch(`${url}/negotiate?negotiateVersion=1${query}`, { method: 'POST' });
  return (await response.json()).connectionToken;
}

/** An Invocation of Echo as text, and the Completion that answers it. */
export const echo = (id, value) => `${JSON.stringify({ type: 1, invocationId: String(id), target: 'Echo', arguments: [value] })}\x1e`;
export const echoed = (id, value) => ({ type: 3, invocationId: String(id), result: value });

/** Records in a text of whole ones. */
export const recordsIn = (text) => text.split('\x1e').filter(Boolean).map((record) => JSON.parse(record));

/** A TCP connection to the server at a URL, which keeps what comes. */
export class Wire {
  bytes = Buffer.alloc(0);
  ended = false;

  constructor(t, url) {
    this.url = new URL(url);
    this.socket = connect(this.url.port, this.url.hostname);
    this.socket.on('data', (data) => (this.bytes = Buffer.concat([this.bytes, data])));
    this.socket.on('error', () => {}); // a close follows
    this.socket.on('close', () => (this.ended = true));
    t.after(() => this.socket.destroy());
  }

  write(bytes) {
    this.socket.write(bytes);
    return this;
  }

  /** Sends a request's head, with its body if it has one; `path` follows the hub's. */
  request(method, path, { headers = {}, body } = {}) {
    const lines = Object.entries({ Host: 'hub', ...(body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) }), ...headers });
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    return this.write(`${method} ${this.url.pathname}${path} HTTP/1.1\r\n${head}\r\n${body ?? ''}`);
  }

  /** The whole response that is next, {status, head, body}; it must say how long it is. */
  response(what = 'a response') {
    return until(() => {
      const end = this.bytes.indexOf('\r\n\r\n');
      if (end < 0) return null;
      const head = this.bytes.subarray(0, end).toString('latin1');
      const status = Number(head.slice(9, 12));
      const length = status === 101 || status === 204 ? 0 : Number(/^content-length: *(\d+)/im.exec(head)?.[1]);
      if (Number.isNaN(length)) throw new Error(`a response without a length: ${head}`);
      if (this.bytes.length < end + 4 + length) return null;
      const body = this.bytes.subarray(end + 4, end + 4 + length).toString();
      this.bytes = this.bytes.subarray(end + 4 + length);
      return { status, head, body };
    }, what);
  }

  end() {
    return until(() => this.ended, 'the end of TCP');
  }
}

/** A frame as a client sends it; `length` is what it says of its length, `wide` in how many bytes (1, 2 or 8). */
export function frame(opcode, payload = '', { fin = true, reserved = 0, masked = true, length, wide } = {}) {
  const bytes = Buffer.from(payload);
  const said = BigInt(length ?? bytes.length);
  const width = wide ?? (said < 126n ? 1 : said < 65_536n ? 2 : 8);
  const head = Buffer.alloc(width === 1 ? 2 : 2 + width);
  head[0] = (fin ? 0x80 : 0) | (reserved << 4) | opcode;
  head[1] = (masked ? 0x80 : 0) | (width === 1 ? Number(said) : width === 2 ? 126 : 127);
  if (width === 2) head.writeUInt16BE(Number(said), 2);
  if (width === 8) head.writeBigUInt64BE(said, 2);
  if (!masked) return Buffer.concat([head, bytes]);
  const mask = randomBytes(4);
  return Buffer.concat([head, mask, bytes.map((byte, i) => byte ^ mask[i % 4])]);
}

/** The request for a WebSocket, with other headers if need be. */
export function upgrade(wire, query = '', headers = {}) {
  return wire.request('GET', query, {
    headers: {
      Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': 13, 'Sec-WebSocket-Key': randomBytes(16).toString('base64'), ...headers,
    },
  });
}

/** A WebSocket made of bytes: records and the close code that came. */
export class RawSocket extends Wire {
  records = [];
  /** {code}, once a close frame has come. */
  closed = null;

  /** Opens one on the hub at `url` and shakes hands. */
  static async open(t, url, query = '') {
    const socket = new RawSocket(t, url);
    const { status } = await upgrade(socket, query).response('the upgrade');
    if (status !== 101) throw new Error(`refused with ${status}`);
    socket.write(frame(1, kHandshake));
    await socket.until((records) => records.length > 0, 'the handshake');
    socket.records.shift();
    return socket;
  }

  #take() {
    for (;;) {
      const { bytes } = this;
      if (bytes.length < 2) return;
      const short = bytes[1] & 0x7f;
      const head = short === 127 ? 10 : short === 126 ? 4 : 2;
      if (bytes.length < head) return;
      const length = short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
      if (bytes.length < head + length) return;
      const payload = bytes.subarray(head, head + length);
      this.bytes = bytes.subarray(head + length);
      if ((bytes[0] & 15) === 8) this.closed = { code: length < 2 ? null : payload.readUInt16BE(0) };
      else if ((bytes[0] & 15) < 3) this.records.push(...recordsIn(payload.toString()).filter(({ type }) => type !== 6));
    }
  }

  /** Waits until the records fit. */
  until(fits, what) {
    return until(() => {
      this.#take();
      return fits(this.records);
    }, what);
  }

  /** The code of the close frame that comes, after which TCP ends; null when TCP ends without one. */
  async closing() {
    await this.until(() => this.closed || this.ended, 'a close frame');
    this.socket.end();
    await this.end();
    return this.closed?.code ?? null;
  }

  /** Fails unless an Echo is answered. */
  async alive(id = 'alive') {
    this.write(frame(1, echo(id, id)));
    await this.until((records) => records.some((record) => record.invocationId === id && record.result === id), 'an echo');
  }
}
