// Whose chat it is, when a connection goes on with one: two devices, strangers, the shared key, names, and who may delete it
// (docs/conversations.md).
import assert from 'node:assert/strict';
import { test } from '../../tools/testing/runner.mjs';
import { refusalOf } from './lib/clients.mjs';
import { request } from './lib/http.mjs';
import { negotiate } from './lib/purchases.mjs';
import {
  askAnew, assertNothingOf, bringTo, chatId, kStates, kWay, lose, newQuestion, startLine, startWorld, userWords,
} from './lib/resume.mjs';
import { kKey } from './lib/server.mjs';
import { within } from './lib/wait.mjs';

test('resume: of two devices at once the second has a chat of its own, and then nobody goes on', async (t) => {
  const world = await startWorld(t);
  const line = await startLine(t, world.server);
  const first = await bringTo(world, 'in text', { line });
  const second = await world.connect(first.payer);
  const theirs = newQuestion('From the second device');
  await second.ask(theirs);
  assert.deepEqual(userWords(world.callsFor(theirs)[0]), [theirs]);
  assertNothingOf(world.callsFor(theirs)[0], first.before, first.question);
  // The first one notices nothing.
  first.gate.open();
  assert.equal(await first.shown.whole(), 'Three days a week.');
  const more = newQuestion();
  await first.client.ask(more);
  assert.deepEqual(userWords(world.callsFor(more)[0]), [first.before, first.question, more]);
  // The same words do not open it either.
  await second.ask(more);
  assert.deepEqual(userWords(world.callsFor(more)[1]), [theirs, more]);
  line.lose('reset');
  await second.connection.stop();
  const all = [first.before, first.question, theirs, more];
  for (let i = 0; i < 2; ++i) {
    const third = await askAnew(world, first.payer, newQuestion('From a third'));
    assertNothingOf(third.call, ...all);
    all.push(third.call.question);
    await third.client.connection.stop();
  }
});

test('resume: a device that begins while another one talks keeps to itself, also with an introduction', async (t) => {
  const world = await startWorld(t);
  const first = await bringTo(world, 'after the end');
  const second = await world.connect(first.payer);
  await second.introduce();
  const theirs = newQuestion();
  await second.ask(theirs);
  assertNothingOf(world.callsFor(theirs)[0], first.before, first.question);
  const more = newQuestion();
  await first.client.ask(more);
  assert.deepEqual(userWords(world.callsFor(more)[0]), [first.before, first.question, more]);
  assertNothingOf(world.callsFor(more)[0], theirs);
});

test('resume: a client of another kind does not go on with the chat, nor anybody after it', async (t) => {
  const world = await startWorld(t);
  const { payer, before, question } = await lose(t, world, 'after the end', { headers: { 'User-Agent': 'okhttp/4.12 Pixel' } });
  const other = await askAnew(world, payer, question, { headers: { 'User-Agent': 'CFNetwork iPhone' } });
  assert.equal(world.callsFor(question).length, 2);
  assertNothingOf(other.call, before);
  await other.client.connection.stop();
  const again = await askAnew(world, payer, newQuestion(), { headers: { 'User-Agent': 'okhttp/4.12 Pixel' } });
  assertNothingOf(again.call, before, question);
});

test('resume: another payer sees nothing of a chat, whatever they name and say', async (t) => {
  const world = await startWorld(t);
  const id = chatId();
  const { payer, before, question, gate } = await lose(t, world, 'in text', { id });
  for (const stranger of [world.newPayer(), `Web ${kKey}`]) {
    for (const names of [{ id }, {}]) {
      world.when(question, (call) => {
        call.begin();
        call.say('For a stranger.');
        call.finish();
      });
      const { text, call, client } = await askAnew(world, stranger, question, names);
      assert.equal(text, 'For a stranger.');
      assert.deepEqual(userWords(call), [question]);
      assertNothingOf(call, before);
      await client.connection.stop();
    }
    const refused = await request(world.server, 'DELETE', `/me/conversation?conversation=${id}`, {
      headers: { Authorization: stranger },
    });
    assert.equal(refused.status, 204); // of their own, which there may be
  }
  const calls = world.callsFor(question).length;
  gate.open();
  assert.equal((await askAnew(world, payer, question, { id })).text, 'Three days a week.');
  assert.equal(world.callsFor(question).length, calls);
});

test('resume: the shared key goes on with nothing that it does not name', async (t) => {
  const world = await startWorld(t);
  const payer = `Web ${kKey}`;
  const { before, question, gate } = await lose(t, world, 'in text', { payer });
  // Nobody can come back for it.
  await world.callsFor(question)[0].abortedByPeer();
  gate.open();
  const { call } = await askAnew(world, payer, question);
  assert.deepEqual(userWords(call), [question]);
  assertNothingOf(call, before);
  const id = chatId();
  const named = await lose(t, world, 'in text', { payer, id });
  for (const other of [{}, { id: chatId() }]) {
    const next = newQuestion();
    assert.deepEqual(userWords((await askAnew(world, payer, next, other)).call), [next]);
  }
  const client = await world.connect(payer, { id });
  const again = kWay.ask(client, named.question);
  await kStates['in text'].reached(again, world);
  named.gate.open();
  assert.equal(await again.whole(), 'Three days a week.');
  assert.equal(world.callsFor(named.question).length, 1);
});

test('resume: a payer has as many chats as they name, and one without a name', async (t) => {
  const world = await startWorld(t);
  const payer = world.newPayer();
  const names = [{}, { id: chatId() }, { id: chatId() }];
  const said = [];
  for (const name of names) {
    const { client, call } = await askAnew(world, payer, newQuestion(), name);
    said.push(call.question);
    await client.connection.stop();
  }
  for (const [index, name] of names.entries()) {
    const { call } = await askAnew(world, payer, newQuestion(), name);
    assert.deepEqual(userWords(call), [said[index], call.question]);
  }
});

test('resume: the newest connection has a chat that is named; the older one goes on with an empty one', async (t) => {
  const world = await startWorld(t);
  for (const payer of [world.newPayer(), `Web ${kKey}`]) {
    const id = chatId();
    const first = await bringTo(world, 'in text', { payer, id });
    const second = await world.connect(payer, { id });
    const again = kWay.ask(second, first.question);
    await kStates['in text'].reached(again, world);
    await within(first.shown.over, 'the end of the older call');
    first.gate.open();
    assert.equal(await again.whole(), 'Three days a week.');
    assert.equal(world.callsFor(first.question).length, 1);
    const more = newQuestion();
    await first.client.ask(more);
    assert.deepEqual(userWords(world.callsFor(more)[0]), [more]);
    const next = newQuestion();
    await second.ask(next);
    assert.deepEqual(userWords(world.callsFor(next)[0]), [first.before, first.question, next]);
    assertNothingOf(world.callsFor(next)[0], more);
  }
});

test('resume: a name that does not fit is answered with 400 wherever a connection begins', async (t) => {
  const world = await startWorld(t);
  const { server } = world;
  const payer = world.newPayer();
  for (const id of ['short', 'x'.repeat(15), 'x'.repeat(65), `${'x'.repeat(20)}!`, `${'x'.repeat(16)}%00`, `${'x'.repeat(20)}%20y`, '%C3%BC'.repeat(16)]) {
    for (const credential of [payer, `Web ${kKey}`]) {
      const refused = await negotiate(server, credential, { query: `&conversation=${id}` });
      assert.equal(refused.status, 400, id);
      assert.match(refused.body, /16 to 64 letters, digits/);
      const socket = await refusalOf(t, server, { query: `?conversation=${id}`, headers: { Authorization: credential } });
      assert.equal(socket.status, 400, id);
      const deleted = await request(server, 'DELETE', `/me/conversation?conversation=${id}`, { headers: { Authorization: credential } });
      assert.equal(deleted.status, 400, id);
    }
  }
  for (const id of ['x'.repeat(16), 'x'.repeat(64), '0b8f4f0e-7d0c-4c3e-9a41-1f2d3c4b5a69', 'A_b-0123456789xyz'])
    assert.equal((await negotiate(server, payer, { query: `&conversation=${id}` })).status, 200, id);
});

test('resume: DELETE /me/conversation deletes the chat of the payer who asks, and no other', async (t) => {
  const world = await startWorld(t);
  const forget = (credential, query = '') => request(world.server, 'DELETE', `/me/conversation${query}`, {
    headers: { ...(credential ? { Authorization: credential } : {}), Origin: 'https://app.example' },
  });
  assert.equal((await forget(undefined)).status, 401);
  assert.equal((await forget('RevenueCat nobody-who-paid')).status, 401);
  assert.equal((await forget(`Web ${kKey}`)).status, 400);
  assert.equal((await forget(`Web ${kKey}`, `?conversation=${chatId()}`)).status, 204);
  assert.equal((await request(world.server, 'GET', '/me/conversation')).status, 405);

  const deleted = await lose(t, world, 'after the end');
  const kept = await lose(t, world, 'after the end');
  const id = chatId();
  const named = await lose(t, world, 'after the end', { payer: deleted.payer, id });
  const answer = await forget(deleted.payer);
  assert.deepEqual([answer.status, answer.body], [204, '']);
  assert.equal(answer.headers['access-control-allow-origin'], 'https://app.example');
  assert.equal((await forget(deleted.payer)).status, 204); // there is nothing left to delete
  await askAnew(world, deleted.payer, deleted.question);
  assert.deepEqual(userWords(world.callsFor(deleted.question)[1]), [deleted.question]);
  await askAnew(world, kept.payer, kept.question);
  assert.equal(world.callsFor(kept.question).length, 1);
  const { call } = await askAnew(world, deleted.payer, newQuestion(), { id });
  assert.deepEqual(userWords(call), [named.before, named.question, call.question]);
  assert.equal((await forget(deleted.payer, `?conversation=${id}`)).status, 204);
  const { call: last } = await askAnew(world, deleted.payer, newQuestion(), { id });
  assert.deepEqual(userWords(last), [last.question]);
});

test('resume: DELETE ends an answer that nobody hears, and a chat that somebody talks in goes on empty', async (t) => {
  const world = await startWorld(t);
  const forget = (payer) => request(world.server, 'DELETE', '/me/conversation', { headers: { Authorization: payer } });
  const lost = await lose(t, world, 'in text');
  assert.equal((await forget(lost.payer)).status, 204);
  await world.callsFor(lost.question)[0].abortedByPeer();
  await askAnew(world, lost.payer, newQuestion()).then(({ call }) => assertNothingOf(call, lost.before, lost.question));

  const talking = await bringTo(world, 'in text');
  assert.equal((await forget(talking.payer)).status, 204);
  await world.callsFor(talking.question)[0].abortedByPeer();
  const next = newQuestion();
  await talking.client.ask(next);
  assert.deepEqual(userWords(world.callsFor(next)[0]), [next]);
  await within(talking.shown.over, 'the end of the call before');
  assert.equal(talking.client.closed, null);
});
