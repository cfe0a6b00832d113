// Chats that outlive their connections, in one process: whatever becomes of the network, nothing is lost, nothing costs
// twice, and nobody sees what another one said (docs/conversations.md).
import assert from 'node:assert/strict';
import { HttpTransportType } from '@microsoft/signalr';
import { test } from '../../tools/testing/runner.mjs';
import {
  all, askAnew, assertNothingOf, bringTo, defaultAnswer, kStates, kWay, kWays, lose, newQuestion, startLine, startWorld, told, userWords,
} from './lib/resume.mjs';
import { scrape } from './lib/metrics.mjs';
import { sentence } from './lib/sentences.mjs';
import { until } from './lib/wait.mjs';

const kHows = ['reset', 'end', 'silence'];

/** Whoever says the same gets the whole answer, once paid for, and the chat goes on. */
async function sameAgain(t, world, state, how, way) {
  const { payer, before, question, gate } = await lose(t, world, state, { how, way });
  const client = await world.connect(payer, { path: way.path });
  const again = way.ask(client, question);
  // What was there already comes at once: the answer goes on, and nobody began it anew.
  if (!kStates[state].over) await kStates[state].reached(again, world);
  gate.open();
  await again.whole();
  kStates[state].isWhole(again);
  assert.equal(world.callsFor(question).length, 1);
  const next = newQuestion();
  assert.ok((await way.ask(client, next).whole()).startsWith(defaultAnswer(next)));
  const [call] = world.callsFor(next);
  assert.deepEqual(userWords(call), [before, question, next]);
  if (kStates[state].said) assert.ok(told(call).includes(kStates[state].said));
  // Three generations were counted, and no more.
  assert.match((await client.ask(newQuestion())).at(-1), sentence('quota_used_up'));
}

/** Whoever says something else ends the answer; what was said stays. */
async function otherWords(t, world, state, how, way) {
  const { payer, before, question } = await lose(t, world, state, { how, way });
  const next = newQuestion('What about');
  const { text, call } = await askAnew(world, payer, next, { way });
  assert.ok(text.startsWith(defaultAnswer(next)), text);
  const { said, over } = kStates[state];
  assert.deepEqual(userWords(call), [before, question, next]);
  assert.ok(told(call).includes(defaultAnswer(before)));
  if (said) assert.ok(told(call).includes(said.trim()), told(call));
  assert.equal(world.callsFor(question).length, 1);
  if (!over) await world.callsFor(question)[0].abortedByPeer();
}

for (const way of kWays) {
  for (const how of kHows) {
    for (const state of Object.keys(kStates)) {
      test(`resume: ${way.name}, lost by ${how} ${state}: the same gets the whole answer, other words the chat`, async (t) => {
        const world = await startWorld(t, { env: { SPOTTER_RATE_LIMIT_MOBILE: '3' } });
        await all([sameAgain(t, world, state, how, way), otherWords(t, world, state, how, way)]);
      });
    }
  }
}

test('resume: an answer begun by one kind of call comes by another', async (t) => {
  const world = await startWorld(t);
  const [, second, stream] = kWays;
  const pairs = [[second, stream], [stream, second], [kWays[0], second], [stream, kWays[0]]];
  await all(pairs.flatMap(([first, then]) => ['in text', 'in a plan', 'after the end'].map(async (state) => {
    const { payer, question, gate } = await lose(t, world, state, { way: first });
    const client = await world.connect(payer, { path: then.path });
    const again = then.ask(client, question);
    if (!kStates[state].over) await kStates[state].reached(again, world);
    gate.open();
    await again.whole();
    kStates[state].isWhole(again);
    assert.equal(world.callsFor(question).length, 1);
  })));
});

for (const [name, transport] of [
  ['Server-Sent Events', HttpTransportType.ServerSentEvents], ['Long Polling', HttpTransportType.LongPolling],
]) {
  test(`resume: over ${name} an answer is not lost either`, async (t) => {
    const world = await startWorld(t);
    const { payer, before, question, gate } = await lose(t, world, 'in text', { transport });
    const client = await world.connect(payer, { transport });
    const again = kWay.ask(client, question);
    await kStates['in text'].reached(again, world);
    gate.open();
    await again.whole();
    kStates['in text'].isWhole(again);
    assert.equal(world.callsFor(question).length, 1);
    const next = newQuestion();
    await client.ask(next);
    assert.deepEqual(userWords(world.callsFor(next)[0]), [before, question, next]);
  });
}

test('resume: an answer goes on on its own shard for whoever comes back on another, and on the same', async (t) => {
  const world = await startWorld(t);
  const { server } = world;
  const seen = { same: 0, cross: 0 };
  for (let round = 0; round < 60 && (seen.same < 3 || seen.cross < 3); ++round) {
    const state = ['in text', 'in a plan', 'before the first word'][round % 3];
    const from = server.events.length;
    // Who has fewer connections takes the next one: others that are open decide which shard that is.
    const open = (times) => Promise.all(Array.from({ length: times }, () => world.connect(world.newPayer(), { skipNegotiation: true })));
    const others = await open(round % 3);
    const { payer, before, question, gate, line } = await bringTo(world, state, {
      line: await startLine(t, server), skipNegotiation: true,
    });
    others.push(...(await open(round % 2)));
    line.lose('reset');
    const client = await world.connect(payer, { skipNegotiation: true });
    const again = kWay.ask(client, question);
    await kStates[state].reached(again, world);
    gate.open();
    await again.whole();
    kStates[state].isWhole(again);
    const next = newQuestion();
    await client.ask(next);
    assert.deepEqual(userWords(world.callsFor(next)[0]), [before, question, next]);
    await client.connection.stop();
    // The others said nothing.
    const ended = () => server.events.slice(from).filter(({ event, turns }) => event === 'session_finished' && turns > 0);
    await until(() => ended().length === 2, 'both sessions to end');
    const [one, two] = ended();
    ++seen[one.shard === two.shard ? 'same' : 'cross'];
    for (const other of others) await other.connection.stop();
  }
  assert.ok(seen.same >= 3 && seen.cross >= 3, JSON.stringify(seen));
});

test('resume: an answer that loses one client after the other is still there, and begun once', async (t) => {
  const world = await startWorld(t);
  const { payer, question, gate } = await lose(t, world, 'in text');
  for (let i = 0; i < 6; ++i) {
    const line = await startLine(t, world.server);
    const client = await world.connect(payer, { line });
    await kStates['in text'].reached(kWay.ask(client, question), world);
    line.lose(i % 2 ? 'end' : 'reset');
  }
  gate.open();
  const { text } = await askAnew(world, payer, question);
  assert.equal(text, 'Three days a week.');
  assert.equal(world.callsFor(question).length, 1);
});

test('resume: an answer that ends while its user comes back is whole', async (t) => {
  const world = await startWorld(t, { env: { SPOTTER_FRAME_INTERVAL_MS: '0', SPOTTER_RATE_LIMIT_MOBILE: '1000' } });
  const text = Array.from({ length: 40 }, (_, i) => `word${i}`).join(' ');
  const longer = async (call) => {
    call.begin();
    for (const word of text.split(/(?<= )/)) {
      call.say(word);
      await new Promise(setImmediate);
    }
    call.finish();
  };
  await all(Array.from({ length: 12 }, async () => {
    const payer = world.newPayer();
    for (let round = 0; round < 12; ++round) {
      const question = newQuestion();
      world.when(question, longer);
      const ask = async () => kWay.ask(await world.connect(payer, { skipNegotiation: true }), question);
      const lost = await ask();
      await until(() => lost.text !== '', 'a word');
      terminate(lost.client);
      const again = await ask();
      assert.equal(await again.whole(), text);
      assert.equal(world.callsFor(question).length, 1);
      terminate(again.client);
    }
  }));
}, { timeoutMs: 60_000 });

test('resume: an answer that came on a second connection, which is lost too, is there on the third', async (t) => {
  const world = await startWorld(t);
  for (const way of kWays) {
    const { payer, before, question, gate } = await lose(t, world, 'in text', { way });
    for (let i = 0; i < 3; ++i) {
      const line = await startLine(t, world.server);
      const again = way.ask(await world.connect(payer, { path: way.path, line }), question);
      if (i === 0) await kStates['in text'].reached(again, world);
      gate.open();
      assert.equal(await again.whole(), 'Three days a week.');
      line.lose('reset');
    }
    assert.equal(world.callsFor(question).length, 1);
    const { call } = await askAnew(world, payer, newQuestion(), { way });
    assert.deepEqual(userWords(call), [before, question, call.question]);
  }
});

test('resume: StopInProgress on the new connection ends an answer that goes on', async (t) => {
  const world = await startWorld(t);
  const { payer, question, before } = await lose(t, world, 'in text');
  const client = await world.connect(payer);
  const again = kWay.ask(client, question);
  await kStates['in text'].reached(again, world);
  await client.stop();
  assert.equal(await again.whole(), 'Three ');
  await world.callsFor(question)[0].abortedByPeer();
  const next = newQuestion();
  await client.ask(next);
  assert.deepEqual(userWords(world.callsFor(next)[0]), [before, question, next]);
});

test('resume: language and unit go on', async (t) => {
  const world = await startWorld(t);
  for (const [path, introduce, unit, language] of [
    ['/ai-chat-v2', (client) => client.introduce('de-AT', 3, 'pounds'), 'pounds', 'de-AT'],
    ['/ai-chat', (client) => client.introduce('en-US'), 'pounds', 'en-US'],
  ]) {
    const payer = world.newPayer();
    const line = await startLine(t, world.server);
    const first = await world.connect(payer, { path, line });
    await introduce(first);
    line.lose('reset');
    const { call } = await askAnew(world, payer, newQuestion(), { way: kWays[path === '/ai-chat' ? 0 : 1] });
    assert.match(call.body.messages[0].content, new RegExp(language));
    assert.match(call.body.messages[0].content, new RegExp(unit));
  }
});

test('resume: RestartChat deletes the chat, on its own connection and as the first word of the next', async (t) => {
  const world = await startWorld(t);
  const own = await bringTo(world, 'after the end', { line: await startLine(t, world.server) });
  await own.client.restart();
  // A call that is answered after it: the server has read both.
  const after = newQuestion();
  await own.client.ask(after);
  own.line.lose('reset');
  const next = await askAnew(world, own.payer, newQuestion());
  assert.deepEqual(userWords(next.call), [after, next.call.question]);
  assertNothingOf(next.call, own.before, own.question);

  const other = await lose(t, world, 'after the end');
  const client = await world.connect(other.payer);
  await client.restart();
  await client.ask(other.question);
  assert.equal(world.callsFor(other.question).length, 2);
  assert.deepEqual(userWords(world.callsFor(other.question)[1]), [other.question]);
});

test('resume: RestartChat on a new connection ends the answer that goes on', async (t) => {
  const world = await startWorld(t);
  const { payer, question } = await lose(t, world, 'in text');
  const client = await world.connect(payer);
  await client.restart();
  await world.callsFor(question)[0].abortedByPeer();
  const { call } = await askAnew(world, payer, newQuestion());
  assertNothingOf(call, question);
});

test('resume: an introduction on a new connection begins a new chat, and ends the answer that goes on', async (t) => {
  const world = await startWorld(t);
  for (const state of ['in text', 'after the end']) {
    const { payer, before, question } = await lose(t, world, state);
    const client = await world.connect(payer);
    await client.introduce();
    if (!kStates[state].over) await world.callsFor(question)[0].abortedByPeer();
    const next = newQuestion();
    await client.ask(next);
    assertNothingOf(world.callsFor(next)[0], before, question);
    await client.connection.stop();
    // And that one goes on.
    const { call } = await askAnew(world, payer, newQuestion());
    assert.ok(told(call).includes(next));
    assertNothingOf(call, before, question);
  }
});

test('resume: who takes leave after an answer and asks the same is answered anew, in the same chat', async (t) => {
  const world = await startWorld(t);
  const { payer, before, question, client } = await bringTo(world, 'after the end');
  const { connectionId } = client.connection;
  await client.connection.stop();
  await world.server.event('session_finished', { session: connectionId });
  await askAnew(world, payer, question);
  assert.equal(world.callsFor(question).length, 2);
  assert.deepEqual(userWords(world.callsFor(question)[1]), [before, question, question]);
});

test('resume: who takes leave in the middle of an answer gets it when they come back', async (t) => {
  const world = await startWorld(t);
  const { payer, question, client, gate } = await bringTo(world, 'in text');
  await client.connection.stop();
  gate.open();
  assert.equal((await askAnew(world, payer, question)).text, 'Three days a week.');
  assert.equal(world.callsFor(question).length, 1);
});

test('resume: without a grace an answer ends with its connection, and the chat goes on', async (t) => {
  const world = await startWorld(t, { env: { SPOTTER_RESUME_GRACE: '0' } });
  const { payer, before, question, gate } = await lose(t, world, 'in text');
  await world.callsFor(question)[0].abortedByPeer();
  gate.open();
  const { call } = await askAnew(world, payer, question);
  assert.deepEqual(userWords(call), [before, question, question]);
  assert.equal(world.callsFor(question).length, 2);
  assert.ok(told(call).includes('Three'));
});

test('resume: an answer without a client ends after its grace, and what it said stays', async (t) => {
  const world = await startWorld(t, { env: { SPOTTER_RESUME_GRACE: '1' } });
  const { payer, before, question } = await lose(t, world, 'in text');
  await world.server.event('session_finished');
  assert.equal(world.callsFor(question)[0].aborted, false);
  await world.callsFor(question)[0].abortedByPeer();
  const { call } = await askAnew(world, payer, newQuestion());
  assert.deepEqual(userWords(call), [before, question, call.question]);
  assert.ok(told(call).includes('Three'));
  const page = await scrape(world.server);
  assert.equal(page.value('spotter_conversation_grace_ended_total'), 1);
  assert.equal(page.value('spotter_conversation_resumed_total', { how: 'continued' }), 1);
});

test('resume: an answer that nobody hears is charged like any other', async (t) => {
  const world = await startWorld(t, { env: { SPOTTER_RATE_LIMIT_MOBILE: '2' } });
  const { payer, gate } = await lose(t, world, 'in text');
  gate.open();
  await until(() => world.server.events.filter(({ event }) => event === 'turn_finished').length === 2, 'the turn to end');
  assert.match((await askAnew(world, payer, newQuestion())).text, sentence('quota_used_up'));
});

/** Cuts its WebSocket, without a word. */
const terminate = (client) => client.connection.connection.transport._webSocket.terminate();

/** One payer who loses the connection again and again: returns everything that is wrong. */
async function reconnects(world, index, times) {
  const payer = world.newPayer();
  const wrong = [];
  const all = [];
  for (let k = 0; k < times; ++k) {
    const question = newQuestion(`Payer ${index} asks`);
    // Of three questions one loses its connection as soon as it is said, one in the answer, one after it.
    for (let tries = 0; ; ++tries) {
      const client = await world.connect(payer, { skipNegotiation: true });
      const shown = kWay.ask(client, question);
      if (tries === 0 && k % 3 === 0) await Promise.resolve();
      else if (tries === 0 && k % 3 === 1) await until(() => shown.text !== '', 'a word');
      else if ((await shown.whole()) !== defaultAnswer(question)) wrong.push(`lost: ${shown.text}`);
      terminate(client);
      if (tries > 0 || k % 3 === 2) break;
    }
    const calls = world.callsFor(question);
    if (calls.length !== 1) wrong.push(`${calls.length} calls for ${question}`);
    all.push(question);
    const expected = all.slice(-10);
    const heard = userWords(calls[0]);
    if (JSON.stringify(heard.slice(-expected.length)) !== JSON.stringify(expected)) wrong.push(`heard ${heard}`);
    const mine = new RegExp(`Payer ${index} asks`);
    for (const [, text] of calls[0].conversation) if (!mine.test(text)) wrong.push(`crossed: ${text}`);
  }
  return wrong;
}

test('resume: of a thousand fast reconnects of twenty payers none is lost, none crossed', async (t) => {
  const world = await startWorld(t, { env: { SPOTTER_RATE_LIMIT_MOBILE: '100000', SPOTTER_NEGOTIATIONS_PER_MINUTE: '1000000' } });
  const wrong = await all(Array.from({ length: 20 }, (_, index) => reconnects(world, index, 30)));
  assert.deepEqual(wrong.flat(), []);
}, { timeoutMs: 60_000 });
