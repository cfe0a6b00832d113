// SIGTERM in each state of a session, over each transport, with the official client; who is told when, and where they go.
import assert from 'node:assert/strict';
import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import { test } from '../../tools/testing/runner.mjs';
import { parseSecond } from './lib/app_parser.mjs';
import { connect, openRaw } from './lib/clients.mjs';
import { startFront } from './lib/front.mjs';
import { request } from './lib/http.mjs';
import { kKey, startServer } from './lib/server.mjs';
import { kTwoDays } from './lib/two_days.mjs';
import { gatedWords, hang, pieces, startUpstream, words } from './lib/upstream.mjs';
import { Gate, until, within } from './lib/wait.mjs';

const kGoodbye = '{"type":7,"allowReconnect":true}';
const kEnded = { code: 0, signal: null };
const kTransports = [
  ['WebSockets', HttpTransportType.WebSockets],
  ['Server-Sent Events', HttpTransportType.ServerSentEvents],
  ['Long Polling', HttpTransportType.LongPolling],
];
const negotiate = (server) => request(server, 'POST', '/ai-chat/negotiate?negotiateVersion=1', {
  headers: { Authorization: `Web ${kKey}` },
});

async function begin(t, options = {}) {
  const upstream = await startUpstream(t);
  const server = await startServer(t, { upstream, ...options });
  return { upstream, server };
}

/** Ends the server and waits for the client's orderly end. */
async function endOf(server, client) {
  await until(() => client.closed, 'the end of the connection');
  assert.equal(client.closed.error, undefined);
  assert.deepEqual(await within(server.exit, 'the server to end'), kEnded);
}

for (const [name, transport] of kTransports) {
  test(`drain: an idle session over ${name} is told and ends`, async (t) => {
    const { server } = await begin(t);
    const client = await connect(t, server, { options: { transport } });
    server.signal('SIGTERM');
    await endOf(server, client);
  });

  test(`drain: a question over ${name} that has no word yet is answered whole`, async (t) => {
    const { upstream, server } = await begin(t);
    const gate = new Gate();
    upstream.next(gatedWords(gate, 'A late ', 'but ', 'whole answer.'));
    const client = await connect(t, server, { options: { transport } });
    const answer = client.say('Will this be answered at all?');
    await until(() => upstream.calls[0], 'the upstream call');
    server.signal('SIGTERM');
    await server.event('draining');
    gate.open();
    await within(answer, 'the completion');
    assert.equal(client.frames.at(-1), 'A late but whole answer.');
    await endOf(server, client);
  });

  test(`drain: an answer over ${name} that is at it is finished`, async (t) => {
    const { upstream, server } = await begin(t);
    const gate = new Gate();
    upstream.next(gatedWords(gate, 'Half ', 'and ', 'half.'));
    const client = await connect(t, server, { options: { transport } });
    const answer = client.say('Will this answer be finished?');
    gate.let();
    await client.frame((frame) => frame === 'Half ', 'the first word');
    server.signal('SIGTERM');
    await server.event('draining');
    gate.open();
    await within(answer, 'the completion');
    assert.equal(client.frames.at(-1), 'Half and half.');
    await endOf(server, client);
  });
}

test('drain: a plan that grows is finished', async (t) => {
  const { upstream, server } = await begin(t, { env: { SPOTTER_FRAME_INTERVAL_MS: '0' } });
  const gate = new Gate();
  upstream.next(async (call) => {
    call.begin();
    call.beginTool();
    for (const [index, piece] of pieces(JSON.stringify(kTwoDays), 40).entries()) {
      if (index === 20) await gate.pass();
      call.toolArguments(piece);
    }
    call.finish('tool_calls');
  });
  const client = await connect(t, server, { path: '/ai-chat-v2' });
  const answer = client.say('A plan for two days with a barbell, please');
  await until(() => client.others.length > 0, 'the first frame of the plan');
  server.signal('SIGTERM');
  await server.event('draining');
  gate.open();
  await within(answer, 'the completion');
  assert.equal(parseSecond(client.others.at(-1)).sessions.length, kTwoDays.sessions.length);
  await endOf(server, client);
});

test('drain: an answer of StreamMessage is finished, to its end and completion', async (t) => {
  const { upstream, server } = await begin(t);
  const gate = new Gate();
  upstream.next(gatedWords(gate, 'One ', 'after ', 'the other.'));
  const client = await connect(t, server, { path: '/ai-chat-v2' });
  const events = [];
  const over = new Promise((complete, error) => {
    client.connection.stream('StreamMessage', 'Will this stream be finished?', null)
      .subscribe({ next: (event) => events.push(event), complete, error });
  });
  gate.let();
  await until(() => events.some(({ delta }) => delta === 'One '), 'the first word');
  server.signal('SIGTERM');
  await server.event('draining');
  gate.open();
  await within(over, 'the end of the stream');
  assert.equal(events.map(({ delta }) => delta ?? '').join(''), 'One after the other.');
  assert.equal(events.at(-1).type, 'end');
  await endOf(server, client);
});

test('drain: a session whose answer has just ended is told like an idle one', async (t) => {
  const { upstream, server } = await begin(t);
  upstream.next(words('All said.'));
  const raw = await openRaw(t, server);
  raw.invoke('0', 'SendMessage', 'Say it all at once');
  await raw.completion('0');
  server.signal('SIGTERM');
  await raw.closing();
  assert.equal(raw.texts.at(-1), kGoodbye);
  assert.deepEqual(await within(server.exit, 'the server to end'), kEnded);
});

test('drain: not ready first, and served until the delay is over', async (t) => {
  const { upstream, server } = await begin(t, { env: { SPOTTER_DRAIN_DELAY: '2', SPOTTER_DRAIN_TIMEOUT: '20' } });
  const before = await openRaw(t, server);
  assert.equal((await request(server, 'GET', '/health/ready')).status, 200);
  server.signal('SIGTERM');
  await server.event('draining', { delay_s: 2, timeout_s: 20 });
  const ready = await until(async () => {
    const answer = await request(server, 'GET', '/health/ready');
    return answer.status === 503 && answer;
  }, 'the readiness page to say no');
  assert.equal(JSON.parse(ready.body).phase, 'draining');
  assert.equal((await request(server, 'GET', '/health')).status, 200);

  // Who has not heard of it yet is let in, and answered.
  upstream.next(words('Come ', 'in.'));
  assert.equal((await negotiate(server)).status, 200);
  const late = await connect(t, server);
  const answer = late.ask('Am I too late for this?');
  assert.equal((await answer).at(-1), 'Come in.');
  assert.equal(before.closed, null);

  upstream.next(hang());
  before.invoke('0', 'SendMessage', 'This holds up the end');
  await until(async () => (await negotiate(server)).status === 503, 'the doors to close');
  assert.match((await negotiate(server)).headers['retry-after'], /^\d+$/);
  assert.equal((await request(server, 'GET', '/health/live')).status, 200);
  await until(() => late.closed, 'the idle session to be told');
  server.signal('SIGTERM');
  assert.deepEqual(await within(server.exit, 'the server to end'), kEnded);
});

test('drain: a second signal during the delay ends at once', async (t) => {
  const { upstream, server } = await begin(t, { env: { SPOTTER_DRAIN_DELAY: '20' } });
  upstream.next(hang());
  const busy = await openRaw(t, server);
  const idle = await openRaw(t, server);
  busy.invoke('0', 'SendMessage', 'This will never be answered');
  await until(() => upstream.calls[0], 'the upstream call');
  server.signal('SIGTERM');
  await server.event('draining');
  server.signal('SIGTERM');
  assert.deepEqual(await within(server.exit, 'the server to end', 5_000), kEnded);
  for (const raw of [busy, idle]) {
    await raw.closing();
    assert.equal(raw.texts.at(-1), kGoodbye);
  }
});

for (const [name, transport] of kTransports) {
  test(`drain: a client that reconnects over ${name} goes on at another instance`, async (t) => {
    const { server: first } = await begin(t);
    const { upstream, server: second } = await begin(t);
    const front = await startFront(t, first);
    const connection = new HubConnectionBuilder()
      .withUrl(`${front.url}/ai-chat`, { accessTokenFactory: () => `Web ${kKey}`, transport })
      .withAutomaticReconnect([0, 50, 200, 500])
      .configureLogging(LogLevel.None)
      .build();
    t.after(() => connection.stop());
    const frames = [];
    let again = false;
    connection.on('ReceiveMessage', ({ message }) => frames.push(message));
    connection.onreconnected(() => (again = true));
    await within(connection.start(), 'the client to connect');
    front.target = second;
    first.signal('SIGTERM');
    await until(() => again, 'the client to be back');
    assert.deepEqual(await within(first.exit, 'the first instance to end'), kEnded);
    upstream.next(words('At ', 'your service.'));
    await within(connection.invoke('SendMessage', 'Is somebody there again?'), 'the completion');
    assert.equal(frames.at(-1), 'At your service.');
  });
}

test('drain: many idle sessions are told one after the other, not at once', async (t) => {
  // On an idle machine 60 sessions take 600 ms: half of the time that is left would allow more.
  const { server } = await begin(t, { shards: 1 });
  const all = await Promise.all(Array.from({ length: 60 }, () => openRaw(t, server)));
  const ends = [];
  for (const raw of all) raw.socket.on('close', () => ends.push(performance.now()));
  server.signal('SIGTERM');
  await until(() => ends.length === all.length, 'all sessions to be told', 20_000);
  for (const raw of all) assert.equal(raw.texts.at(-1), kGoodbye);
  const seen = ends.filter((at) => at > ends[0] + 50).length;
  assert.ok(seen > all.length / 2, `${all.length - seen} of ${all.length} within the first 50 ms`);
  assert.deepEqual(await within(server.exit, 'the server to end'), kEnded);
});

test('drain: of 200 running answers none is cut', async (t) => {
  const { upstream, server } = await begin(t, { env: { TEST_MODE: '1' } });
  const gate = new Gate();
  upstream.always(gatedWords(gate, 'Two ', 'hundred ', 'answers.'));
  const clients = await Promise.all(Array.from({ length: 200 }, () => openRaw(t, server)));
  for (const raw of clients) raw.invoke('0', 'SendMessage', 'Will all of us be answered?');
  await until(() => upstream.calls.length === 200, 'all upstream calls');
  gate.let(200);
  await until(() => clients.every(({ frames }) => frames.length > 0), 'the first words', 20_000);
  server.signal('SIGTERM');
  await server.event('draining');
  gate.open();
  await Promise.all(clients.map((raw) => raw.closing(20_000)));
  const cut = clients.filter((raw) =>
    raw.frames.at(-1) !== 'Two hundred answers.' || raw.texts.at(-1) !== kGoodbye ||
    !raw.texts.includes('{"type":3,"invocationId":"0","result":null}'));
  assert.equal(cut.length, 0);
  assert.deepEqual(await within(server.exit, 'the server to end'), kEnded);
}, { timeoutMs: 60_000 });
