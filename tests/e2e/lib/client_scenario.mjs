// What every client does with the test hub, and what it must see. Runs in Node and, as it is, in a page: no imports, and
// what it returns is JSON.
//
// A cell is one client over one transport in one protocol: {transport, skipNegotiation, protocol, can, refusal}; `can`
// names what this client is able to do, see kClients.

const kDeadlineMs = 8_000;

async function until(condition, what) {
  const end = Date.now() + kDeadlineMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${kDeadlineMs} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

function inTime(promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${kDeadlineMs} ms`)), kDeadlineMs);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** The text of the error that a promise must be rejected with. */
const errorOf = (promise) => promise.then((value) => ({ $noError: value ?? null }), (error) => error.message);

/** {items, end} of a stream, `end` null or the text of its error; `leaveAfter` items the client lets go of it. */
function follow(connection, leaveAfter, method, ...args) {
  return new Promise((resolve) => {
    const items = [];
    const subscription = connection.stream(method, ...args).subscribe({
      next: (item) => {
        items.push(item);
        if (items.length !== leaveAfter) return;
        subscription.dispose();
        resolve({ items, end: 'left' });
      },
      complete: () => resolve({ items, end: null }),
      error: (error) => resolve({ items, end: error.message }),
    });
  });
}

/** Uploads the items to a method that takes a stream, then ends it, with an error if there is one. */
function upload({ api, connection }, method, items, error) {
  const subject = new api.Subject();
  const result = connection.invoke(method, subject);
  for (const item of items) subject.next(item);
  if (error) subject.error(error);
  else subject.complete();
  return result;
}

const kFailed = (method) => `Failed to invoke '${method}' due to an error on the server.`;
const kUnexpected = (method) => `An unexpected error occurred invoking '${method}' on the server.`;
const upTo = (n) => Array.from({ length: n }, (_, i) => i);

export const kValues = [
  'plain', '',
  'two\nlines\tand\r\0\u0001\u001e\u001f\u007f"\\/<>&\'+', 'ärger 東京 ☃ 👩‍👩‍👧 𝄞 \u2028\u2029\ufeff', 'x'.repeat(300), '</script>',
  0, 1, -1, 127, 128, -128, -129, 65_535, 65_536, 2_147_483_648, -2_147_483_649, 9_007_199_254_740_991, -1.5, 1e300,
  true, false, null, [], {}, [[], [[1, [null]]]], [null, null],
  { a: { b: { c: [1, { d: 'e' }] } }, 'ключ': 1, '鍵 🔑': [true], '': 'empty', 'a.b': null, 'x\u001ey': '\u001e' },
  Array.from({ length: 100 }, (_, i) => ({ i, text: `item ${i}` })),
];

const kBytes = [0, 1, 30, 31, 127, 128, 254, 255];

/** {name, needs?, run(session), sees(cell)}: `sees` is what run must return. */
export const kParts = [
  {
    name: 'the id of the connection is the one that the server knows it by', needs: 'connectionId',
    run: async ({ connection }) => {
      const told = connection.connectionId ?? null;
      return told === null ? 'none' : told === (await connection.invoke('ConnectionId')) ? 'the same' : 'another';
    },
    sees: ({ skipNegotiation }) => (skipNegotiation ? 'none' : 'the same'),
  },
  {
    name: 'values come back as they were',
    run: ({ connection }) => Promise.all(kValues.map((value) => connection.invoke('Echo', value))),
    sees: () => kValues,
  },
  {
    name: 'fractions come back to the last bit', needs: 'doubles',
    run: ({ connection }) => Promise.all([0.1, -1 / 3, 5e-324].map((value) => connection.invoke('Echo', value))),
    sees: () => [0.1, -1 / 3, 5e-324],
  },
  {
    name: 'bytes come back as they were', needs: 'bytes',
    run: async ({ connection }) => Array.from(await connection.invoke('Echo', new Uint8Array(kBytes))),
    sees: () => kBytes,
  },
  {
    name: 'a method without a result is null, one with two arguments has its result',
    run: async ({ connection }) => [(await connection.invoke('Void')) === null, await connection.invoke('tWO', 3, 'x')],
    sees: () => [true, '3 x'],
  },
  {
    name: "the page's own query reaches the hub",
    run: ({ connection }) => Promise.all(['word', 'no'].map((name) => connection.invoke('QueryValue', name))),
    sees: () => ['é&=?', null],
  },
  {
    name: 'errors have the texts of the reference',
    run: async ({ connection }) => {
      const calls = [
        ['NoSuchMethod'], ['OnDisconnectedAsync'], ['Two', 1], ['Two', 'x', 1], ['Throw'], ['HubThrow'], ['hubthrow'], ['Count', 1], ['Authorised'],
      ];
      const texts = [];
      for (const call of calls) texts.push(await errorOf(connection.invoke(...call)));
      return texts;
    },
    sees: () => [
      `${kFailed('NoSuchMethod')} HubException: Method does not exist.`,
      `${kFailed('OnDisconnectedAsync')} HubException: Method does not exist.`,
      kFailed('Two'), kFailed('Two'), kUnexpected('Throw'),
      `${kUnexpected('HubThrow')} HubException: msg`, `${kUnexpected('hubthrow')} HubException: msg`,
      "The client attempted to invoke the streaming 'Count' method with a non-streaming invocation.",
      "Failed to invoke 'Authorised' because user is unauthorized",
    ],
  },
  {
    name: 'streams come in order, to their end or their error',
    run: async ({ connection }) => [
      await follow(connection, 0, 'Count', 50), await follow(connection, 0, 'Count', 0), await follow(connection, 0, 'CountThenFail', 2),
      await follow(connection, 0, 'StreamThrow'), await follow(connection, 0, 'Echo', 1), await follow(connection, 0, 'NoSuchMethod'),
    ],
    sees: () => [
      { items: upTo(50), end: null }, { items: [], end: null },
      { items: [0, 1], end: 'An error occurred on the server while streaming results.' },
      { items: [], end: kUnexpected('StreamThrow') },
      { items: [], end: "The client attempted to invoke the non-streaming 'Echo' method with a streaming invocation." },
      { items: [], end: `${kFailed('NoSuchMethod')} HubException: Method does not exist.` },
    ],
  },
  {
    name: 'three streams at once do not mix',
    run: ({ connection }) => Promise.all([30, 20, 10].map((n) => follow(connection, 0, 'Count', n))),
    sees: () => [30, 20, 10].map((n) => ({ items: upTo(n), end: null })),
  },
  {
    name: 'a stream that the client leaves is no burden', needs: 'cancel',
    run: async ({ connection }) => [await follow(connection, 2, 'Count', 400), await connection.invoke('Echo', 'after')],
    sees: () => [{ items: [0, 1], end: 'left' }, 'after'],
  },
  {
    name: 'uploads are summed, or fail as the client says', needs: 'uploads',
    run: async (session) => [
      await upload(session, 'Sum', upTo(24)), await upload(session, 'Sum', []), await upload(session, 'TakeOne', [7, 8, 9]),
      await Promise.all([3, 4, 5].map((n) => upload(session, 'Sum', upTo(n)))),
      await errorOf(upload(session, 'SumStrict', [1, 2], new Error('Something bad'))),
      await errorOf(upload(session, 'SumStrict', ['no number'])),
      await errorOf(upload(session, 'Void', [1])), await errorOf(session.connection.invoke('Sum')),
      await upload(session, 'SumAfterCheck', [20, 22]),
    ],
    sees: () => [
      276, 0, 7, [3, 6, 10], `${kUnexpected('SumStrict')} HubException: Something bad`,
      `${kUnexpected('SumStrict')} HubException: Failed to bind Stream message.`,
      `${kUnexpected('Void')} HubException: Client sent 1 stream(s), Hub method expects 0.`,
      `${kUnexpected('Sum')} HubException: Client sent 0 stream(s), Hub method expects 1.`, 42,
    ],
  },
  {
    name: 'the hub asks the client, which answers, fails, or has no answer', needs: 'answers',
    run: async ({ connection }) => {
      const ask = async (method, handler) => {
        if (handler) connection.on('Ask', handler);
        const told = await connection.invoke(method, 41).catch((error) => error.message);
        connection.off('Ask');
        return told;
      };
      return [
        await ask('Ask', (n) => n + 1), await ask('Ask', async (n) => n + 2), await ask('AskFails', () => Promise.reject(new Error('not now'))),
        await ask('AskFails'), await ask('AskFails', () => undefined),
        await ask('Ask', async (n) => n + (await connection.invoke('Echo', 3))),
      ];
    },
    sees: () => [
      42, 43, `${kUnexpected('AskFails')} HubException: Error: not now`, `${kUnexpected('AskFails')} HubException: Client didn't provide a result.`,
      `${kUnexpected('AskFails')} HubException: Client didn't provide a result.`, 44,
    ],
  },
  {
    name: 'pushes come in order and before the Completion of who caused them',
    run: async ({ connection, received }) => {
      received.splice(0);
      await connection.invoke('Push', 20, 'first 🌍');
      const first = received.splice(0);
      for (const word of ['a', 'b', 'c']) await connection.send('Push', 2, word);
      await until(() => received.length >= 6, 'six pushes');
      await connection.invoke('Void');
      return [first, received.splice(0)];
    },
    sees: () => [Array(20).fill('first 🌍'), ['a', 'a', 'b', 'b', 'c', 'c']],
  },
  {
    name: 'errors of what is only sent tell nobody',
    run: async ({ connection }) => {
      for (const call of [['Throw'], ['NoSuchMethod'], ['Two', 1], ['Count', 1]]) await connection.send(...call);
      return connection.invoke('Echo', 'well');
    },
    sees: () => 'well',
  },
  {
    name: 'large texts come whole, both ways',
    run: async ({ connection, received }) => {
      received.splice(0);
      await connection.invoke('PushBytes', 100_000);
      const [push] = received.splice(0);
      return [push.length, /^x*$/.test(push), await connection.invoke('Echo', 'é'.repeat(16_000))];
    },
    sees: () => [100_000, true, 'é'.repeat(16_000)],
  },
  {
    name: 'twenty invocations at once complete in order', needs: 'order',
    run: async ({ connection }) => {
      const order = [];
      await Promise.all(upTo(20).map((i) => connection.invoke('Echo', i).then((echoed) => order.push(echoed))));
      return order;
    },
    sees: () => upTo(20),
  },
  {
    name: 'who may enter is let in, and may call what needs that',
    run: async ({ open }) => {
      const { connection } = await open('/auth', { authorised: true });
      const welcome = await connection.invoke('Authorised');
      await connection.stop();
      return welcome;
    },
    sees: () => 'welcome',
  },
  {
    name: 'who may not enter is told so', needs: 'negotiation',
    run: ({ open }) => errorOf(open('/auth')),
    sees: ({ refusal }) => refusal,
  },
  {
    name: 'a client that cannot answer ends the connection when it is asked', needs: 'no answers',
    run: async ({ open }) => {
      const { connection, closed } = await open('');
      connection.on('Ask', () => {});
      await connection.send('Ask', 1);
      await until(() => closed.length > 0, 'the end of the connection');
      return closed;
    },
    sees: () => ['Server requested a response, which is not supported in this version of the client.'],
  },
  {
    name: 'the hub aborts the connection, and that is no error',
    run: async ({ cell, open, events }) => {
      const { connection, closed, tag } = await open('');
      await connection.send('Abort');
      await until(() => closed.length > 0, 'the end of the connection');
      return [cell.can.includes('calm end') ? closed : closed.map(() => 'ended'), await events(tag)];
    },
    sees: ({ can }) => [[can.includes('calm end') ? null : 'ended'], ['connected', 'disconnected']],
  },
  {
    name: 'the client stops, and that is no error to either side',
    run: async ({ api, connection, closed, tag, events }) => {
      await connection.stop();
      return [closed, connection.state === api.HubConnectionState.Disconnected, await events(tag)];
    },
    sees: () => [[null], true, ['connected', 'disconnected']],
  },
];

/** The parts that the client of a cell can play. */
export const partsOf = ({ can }) => kParts.filter(({ needs }) => !needs || can.includes(needs));

/** Opens a connection of the cell's kind at `path` of the hub, as {connection, closed, received, tag}. */
async function open({ api, protocol, cell, url, token, asInItsDay = (fn) => fn() }, path, { authorised = false } = {}) {
  const tag = Math.random().toString(36).slice(2);
  const builder = new api.HubConnectionBuilder().withUrl(`${url}${path}?tag=${tag}&word=${encodeURIComponent('é&=?')}`, {
    transport: api.HttpTransportType[cell.transport],
    ...(cell.skipNegotiation ? { skipNegotiation: true } : {}),
    ...(authorised ? { accessTokenFactory: () => token } : {}),
  }).configureLogging(api.LogLevel.None);
  if (protocol) builder.withHubProtocol(new protocol.MessagePackHubProtocol());
  const connection = asInItsDay(() => builder.build());
  const opened = { connection, tag, closed: [], received: [] };
  connection.onclose((error) => opened.closed.push(error ? error.message : null));
  connection.on('Recv', (text) => opened.received.push(text));
  await connection.start();
  return opened;
}

/**
 * Plays the cell: {name of the part: what it saw}, {$failed: error} for one that broke. `api` is the client's package,
 * `protocol` that of MessagePack or null; `asInItsDay` runs what builds a connection as the client's time had it.
 */
export async function play(world) {
  const main = await open(world, '');
  const session = {
    ...main, api: world.api, cell: world.cell, open: (...args) => open(world, ...args),
    /** What happened on connections of that tag, once they are over; asked over a connection of its own. */
    events: async (tag) => {
      const { connection } = await open(world, '');
      const over = await until(async () => {
        const events = await connection.invoke('Events', tag);
        return events.some((event) => event.startsWith('disconnected')) && events;
      }, 'the hub to hear of the end');
      await connection.stop();
      return over;
    },
  };
  const seen = {};
  for (const { name, run } of partsOf(world.cell)) {
    try {
      seen[name] = await inTime(run(session));
    } catch (error) {
      seen[name] = { $failed: String(error) };
    }
  }
  return seen;
}

const sorted = (value) =>
  value && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])])) : Array.isArray(value) ? value.map(sorted) : value;

/** Every part that the client did not see as it must, a line each. */
export function differences(cell, seen) {
  const names = partsOf(cell).map(({ name }) => name);
  const text = (value) => JSON.stringify(sorted(value)) ?? 'undefined';
  const wrong = partsOf(cell).map(({ name, sees }) => [name, text(seen[name]), text(sees(cell))]).filter(([, saw, must]) => saw !== must);
  const unknown = Object.keys(seen).filter((name) => !names.includes(name));
  return [
    ...unknown.map((name) => `a part that was not to be played: ${name}`),
    ...wrong.map(([name, saw, must]) => {
      const from = Math.max(0, [...must].findIndex((letter, i) => letter !== [...saw][i]) - 40);
      const short = (value) => [...value].slice(from, from + 300).join('');
      return `${name}\n  saw  ${short(saw)}\n  must ${short(must)}`;
    }),
  ];
}
