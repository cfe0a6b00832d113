// StreamMessage with the official client: what is new, once, with an end that programs read (docs/streaming.md).
import assert from 'node:assert/strict';
import { test } from '../../tools/testing/runner.mjs';
import { Answer } from '../../tools/chat/answer.mjs';
import { parseSecond } from './lib/app_parser.mjs';
import { plainText, runChat, runChatAsOne, runChatInTerminal } from './lib/chat_process.mjs';
import { connect, openRaw } from './lib/clients.mjs';
import { validateSecond } from './lib/plan_schema.mjs';
import { sentence } from './lib/sentences.mjs';
import { kAlone, kIllness, startServer } from './lib/server.mjs';
import { kTwoDays, kTwoDaysNames } from './lib/two_days.mjs';
import { cutAfter, gatedWords, hang, planOf, refuse, startUpstream, words } from './lib/upstream.mjs';
import { Gate, until, within } from './lib/wait.mjs';

/** One call of StreamMessage: its events, what an app keeps of them, and how it ended. */
class Stream extends Answer {
  events = [];

  constructor(client, message, options = null) {
    super();
    this.over = new Promise((resolve, reject) => {
      this.subscription = client.connection.stream('StreamMessage', message, options).subscribe({
        next: (event) => {
          assert.equal(this.end, null, 'an event came after the end');
          this.events.push(event);
          this.on(event);
        },
        complete: resolve,
        error: reject,
      });
    });
    this.over.catch(() => {});
  }

  types() {
    return this.events.map(({ type }) => type);
  }
}

async function begin(t, { env = {}, ...options } = {}) {
  const upstream = await startUpstream(t);
  const server = await startServer(t, { upstream, env, ...options });
  const client = await connect(t, server, { path: '/ai-chat-v2' });
  return { upstream, server, client };
}

async function ask(client, message, options) {
  const stream = new Stream(client, message, options);
  await within(stream.over, `the answer to ${message}`, 20_000);
  return stream;
}

test('stream: each word comes once, then what it cost and why it ended', async (t) => {
  const { upstream, server, client } = await begin(t);
  const gate = new Gate();
  const list = ['Three ', 'full-body ', 'days.'];
  upstream.next(gatedWords(gate, ...list));
  const stream = new Stream(client, 'How often should I train?', { locale: 'de-AT', weightUnit: 'kilograms' });
  let text = '';
  for (const word of list) {
    gate.let();
    text += word;
    await until(() => stream.text === text, `"${text}"`);
  }
  gate.let();
  await within(stream.over, 'the completion');
  assert.deepEqual(stream.events.slice(0, 3), list.map((delta) => ({ type: 'text', delta })));
  assert.deepEqual(stream.usage.tokens, { input: 21, output: 7, estimated: false });
  assert.equal(stream.usage.charged, true);
  assert.deepEqual(stream.end, { type: 'end', reason: 'complete' });
  assert.match(upstream.calls[0].body.messages[0].content, /de-AT/);
  assert.deepEqual(client.frames, []);
  await server.event('turn_finished', { outcome: 'answered' });
});

test('stream: streams and the calls of the app share one chat', async (t) => {
  const { upstream, client } = await begin(t);
  upstream.next(words('Answer one.'));
  upstream.next(words('Answer two.'));
  assert.equal((await client.ask('Question number one')).at(-1), 'Answer one.');
  assert.equal((await ask(client, 'Question number two')).text, 'Answer two.');
  assert.deepEqual(upstream.calls[1].conversation, [
    ['user', 'Question number one'], ['assistant', 'Answer one.'], ['user', 'Question number two'],
  ]);
});

test('stream: a plan grows by patches into the plan that the app imports', async (t) => {
  const { upstream, client } = await begin(t, { env: { SPOTTER_FRAME_INTERVAL_MS: '0' } });
  const gate = new Gate();
  // Each piece ends with an exercise, the last one with the plan.
  const pieces = JSON.stringify(kTwoDays).split(/(?<="increment":2.5,"progression":"reps_then_load","superset_with_next":false,"notes":""})/);
  assert.equal(pieces.length, 6);
  upstream.next(async (call) => {
    call.begin();
    call.beginTool();
    for (const piece of pieces) {
      await gate.pass();
      call.toolArguments(piece);
    }
    await gate.pass();
    call.finish('tool_calls');
  });
  const stream = new Stream(client, 'Two days please');
  const names = () => stream.plan?.blueprint.sessions.map(({ exercises }) => exercises.map(({ name }) => name));
  for (let count = 1; count <= kTwoDaysNames.flat().length; ++count) {
    gate.let();
    await until(() => names()?.flat().length === count, `exercise ${count}`);
  }
  assert.deepEqual(names(), kTwoDaysNames);
  assert.equal(stream.final, false);
  const grown = stream.plan.blueprint.sessions;
  gate.let(2);
  await within(stream.over, 'the completion');
  assert.equal(stream.final, true);
  assert.deepEqual(stream.plan.blueprint.sessions, grown);
  assert.equal(stream.end.reason, 'complete');
  assert.deepEqual(stream.types(), ['plan', 'planPatch', 'planPatch', 'planPatch', 'planPatch', 'plan', 'usage', 'end']);
  const payload = { type: 'chatPlan', ...stream.plan };
  validateSecond(payload);
  assert.equal(parseSecond(payload).sessions.length, 2);
});

test('stream: the offline coach makes a plan over it', async (t) => {
  const server = await startServer(t);
  const client = await connect(t, server, { path: '/ai-chat-v2' });
  const stream = await ask(client, '3 days a week, beginner, only dumbbells please', { locale: 'en-US' });
  assert.equal(stream.end.reason, 'complete');
  assert.equal(stream.final, true);
  assert.equal(stream.plan.blueprint.sessions.length, 3);
  assert.ok(stream.types().includes('planPatch'), stream.types().join());
  validateSecond({ type: 'chatPlan', ...stream.plan });
  const german = await ask(client, 'hallo', { locale: 'de-DE' });
  assert.match(german.text, /\b(ich|und|dein|du)\b/i);
});

test('stream: a newer message ends the one before at once', async (t) => {
  const { upstream, client } = await begin(t);
  const gate = new Gate();
  upstream.next(gatedWords(gate, 'One ', 'more'));
  upstream.next(hang());
  const first = new Stream(client, 'The first question');
  gate.let();
  await until(() => first.text === 'One ', 'the first word');
  const second = new Stream(client, 'The second question');
  await within(first.over, 'the end of the first stream');
  assert.equal(first.end.reason, 'superseded');
  assert.equal(first.usage.charged, true);
  await upstream.calls[0].abortedByPeer();
  await until(() => upstream.calls.length === 2, 'the second call');
  await client.restart();
  await within(second.over, 'the end of the second stream');
  assert.equal(second.end.reason, 'restarted');
  assert.equal(second.usage.charged, false);
});

test('stream: it stops by StopInProgress, which says so, and by its cancellation', async (t) => {
  const { upstream, server, client } = await begin(t);
  const gate = new Gate();
  upstream.next(gatedWords(gate, 'One ', 'more'));
  const stopped = new Stream(client, 'Talk for long');
  gate.let();
  await until(() => stopped.text === 'One ', 'the first word');
  await client.stop();
  await within(stopped.over, 'the end');
  assert.equal(stopped.end.reason, 'stopped');
  assert.equal(stopped.usage.charged, true);
  upstream.next(hang());
  const cancelled = new Stream(client, 'Talk for long again');
  await until(() => upstream.calls.length === 2, 'the second call');
  cancelled.subscription.dispose();
  await upstream.calls[1].abortedByPeer();
  const hasStoppedTwice = () => server.events.filter(({ outcome }) => outcome === 'stopped').length === 2;
  await until(hasStoppedTwice, 'the turn to end');
  // The connection is as good as before.
  assert.equal((await ask(client, 'Are you there?')).end.reason, 'complete');
});

test('stream: an answer that breaks off begins again', async (t) => {
  const { upstream, client } = await begin(t);
  const gate = new Gate();
  upstream.next(cutAfter(gate, 'Ten s'));
  upstream.next(words('Twelve sets.'));
  const stream = new Stream(client, 'How many sets?');
  await until(() => stream.text === 'Ten s', 'the half');
  gate.let();
  await within(stream.over, 'the end', 20_000);
  assert.equal(stream.text, 'Twelve sets.');
  assert.ok(stream.types().includes('reset'), stream.types().join());
  assert.equal(stream.end.reason, 'complete');
});

test('stream: failures and refusals are sentences with a reason', async (t) => {
  const { upstream, client } = await begin(t, {
    env: { ...kAlone, SPOTTER_RATE_LIMIT_WEB: '1' }, mayReport: kIllness,
  });
  upstream.next(refuse(401, 'invalid_api_key'));
  const failed = await ask(client, 'The first question');
  assert.match(failed.text, sentence('upstream_refused'));
  assert.equal(failed.end.reason, 'unavailable');
  assert.deepEqual(failed.usage, { type: 'usage', charged: false, remaining: 1 });
  const empty = await ask(client, ' ');
  assert.match(empty.text, sentence('message_empty'));
  assert.equal(empty.end.reason, 'messageRefused');
  const warned = await ask(client, 'I have chest pain when I run');
  assert.equal(warned.end.reason, 'warning');
  assert.equal(upstream.calls.length, 1);
  const last = await ask(client, 'The second question');
  assert.equal(last.usage.remaining, 0);
  assert.ok(last.usage.nextFreeInSeconds > 86_000, JSON.stringify(last.usage));
  const refused = await ask(client, 'The third question');
  assert.match(refused.text, sentence('quota_used_up'));
  assert.equal(refused.end.reason, 'quota');
  assert.equal(refused.usage.charged, false);
  const old = await ask(client, 'A plan please', { planVersion: 2 });
  assert.deepEqual(old.events, [{ type: 'end', reason: 'updateRequired', requiredVersion: 3 }]);
});

test('stream: wrong options are an error that says what is wrong', async (t) => {
  const { client } = await begin(t);
  for (const [options, text] of [
    ['fast', 'options must be an object or null.'],
    [{ planVersion: '3' }, 'options.planVersion must be a whole number.'],
    [{ weightUnit: 'stones' }, 'options.weightUnit must be "kilograms" or "pounds".'],
    [{ locale: 49 }, 'options.locale must be a string.'],
  ]) {
    const stream = new Stream(client, 'A plan please', options);
    await assert.rejects(within(stream.over, 'the error'), (error) => error.message
      === `An unexpected error occurred invoking 'StreamMessage' on the server. HubException: ${text}`);
    assert.deepEqual(stream.events, []);
  }
  const stream = await ask(client, 'A plan please', { color: 'red', locale: null });
  assert.equal(stream.end.reason, 'complete');
});

test('stream: a long answer costs bytes in proportion to its length', async (t) => {
  const upstream = await startUpstream(t);
  const server = await startServer(t, { upstream, env: { SPOTTER_FRAME_INTERVAL_MS: '0' } });
  const raw = await openRaw(t, server, { query: '-v2' });
  const list = Array.from({ length: 4_000 }, (_, index) => `w${index} `);
  upstream.next(words(...list));
  raw.send({ type: 4, invocationId: '1', target: 'StreamMessage', arguments: ['Tell me all', null] });
  await raw.completion('1', 60_000);
  const answer = new Answer();
  for (const { item } of raw.records.filter(({ type }) => type === 2)) answer.on(item);
  assert.equal(answer.text, list.join(''));
  const bytes = raw.texts.reduce((sum, text) => sum + text.length + 1, 0);
  assert.ok(bytes < answer.text.length + 4_000 * 80, `${bytes} bytes`);
});

test('stream: ./dev chat --stream shows words as they come and how the answer ended', async (t) => {
  const upstream = await startUpstream(t);
  const server = await startServer(t, { upstream });
  const gate = new Gate();
  upstream.next(words('Hello.'));
  upstream.next(gatedWords(gate, 'One ', 'two.'));
  upstream.next(planOf(kTwoDays));
  const chat = runChat(t, server, {}, ['--stream', server.url]);
  chat.write('Count for me\nTwo days please\n');
  gate.let();
  await until(() => chat.stdout === 'Hello.\nOne ', 'the first word');
  gate.let(2);
  await until(() => chat.stderr.includes('[complete, charged, 98 left, 21 + 7 tokens]'), 'how it ended');
  chat.end();
  const { code, stdout } = await within(chat.exit, 'the chat to end', 20_000);
  assert.equal(code, 0);
  assert.ok(stdout.startsWith('Hello.\nOne two.\nTwo Day Base\n\nDay A\n- Barbell Squat: 3 x 8-12'), stdout);
  assert.equal(stdout.split('Barbell Squat').length, 2);
});

test('stream: ./dev chat --stream says how an answer ended behind its last line, in a pipe and in a terminal', async (t) => {
  const upstream = await startUpstream(t);
  const server = await startServer(t, { upstream });
  for (const run of [runChatAsOne, runChatInTerminal]) {
    upstream.next(words('Hello.'));
    upstream.next(words('One ', 'two.'));
    upstream.next(planOf(kTwoDays));
    const chat = run(t, server, {}, ['--stream', server.url]);
    await chat.shows('Hello.');
    chat.write('Count for me\n');
    await chat.shows(' left');
    chat.write('Two days please\n');
    await until(() => chat.stdout.split(' left').length === 3, 'how the plan ended');
    chat.write('/quit\n');
    await within(chat.exit, 'the chat to end', 20_000);
    const lines = plainText(chat.stdout).split('\n');
    const ends = lines.filter((line) => line.includes(' left'));
    for (const line of ends) assert.match(line, /^\[complete, charged, \d+ left.*\]$/);
    assert.match(lines[lines.indexOf(ends[0]) - 1], /One two\.$/);
    const description = lines.lastIndexOf(kTwoDays.description);
    assert.ok(description > 0 && description < lines.indexOf(ends[1]), lines.join('\n'));
  }
});

test('stream: ./dev chat --stream says so where there is no stream', async (t) => {
  const server = await startServer(t);
  const { code, stderr } = await runChat(t, server, {}, ['--stream', `${server.url}/ai-chat`]).exit;
  assert.equal(code, 2);
  assert.match(stderr, /--stream needs the hub \/ai-chat-v2/);
});
