// The network is cut a hundred times in the middle of everything, and nothing of it is to be noticed: stateful reconnect with
// the official client, whose first try comes at once.
import assert from 'node:assert/strict';
import { HttpTransportType, HubConnectionBuilder, LogLevel, Subject } from '@microsoft/signalr';
import { MessagePackHubProtocol } from '@microsoft/signalr-protocol-msgpack';
import { test } from '../../tools/testing/runner.mjs';
import { startCuttingProxy } from './lib/cutting_proxy.mjs';
import { kKey, startServer } from './lib/server.mjs';
import { kUsesPeer, startTestHub } from './lib/test_hub.mjs';
import { startUpstream } from './lib/upstream.mjs';
import { within } from './lib/wait.mjs';

const kCuts = 100;
const kLimitMs = 80_000;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Connects with stateful reconnect: {connection, closed}; `closed` is what onclose was told, if it was. */
async function connectThrough(t, url, { protocol, key } = {}) {
  const builder = new HubConnectionBuilder().withUrl(url, {
    transport: HttpTransportType.WebSockets, ...(key ? { accessTokenFactory: () => key } : {}),
  }).withStatefulReconnect().configureLogging(LogLevel.None);
  if (protocol) builder.withHubProtocol(protocol);
  const connection = builder.build();
  const closed = [];
  connection.onclose((error) => closed.push(String(error)));
  t.after(() => connection.stop());
  await within(connection.start(), 'the client to connect');
  return { connection, closed };
}

/** Everything that a stream brings, {items, end}. */
function collect(stream) {
  const items = [];
  const end = new Promise((resolve, reject) =>
    stream.subscribe({ next: (item) => items.push(item), complete: resolve, error: reject }));
  return { items, end };
}

/** Calls step(0), step(1), ... a few milliseconds apart until no cut is left to come; returns how many there were. */
async function whileCut(proxy, closed, ms, step) {
  let count = 0;
  for (; proxy.cuts < kCuts && closed.length === 0; ++count) {
    step(count);
    await pause(ms);
  }
  return count;
}

/** The first place where a list is not 0, 1, 2, ..., with what is around it; nothing when it is. */
const disorder = (items) => {
  const at = items.findIndex((item, i) => item !== i);
  return at < 0 ? '' : `at ${at}: ${items.slice(Math.max(0, at - 3), at + 4).join(' ')}`;
};

/**
 * A client that acknowledges in the middle of what it is sent again, and then is cut, is told to go on after what it has
 * acknowledged; it calls that an error, because it counts from what it was sent again. The server's own Close says otherwise.
 */
const isClientsFault = (closed) => closed.some((error) => error.includes('Sequence ID greater than amount of messages'));

/** A hundred cuts of one connection; false when the client gave up by its own fault. */
async function playCuts(t, url, tag, protocol) {
  const proxy = await startCuttingProxy(t, `${url}/stateful?tag=${tag}`, { bytesMax: 60_000, msMax: 250 });
  const { connection, closed } = await connectThrough(t, proxy.url, { protocol });
  const id = connection.connectionId;
  proxy.begin(kCuts);
  const words = [];
  connection.on('Recv', (word) => words.push(word));

  // As fast as it can be acknowledged, and longer than the cuts take.
  const long = [];
  const subscription = connection.stream('Count', 10_000_000).subscribe({ next: (item) => long.push(item), complete() {}, error() {} });
  const subject = new Subject();
  const sum = connection.invoke('Sum', subject);
  // One invocation after the other: the next would wait for its turn, with the Acks that the one before it waits for behind it.
  let asked = 0;
  const asking = (async () => {
    for (; proxy.cuts < kCuts && closed.length === 0; ++asked) {
      await connection.invoke('Push', 2, `word ${asked}`);
      assert.equal(await connection.invoke('Echo', asked), asked);
      const { items, end } = collect(connection.stream('Count', 20));
      await end;
      assert.equal(items.length, 20);
    }
  })();
  for (const promise of [sum, asking]) promise.catch(() => {}); // awaited below, if it comes to that
  const uploaded = await whileCut(proxy, closed, 3, (i) => subject.next(i));
  subject.complete();
  if (isClientsFault(closed)) {
    await Promise.allSettled([sum, asking]);
    return false;
  }
  assert.deepEqual(closed, []);
  assert.equal(proxy.cuts, kCuts);
  subscription.dispose();
  assert.equal(disorder(long), '');
  assert.ok(long.length > 1_000, `${long.length} items`);

  assert.equal(await within(sum, 'the sum', 30_000), (uploaded * (uploaded - 1)) / 2);
  await within(asking, 'the last answer', 30_000);
  assert.deepEqual(words, Array.from({ length: 2 * asked }, (_, i) => `word ${i >> 1}`));
  assert.equal(connection.connectionId, id);
  assert.equal(await connection.invoke('ConnectionId'), id);
  assert.deepEqual(await connection.invoke('Events', tag), ['connected']);
  assert.ok(Object.values(proxy.kinds).every((count) => count > 5), JSON.stringify(proxy.kinds));
  assert.deepEqual(closed, []);
  return true;
}

for (const [name, protocol] of [['JSON', undefined], ['MessagePack', new MessagePackHubProtocol()]]) {
  test(`cuts: a hundred in the middle of streams, pushes and uploads lose nothing and double nothing, in ${name}`, async (t) => {
    const { url } = await startTestHub(t);
    assert.ok((await playCuts(t, url, 'first', protocol)) || (await playCuts(t, url, 'second', protocol)), 'the client gave up twice');
  }, { timeoutMs: 2 * kLimitMs });
}

/** Answers with word after word until `over()`, a few milliseconds apart; counts them in `said`. */
const wordsUntil = (over, said) => async (call) => {
  call.begin();
  while (!over() && !call.aborted) {
    call.say(`word${said.length} `);
    said.push(said.length);
    await pause(4);
  }
  if (!call.aborted) call.finish();
};

if (!kUsesPeer) {
  test('cuts: of an answer of the coach that is cut a hundred times, every word comes once and in its place', async (t) => {
    const upstream = await startUpstream(t);
    const server = await startServer(t, { upstream });
    const proxy = await startCuttingProxy(t, `${server.url}/ai-chat-v2`, { bytesMax: 2_000, msMax: 120 });
    const { connection, closed } = await connectThrough(t, proxy.url, { key: `Web ${kKey}` });
    const id = connection.connectionId;
    proxy.begin(kCuts);
    const said = [];
    upstream.next(wordsUntil(() => proxy.cuts >= kCuts || closed.length > 0, said));
    const { items, end } = collect(connection.stream('StreamMessage', 'A long story please', {}));
    await within(end, 'the end of the answer', kLimitMs);
    const text = items.filter(({ type }) => type === 'text').map(({ delta }) => delta).join('');
    assert.equal(disorder(text.trimEnd().split(' ').map((word) => Number(word.replace('word', '')))), '');
    assert.equal(text.trimEnd().split(' ').length, said.length);
    assert.equal(items.at(-1).type, 'end');
    assert.equal(proxy.cuts, kCuts);
    assert.equal(connection.connectionId, id);
    assert.deepEqual(closed, []);
  }, { timeoutMs: kLimitMs });
}
