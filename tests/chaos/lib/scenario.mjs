// One scenario: all parts of a small world, a line between two of them that breaks while users ask, and heals. Everything that
// is counted must come out exactly.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { startFaultyUpstream } from '../../e2e/lib/faulty_upstream.mjs';
import { resilience } from '../../e2e/lib/http.mjs';
import { scrape } from '../../e2e/lib/metrics.mjs';
import { startServer } from '../../e2e/lib/server.mjs';
import { until } from '../../e2e/lib/wait.mjs';
import { startFaultyLine } from './faulty_line.mjs';
import { kPlaces } from './places.mjs';
import { answerTo, User } from './user.mjs';

const kUsers = 4;
const kMiB = 1024 * 1024;
/** A model says a word so often; while a line is broken, answers are on their way. */
const kWordMs = 8;

/** Deadlines that a scenario can wait for, and illnesses that pass soon. */
const kHasty = {
  SPOTTER_UPSTREAM_CONNECT_MS: '600',
  SPOTTER_UPSTREAM_HEADERS_MS: '600',
  SPOTTER_UPSTREAM_FIRST_TOKEN_MS: '600',
  SPOTTER_UPSTREAM_STALL_MS: '600',
  SPOTTER_UPSTREAM_SILENCE_MS: '600',
  SPOTTER_FIRST_WORD_MS: '2500',
  SPOTTER_START_WINDOW_MS: '2500',
  SPOTTER_RETRY_BASE_MS: '10',
  SPOTTER_RETRY_PERCENT: '100',
  SPOTTER_BREAKER_COOL_DOWN_MS: '100',
  SPOTTER_BREAKER_COOL_DOWN_MAX_MS: '200',
  SPOTTER_BREAKER_MISCONFIGURED_MS: '200',
  SPOTTER_RATE_LIMIT_MOBILE: '1000',
};

/** What a server says, as of level error, when the only one that answers is ill, or a store. */
const kMayReport = ['provider_state', 'nobody_can_answer', 'store_misconfigured', 'store_state', 'repeats_withheld'];

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A model that answers each question in its own words. */
async function answer(exchange) {
  const [, text] = exchange.conversation.at(-1);
  // Questions whose answer never came stand in one message.
  const question = text.split('\n\n').at(-1);
  exchange.begin();
  for (const piece of answerTo(question)) {
    exchange.say(piece);
    await Promise.race([pause(kWordMs), exchange.gone]);
  }
  exchange.end();
}

const openFiles = (server) => readdirSync(`/proc/${server.pid}/fd`).length;

class Scenario {
  constructor(t, place, fault, random) {
    Object.assign(this, { t, place, fault, random });
    this.what = kPlaces[place].breaks;
  }

  async begin() {
    const { t, random } = this;
    const upstream = await startFaultyUpstream(t);
    upstream.does(answer);
    const { line, store, env } = await kPlaces[this.place].begin(t, { upstream, random });
    this.upstream = upstream;
    this.store = store;
    this.server = await startServer(t, { env: { ...kHasty, ...env }, mayReport: kMayReport });
    this.line = line ?? await startFaultyLine(t, this.server.url, random);
    const url = () => (this.what === 'client' ? this.line.origin : this.server.url);
    this.newUser = (name) => new User(name, this.server, store.newPayer(), url);
    this.users = Array.from({ length: kUsers }, (_, index) => this.newUser(`User${index}`));
    this.filesBefore = openFiles(this.server);
    if (this.what === 'redis') await this.untilRedisCounts();
  }

  untilRedisCounts() {
    return until(async () => {
      const { upstreams } = await resilience(this.server);
      return upstreams.find(({ kind }) => kind === 'redis')?.state === 'connected';
    }, 'Redis to be connected', 15_000);
  }

  /** Everybody gets whole answers. */
  async isWell() {
    await Promise.all(this.users.map(async (user) => {
      if (!user.connected) assert.equal(await user.connect(), 'connected');
      const { end, kind, last } = await user.ask();
      assert.deepEqual([end, kind], ['completed', 'whole'], last);
    }));
  }

  /** What users may be shown for a question while the line is broken. */
  get allowed() {
    if (this.fault === 'corrupt') return ['whole', 'part', 'sentence', 'other', 'none'];
    return this.what === 'model' ? ['whole', 'part', 'sentence'] : ['whole'];
  }

  async askTwiceEach() {
    await Promise.all(this.users.map(async (user) => {
      for (let i = 0; i < 2; ++i) {
        const { question, end, kind, last } = await user.ask();
        assert.equal(end, 'completed', question);
        assert.ok(this.allowed.includes(kind), `${question} ${kind} ${last}`);
      }
    }));
  }

  /** Payers whom nobody knows yet come while their store cannot be asked: they get in, or hear that it is not their fault. */
  async newcomers() {
    const newcomers = Array.from({ length: 2 }, (_, index) => this.newUser(`Newcomer${index}`));
    await Promise.all(newcomers.map(async (user) => {
      const how = await user.connect();
      if (how === 'connected') assert.equal((await user.ask()).kind, 'whole');
      // Bytes that were changed may well say that somebody has not paid.
      else assert.ok(how === 503 || (this.fault === 'corrupt' && how === 401), `a newcomer was refused with ${how}`);
    }));
    return newcomers;
  }

  /** Phones lose their line in the middle of answers, and ask the same when they are back. */
  async loseLines() {
    const asking = this.users.map((user) => user.ask());
    let over = false;
    const all = Promise.all(asking).finally(() => (over = true));
    await until(() => over || this.line.counts.broken > 0, 'what becomes of the answers', 1_500).catch(() => {});
    await this.line.heal();
    const lost = await all;
    await Promise.all(this.users.map(async (user, index) => {
      const { question, kind } = lost[index];
      if (kind === 'whole' && user.connected) return;
      if (!user.connected) assert.equal(await user.connect(), 'connected');
      const again = await user.ask(question);
      assert.deepEqual([again.end, again.kind], ['completed', 'whole'], `${question}: ${again.last}`);
    }));
  }

  async breakAndHeal() {
    this.line.breakBy(this.fault);
    if (this.what === 'client') return this.loseLines();
    const newcomers = this.what === 'store' ? this.newcomers() : [];
    const [known] = await Promise.all([newcomers, this.askTwiceEach()]);
    const { connections, broken, corrupted } = this.line.counts;
    assert.ok(connections > 0);
    if (['cut', 'cut_within', 'reset'].includes(this.fault)) assert.ok(broken > 0, 'nothing was cut');
    if (this.fault === 'corrupt') assert.ok(corrupted > 0, 'no byte was changed');
    await this.line.heal();
    this.users.push(...known);
    return undefined;
  }

  /** It heals by itself, and soon. */
  async recover() {
    if (this.what === 'redis') await this.untilRedisCounts();
    await Promise.all(this.users.map(async (user) => {
      if (!user.connected) await until(async () => (await user.connect()) === 'connected', `${user.name} to be let in`, 15_000, 200);
      await until(async () => (await user.ask()).kind === 'whole', `${user.name} to be answered`, 10_000, 50);
    }));
  }

  async count() {
    for (const user of this.users) await user.leave();
    // Changed bytes may change a name, or the number of a call.
    if (this.fault !== 'corrupt') assert.deepEqual(this.users.flatMap(({ faults }) => faults), []);
    const { server } = this;
    const nothingRuns = async () => {
      const page = await scrape(server);
      const left = ['spotter_hub_sessions', 'spotter_chat_turns_running', 'spotter_conversation_unheard', 'spotter_upstream_running']
        .map((name) => page.sum(name));
      return left.every((count) => count === 0) && page;
    };
    const page = await until(nothingRuns, 'everything to end', 15_000, 50);
    const charged = page.sum('spotter_chat_generations_total', { settlement: 'charged' });
    const givenBack = page.sum('spotter_chat_generations_total', { settlement: 'given_back' });
    assert.equal(charged + givenBack, page.sum('spotter_chat_quota_decisions_total', { decision: 'allowed' }));
    const paidFor = this.users.reduce((sum, user) => sum + user.paidFor, 0);
    const asked = this.users.reduce((sum, { asked: all }) => sum + [...all.values()].reduce((times, one) => times + one.times, 0), 0);
    // Whoever saw changed bytes and the end of an answer asks anew when asking again.
    if (this.fault === 'corrupt') assert.ok(charged >= this.users.length && charged <= asked, `${charged} of ${asked} charged`);
    else assert.equal(charged, paidFor);
    await until(() => openFiles(server) <= this.filesBefore + 12, 'files to be closed', 10_000);
    const { now } = server.memory();
    assert.ok(now < 160 * kMiB, `${now} bytes of memory`);
    assert.ok(!server.events.some(({ event }) => event === 'bug'));
  }

  async run() {
    await this.begin();
    await this.isWell();
    await this.breakAndHeal();
    await this.recover();
    await this.count();
  }
}

export const runScenario = (t, place, fault, random) => new Scenario(t, place, fault, random).run();
