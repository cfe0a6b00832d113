// The methods of the conformance kit's test hub, for the peer that the kit is tried on.

/** An error that callers are told of, whatever the hub's settings. */
export class HubException extends Error {
  type = 'HubException';
}

class InvalidOperation extends Error {
  type = 'InvalidOperationException';
}

/** Waits until somebody calls Release(), or the connection is over. */
function released({ peer, session }) {
  return new Promise((resolve) => {
    peer.waiting.push(resolve);
    session.onOver(() => {
      peer.waiting = peer.waiting.filter((known) => known !== resolve);
      resolve();
    });
  });
}

async function sum(items) {
  let total = 0;
  for await (const item of items) total += item;
  return total;
}

async function push(session, count, text) {
  for (let i = 0; i < count; ++i) await session.write({ type: 1, target: 'Recv', arguments: [text] });
  return null;
}

const kMethods = {
  Echo: { takes: ['any'], run: (call, x) => (call.peer.has('echoes wrong') ? 'wrong' : x) },
  Void: { run: ({ peer }) => (peer.has('void is nothing') ? undefined : null) },
  Throw: { run: () => { throw new InvalidOperation('BOOM!'); } },
  HubThrow: { run: () => { throw new HubException('msg'); } },
  Two: { takes: ['int', 'string'], run: (call, a, b) => `${a} ${b}` },
  Slow: { run: (call) => released(call).then(() => 'slow') },
  Release: {
    run: ({ peer }) => {
      const waiting = peer.waiting.splice(0);
      for (const go of waiting) go();
      return waiting.length;
    },
  },
  Count: { streams: true, takes: ['int'], async *run(call, n) { for (let i = 0; i < n; ++i) yield i; } },
  CountThenFail: {
    streams: true, takes: ['int'],
    async *run(call, n) {
      for (let i = 0; i < n; ++i) yield i;
      throw new InvalidOperation('BOOM!');
    },
  },
  StreamThrow: { streams: true, run: () => { throw new InvalidOperation('BOOM!'); } },
  Block: { streams: true, async *run({ cancelled }) { await cancelled; } },
  Sum: { uploads: 1, run: (call, items) => sum(items) },
  SumStrict: { uploads: 1, run: (call, items) => sum(items) },
  SumAfterCheck: { uploads: 1, check: () => new Promise((resolve) => setTimeout(resolve, 50, true)), run: (call, items) => sum(items) },
  TakeOne: { uploads: 1, async run(call, items) { for await (const item of items) return item; } },
  HoldStream: {
    uploads: 1,
    async run(call, items) {
      await released(call);
      let count = 0;
      for await (const item of items) count += item === undefined ? 0 : 1;
      return count;
    },
  },
  Authorised: { check: ({ session }) => session.connection.authorised, run: () => 'welcome' },
  Ask: { takes: ['int'], run: (call, n) => call.ask('Ask', n) },
  AskFails: { takes: ['int'], run: (call, n) => call.ask('Ask', n) },
  Abort: { run: ({ session }) => session.finish(null, { type: 7 }) },
  Push: { takes: ['int', 'string'], run: ({ session }, n, text) => push(session, n, text) },
  PushBytes: { takes: ['int'], run: ({ session }, n) => push(session, 1, 'x'.repeat(n)) },
  Unserializable: { run: () => { const ring = {}; ring.ring = ring; return ring; } },
  ConnectionId: { run: ({ session }) => session.connection.id },
  QueryValue: { takes: ['string'], run: ({ session }, name) => session.connection.query.get(name) },
  Events: { takes: ['string'], run: ({ peer }, tag) => peer.events.get(tag) ?? [] },
};

const kByName = new Map(Object.entries(kMethods).map(([name, method]) => [name.toLowerCase(), { takes: [], uploads: 0, ...method }]));

export const methodCalled = (target) => kByName.get(target.toLowerCase());

const kFits = { any: () => true, int: Number.isInteger, string: (value) => typeof value === 'string' };

/** Why these arguments do not fit, or nothing. */
export function misfit({ takes }, args) {
  if (args.length !== takes.length) return `Invocation provides ${args.length} argument(s) but target expects ${takes.length}.`;
  if (args.every((value, i) => kFits[takes[i]](value))) return '';
  return 'Error binding arguments. Make sure that the types of the provided values match the types of the hub method being invoked.';
}
