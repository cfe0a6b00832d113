// A stretch of network that breaks on purpose, between any two parts: TCP in, TCP out, and one of ten faults for as long
// as a scenario wants it. What is random in a fault comes from the scenario's seed.
import { connect, createServer } from 'node:net';

/** What can be wrong with the network. */
export const kFaults = {
  refuse: 'nobody listens, and open connections are gone',
  silence: 'connections open, and nothing passes any more',
  delay: 'everything comes later by the same time',
  jitter: 'everything comes later, each piece by another time',
  drip: 'a few bytes at a time',
  cut: 'connections end after some bytes',
  cut_within: 'connections end in the middle of a piece',
  corrupt: 'some bytes are others',
  reset: 'connections are reset after some bytes',
  bandwidth: 'so many bytes a second and no more',
};

const kDelayMs = 120;
const kJitterMs = 150;
const kDripBytes = 48;
const kDripMs = 4;
const kBytesPerSecond = 24 * 1024;
const kSliceMs = 20;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** One direction of one connection: pieces pass in their order, each as the fault of the moment has it. */
class Way {
  #pieces = [];
  #busy = false;
  #over = false;

  constructor(line, pair, to, down) {
    Object.assign(this, { line, pair, to, down });
  }

  push(bytes) {
    this.#pieces.push(bytes);
    if (!this.#busy) this.#run();
  }

  /** After what is still on its way. */
  end() {
    this.#over = true;
    if (!this.#busy) this.to.end();
  }

  async #run() {
    this.#busy = true;
    while (this.#pieces.length > 0 && !this.to.destroyed) {
      await this.#pass(this.#pieces.shift());
    }
    this.#busy = false;
    if (this.#over) this.to.end();
  }

  async #pass(bytes) {
    const { line, pair } = this;
    switch (line.fault) {
      case 'silence':
        await line.healed();
        return pair.break('destroy'); // nobody can say what was lost
      case 'delay':
        await pause(kDelayMs);
        break;
      case 'jitter':
        await pause(line.random() * kJitterMs);
        break;
      case 'drip':
        return this.#trickle(bytes, kDripBytes, kDripMs);
      case 'bandwidth':
        return this.#trickle(bytes, Math.ceil((kBytesPerSecond * kSliceMs) / 1000), kSliceMs);
      case 'cut':
      case 'reset':
        this.to.write(bytes);
        if (pair.isTimeToBreak(this)) pair.break(line.fault === 'reset' ? 'reset' : 'end');
        return undefined;
      case 'cut_within':
        if (!pair.isTimeToBreak(this)) break;
        this.to.write(bytes.subarray(0, 1 + Math.floor(line.random() * (bytes.length - 1))));
        return pair.break('end');
      case 'corrupt':
        if (this.down && (line.counts.corrupted === 0 || line.random() < 0.5)) {
          bytes = Buffer.from(bytes);
          bytes[Math.floor(line.random() * bytes.length)] ^= 1 + Math.floor(line.random() * 255);
          line.counts.corrupted += 1;
        }
        break;
    }
    if (!this.to.destroyed) this.to.write(bytes);
    return undefined;
  }

  async #trickle(bytes, size, ms) {
    const { fault } = this.line;
    for (let at = 0; at < bytes.length && !this.to.destroyed;) {
      const step = this.line.fault === fault ? size : bytes.length;
      this.to.write(bytes.subarray(at, at + step));
      at += step;
      if (at < bytes.length) await pause(ms);
    }
  }
}

/** A connection from one side to the other. */
class Pair {
  constructor(line, near) {
    this.line = line;
    this.near = near;
    this.far = connect(line.target.port, line.target.host);
    this.up = new Way(line, this, this.far, false);
    this.down = new Way(line, this, this.near, true);
    for (const [from, way] of [[this.near, this.up], [this.far, this.down]]) {
      from.setNoDelay(true);
      from.on('error', () => {}); // a close follows
      from.on('data', (bytes) => way.push(bytes));
      from.on('end', () => way.end());
    }
    this.near.on('close', () => {
      line.pairs.delete(this);
      this.far.destroy();
    });
    this.far.on('close', () => this.near.destroySoon());
  }

  /** Of the pieces that come down: the first on this line, and half of the others. */
  isTimeToBreak(way) {
    return way.down && (this.line.counts.broken === 0 || this.line.random() < 0.5);
  }

  break(how) {
    this.line.counts.broken += 1;
    for (const socket of [this.near, this.far]) {
      if (how === 'end') socket.end(() => socket.destroy());
      else if (how === 'reset') socket.resetAndDestroy();
      else socket.destroy();
    }
  }
}

export class FaultyLine {
  pairs = new Set();
  fault = null;
  counts = { connections: 0, broken: 0, corrupted: 0 };
  #heal = [];

  constructor(target, random) {
    this.target = target;
    this.random = random;
    this.server = createServer({ allowHalfOpen: true }, (near) => {
      this.counts.connections += 1;
      this.pairs.add(new Pair(this, near));
    });
  }

  #listen(port) {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', resolve);
    });
  }

  async open() {
    await this.#listen(0);
    this.port = this.server.address().port;
    this.origin = `http://127.0.0.1:${this.port}`;
  }

  /** From now on this is wrong, with connections that are open as well. */
  breakBy(fault) {
    this.fault = fault;
    if (fault !== 'refuse') return;
    this.server.close();
    for (const pair of this.pairs) pair.break('destroy');
  }

  async heal() {
    const before = this.fault;
    this.fault = null;
    this.#heal.splice(0).forEach((go) => go());
    if (before === 'refuse') await this.#listen(this.port);
  }

  healed() {
    return new Promise((resolve) => this.#heal.push(resolve));
  }

  async close() {
    if (this.fault) await this.heal();
    for (const pair of this.pairs) pair.break('destroy');
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** A line to `url`, closed with the scenario: {origin, port, breakBy(fault), heal(), counts}. */
export async function startFaultyLine(t, url, random) {
  const { hostname, port } = new URL(url);
  const line = new FaultyLine({ host: hostname, port: Number(port) }, random);
  await line.open();
  t.after(() => line.close());
  return line;
}
