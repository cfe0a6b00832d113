// Every failure is a sentence in the chat: the last frame before a successful completion.
import assert from 'node:assert/strict';
import { test } from '../../tools/testing/runner.mjs';
import { connect, openRaw } from './lib/clients.mjs';
import { untilSomebodyCanAnswer } from './lib/http.mjs';
import { sentence } from './lib/sentences.mjs';
import { kAlone, kIllness, startServer } from './lib/server.mjs';
import {
  cutAfter, errorInStream, hang, lastWords, refuse, stallAfter, startUpstream, words,
} from './lib/upstream.mjs';
import { Gate, until, within } from './lib/wait.mjs';

/** A server with nobody who stands in. */
const start = (t, { upstream, env = {} }) =>
  startServer(t, { upstream, env: { ...kAlone, ...env }, mayReport: kIllness });

// Deadlines that a test can wait for.
const kShort = {
  SPOTTER_UPSTREAM_HEADERS_MS: '400',
  SPOTTER_UPSTREAM_FIRST_TOKEN_MS: '400',
  SPOTTER_UPSTREAM_STALL_MS: '500',
  SPOTTER_UPSTREAM_SILENCE_MS: '400',
};

const headersOnly = () => (call) => call.begin();
const pings = () => async (call) => {
  // Comments keep the connection alive and say nothing: the words have stalled all the same.
  call.begin();
  call.say('Half an ');
  const timer = setInterval(() => call.raw(': ping\n\n'), 50);
  await call.abortedByPeer(20_000).finally(() => clearInterval(timer));
};
const garbage = () => (call) => {
  call.begin();
  for (let i = 0; i < 20; ++i) call.event('{"this is": not JSON');
  call.finish();
};

/** [what happens, the upstream's script, the sentence, what was said before it, deadlines] */
const kFailures = [
  ['refuses the key (401)', refuse(401, 'invalid_api_key'), 'upstream_refused', ''],
  ['is out of credit (429)', refuse(429, 'insufficient_quota'), 'upstream_refused', ''],
  ['does not know the model (404)', refuse(404, 'model_not_found'), 'upstream_refused', ''],
  ['limits the rate (429)', refuse(429, 'rate_limit_exceeded', { 'Retry-After': '20' }), 'upstream_busy', ''],
  ['breaks inside (500)', refuse(500, 'server_error'), 'upstream_down', ''],
  ['is overloaded (503)', refuse(503, 'server_is_overloaded'), 'upstream_busy', ''],
  ['hangs before its headers', hang(), 'timeout', '', kShort],
  ['hangs before its first word', headersOnly(), 'timeout', '', kShort],
  ['cuts the connection before its headers', (call) => call.cut(), 'upstream_down', ''],
  ['falls silent in the middle', stallAfter('Half an ', 'answer'), 'answer_cut_off', 'Half an answer', kShort],
  ['sends only comments in the middle', pings(), 'answer_cut_off', 'Half an ', kShort],
  ['reports an error in its stream', errorInStream('Half an ', 'answer'), 'answer_cut_off', 'Half an answer'],
  ['reports an error as its first event', errorInStream(), 'upstream_down', ''],
  ['stops at its length limit', (call) => {
    call.begin();
    call.say('A long answer');
    call.finish('length');
  }, 'answer_too_long', 'A long answer'],
  ['says nothing at all', words(), 'answer_empty', ''],
  ['filters the answer', (call) => {
    call.begin();
    call.finish('content_filter');
  }, 'answer_blocked', ''],
];

for (const [what, script, key, before, env] of kFailures) {
  for (const [locale, language] of [['en-AU', 'en'], ['de-DE', 'de']]) {
    test(`failures: an upstream that ${what} is a sentence in ${language}, and the chat goes on`, async (t) => {
      const upstream = await startUpstream(t);
      const server = await start(t, { upstream, env });
      const client = await connect(t, server);
      upstream.next(lastWords('Welcome.'));
      await client.introduce(locale);
      upstream.always(script);
      const frames = await client.ask('Will you answer this?');
      const last = frames.at(-1);
      assert.match(last, sentence(key, language));
      assert.ok(last.startsWith(before), last);
      if (before) assert.ok(frames.length >= 2 || last.length > before.length, 'the words come first');

      upstream.always(words('All is well again.'));
      await untilSomebodyCanAnswer(server);
      const next = await client.ask('And will you answer this?');
      assert.equal(next.at(-1), 'All is well again.');
      const conversation = upstream.calls.at(-1).conversation;
      const text = conversation.map(([, said]) => said).join('\n');
      assert.ok(!sentence(key, language).test(text), 'our own sentence went to the model');
      conversation.forEach(([role], index) => assert.notEqual(role, conversation[index + 1]?.[0]));
    });
  }
}

test('failures: an upstream that sends garbage is a sentence, and the chat goes on', async (t) => {
  const upstream = await startUpstream(t);
  const server = await start(t, { upstream });
  const client = await connect(t, server);
  upstream.always(garbage());
  const frames = await client.ask('Will you answer this?');
  assert.equal(frames.length, 1);
  assert.ok(frames[0].length > 20);
  upstream.always();
  assert.equal((await client.ask('And this?')).at(-1), 'Hello from the scripted upstream.');
});

test('failures: nobody at the upstream address is a sentence', async (t) => {
  const upstream = await startUpstream(t);
  const gone = await startUpstream(t);
  const env = { OPENAI_BASE_URL: gone.baseUrl };
  await gone.close();
  const server = await start(t, { upstream, env });
  const client = await connect(t, server);
  assert.match((await client.ask('Is anybody there?')).at(-1), sentence('upstream_down'));
});

test('failures: an answer that takes too long in all ends with what was said', async (t) => {
  const upstream = await startUpstream(t);
  const server = await start(t, { upstream, env: { SPOTTER_UPSTREAM_TOTAL_MS: '1000' } });
  const client = await connect(t, server);
  upstream.next(async (call) => {
    call.begin();
    const timer = setInterval(() => call.say('and on '), 50);
    await call.abortedByPeer().finally(() => clearInterval(timer));
  });
  const frames = await client.ask('Talk for ever, please');
  assert.match(frames.at(-1), sentence('answer_cut_off'));
  assert.ok(frames.at(-1).startsWith('and on and on '));
});

test('failures: an upstream that dies in the middle leaves its words, a sentence, and a sound history', async (t) => {
  const upstream = await startUpstream(t);
  const server = await start(t, { upstream });
  const client = await connect(t, server);
  const gate = new Gate();
  upstream.always(cutAfter(gate, 'Squat ', 'twice ', 'a '));
  const answer = client.say('What should I do on Monday?');
  await client.frame((frame) => frame === 'Squat twice a ', 'the words so far');
  gate.open();
  await within(answer, 'the completion');
  assert.ok(client.frames.at(-1).startsWith('Squat twice a '));
  assert.match(client.frames.at(-1), sentence('answer_cut_off'));

  upstream.next(words('Squat once a week.'));
  assert.equal((await client.ask('Please go on')).at(-1), 'Squat once a week.');
  const conversation = upstream.calls.at(-1).conversation;
  assert.deepEqual(conversation.map(([role]) => role), ['user', 'assistant', 'user']);
  assert.equal(conversation[0][1], 'What should I do on Monday?');
  assert.ok(conversation[1][1].startsWith('Squat twice a'), conversation[1][1]);
  await server.event('turn_finished', { outcome: 'cut_off' });
});

test('failures: a huge answer ends at the limit, with a sentence', async (t) => {
  const upstream = await startUpstream(t);
  const server = await start(t, { upstream });
  const client = await connect(t, server);
  const kilobyte = `${'x'.repeat(1_023)} `;
  upstream.next(async (call) => {
    call.begin();
    for (let i = 0; i < 20_000 && !call.aborted; ++i) {
      call.say(kilobyte);
      await call.drained();
    }
    if (!call.aborted) call.finish();
  });
  const frames = await client.ask('Talk as much as you can');
  assert.match(frames.at(-1), sentence('answer_too_long'));
  assert.ok(frames.at(-1).length < 300 * 1024, `${frames.at(-1).length} characters`);
  assert.ok(frames.at(-1).length > 100 * 1024, `${frames.at(-1).length} characters`);
  await upstream.calls[0].abortedByPeer();
});

test('failures: what is long only in JSON is no slow client and does not spoil the chat', async (t) => {
  const upstream = await startUpstream(t);
  const server = await start(t, { upstream });
  const client = await connect(t, server);
  upstream.next(words(...Array(17).fill('"\\\n'.repeat(5 * 1024))));
  const quotes = await client.ask('Say something odd');
  assert.equal(quotes.at(-1).length, 17 * 15 * 1024);
  upstream.next(words('Odd.\u0000\u0001\u001b[31m', '\u0002'.repeat(100_000)));
  assert.equal((await client.ask('And something else\u0000\u0001?')).at(-1), 'Odd.[31m');
  assert.equal(upstream.calls.at(-1).question, 'And something else?');
  assert.equal((await client.ask('And this?')).at(-1), 'Hello from the scripted upstream.');
});

test('failures: a message over the cap is answered with a sentence and not sent on', async (t) => {
  const upstream = await startUpstream(t);
  const server = await start(t, { upstream });
  const client = await connect(t, server);
  const frames = await client.ask('m'.repeat(120_001));
  assert.match(frames.at(-1), sentence('message_too_long'));
  assert.equal(upstream.calls.length, 0);
  const fine = await client.ask('m'.repeat(120_000));
  assert.equal(fine.at(-1), 'Hello from the scripted upstream.');
  assert.equal(upstream.calls[0].question.length, 120_000);
});

test('failures: a message of 200 KiB in one record reaches the model', async (t) => {
  const upstream = await startUpstream(t);
  const server = await start(t, { upstream });
  const raw = await openRaw(t, server);
  // Two bytes a letter: many bytes, and still within the cap on characters.
  const text = 'ä'.repeat(100 * 1024);
  raw.invoke('0', 'SendMessage', text);
  assert.deepEqual(await raw.completion('0'), { type: 3, invocationId: '0', result: null });
  assert.equal(upstream.calls[0].question, text);
  assert.equal(raw.frames.at(-1), 'Hello from the scripted upstream.');
});

test('failures: a record over 256 KiB closes the connection with an error, others live on', async (t) => {
  const upstream = await startUpstream(t);
  const server = await start(t, { upstream });
  const other = await openRaw(t, server);
  const raw = await openRaw(t, server);
  raw.invoke('0', 'SendMessage', 'x'.repeat(256 * 1024));
  const closing = await raw.closing();
  assert.equal(closing.code, 1000);
  assert.equal(raw.texts.at(-1), '{"type":7,"error":"Connection closed with an error.","allowReconnect":true}');
  await server.event('session_finished', { ending: 'protocol_error' });
  other.invoke('0', 'SendMessage', 'Are you still there?');
  await other.completion('0');
  assert.equal(upstream.calls.length, 1);
});

test('failures: a used-up quota is a sentence and a completion', async (t) => {
  const upstream = await startUpstream(t);
  const server = await start(t, { upstream, env: { SPOTTER_RATE_LIMIT_WEB: '2' } });
  const client = await connect(t, server);
  await client.introduce('de-DE');
  const last = (await client.ask('Frage Nummer zwei')).at(-1);
  assert.ok(last.startsWith('Hello from the scripted upstream.\n\n'), last);
  assert.match(last, sentence('quota_last', 'de'));
  assert.match((await client.ask('Frage Nummer drei')).at(-1), sentence('quota_used_up', 'de'));
  // The budget belongs to the key, not to the connection; and the connection is not refused.
  const other = await connect(t, server);
  assert.match((await other.ask('Another connection asks')).at(-1), sentence('quota_used_up', 'en'));
  assert.equal(upstream.calls.length, 2);
  await server.event('turn_finished', { outcome: 'quota_used_up' });
});

test('failures: exactly the quota is allowed, also to many clients at once', async (t) => {
  const upstream = await startUpstream(t);
  const server = await start(t, { upstream, env: { SPOTTER_RATE_LIMIT_WEB: '5' } });
  const clients = await Promise.all(Array.from({ length: 12 }, () => connect(t, server)));
  const last = await Promise.all(clients.map(async (client) => (await client.ask('All together now')).at(-1)));
  assert.equal(last.filter((text) => text.startsWith('Hello from the scripted upstream.')).length, 5);
  assert.equal(last.filter((text) => sentence('quota_last').test(text)).length, 1);
  assert.equal(upstream.calls.length, 5);
});

test('failures: a generation that failed before its first word is given back', async (t) => {
  const upstream = await startUpstream(t);
  const server = await start(t, { upstream, env: { SPOTTER_RATE_LIMIT_WEB: '2' } });
  const client = await connect(t, server);
  upstream.always(refuse(500, 'server_error'));
  for (let i = 0; i < 4; ++i) {
    assert.match((await client.ask(`Failing attempt ${i}`)).at(-1), sentence('upstream_down'));
  }
  upstream.always();
  await untilSomebodyCanAnswer(server);
  assert.equal((await client.ask('The first that counts')).at(-1), 'Hello from the scripted upstream.');
  assert.match((await client.ask('The second that counts')).at(-1), sentence('quota_last'));
  assert.match((await client.ask('One too many')).at(-1), sentence('quota_used_up'));
});

test('failures: a stop before the first word is free, one after it is charged', async (t) => {
  const upstream = await startUpstream(t);
  const server = await start(t, { upstream, env: { SPOTTER_RATE_LIMIT_WEB: '1' } });
  const client = await connect(t, server);
  upstream.next(hang());
  const nothing = client.say('Stopped before a word');
  await until(() => upstream.calls[0], 'the upstream call');
  await client.stop();
  await within(nothing, 'the completion');
  upstream.next(stallAfter('One word '));
  const something = client.say('Stopped after a word');
  await client.frame((frame) => frame === 'One word ', 'the word');
  await client.stop();
  await within(something, 'the completion');
  assert.match((await client.ask('Nothing is left')).at(-1), sentence('quota_used_up'));
});

test('failures: TEST_MODE switches the quota off and says so', async (t) => {
  const upstream = await startUpstream(t);
  const server = await start(t, { upstream, env: { SPOTTER_RATE_LIMIT_WEB: '1', TEST_MODE: 'True' } });
  await server.event('quotas_off', { level: 'warn' });
  const client = await connect(t, server);
  for (let i = 0; i < 3; ++i) {
    assert.equal((await client.ask(`Question ${i}`)).at(-1), 'Hello from the scripted upstream.');
  }
});
