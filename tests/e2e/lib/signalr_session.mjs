// One connection to the peer's test hub: handshake, records, slots, streams, timers, stateful reconnect.
import { encode } from '../../../tools/conformance/wire/records.mjs';
import { cut, Offence, parse } from './signalr_records.mjs';
import { HubException, methodCalled, misfit } from './signalr_test_hub.mjs';

const kInboundBytesMax = 65_536;
const kUploadItemsMax = 10;
const kUnackedBytesMax = 100_000;
const kClosed = 'Connection closed with an error.';

/** What a client uploads: at most ten items wait, then whoever adds one does. */
class Upload {
  #items = [];
  #wake = () => {};
  #room = () => {};
  over = false;

  async add(item) {
    while (this.#items.length >= kUploadItemsMax && !this.over) await new Promise((resolve) => (this.#room = resolve));
    this.#items.push({ item });
    this.#wake();
  }

  end(error) {
    this.#items.push(error === undefined ? { end: true } : { error });
    this.#wake();
  }

  close() {
    this.over = true;
    this.#room();
    this.end();
  }

  async *[Symbol.asyncIterator]() {
    for (;;) {
      while (this.#items.length === 0) await new Promise((resolve) => (this.#wake = resolve));
      const next = this.#items.shift();
      this.#room();
      if (next.end) return;
      if ('error' in next) throw new HubException(next.error);
      if (!Number.isInteger(next.item)) throw new HubException('Failed to bind Stream message.');
      yield next.item;
    }
  }
}

/** So many at once, first come first served. */
class Slots {
  #free;
  #waiting = [];

  constructor(count) {
    this.#free = count;
  }

  async take() {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise((resolve) => this.#waiting.push(resolve));
  }

  release() {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}

let lastAsked = 0;

export class Session {
  transport = null;
  over = false;
  #rest = Buffer.alloc(0);
  #pumping = false;
  #room = [];
  #handshaken = false;
  #protocol = 'json';
  #sequenced = false;
  #store = [];
  #sent = 0;
  #acks = [];
  #expected = 1;
  #highest = 0;
  #acked = 0;
  #uploads = new Map();
  #streams = new Map();
  #asked = new Map();
  #onOver = [];
  #timers = {};

  constructor(peer, connection) {
    this.peer = peer;
    this.connection = connection;
    this.slots = new Slots(peer.has('all at once') ? 99 : connection.variant.parallel ?? 1);
  }

  get resumable() {
    return this.#sequenced && !this.over;
  }

  onOver(fn) {
    if (this.over) fn();
    else this.#onOver.push(fn);
  }

  #timer(name, seconds, fn) {
    clearTimeout(this.#timers[name]);
    this.#timers[name] = setTimeout(fn, this.peer.seconds(this.connection.variant, seconds));
  }

  attach(transport) {
    const old = this.transport;
    this.transport = transport;
    if (this.#sequenced) {
      old?.drop();
      this.#rest = Buffer.alloc(0);
      const first = this.#store[0]?.number ?? this.#sent + 1;
      this.#raw({ type: 9, sequenceId: this.peer.has('sequence is next') ? this.#sent + 1 : first });
      for (const { bytes } of this.#store) this.#send(bytes);
      return;
    }
    this.#timer('handshake', 15, () => this.#refuse('Handshake was canceled.'));
    this.#ping();
    this.#pump();
  }

  detach() {
    this.transport = null;
    this.#rest = Buffer.alloc(0);
  }

  #ping() {
    this.#timer('ping', this.peer.has('pings early') ? 5 : 15.5, () => {
      if (this.#handshaken && this.transport?.kind !== 'lp' && !this.peer.has('never pings')) this.#raw({ type: 6 });
      this.#ping();
    });
  }

  #send(bytes) {
    this.transport?.write(bytes, this.#protocol === 'json' ? 'text' : 'binary');
  }

  #raw(record) {
    this.#send(encode(record, this.#protocol));
  }

  /** Writes a record; with stateful reconnect, waits for Acks when too much waits for them. */
  async write(record) {
    if (this.over) return;
    const bytes = encode(record, this.#protocol);
    const size = () => this.#store.reduce((sum, item) => sum + item.bytes.length, 0);
    while (this.#sequenced && size() > kUnackedBytesMax && !this.over) await new Promise((resolve) => this.#acks.push(resolve));
    if (this.over) return;
    if (this.#sequenced) this.#store.push({ number: ++this.#sent, bytes });
    this.#send(bytes);
  }

  /** Takes bytes of the client; false when the connection is over. */
  async feed(bytes, transport = this.transport) {
    if (this.over || transport !== this.transport) return false;
    this.#rest = Buffer.concat([this.#rest, bytes]);
    if (this.transport) this.#pump();
    while (this.#rest.length > kInboundBytesMax) {
      if (this.over) return false;
      await new Promise((resolve) => this.#room.push(resolve));
    }
    return true;
  }

  async #pump() {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (!this.over) {
        const found = cut(this.#rest, this.#handshaken && this.#protocol !== 'json');
        if (!found) break;
        this.#rest = found.rest;
        if (this.#rest.length < kInboundBytesMax / 2) this.#room.splice(0).forEach((go) => go());
        await (this.#handshaken ? this.#onRecord(parse(found.body, this.#protocol !== 'json')) : this.#onHandshake(found.body));
      }
    } catch (error) {
      if (!(error instanceof Offence)) throw error;
      if (this.#handshaken) this.fail(error);
      else this.#refuse('Handshake was canceled.');
    }
    this.#pumping = false;
  }

  #refuse(error) {
    if (this.#handshaken || this.over) return;
    this.#raw({ error });
    this.over = true;
    this.#stop();
    this.transport?.end();
  }

  #onHandshake(body) {
    const unexpected = 'An unexpected error occurred during connection handshake.';
    let request;
    try {
      request = JSON.parse(body.toString());
    } catch {
      return this.#refuse(unexpected);
    }
    const { protocol, version } = request ?? {};
    if (typeof protocol !== 'string' || !Number.isInteger(version)) return this.#refuse(unexpected);
    const name = protocol.toLowerCase();
    if (!['json', ...(this.peer.has('no MessagePack') ? [] : ['messagepack'])].includes(name)) return this.#refuse(`The protocol '${protocol}' is not supported.`);
    if (name === 'messagepack' && this.transport.kind === 'sse') {
      return this.#refuse("Cannot use the 'messagepack' protocol on the current transport. The transport does not support 'Binary' transfer format.");
    }
    if (version > 2) return this.#refuse(`The server does not support version ${version} of the '${protocol}' protocol.`);
    clearTimeout(this.#timers.handshake);
    this.#protocol = name;
    this.#send(Buffer.from('{}\x1e'));
    this.#handshaken = true;
    const { query, stateful } = this.connection;
    if (query.get('failConnect')) return this.finish(undefined, { type: 7, error: kClosed });
    this.#sequenced = stateful && version >= 2 && this.transport.kind === 'ws';
    this.peer.record(query.get('tag'), 'connected');
    return undefined;
  }

  fail(error) {
    const detail = this.connection.variant.detailed ? ` ${error.type}: ${error.message}` : '';
    const allow = this.peer.has('no way back') ? {} : { allowReconnect: true };
    this.finish(error.message, { type: 7, error: kClosed + detail, ...allow });
  }

  /** Ends the connection: says `record` if any, tells the hub of `error` if any. */
  finish(error, record) {
    if (this.over) return;
    if (record) this.#raw(record);
    this.over = true;
    this.#stop();
    const text = error === null || error === undefined ? 'disconnected' : `disconnected:${error}`;
    if (this.#handshaken && error !== undefined) this.peer.record(this.connection.query?.get('tag'), text);
    if (record) this.transport?.end();
  }

  #stop() {
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
    for (const upload of this.#uploads.values()) upload.close();
    for (const cancel of this.#streams.values()) cancel();
    for (const go of [...this.#room.splice(0), ...this.#acks.splice(0), ...this.#onOver.splice(0)]) go();
  }

  stop() {
    this.finish(null);
  }

  /** The transport is gone, politely or not. */
  ended(polite = true) {
    const cutOff = polite && this.#rest.length > 0;
    this.finish(cutOff ? 'Connection terminated while reading a message.' : null);
  }

  lost() {
    this.finish(null);
  }

  #counts(record) {
    if (!this.#sequenced || record.type > 5) return true;
    const number = this.#expected++;
    if (number <= this.#highest) return false;
    this.#highest = number;
    if (this.#highest === this.#acked + 1) {
      this.#timer('ack', 1, () => this.#raw({ type: 8, sequenceId: (this.#acked = this.#highest) }));
    }
    return true;
  }

  #onRecord(record) {
    if (this.#timers.silence) this.#watch();
    if (!record || !this.#counts(record)) return undefined;
    switch (record.type) {
      case 1:
      case 4: return this.#onInvocation(record);
      case 2: return this.#uploads.get(record.invocationId)?.add(record.item);
      case 3: return this.#onCompletion(record);
      case 5: return this.#streams.get(record.invocationId)?.();
      case 6: return this.#watch();
      case 7: return this.finish('error' in record ? record.error : null, { type: 7 });
      case 8: return this.#onAck(record.sequenceId);
      default: return this.#onSequence(record.sequenceId);
    }
  }

  #watch() {
    this.#timer('silence', 30.5, () => this.fail(new Offence('Client timeout.')));
  }

  #onAck(number) {
    this.#store = this.#store.filter((item) => item.number > number);
    for (const go of this.#acks.splice(0)) go();
  }

  #onSequence(number) {
    if (!this.#sequenced) return;
    // Not: beyond what is expected. After a loss in the middle of what was sent again, that is less than what was acknowledged.
    if (number > this.#highest + 1) throw new Offence("Sequence ID greater than amount of messages we've received.");
    this.#expected = number;
  }

  #onCompletion({ invocationId, error, result }) {
    const upload = this.#uploads.get(invocationId);
    if (upload) {
      this.#uploads.delete(invocationId);
      return upload.end(error);
    }
    const asked = this.#asked.get(invocationId);
    this.#asked.delete(invocationId);
    return error === undefined ? asked?.resolve(result) : asked?.reject(new HubException(error));
  }

  async #onInvocation({ type, invocationId, target, arguments: args, streamIds = [] }) {
    const say = async (rest) => {
      if (invocationId !== undefined) await this.write({ type: 3, invocationId, ...rest });
      else if (this.peer.has('replies without an id')) await this.write({ type: 3, invocationId: '', ...rest });
    };
    const explain = (base, error) =>
      say({ error: base + (this.connection.variant.detailed || error instanceof HubException ? ` ${error.type ?? error.name}: ${error.message}` : '') });
    const failed = `Failed to invoke '${target}' due to an error on the server.`;
    const method = methodCalled(target);
    if (!method) return say({ error: `${failed} HubException: Method does not exist.` });
    const wrong = misfit(method, args);
    if (wrong) return explain(failed, new Offence(wrong));
    const uploads = streamIds.map((id) => this.#uploads.set(id, new Upload()).get(id));
    const takesSlot = type === 1 && streamIds.length === 0;
    if (takesSlot) await this.slots.take();
    this.#run({ type, invocationId, target, args, method, uploads, say, explain }).catch((error) => explain(`An unexpected error occurred invoking '${target}' on the server.`, error))
      .finally(() => {
        if (takesSlot) this.slots.release();
        for (const id of streamIds) this.#uploads.get(id)?.close();
        for (const id of streamIds) this.#uploads.delete(id);
      });
    return undefined;
  }

  async #run({ type, invocationId, target, args, method, uploads, say, explain }) {
    let cancel;
    const call = {
      session: this, peer: this.peer, ask: (...question) => this.#ask(...question),
      cancelled: new Promise((resolve) => (cancel = resolve)),
    };
    if (method.check && !(await method.check(call))) return say({ error: `Failed to invoke '${target}' because user is unauthorized` });
    if (method.streams && type === 1) return say({ error: `The client attempted to invoke the streaming '${target}' method with a non-streaming invocation.` });
    if (!method.streams && type === 4) return say({ error: `The client attempted to invoke the non-streaming '${target}' method with a streaming invocation.` });
    if (uploads.length !== method.uploads) throw new HubException(`Client sent ${uploads.length} stream(s), Hub method expects ${method.uploads}.`);
    if (method.streams && this.#streams.has(invocationId)) return say({ error: `Invocation ID '${invocationId}' is already in use.` });
    const result = method.run(call, ...args, ...uploads);
    if (method.streams) return this.#stream(result, { invocationId, say, explain, cancel });
    const value = await result;
    if (value !== undefined && invocationId !== undefined) {
      try {
        JSON.stringify(value);
      } catch (error) {
        return this.fail(error);
      }
    }
    return say(value === undefined ? {} : { result: value });
  }

  async #stream(items, { invocationId, say, explain, cancel }) {
    let left = false;
    this.#streams.set(invocationId, () => {
      left = true;
      cancel();
    });
    try {
      for await (const item of items) {
        if (left) break;
        await this.write({ type: 2, invocationId, item });
      }
      await say({});
    } catch (error) {
      await explain('An error occurred on the server while streaming results.', error);
    } finally {
      this.#streams.delete(invocationId);
    }
  }

  /** Asks the client; other Invocations run meanwhile. */
  async #ask(target, ...args) {
    const invocationId = `s${++lastAsked}`;
    const answer = new Promise((resolve, reject) => this.#asked.set(invocationId, { resolve, reject }));
    await this.write({ type: 1, invocationId, target, arguments: args });
    this.slots.release();
    try {
      return await answer;
    } finally {
      await this.slots.take();
    }
  }
}
