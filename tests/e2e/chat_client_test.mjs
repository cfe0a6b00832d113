// The terminal chat, from a pipe and in a terminal.
import assert from 'node:assert/strict';
import { test } from '../../tools/testing/runner.mjs';
import { planText } from '../../tools/chat/plan.mjs';
import { Printer } from '../../tools/chat/printer.mjs';
import { hubUrl, localeFrom } from '../../tools/chat/settings.mjs';
import { runChat, runChatInTerminal } from './lib/chat_process.mjs';
import { kKey, startServer } from './lib/server.mjs';
import { gatedWords, hang, startUpstream, words } from './lib/upstream.mjs';
import { Gate, until, within } from './lib/wait.mjs';

const kCtrlC = '\x03';

test('chat client: the lines of a pipe are answered one after the other, then it ends', async (t) => {
  const upstream = await startUpstream(t);
  const server = await startServer(t, { upstream });
  upstream.next(words('Welcome, ', 'athlete.'));
  upstream.next(words('First ', 'answer.'));
  upstream.next(words('Second ', 'answer.'));
  const chat = runChat(t, server);
  chat.write('First question\nSecond question\n');
  chat.end();
  const { code, stdout, stderr } = await within(chat.exit, 'the chat to end');
  assert.equal(code, 0);
  assert.equal(stdout, 'Welcome, athlete.\nFirst answer.\nSecond answer.\n');
  assert.match(stderr, /connecting to .*connected/s);
  assert.deepEqual(upstream.calls.map(({ question }) => question.split('\n').at(-1)).slice(1), ['First question', 'Second question']);
  assert.match(upstream.calls[0].body.messages[0].content, /en-AU/);
});

test('chat client: words are shown as they come, and /stop ends the answer', async (t) => {
  const upstream = await startUpstream(t);
  const server = await startServer(t, { upstream });
  const gate = new Gate();
  upstream.next(words('Hello.'));
  upstream.next(gatedWords(gate, 'One ', 'two ', 'three.'));
  const chat = runChat(t, server);
  chat.write('Count for me\n');
  gate.let();
  await until(() => chat.stdout === 'Hello.\nOne ', 'the first word');
  gate.let();
  await until(() => chat.stdout === 'Hello.\nOne two ', 'the second word');
  chat.write('/stop\n');
  await upstream.calls[1].abortedByPeer();
  chat.end();
  const { code, stdout } = await within(chat.exit, 'the chat to end');
  assert.equal(code, 0);
  assert.equal(stdout, 'Hello.\nOne two \n');
});

test('chat client: /restart begins a new chat', async (t) => {
  const upstream = await startUpstream(t);
  const server = await startServer(t, { upstream });
  upstream.next(words('Hello.'));
  upstream.next(hang());
  upstream.next(words('Hello again.'));
  const chat = runChat(t, server);
  chat.write('A question of the old chat\n');
  await until(() => upstream.calls.length === 2, 'the question');
  chat.write('/restart\n');
  await chat.shows('Hello again.');
  chat.write('/quit\n');
  assert.equal((await within(chat.exit, 'the chat to end')).code, 0);
  assert.ok(!JSON.stringify(upstream.calls[2].body).includes('old chat'));
});

test('chat client: a wrong key and a server that is not there are clear sentences', async (t) => {
  const server = await startServer(t);
  const refused = await runChat(t, server, { WEB_AUTH_KEY: 'wrong' }).exit;
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /does not accept this key/);
  assert.equal(refused.stdout, '');
  const gone = await runChat(t, server, {}, ['http://127.0.0.1:1']).exit;
  assert.equal(gone.code, 1);
  assert.match(gone.stderr, /No server answers at http:\/\/127\.0\.0\.1:1\/.*\.\/dev run/);
});

test('chat client: without a key it says first whether a server answers', async (t) => {
  const server = await startServer(t);
  const keyless = { WEB_AUTH_KEY: '', SPOTTER_RUN_FILE: '/nowhere' };
  const alone = await runChat(t, server, keyless, ['http://127.0.0.1:1']).exit;
  assert.equal(alone.code, 1);
  assert.match(alone.stderr, /^No server answers at http:\/\/127\.0\.0\.1:1\/\S*\. Start one with \.\/dev run\.\n$/);
  const refused = await runChat(t, server, keyless).exit;
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /^No key: set WEB_AUTH_KEY/);
});

test('chat client: an option that it does not know is refused, with what there is', async (t) => {
  const server = await startServer(t);
  for (const [args, why] of [[['--strem', server.url], 'no option --strem'], [[server.url, server.url], `two URLs: ${server.url} and`]]) {
    const { code, stdout, stderr } = await runChat(t, server, {}, args).exit;
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.ok(stderr.startsWith(`dev chat: ${why}`) && stderr.includes('./dev chat [--stream] [URL]'), stderr);
  }
});

test('chat client: it comes back when the server does', async (t) => {
  const upstream = await startUpstream(t);
  const first = await startServer(t, { upstream });
  upstream.next(words('Hello.'));
  const chat = runChat(t, first);
  await until(() => chat.stdout === 'Hello.\n', 'the introduction');
  await first.stop();
  await chat.shows('reconnecting');
  await startServer(t, { upstream, env: { SPOTTER_LISTEN: `127.0.0.1:${first.port}` } });
  await chat.shows('connected again', 15_000);
  chat.write('Are you back?\n');
  await until(() => chat.stdout.endsWith('Hello from the scripted upstream.\n'), 'the answer');
});

test('chat client: in a terminal, Ctrl-C stops the answer and twice leaves', async (t) => {
  const upstream = await startUpstream(t);
  const server = await startServer(t, { upstream });
  const gate = new Gate();
  upstream.next(words('Hello there.'));
  upstream.next(gatedWords(gate, 'On ', 'and ', 'on.'));
  const chat = runChatInTerminal(t, server);
  await chat.shows('Hello there.');
  await chat.shows('you › ');
  chat.write('Talk for long\r');
  gate.let();
  await chat.shows('On ');
  chat.write(kCtrlC);
  await upstream.calls[1].abortedByPeer();
  await until(() => chat.stdout.split('you › ').length >= 3, 'the prompt to come back');
  chat.write(kCtrlC);
  const early = await Promise.race([chat.exit, chat.shows('again to leave').then(() => null)]);
  if (!early) chat.write(kCtrlC);
  assert.equal((await within(chat.exit, 'the chat to end')).code, 0);
});

test('chat client: in a terminal it asks for a key that it was not given, without showing it', async (t) => {
  const upstream = await startUpstream(t);
  const server = await startServer(t, { upstream });
  upstream.next(words('Hello there.'));
  const chat = runChatInTerminal(t, server, { WEB_AUTH_KEY: '', SPOTTER_RUN_FILE: '/nowhere' });
  await chat.shows('Key of the server');
  chat.write(`${kKey}\r`);
  await chat.shows('Hello there.');
  assert.ok(!chat.stdout.includes(kKey), 'the key is on the screen');
  await chat.shows('you › ');
  chat.write('/quit\r');
  assert.equal((await within(chat.exit, 'the chat to end')).code, 0);
});

test('chat client: only what is new is written; a text that does not continue is written anew', async () => {
  let written = '';
  const printer = new Printer((text) => (written += text));
  for (const text of ['One', 'One two', 'One two', 'Other']) printer.show(text);
  printer.end();
  assert.equal(written, 'One two\nOther\n');
});

test('chat client: notes of two lines stay in the line of their exercise', async () => {
  const plannedSets = [{ reps: { min: 5, max: 5 } }];
  const exercises = [{ name: 'Squat', plannedSets, notes: 'Brace.\nSit back.' }, { name: 'Row', plannedSets, notes: '' }];
  const plan = { name: 'Base', description: 'Rest.', blueprint: { sessions: [{ name: 'A', exercises }] } };
  assert.equal(planText(plan), 'Base\n\nA\n- Squat: 1 x 5 (Brace. Sit back.)\n- Row: 1 x 5\n\nRest.');
});

test('chat client: locales and addresses are read as people write them', async () => {
  assert.equal(localeFrom({ LANG: 'de_AT.UTF-8' }), 'de-AT');
  assert.equal(localeFrom({ LANG: 'fr_FR', LC_ALL: 'pt_BR.utf8@euro' }), 'pt-BR');
  assert.equal(localeFrom({ LANG: 'C.UTF-8' }), 'en');
  assert.equal(localeFrom({}), 'en');
  assert.equal(hubUrl('127.0.0.1:8080'), 'http://127.0.0.1:8080/ai-chat-v2');
  assert.equal(hubUrl('https://coach.example'), 'https://coach.example/ai-chat-v2');
  assert.equal(hubUrl('https://coach.example/ai-chat'), 'https://coach.example/ai-chat');
});
