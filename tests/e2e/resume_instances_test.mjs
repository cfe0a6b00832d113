// Chats that outlive their process: with Redis and the secret another instance goes on with them, and what becomes of them when a
// process or Redis is killed, paused or asked to end (docs/conversations.md).
import assert from 'node:assert/strict';
import { test } from '../../tools/testing/runner.mjs';
import { request } from './lib/http.mjs';
import { startRedis } from './lib/redis.mjs';
import {
  all, bringTo, chatId, defaultAnswer, kStates, kWay, kWays, newQuestion, startLine, startWorld, told, userWords,
} from './lib/resume.mjs';
import { sentence } from './lib/sentences.mjs';
import { kKey } from './lib/server.mjs';
import { until, within } from './lib/wait.mjs';

const kShards = 2;

const onEveryShard = (server, name, times) =>
  until(() => server.events.filter(({ event }) => event === name).length >= kShards * times, `${name} on every shard`, 20_000);

/** Every shard of it has its connection to Redis, for the so-manieth time. */
const connected = (server, times = 1) => onEveryShard(server, 'redis_connected', times);
/** None has. */
const cutOff = (server) => onEveryShard(server, 'redis_away', 1);

async function startShared(t, { servers = 1, env = {} } = {}) {
  const redis = await startRedis(t);
  const world = await startWorld(t, {
    servers, shards: kShards, env: { REDIS_URL: redis.url, SPOTTER_SECRET: 'c4'.repeat(32), ...env },
  });
  for (const server of world.servers) await connected(server);
  // Redis knows the scripts from now on.
  const { client } = await askAt(world, world.server, world.newPayer(), newQuestion());
  await client.restart();
  await until(async () => (await chatsIn(redis)).chats === 0, 'the first chat to be gone');
  await client.connection.stop();
  return { redis, world };
}

async function startAnother(world) {
  const server = await world.start();
  await connected(server);
  return server;
}

/** Kills the process at once: nothing is ended, nothing is written. */
async function kill(server) {
  server.mayBeKilled = true;
  server.signal('SIGKILL');
  await within(server.exit, 'the server to be gone');
}

const evaluate = (redis, script) => redis.ask('SELECT', '1', '\r\nEVAL', `"${script}"`, '0');

/** How many chats with words there are in Redis, and how many of them have a turn that runs. */
async function chatsIn(redis) {
  const answer = await evaluate(redis,
    "local n, t = 0, 0 for _, k in ipairs(redis.call('KEYS', 'spotter:c:*')) do local r, w = redis.call('HEXISTS', k, 't'), redis.call('HEXISTS', k, 's') " +
    "t = t + r n = n + math.max(r, w) end return {n, t}");
  const [, chats, running] = /\*2\r\n:(\d+)\r\n:(\d+)/.exec(answer);
  return { chats: Number(chats), running: Number(running) };
}

const chatKeys = async (redis) =>
  (await evaluate(redis, "return redis.call('KEYS', 'spotter:c:*')")).match(/spotter:c:[^\r\n]+/g) ?? [];
/** Whether that chat has words, and no turn that runs. */
const rests = async (redis, key) =>
  (await evaluate(redis, `return {redis.call('HEXISTS', '${key}', 's'), redis.call('HEXISTS', '${key}', 't')}`))
    .includes('*2\r\n:1\r\n:0\r\n');

const untilRunning = (redis, running) =>
  until(async () => (await chatsIn(redis)).running === running, `${running} running turns in Redis`);

/** Asks over a new connection to that server: {client, text, call}. */
async function askAt(world, server, payer, question, { way = kWay, ...options } = {}) {
  const client = await world.connect(payer, { path: way.path, server, ...options });
  const text = await way.ask(client, question).whole();
  return { client, text, call: world.callsFor(question).at(-1) };
}

// A quota of two: the answer that was lost is given back, or there is none for the last question.
for (const takenOverBy of ['the same, started again', 'a second one']) {
  for (const state of Object.keys(kStates)) {
    test(`resume: a server is killed ${state}, and ${takenOverBy}, goes on`, async (t) => {
      const second = takenOverBy === 'a second one';
      const { redis, world } = await startShared(t, { servers: second ? 2 : 1, env: { SPOTTER_RATE_LIMIT_MOBILE: '3' } });
      const [first] = world.servers;
      const { over, said } = kStates[state];
      const lost = await all(['same', 'other'].map(() => bringTo(world, state, { server: first })));
      await untilRunning(redis, over ? 0 : 2);
      await kill(first);
      const next = second ? world.servers[1] : await startAnother(world);

      const [same, other] = lost;
      same.gate.open();
      const client = await world.connect(same.payer, { server: next });
      const again = kWay.ask(client, same.question);
      await again.whole();
      kStates[state].isWhole(again);
      const calls = world.callsFor(same.question);
      assert.equal(calls.length, over ? 1 : 2);
      assert.deepEqual(userWords(calls.at(-1)), [same.before, same.question]);
      const more = newQuestion();
      assert.ok((await client.ask(more)).at(-1).startsWith(defaultAnswer(more)));
      assert.deepEqual(userWords(world.callsFor(more)[0]), [same.before, same.question, more]);
      assert.match((await client.ask(newQuestion())).at(-1), sentence('quota_used_up'));

      const words = newQuestion('What about');
      const { client: theirs, text, call } = await askAt(world, next, other.payer, words);
      assert.deepEqual(userWords(call), [other.before, other.question, words]);
      const [head, ...rest] = text.split('\n\n');
      if (over) {
        assert.equal(head, defaultAnswer(words));
        assert.ok(told(call).includes(said.trim()));
      } else {
        assert.match(head, sentence('answer_lost'));
        assert.equal(rest[0], defaultAnswer(words));
        // What it cost is there for one more.
        const last = newQuestion();
        assert.ok((await theirs.ask(last)).at(-1).startsWith(defaultAnswer(last)));
      }
      assert.match((await theirs.ask(newQuestion())).at(-1), sentence('quota_used_up'));
    }, { timeoutMs: 60_000 });
  }
}

test('resume: over StreamMessage, and for the shared key with a name, another instance goes on as well', async (t) => {
  const { redis, world } = await startShared(t, { servers: 2 });
  const [first, second] = world.servers;
  const stream = kWays[2];
  const id = chatId();
  const lost = [
    await bringTo(world, 'in text', { server: first, way: stream }),
    await bringTo(world, 'in text', { server: first, payer: `Web ${kKey}`, id }),
  ];
  await untilRunning(redis, 2);
  await kill(first);
  for (const [index, { payer, before, question, gate }] of lost.entries()) {
    gate.open();
    const { text, call } = await askAt(world, second, payer, question, index === 0 ? { way: stream } : { id });
    assert.equal(text, 'Three days a week.');
    assert.deepEqual(userWords(call), [before, question]);
  }
});

test('resume: language and unit go on at another instance', async (t) => {
  const { redis, world } = await startShared(t, { servers: 2 });
  const [first, second] = world.servers;
  const payer = world.newPayer();
  const client = await world.connect(payer, { server: first, path: '/ai-chat-v2' });
  await client.introduce('de-AT', 3, 'pounds');
  await untilRunning(redis, 0);
  assert.equal((await chatsIn(redis)).chats, 1);
  await kill(first);
  const { call } = await askAt(world, second, payer, newQuestion(), { way: kWays[1] });
  assert.match(call.body.messages[0].content, /de-AT/);
  assert.match(call.body.messages[0].content, /pounds/);
});

test('resume: SIGTERM in the middle of an answer lets it end, and the chat goes on at another instance', async (t) => {
  const { redis, world } = await startShared(t, { servers: 2 });
  const [first, second] = world.servers;
  const kept = await bringTo(world, 'in text', { server: first });
  const line = await startLine(t, first);
  const gone = await bringTo(world, 'in text', { server: first, line });
  line.lose('reset');
  await first.event('session_finished');
  first.signal('SIGTERM');
  await first.event('draining');
  kept.gate.open();
  gone.gate.open();
  // Who is still there gets it all; of who is gone it is waited for.
  assert.equal(await kept.shown.whole(), 'Three days a week.');
  assert.deepEqual(await within(first.exit, 'the server to end'), { code: 0, signal: null });
  await untilRunning(redis, 0);
  assert.equal((await askAt(world, second, gone.payer, gone.question)).text, 'Three days a week.');
  assert.equal(world.callsFor(gone.question).length, 1);
  const { call } = await askAt(world, second, kept.payer, newQuestion());
  assert.deepEqual(userWords(call), [kept.before, kept.question, call.question]);
});

test('resume: a second SIGTERM in the middle of an answer keeps what was said', async (t) => {
  const { redis, world } = await startShared(t, { servers: 2 });
  const [first, second] = world.servers;
  const lost = await bringTo(world, 'in text', { server: first });
  await untilRunning(redis, 1);
  first.signal('SIGTERM');
  await first.event('draining');
  first.signal('SIGTERM');
  await within(first.exit, 'the server to end');
  assert.deepEqual(await chatsIn(redis), { chats: 1, running: 0 });
  const { text, call } = await askAt(world, second, lost.payer, newQuestion());
  assert.deepEqual(userWords(call), [lost.before, lost.question, call.question]);
  assert.ok(told(call).includes('Three'));
  assert.equal(text, defaultAnswer(call.question));
});

for (const [what, away, back] of [
  ['killed and started again, empty', (redis) => redis.kill(), (redis) => redis.start()],
  ['paused', (redis) => redis.signal('SIGSTOP'), (redis) => redis.signal('SIGCONT')],
]) {
  test(`resume: Redis is ${what} in the middle of an answer: the chat goes on, and is there for others again`, async (t) => {
    const { redis, world } = await startShared(t, { servers: 2 });
    const [first, second] = world.servers;
    const line = await startLine(t, first);
    const lost = await bringTo(world, 'in text', { server: first, line });
    const still = await bringTo(world, 'in text', { server: first });
    await untilRunning(redis, 2);
    await away(redis);
    for (const server of world.servers) await cutOff(server);
    line.lose('reset');
    for (const { gate } of [lost, still]) gate.open();
    // Redis away: one comes back for the answer, the other one goes on.
    const client = await world.connect(lost.payer, { server: first });
    assert.equal(await kWay.ask(client, lost.question).whole(), 'Three days a week.');
    assert.equal(world.callsFor(lost.question).length, 1);
    assert.equal(await still.shown.whole(), 'Three days a week.');
    const during = newQuestion();
    await still.client.ask(during);
    assert.deepEqual(userWords(world.callsFor(during)[0]), [still.before, still.question, during]);
    await client.connection.stop();
    await still.client.connection.stop();

    await back(redis);
    for (const server of world.servers) await connected(server, 2);
    // Back: what this process has is newer than what Redis has, and no answer was lost.
    const after = newQuestion();
    for (const [payer, words] of [
      [still.payer, [still.before, still.question, during]], [lost.payer, [lost.before, lost.question]],
    ]) {
      const { text, call } = await askAt(world, first, payer, after);
      assert.equal(text, defaultAnswer(after));
      assert.deepEqual(userWords(call), [...words, after]);
    }
    await untilRunning(redis, 0);
    await kill(first);
    const { call } = await askAt(world, second, still.payer, newQuestion());
    assert.deepEqual(userWords(call).slice(0, -1), [still.before, still.question, during, after]);
  }, { timeoutMs: 60_000 });
}

test('resume: an answer is given while Redis is away, and one more when it is back, in one connection', async (t) => {
  const { redis, world } = await startShared(t, { servers: 2 });
  const [first, second] = world.servers;
  const talking = await bringTo(world, 'in text', { server: first });
  await untilRunning(redis, 1);
  await redis.kill();
  await cutOff(first);
  talking.gate.open();
  await talking.shown.whole();
  await redis.start();
  for (const server of world.servers) await connected(server, 2);
  const next = newQuestion();
  await talking.client.ask(next);
  await untilRunning(redis, 0);
  assert.equal((await chatsIn(redis)).chats, 1);
  await kill(first);
  const { call } = await askAt(world, second, talking.payer, newQuestion());
  assert.deepEqual(userWords(call), [talking.before, talking.question, next, call.question]);
});

test('resume: a chat costs two commands of Redis a turn, none a word; nothing in it can be read, and all of it ends', async (t) => {
  const { redis, world } = await startShared(t, { env: { SPOTTER_FRAME_INTERVAL_MS: '0' } });
  const heard = await redis.monitor();
  const payers = [world.newPayer(), world.newPayer()];
  const clients = [];
  for (const payer of payers) clients.push(await world.connect(payer, { path: '/ai-chat-v2' }));
  await clients[0].introduce('en-GB', 3, 'kilograms');
  const commands = () => heard.text.split('\r\n').filter((line) => !line.includes(' lua] ') && /"spotter:c:/.test(line));
  await untilRunning(redis, 0);
  const before = commands().length;
  const questions = [];
  for (let i = 0; i < 5; ++i) {
    for (const client of clients) {
      questions.push(newQuestion('Shall I walk in the morning'));
      assert.ok((await client.ask(questions.at(-1))).length > 5); // words, a frame each
    }
  }
  await untilRunning(redis, 0);
  const cost = commands().slice(before);
  assert.ok(cost.length <= 2 * questions.length, cost.join('\n'));
  assert.ok(cost.length >= questions.length);

  // One that comes back, too.
  const line = await startLine(t, world.server);
  const lost = await bringTo(world, 'in text', { line });
  await untilRunning(redis, 1);
  line.lose('reset');
  const from = commands().length;
  const client = await world.connect(lost.payer);
  const again = kWay.ask(client, lost.question);
  await kStates['in text'].reached(again, world);
  lost.gate.open();
  await again.whole();
  await untilRunning(redis, 0);
  assert.ok(commands().length - from <= 2, commands().slice(from).join('\n'));

  const values = await evaluate(redis,
    "local all = {} for _, k in ipairs(redis.call('KEYS', '*')) do all[#all + 1] = k local kind = redis.call('TYPE', k).ok " +
    "if kind == 'hash' then all[#all + 1] = redis.call('HGETALL', k) elseif kind == 'zset' then all[#all + 1] = redis.call('ZRANGE', k, 0, -1) " +
    "elseif kind == 'string' then all[#all + 1] = redis.call('GET', k) end end return all");
  assert.ok(values.includes('spotter:c:'));
  const secrets = [
    ...world.tokens, ...questions, 'walk', 'morning', 'You asked', 'Three', 'en-GB', 'kilograms',
  ];
  for (const written of [values, heard.text]) {
    for (const secret of secrets) assert.ok(!written.includes(secret), `${secret} is in Redis`);
  }
  const ends = await evaluate(redis,
    "local least, most = 1e9, -2 for _, k in ipairs(redis.call('KEYS', 'spotter:c:*')) do local left = redis.call('PTTL', k) " +
    "least = math.min(least, left) most = math.max(most, left) end return {least, most}");
  const [, least, most] = /\*2\r\n:(-?\d+)\r\n:(-?\d+)/.exec(ends).map(Number);
  assert.ok(least > 1_700_000 && most <= 1_800_000, `${least} to ${most} ms`);
});

test('resume: the end of a turn and the beginning of the next reach Redis in this order, also when it forgot its scripts', async (t) => {
  const { redis, world } = await startShared(t, { env: { TEST_MODE: 'true', SPOTTER_REDIS_TIMEOUT_MS: '10000' } });
  const one = await bringTo(world, 'in text');
  await untilRunning(redis, 1);
  await redis.ask('SCRIPT', 'FLUSH');
  // Who begins a turn teaches it that script again, and no other.
  const two = await bringTo(world, 'in text', { first: false });
  await untilRunning(redis, 2);
  redis.signal('SIGSTOP');
  one.gate.open();
  await one.shown.whole();
  const next = newQuestion();
  world.when(next, kStates['in text'].script(two.gate));
  const shown = kWay.ask(one.client, next);
  await kStates['in text'].reached(shown, world);
  redis.signal('SIGCONT');
  await until(async () => (await chatsIn(redis)).chats === 2, 'Redis to be back');
  // A turn whose end comes now comes after whatever was said before it.
  const before = await chatKeys(redis);
  await (await askAt(world, world.server, world.newPayer(), newQuestion())).client.connection.stop();
  await until(async () => {
    const [third] = (await chatKeys(redis)).filter((key) => !before.includes(key));
    return third && rests(redis, third);
  }, 'one more chat, whose turn is over');
  assert.deepEqual(await chatsIn(redis), { chats: 3, running: 2 });
  two.gate.open();
  await shown.whole();
  await untilRunning(redis, 0);
});

test('resume: RestartChat, and DELETE /me/conversation, delete the chat in Redis; without Redis it is not certain', async (t) => {
  const { redis, world } = await startShared(t, { servers: 2 });
  const [first, second] = world.servers;
  const restarted = await bringTo(world, 'after the end', { server: first });
  const deleted = await bringTo(world, 'after the end', { server: first });
  await untilRunning(redis, 0);
  assert.equal((await chatsIn(redis)).chats, 2);
  await restarted.client.restart();
  await until(async () => (await chatsIn(redis)).chats === 1, 'the restarted chat to be gone');
  const forget = (server) => request(server, 'DELETE', '/me/conversation', { headers: { Authorization: deleted.payer } });
  assert.equal((await forget(second)).status, 204);
  assert.equal((await chatsIn(redis)).chats, 0);
  // The first instance still has it in its memory, and talks in it.
  assert.equal((await forget(first)).status, 204);
  for (const { payer, before, question } of [restarted, deleted]) {
    const { call } = await askAt(world, second, payer, newQuestion());
    assert.deepEqual(userWords(call), [call.question]);
    assert.ok(!told(call).includes(before) && !told(call).includes(question));
  }
  redis.signal('SIGSTOP');
  await cutOff(second);
  const uncertain = await forget(second);
  assert.equal(uncertain.status, 503);
  assert.match(uncertain.headers['retry-after'], /^\d+$/);
});

test('resume: when two devices talk at two instances, nobody goes on with what they said', async (t) => {
  const { redis, world } = await startShared(t, { servers: 2 });
  const [first, second] = world.servers;
  const one = await bringTo(world, 'after the end', { server: first });
  await untilRunning(redis, 0);
  const two = await askAt(world, second, one.payer, newQuestion('From the second device'));
  const more = newQuestion();
  await one.client.ask(more);
  assert.deepEqual(userWords(world.callsFor(more)[0]), [one.before, one.question, more]);
  await one.client.connection.stop();
  await two.client.connection.stop();
  for (const server of [...world.servers, await startAnother(world)]) {
    const { call, client } = await askAt(world, server, one.payer, newQuestion());
    assert.ok(!told(call).includes(more) && !told(call).includes(two.call.question), told(call));
    await client.connection.stop();
  }
});

test('resume: another secret reads nothing, and nobody learns of it', async (t) => {
  const { redis, world } = await startShared(t);
  const lost = await bringTo(world, 'after the end');
  await untilRunning(redis, 0);
  await kill(world.server);
  const other = await world.start({ SPOTTER_SECRET: 'd5'.repeat(32) });
  await connected(other);
  const { call } = await askAt(world, other, lost.payer, lost.question);
  assert.deepEqual(userWords(call), [lost.question]);
});

test('resume: without a secret of all instances chats stay in their process', async (t) => {
  const redis = await startRedis(t);
  const world = await startWorld(t, { shards: kShards, env: { REDIS_URL: redis.url } });
  await connected(world.server);
  const lost = await bringTo(world, 'after the end', { line: await startLine(t, world.server) });
  assert.equal((await chatsIn(redis)).chats, 0);
  lost.line.lose('reset');
  assert.equal((await askAt(world, world.server, lost.payer, lost.question)).text, 'Three days a week.');
  assert.equal(world.callsFor(lost.question).length, 1);
});

// --- two instances that live -----------------------------------------------------------------------

test('resume: who talks at one instance keeps their words from somebody who comes to another one', async (t) => {
  const { world } = await startShared(t, { servers: 2 });
  const [first, second] = world.servers;
  const payer = world.newPayer();
  const mine = await world.connect(payer, { server: first });
  await mine.introduce();
  const secret = newQuestion('I have a hernia');
  await kWay.ask(mine, secret).whole();
  // Also with the very words that were answered last.
  for (const words of [secret, newQuestion()]) {
    const { call } = await askAt(world, second, payer, words);
    assert.deepEqual(userWords(call), [words]);
  }
  assert.equal(world.callsFor(secret).length, 2);
  const more = newQuestion();
  await kWay.ask(mine, more).whole();
  assert.deepEqual(userWords(world.callsFor(more)[0]).slice(-2), [secret, more]);
  await mine.connection.stop();
  for (const server of world.servers) {
    const { call } = await askAt(world, server, payer, newQuestion());
    assert.equal(userWords(call).length, 1);
  }
}, { timeoutMs: 60_000 });

test('resume: a phone without a signal goes on at another instance, and its old one gives the chat up', async (t) => {
  const { world } = await startShared(t, { servers: 2 });
  const [first, second] = world.servers;
  const line = await startLine(t, first);
  const lost = await bringTo(world, 'after the end', { server: first, line });
  line.lose('silence');
  const { call } = await askAt(world, second, lost.payer, newQuestion());
  assert.deepEqual(userWords(call).slice(0, -1), [lost.before, lost.question]);
}, { timeoutMs: 60_000 });

test('resume: an answer ends when its user goes on at another instance, and what was said there is known on the way back', async (t) => {
  const { redis, world } = await startShared(t, { servers: 2 });
  const [first, second] = world.servers;
  const line = await startLine(t, first);
  const lost = await bringTo(world, 'in text', { server: first, line });
  await untilRunning(redis, 1);
  line.lose('reset');
  await first.event('session_finished');
  const there = await askAt(world, second, lost.payer, newQuestion('Said elsewhere'));
  assert.deepEqual(userWords(there.call).slice(0, -1), [lost.before, lost.question]);
  await there.client.connection.stop();
  const { call } = await askAt(world, first, lost.payer, newQuestion());
  assert.deepEqual(userWords(call).slice(0, -1), [lost.before, lost.question, userWords(there.call).at(-1)]);
}, { timeoutMs: 60_000 });

for (const [what, change] of [
  ['begun', (client) => client.introduce()],
  ['restarted', (client) => client.restart()],
  ['deleted', (client, server, payer) => request(server, 'DELETE', '/me/conversation', { headers: { Authorization: payer } })],
]) {
  test(`resume: a chat ${what} at another instance has no old words at the first one`, async (t) => {
    const { redis, world } = await startShared(t, { servers: 2 });
    const [first, second] = world.servers;
    const payer = world.newPayer();
    const old = [newQuestion(), newQuestion()];
    for (const words of old)
      await (await askAt(world, first, payer, words)).client.connection.stop();
    const client = await world.connect(payer, { server: second });
    await change(client, second, payer);
    await until(async () => (await chatsIn(redis)).running === 0, 'the change to be known');
    await until(async () => (await chatsIn(redis)).chats === (what === 'begun' ? 1 : 0), 'the old words to be gone');
    await client.connection.stop();
    const { call } = await askAt(world, first, payer, newQuestion());
    for (const words of old) assert.ok(!userWords(call).includes(words));
  }, { timeoutMs: 60_000 });
}

test('resume: going between living instances gives no generation back', async (t) => {
  const kLimit = 4;
  const { redis, world } = await startShared(t, { servers: 2, env: { SPOTTER_RATE_LIMIT_MOBILE: String(kLimit) } });
  const payer = world.newPayer();
  let answers = 0;
  for (let pair = 0; pair < kLimit; ++pair) {
    const id = chatId();
    const talking = await bringTo(world, 'in text', { server: world.servers[0], payer, id, first: false }).catch(() => null);
    if (!talking) break;
    ++answers;
    const { client, text } = await askAt(world, world.servers[1], payer, newQuestion(), { id });
    if (!sentence('quota_used_up').test(text)) ++answers;
    await talking.client.restart();
    await untilRunning(redis, 0);
    await client.connection.stop();
    await talking.client.connection.stop();
    if (answers >= kLimit) break;
  }
  assert.equal(answers, kLimit);
  const { text } = await askAt(world, world.servers[1], payer, newQuestion());
  assert.match(text, sentence('quota_used_up'));
}, { timeoutMs: 60_000 });

test('resume: a phone that reconnects while Redis is paused loses nothing when it is back', async (t) => {
  const { redis, world } = await startShared(t, { servers: 2 });
  const [first, second] = world.servers;
  const line = await startLine(t, first);
  const before = await bringTo(world, 'after the end', { server: first, line });
  await untilRunning(redis, 0);
  redis.signal('SIGSTOP');
  for (const server of world.servers) await cutOff(server);
  line.lose('reset');
  await first.event('session_finished');
  const during = await askAt(world, first, before.payer, newQuestion('While it is away'));
  redis.signal('SIGCONT');
  for (const server of world.servers) await connected(server, 2);
  const after = newQuestion('It is back');
  await kWay.ask(during.client, after).whole();
  await during.client.connection.stop();
  const { call } = await askAt(world, second, before.payer, newQuestion());
  assert.deepEqual(userWords(call).slice(0, -1), [before.before, before.question, userWords(during.call).at(-1), after]);
}, { timeoutMs: 60_000 });

test('resume: a chat that was restarted while Redis was away does not come back', async (t) => {
  const { redis, world } = await startShared(t, { servers: 2 });
  const [first, second] = world.servers;
  const before = await bringTo(world, 'after the end', { server: first });
  await untilRunning(redis, 0);
  redis.signal('SIGSTOP');
  await cutOff(first);
  await before.client.restart();
  await before.client.connection.stop();
  await first.event('session_finished');
  redis.signal('SIGCONT');
  for (const server of world.servers) await connected(server, 2);
  await until(async () => (await chatsIn(redis)).chats === 0, 'Redis to be told', 20_000);
  const { call } = await askAt(world, second, before.payer, newQuestion());
  assert.equal(userWords(call).length, 1);
}, { timeoutMs: 60_000 });
