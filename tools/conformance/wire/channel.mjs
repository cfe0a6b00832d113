// A connection to a hub over any transport: bytes go in, whole records come out, and what breaks the rules of the
// transport is kept as a fault that fails the case.
import { EventReader } from './events.mjs';
import { request } from './http.mjs';
import { decodeMessage, show } from './records.mjs';
import { kOpcodes, openWebSocket } from './websocket.mjs';

/** What every transport has: records that came, the end, and who waits for either. */
export class Channel {
  /** Records that came and were not taken: {value, array, bytes, opcode, at}. */
  records = [];
  /** Pongs and other control frames that came. */
  controls = [];
  /** {code, reason} of a WebSocket, {status} of the last poll or of an event stream that ended. */
  ended = null;
  /** Whether TCP has ended, too. */
  gone = false;
  fault = null;
  /** The server has said that the connection is over. */
  goodbye = false;
  /** When it began to be opened. */
  began = performance.now();
  #waiting = new Set();

  constructor({ name, transport, protocol, handshaken = false }) {
    Object.assign(this, { name, transport, protocol, handshaken });
  }

  onMessage(bytes, opcode) {
    try {
      for (const record of decodeMessage(bytes, this.protocol, this.handshaken)) {
        this.handshaken = true;
        this.records.push({ ...record, opcode, at: performance.now() });
        if (record.value?.type === 7) this.goodbye = true;
      }
    } catch (error) {
      this.onFault(`${error.message}; the message was ${show(bytes)}`);
    }
    this.#wake();
  }

  onControl(opcode, payload) {
    this.controls.push({ opcode, payload });
    this.#wake();
  }

  onEnd(how) {
    this.ended ??= how;
    this.#wake();
  }

  onGone() {
    this.gone = true;
    this.#wake();
  }

  onFault(text) {
    this.fault ??= text;
    this.#wake();
  }

  #wake() {
    for (const wake of [...this.#waiting]) wake();
  }

  /** Resolves with true once the condition holds, with false when the time is up. */
  until(condition, timeoutMs) {
    return new Promise((resolve) => {
      const finish = (value) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(value);
      };
      const timer = setTimeout(() => finish(false), timeoutMs);
      const look = () => condition() && finish(true);
      this.#waiting.add(look);
      look();
    });
  }

  /** What came and was not taken, for a message. */
  untaken() {
    if (this.records.length === 0) return this.ended ? `the end (${JSON.stringify(this.ended)})` : 'nothing';
    return this.records.slice(0, 3).map(({ bytes }) => show(bytes)).join(', then ');
  }
}

/** The URL of a hub, or of its negotiation, with more in its query. */
export function hubUrl(base, { negotiate = false, slash = false, query = '' } = {}) {
  const url = new URL(base);
  let { pathname } = url;
  if (slash && !pathname.endsWith('/')) pathname += '/';
  if (negotiate) pathname += pathname.endsWith('/') ? 'negotiate' : '/negotiate';
  const queries = [url.search.slice(1), query].filter(Boolean).join('&');
  return `${url.origin}${pathname}${queries ? `?${queries}` : ''}`;
}

export async function openSocketChannel(url, channel, { headers, insecure, firstOpcode }) {
  const listener = {
    message: (opcode, bytes) => channel.onMessage(bytes, opcode),
    control: (opcode, payload) => channel.onControl(opcode, payload),
    closed: (how) => channel.onEnd(how),
    gone: () => channel.onGone(),
    fault: (text) => channel.onFault(text),
  };
  const { answer, socket } = await openWebSocket(url, { headers, insecure, listener });
  if (!socket) return answer;
  channel.socket = socket;
  const opcode = () => (channel.protocol === 'messagepack' ? kOpcodes.binary : kOpcodes.text);
  channel.send = async (bytes, { as, cut = 1, fragments = 1 } = {}) => {
    const chosen = as ? kOpcodes[as] : channel.sent ? opcode() : firstOpcode ?? kOpcodes.text;
    channel.sent = true;
    const size = Math.max(1, Math.ceil(bytes.length / cut));
    for (let i = 0; i < cut; ++i) socket.fragments(chosen, bytes.subarray(i * size, (i + 1) * size), fragments);
  };
  channel.leave = ({ how = 'close', code } = {}) => {
    if (how === 'close') socket.close(code);
    else if (how === 'reset') socket.reset();
    else socket.drop();
  };
  channel.destroy = () => socket.destroy();
  return answer;
}

/** How SSE and long polling send: one POST after the other, each with any bytes. */
function sendByPost(channel, url, { headers, insecure }) {
  const contentType = channel.protocol === 'messagepack' ? 'application/octet-stream' : 'text/plain;charset=UTF-8';
  channel.send = async (bytes, { cut = 1 } = {}) => {
    const size = Math.max(1, Math.ceil(bytes.length / cut));
    for (let i = 0; i < cut; ++i) {
      const body = bytes.subarray(i * size, (i + 1) * size);
      const { status } = await request(url, {
        method: 'POST', headers: { ...headers, 'Content-Type': contentType }, body, insecure,
      }).answer;
      // A connection that the server has ended may be gone before the last POST; the case sees the end itself.
      if (status !== 200 && status !== 404) channel.onFault(`POST was answered with ${status}`);
    }
  };
}

export async function openEventChannel(url, channel, { headers, insecure }) {
  const reader = new EventReader();
  const { answer, abort } = request(url, {
    headers: { ...headers, Accept: 'text/event-stream' }, insecure,
    onData: (bytes) => {
      if (channel.refused) return channel.refused.push(bytes);
      try {
        for (const payload of reader.feed(bytes)) channel.onMessage(payload, kOpcodes.text);
      } catch (error) {
        channel.onFault(error.message);
      }
    },
    onEnd: () => {
      channel.onEnd({ status: 200 });
      channel.onGone();
    },
  });
  const got = await answer;
  if (got.status !== 200) {
    abort();
    return got;
  }
  sendByPost(channel, url, { headers, insecure });
  channel.leave = abort;
  channel.destroy = abort;
  return got;
}

const kPollGiveUpMs = 120_000;

export async function openPollChannel(url, channel, { headers, insecure }) {
  let counter = Date.now();
  let running = null;
  let left = false;
  const poll = () => {
    running = request(`${url}&_=${++counter}`, { headers, insecure });
    return running.answer;
  };
  const first = await poll();
  if (first.status !== 200) return first;
  if (first.body.length > 0) channel.onFault(`the first poll has the body ${show(first.body)}`);
  const loop = async () => {
    while (!left) {
      const began = performance.now();
      const { status, body } = await poll();
      if (status === 200 && body.length > 0) channel.onMessage(body);
      else if (status !== 200) return channel.onEnd({ status });
      if (performance.now() - began > kPollGiveUpMs) channel.onFault('a poll that takes longer than clients wait');
    }
  };
  const onFailure = (error) => {
    // A server that has taken leave need not be there for the next poll.
    if (channel.goodbye) channel.onEnd({ status: 204 });
    else if (!left) channel.onFault(`a poll failed: ${error.message}`);
  };
  loop().catch(onFailure).finally(() => channel.onGone());
  sendByPost(channel, url, { headers, insecure });
  channel.leave = () => {
    left = true;
    running.abort();
  };
  channel.destroy = () => {
    channel.leave();
    if (channel.ended) return;
    request(url, { method: 'DELETE', headers, insecure });
  };
  return first;
}
