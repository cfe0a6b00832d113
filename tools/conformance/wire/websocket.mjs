// A WebSocket client (RFC 6455) that does what it is told: frames of any kind, fragments, silence, resets. It holds the
// server to the rules: what a server must not send ends the connection with a fault.
import { createHash, randomBytes } from 'node:crypto';
import { connect as tcpConnect, isIP } from 'node:net';
import { connect as tlsConnect } from 'node:tls';

export const kOpcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };
const kGuid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const kStrictText = new TextDecoder('utf-8', { fatal: true });

/** One masked frame, as clients send them. */
export function maskedFrame(opcode, payload, { final = true } = {}) {
  const { length } = payload;
  let head;
  if (length < 126) head = Buffer.from([0, length]);
  else if (length < 0x10000) {
    head = Buffer.from([0, 126, 0, 0]);
    head.writeUInt16BE(length, 2);
  } else {
    head = Buffer.alloc(10);
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  head[0] = (final ? 0x80 : 0) | opcode;
  head[1] |= 0x80;
  const mask = randomBytes(4);
  const masked = Buffer.from(payload);
  for (let i = 0; i < length; ++i) masked[i] ^= mask[i & 3];
  return Buffer.concat([head, mask, masked]);
}

/** Cuts one frame off the front of what a server sent; null when it is not whole. */
function cutFrame(bytes) {
  if (bytes.length < 2) return null;
  let length = bytes[1] & 0x7f;
  let at = 2;
  if (length === 126) {
    if (bytes.length < 4) return null;
    length = bytes.readUInt16BE(2);
    at = 4;
  } else if (length === 127) {
    if (bytes.length < 10) return null;
    length = Number(bytes.readBigUInt64BE(2));
    at = 10;
  }
  if (bytes[1] & 0x80) throw new Error('a masked frame from a server');
  if (bytes[0] & 0x70) throw new Error('a frame with reserved bits that no extension gave a meaning');
  if (bytes.length < at + length) return null;
  return {
    final: Boolean(bytes[0] & 0x80), opcode: bytes[0] & 0xf,
    payload: bytes.subarray(at, at + length), rest: bytes.subarray(at + length),
  };
}

/** An HTTP answer out of its head and body: {status, reason, headers, body}. */
function parseHead(text) {
  const [first, ...lines] = text.split('\r\n');
  const [, status, reason] = /^HTTP\/1\.1 (\d{3}) ?(.*)$/.exec(first) ?? [];
  if (!status) throw new Error(`an answer that begins with ${JSON.stringify(first)}`);
  const headers = {};
  for (const line of lines.filter(Boolean)) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { status: Number(status), reason, headers };
}

function unchunk(body) {
  let out = Buffer.alloc(0);
  for (let at = 0; at < body.length;) {
    const end = body.indexOf('\r\n', at);
    const size = parseInt(body.subarray(at, end).toString(), 16);
    if (!size) break;
    out = Buffer.concat([out, body.subarray(end + 2, end + 2 + size)]);
    at = end + 2 + size + 2;
  }
  return out;
}

/** What an open WebSocket tells: message(opcode, bytes), control(opcode, bytes), closed({code, reason}), gone(), fault(text). */
export class WebSocket {
  #socket;
  #tcp; // the same without TLS
  #to;
  #buffer = Buffer.alloc(0);
  #message = null;
  #closing = null;
  /** False leaves the server's close frame without an answer. */
  answersClose = true;

  constructor(socket, tcp, listener) {
    this.#socket = socket;
    this.#tcp = tcp;
    this.#to = listener;
    socket.on('close', () => {
      if (!this.#closing) this.#to.closed((this.#closing = { code: 1006, reason: '' }));
      this.#to.gone();
    });
  }

  /** Takes over the socket's bytes, those first that came behind the answer's head. */
  begin(first) {
    this.#socket.on('data', (data) => this.#onBytes(data));
    this.#onBytes(first);
  }

  #onBytes(bytes) {
    this.#buffer = this.#buffer.length ? Buffer.concat([this.#buffer, bytes]) : bytes;
    try {
      for (;;) {
        const frame = cutFrame(this.#buffer);
        if (!frame) return;
        this.#buffer = frame.rest;
        this.#onFrame(frame);
      }
    } catch (error) {
      this.#to.fault(error.message);
      this.#socket.destroy();
    }
  }

  #onFrame({ final, opcode, payload }) {
    if (opcode >= 8) {
      if (!final || payload.length > 125) throw new Error('a control frame that is cut or too long');
      return this.#onControl(opcode, payload);
    }
    if (this.#closing) throw new Error('data behind the close frame');
    if (Boolean(opcode) === Boolean(this.#message)) throw new Error('fragments out of order');
    this.#message ??= { opcode, parts: [] };
    this.#message.parts.push(payload);
    if (!final) return;
    const message = this.#message;
    this.#message = null;
    const bytes = Buffer.concat(message.parts);
    if (message.opcode === kOpcodes.text) kStrictText.decode(bytes);
    this.#to.message(message.opcode, bytes);
  }

  #onControl(opcode, payload) {
    if (opcode === kOpcodes.ping) this.frame(kOpcodes.pong, payload);
    if (opcode !== kOpcodes.close) return this.#to.control(opcode, payload);
    if (this.#closing) return;
    const code = payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
    if (this.answersClose) this.frame(kOpcodes.close, payload.subarray(0, 2));
    this.#to.closed((this.#closing = { code, reason: payload.subarray(2).toString() }));
  }

  frame(opcode, payload, options) {
    if (!this.#socket.destroyed) this.#socket.write(maskedFrame(opcode, payload, options));
  }

  /** One message in `count` fragments. */
  fragments(opcode, payload, count) {
    const size = Math.max(1, Math.ceil(payload.length / count));
    for (let i = 0; i < count; ++i) {
      this.frame(i === 0 ? opcode : kOpcodes.continuation, payload.subarray(i * size, (i + 1) * size), { final: i === count - 1 });
    }
  }

  close(code) {
    const payload = code ? Buffer.from([code >> 8, code & 0xff]) : Buffer.alloc(0);
    this.answersClose = false; // the server's will be the answer
    this.frame(kOpcodes.close, payload);
  }

  /** Ends TCP the rude way. */
  reset() {
    this.#tcp.resetAndDestroy();
  }

  /** Ends TCP the polite way, without a close frame. */
  drop() {
    this.#socket.end();
  }

  destroy() {
    this.#socket.destroy();
  }
}

/** Resolves with {answer, socket?}: `socket` is a WebSocket if the answer was 101. */
export function openWebSocket(url, { headers = {}, listener, insecure = false }) {
  const target = new URL(url);
  const secure = target.protocol === 'https:';
  const port = Number(target.port) || (secure ? 443 : 80);
  const host = target.hostname.replace(/^\[|\]$/g, '');
  const key = randomBytes(16).toString('base64');
  const lines = {
    Host: target.host, Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': key, ...headers,
  };
  return new Promise((resolve, reject) => {
    const tcp = tcpConnect({ host, port, noDelay: true });
    const name = isIP(host) ? {} : { servername: host };
    const socket = secure ? tlsConnect({ socket: tcp, host, ...name, rejectUnauthorized: !insecure }) : tcp;
    tcp.on('error', reject);
    const open = new WebSocket(socket, tcp, listener);
    let buffer = Buffer.alloc(0);
    const finish = (answer, body) => {
      socket.removeListener('data', onData);
      resolve({ answer: { ...answer, body: answer.headers['transfer-encoding'] === 'chunked' ? unchunk(body) : body } });
      socket.destroy();
    };
    const onData = (data) => {
      buffer = Buffer.concat([buffer, data]);
      const end = buffer.indexOf('\r\n\r\n');
      if (end < 0) return;
      try {
        const answer = parseHead(buffer.subarray(0, end).toString('latin1'));
        const rest = buffer.subarray(end + 4);
        if (answer.status !== 101) {
          const length = answer.headers['content-length'];
          if (length !== undefined && rest.length >= Number(length)) finish(answer, rest);
          else if (length === undefined && rest.toString('latin1').endsWith('0\r\n\r\n')) finish(answer, rest);
          return;
        }
        const accept = createHash('sha1').update(key + kGuid).digest('base64');
        if (answer.headers['sec-websocket-accept'] !== accept) throw new Error('a wrong Sec-WebSocket-Accept');
        socket.removeListener('data', onData);
        resolve({ answer: { ...answer, body: Buffer.alloc(0) }, socket: open });
        open.begin(rest);
      } catch (error) {
        socket.destroy();
        reject(error);
      }
    };
    socket.on('data', onData);
    socket.on('error', (error) => reject(error));
    socket.on('close', () => {
      const end = buffer.indexOf('\r\n\r\n');
      if (end < 0) reject(new Error('the connection ended before an answer came'));
      else finish(parseHead(buffer.subarray(0, end).toString('latin1')), buffer.subarray(end + 4));
    });
    const path = `${target.pathname}${target.search}`;
    socket.write(`GET ${path} HTTP/1.1\r\n${Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
  });
}
