// A proxy between a client and a server that cuts WebSockets: after so many bytes, in the middle of a frame or a record, or when
// nothing moves for a while; politely with an end of TCP, or with a reset that loses what is on its way.
import { connect, createServer } from 'node:net';

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How one socket is cut: after `bytes` of that `way` ('down' to the client, 'up'), or after `ms` at most. */
const cutBy = (random, { bytesMax, msMax }) => () => {
  const way = random() < 0.7 ? 'down' : 'up';
  return {
    way, bytes: Math.floor(random() ** 2 * (way === 'down' ? bytesMax : bytesMax / 40)), ms: 1 + random() * msMax,
    how: ['end', 'destroy', 'reset'][Math.floor(random() * 3)],
  };
};

class CuttingProxy {
  cuts = 0;
  /** How many were by bytes, and of each kind. */
  kinds = { bytes: 0, end: 0, destroy: 0, reset: 0 };
  #sockets = new Set();
  #left = 0;

  constructor(target, plan) {
    Object.assign(this, { target, plan });
    this.server = createServer((client) => this.#carry(client));
  }

  #keep(socket) {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {}); // a close follows
    socket.on('close', () => this.#sockets.delete(socket));
  }

  #carry(client) {
    const server = connect(this.target.port, this.target.hostname);
    this.#keep(client);
    this.#keep(server);
    let plan = null; // once the client has used its WebSocket
    let upgraded = false;
    const passed = { up: 0, down: 0 };
    const cut = (kind) => {
      if (!plan || plan.done) return;
      plan.done = true;
      clearTimeout(plan.timer);
      this.cuts += 1;
      if (kind === 'bytes') this.kinds.bytes += 1;
      this.kinds[plan.how] += 1;
      for (const socket of [client, server]) {
        if (plan.how === 'end') socket.end(() => socket.destroy());
        else if (plan.how === 'reset') socket.resetAndDestroy();
        else socket.destroy();
      }
    };
    const forward = (way, to) => (bytes) => {
      if (plan?.done) return;
      if (way === 'up' && upgraded && !plan && this.#left > 0) {
        this.#left -= 1;
        plan = this.plan();
        plan.timer = setTimeout(cut, plan.ms);
      }
      if (way === 'up' && /^get [^\r]*\r\n(?:[^\r]+\r\n)*upgrade: websocket/i.test(bytes.toString('latin1'))) upgraded = true;
      const room = plan?.way === way ? plan.bytes - passed[way] : Infinity;
      passed[way] += plan ? bytes.length : 0;
      to.write(bytes.subarray(0, Math.max(0, Math.min(room, bytes.length))), () => {
        if (bytes.length >= room) cut('bytes');
      });
    };
    client.on('data', forward('up', server));
    server.on('data', forward('down', client));
    client.on('close', () => {
      clearTimeout(plan?.timer);
      server.destroy();
    });
    server.on('close', () => client.destroy());
  }

  /** Cuts so many WebSockets from now on, the one that is open included. */
  begin(cuts) {
    this.#left = cuts;
  }

  async listen() {
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.origin = `http://127.0.0.1:${this.server.address().port}`;
  }

  close() {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.server.close(resolve));
  }
}

/**
 * A proxy to the server at `url`, ended with the test: {url, cuts, kinds, begin}. Each socket that it cuts has been used by its
 * client, which would take one that it could not even open for the end. SPOTTER_TEST_SEED repeats a run.
 */
export async function startCuttingProxy(t, url, { bytesMax, msMax }) {
  const seed = Number(process.env.SPOTTER_TEST_SEED ?? Math.floor(Math.random() * 2 ** 32));
  t.notes.push(`SPOTTER_TEST_SEED=${seed}`);
  const proxy = new CuttingProxy(new URL(url), cutBy(randomFrom(seed), { bytesMax, msMax }));
  await proxy.listen();
  t.after(() => proxy.close());
  proxy.url = url.replace(/^http:\/\/[^/]+/, proxy.origin);
  return proxy;
}
