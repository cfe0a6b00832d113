// What the tests of chats that outlive their connections share: payers with a token each, a network that is lost, an
// upstream that answers by what it is asked, and the states in which an answer can lose its client.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { connect as tcpConnect, createServer } from 'node:net';
import { Answer } from '../../../tools/chat/answer.mjs';
import { parseFirst, parseSecond } from './app_parser.mjs';
import { connect } from './clients.mjs';
import { startServer } from './server.mjs';
import { startRevenueCat } from './stores.mjs';
import { kTwoDays, kTwoDaysNames, namesOf } from './two_days.mjs';
import { startUpstream, words } from './upstream.mjs';
import { Gate, until, within } from './wait.mjs';

/** A name that fits, and that nobody guesses. */
export const chatId = () => randomBytes(18).toString('hex');

let count = 0;

/** A question that nobody asks but who got it from here. */
export const newQuestion = (what = 'How do I train') => `${what}, asked as number ${++count}?`;

/** Waits for all of them, then fails as the first that failed: nobody is left connecting to a server that ends. */
export async function all(promises) {
  const ended = await Promise.allSettled(promises);
  const failed = ended.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
  return ended.map(({ value }) => value);
}

/** What the upstream says to a question that no test gave an answer to. */
export const defaultAnswer = (question) => `You asked: ${question}`;

/** What the user said last: questions whose answer never came stand in one message. */
const lastWords = (call) => (call.question ?? '').split('\n\n').at(-1);

class World {
  servers = [];
  #answers = new Map();

  constructor(t, store, upstream, options) {
    Object.assign(this, { t, store, upstream, options });
    this.tokens = [];
    upstream.always((call) => {
      const question = lastWords(call);
      return (this.#answers.get(question) ?? words(...defaultAnswer(question).split(/(?<= )/)))(call);
    });
  }

  /** A server that takes its part in this. */
  async start(env = {}) {
    const { env: shared, ...rest } = this.options;
    const server = await startServer(this.t, {
      upstream: this.upstream, ...rest, env: { ...this.store.env, ...shared, ...env },
    });
    for (const token of this.tokens) server.secrets.add(token);
    this.servers.push(server);
    this.server = server;
    return server;
  }

  /** Somebody who has paid: the credential. */
  newPayer() {
    const token = `$RCAnonymousID:${randomBytes(16).toString('hex')}`;
    this.store.customers.set(token, ['entlpro']);
    this.tokens.push(token);
    for (const server of this.servers) server.secrets.add(token);
    return `RevenueCat ${token}`;
  }

  /** Answers that question so, whoever asks. */
  when(question, script) {
    this.#answers.set(question, script);
  }

  /** How often the upstream was asked that, each with all that it was told. */
  callsFor(question) {
    return this.upstream.calls.filter((call) => lastWords(call) === question);
  }

  /** The official client of a payer. `id` names the chat; `line`: a network that can be lost. */
  connect(payer, { path = '/ai-chat', id, line, server = this.server, transport, headers, skipNegotiation } = {}) {
    const query = id === undefined ? '' : `?conversation=${encodeURIComponent(id)}`;
    const options = {
      accessTokenFactory: () => payer, ...(transport === undefined ? {} : { transport }), ...(headers ? { headers } : {}),
    };
    const at = line ? { url: line.url, secrets: server.secrets } : server;
    return connect(this.t, at, { path: `${path}${query}`, skipNegotiation, options });
  }
}

/** A store whose customers have paid, an upstream, and one server between them, unless `servers` says otherwise. */
export async function startWorld(t, { servers = 1, ...options } = {}) {
  const world = new World(t, await startRevenueCat(t), await startUpstream(t), options);
  for (let i = 0; i < servers; ++i) await world.start();
  return world;
}

/**
 * A network between one client and the server: {url, lose(how)}. 'reset', 'end': both sides are told; 'silence': nobody is, nothing
 * passes any more, and both keep an open socket. Nothing passes again.
 */
export async function startLine(t, server) {
  const sockets = new Set();
  let lost = false;
  const keep = (socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {}); // a close follows
    socket.on('close', () => sockets.delete(socket));
  };
  const proxy = createServer((client) => {
    keep(client);
    if (lost) return client.destroy();
    const there = tcpConnect(server.port, '127.0.0.1');
    keep(there);
    for (const [from, to] of [[client, there], [there, client]]) {
      from.on('data', (bytes) => lost || to.write(bytes));
      from.on('end', () => lost || to.end());
      from.on('close', () => lost || to.destroy());
    }
  });
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });
  return {
    url: `http://127.0.0.1:${proxy.address().port}`,
    lose: (how) => {
      lost = true;
      for (const socket of sockets) {
        if (how === 'reset') socket.resetAndDestroy();
        else if (how === 'end') socket.end();
      }
    },
  };
}

/** What a user sees of the answer to one question: text, plan, and `over`, the end of it. */
class Shown {
  constructor(client, text, over, look) {
    Object.assign(this, { client, question: text, over });
    Object.defineProperty(this, 'text', { get: () => look().text });
    Object.defineProperty(this, 'plan', { get: () => look().plan });
    over.catch(() => {}); // many of these lose their connection
  }

  /** The whole text, when it is complete. */
  async whole() {
    await within(this.over, `the answer to ${this.question}`, 25_000);
    return this.text;
  }
}

function sendMessage(client, text) {
  const [frames, others] = [client.frames.length, client.others.length];
  const parse = client.second ? parseSecond : parseFirst;
  return new Shown(client, text, client.say(text), () => {
    const plan = client.others.slice(others).at(-1);
    return { text: client.frames.slice(frames).at(-1) ?? '', plan: plan && parse(plan) };
  });
}

function streamMessage(client, text) {
  const answer = new Answer();
  client.server.secrets.add(text);
  const over = new Promise((resolve, reject) => {
    client.connection.stream('StreamMessage', text, null)
      .subscribe({ next: (event) => answer.on(event), complete: resolve, error: reject });
  });
  return new Shown(client, text, over, () => ({
    text: answer.text, plan: answer.plan && parseSecond({ type: 'chatPlan', ...answer.plan }),
  }));
}

/** How an app asks. */
export const kWays = [
  { name: 'SendMessage on /ai-chat', path: '/ai-chat', ask: sendMessage },
  { name: 'SendMessage on /ai-chat-v2', path: '/ai-chat-v2', ask: sendMessage },
  { name: 'StreamMessage', path: '/ai-chat-v2', ask: streamMessage },
];
export const kWay = kWays[0];

const kWords = ['Three ', 'days ', 'a week.'];
const kPlanText = JSON.stringify(kTwoDays);
// In the second session.
const kHalf = kPlanText.indexOf('Romanian Deadlift');
const showsText = (shown) => until(() => shown.text === kWords[0], 'the first word');
const showsPlan = (shown) => until(() => shown.plan?.sessions.length > 0, 'a part of the plan');
const isText = (shown) => assert.equal(shown.text, kWords.join(''));
const isPlan = (shown) => assert.deepEqual(namesOf(shown.plan), kTwoDaysNames);

/**
 * Where an answer can be when its client is lost. `script(gate)`: the upstream, which goes on when the gate is open. `reached`: it has got
 * there, as its user sees it. `said`: what of it stays in the chat then. `isWhole`: what it is in the end.
 */
export const kStates = {
  'before the first word': {
    script: (gate) => async (call) => {
      await gate.pass();
      if (!call.aborted) words(...kWords)(call);
    },
    reached: (shown, world) => until(() => world.callsFor(shown.question).length > 0, 'the upstream to be asked'),
    isWhole: isText,
  },
  'in text': {
    script: (gate) => async (call) => {
      call.begin();
      call.say(kWords[0]);
      await gate.pass();
      if (call.aborted) return;
      for (const word of kWords.slice(1)) call.say(word);
      call.finish();
    },
    reached: showsText,
    said: kWords[0],
    isWhole: isText,
  },
  'in a plan': {
    script: (gate) => async (call) => {
      call.begin();
      call.beginTool();
      call.toolArguments(kPlanText.slice(0, kHalf));
      await gate.pass();
      if (call.aborted) return;
      call.toolArguments(kPlanText.slice(kHalf));
      call.finish('tool_calls');
    },
    reached: showsPlan,
    said: 'Barbell Squat',
    isWhole: isPlan,
  },
  'after the end': {
    script: () => words(...kWords),
    reached: (shown) => shown.whole(),
    said: kWords.join(''),
    isWhole: isText,
    over: true,
  },
};

/**
 * A payer who has had one answer and is in that state with the next one: {payer, before, shown, gate, line, client}; `before` is the question
 * that was answered, `shown` the answer that is being given. `first: false`: it is their first.
 */
export async function bringTo(world, state, { way = kWay, line, first = true, ...options } = {}) {
  const payer = options.payer ?? world.newPayer();
  const gate = new Gate();
  const [before, question] = [newQuestion(), newQuestion('How often')];
  world.when(question, kStates[state].script(gate));
  const client = await world.connect(payer, { path: way.path, line, ...options });
  if (first) assert.equal(await way.ask(client, before).whole(), defaultAnswer(before));
  const shown = way.ask(client, question);
  await kStates[state].reached(shown, world);
  return { payer, before, shown, question, gate, line, client };
}

/** What its users said, of an upstream call. */
export const userWords = (call) =>
  call.conversation.filter(([role]) => role === 'user').flatMap(([, text]) => text.split('\n\n'));

/** Everything that an upstream call was told of the chat, as one text. */
export const told = (call) => JSON.stringify(call.body);

/** The state of an answer, whose client is then lost. */
export async function lose(t, world, state, { how = 'reset', ...options } = {}) {
  const line = await startLine(t, world.server);
  const lost = await bringTo(world, state, { ...options, line });
  line.lose(how);
  return lost;
}

/** Asks over a new connection and returns what the upstream was told. */
export async function askAnew(world, payer, question, { way = kWay, ...options } = {}) {
  const client = await world.connect(payer, { path: way.path, ...options });
  const text = await way.ask(client, question).whole();
  return { client, text, call: world.callsFor(question).at(-1) };
}

/** Nothing of these is in what the upstream was told. */
export function assertNothingOf(call, ...texts) {
  for (const text of texts) assert.ok(!told(call).includes(text), `"${text}" in ${told(call)}`);
}
