// Prompts of one's own, and reading them again while the server runs.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from '../../tools/testing/runner.mjs';
import { connect, openRaw } from './lib/clients.mjs';
import { kRoot, startServer } from './lib/server.mjs';
import { gatedWords, startUpstream, words } from './lib/upstream.mjs';
import { Gate, until, within } from './lib/wait.mjs';

const newest = (folder) => Math.max(...readdirSync(folder).map((name) => parseInt(name, 10)));

/** A copy of the product's prompts that a test may change. */
class Prompts {
  constructor(t) {
    this.folder = mkdtempSync(join(tmpdir(), 'spotter-prompts-'));
    t.after(() => rmSync(this.folder, { recursive: true, force: true }));
    cpSync(join(kRoot, 'prompts'), this.folder, { recursive: true });
    this.version = newest(join(this.folder, 'coach'));
  }

  /** A newer prompt of the coach. Returns its version. */
  coach(text) {
    this.version += 1;
    writeFileSync(join(this.folder, 'coach', `${this.version}.md`), text);
    return `coach/${this.version}`;
  }

  /** Takes the newest away. */
  dropCoach() {
    rmSync(join(this.folder, 'coach', `${this.version}.md`));
    this.version -= 1;
  }

  get environment() {
    return { SPOTTER_PROMPTS_DIR: this.folder };
  }
}

const systemPrompt = (call) => call.body.messages.find(({ role }) => role === 'system' || role === 'developer').content;
const reloads = (server, name) => server.events.filter(({ event }) => event === name).length;

for (const shards of [1, 2]) {
  test(`prompts: after SIGHUP the next turn has the new prompt, the running one keeps the old (${shards} shards)`, async (t) => {
    const prompts = new Prompts(t);
    const first = prompts.coach('Be kind to {{locale}}.');
    const upstream = await startUpstream(t);
    const server = await startServer(t, { upstream, env: prompts.environment, shards });
    const gate = new Gate();
    upstream.next(gatedWords(gate, 'I ', 'keep mine.'));
    // As many clients as it takes to be on every shard.
    const clients = await Promise.all(Array.from({ length: 4 }, () => connect(t, server)));
    const running = clients[0].say('A question before the change');
    gate.let();
    await clients[0].frame((frame) => frame === 'I ', 'the first word');
    assert.equal(systemPrompt(upstream.calls[0]), 'Be kind to en-AU.');

    const second = prompts.coach('Be brief with {{locale}}.');
    server.signal('SIGHUP');
    const event = await server.event('reloaded');
    assert.ok(event.prompts.split(' ').includes(second), event.prompts);
    assert.match(event.prompts, /(^| )sentences\/\d+( |$)/);

    gate.open();
    await within(running, 'the completion');
    assert.equal(clients[0].frames.at(-1), 'I keep mine.');
    await server.event('turn_finished', { prompt: first });
    for (const client of clients) {
      upstream.next(words('New.'));
      assert.equal((await client.ask('A question after the change')).at(-1), 'New.');
      assert.equal(systemPrompt(upstream.calls.at(-1)), 'Be brief with en-AU.');
    }
    await until(() => server.events.filter(({ prompt }) => prompt === second).length === clients.length, 'the log of all turns');
  });
}

test('prompts: broken ones are named in the log and the old ones stay', async (t) => {
  const prompts = new Prompts(t);
  const good = prompts.coach('Be kind.');
  const upstream = await startUpstream(t);
  const server = await startServer(t, { upstream, env: prompts.environment });
  const client = await connect(t, server);
  const refused = async (count) => {
    server.signal('SIGHUP');
    await until(() => reloads(server, 'reload_refused') === count, `refusal ${count}`);
    return server.events.filter(({ event }) => event === 'reload_refused').at(-1).why;
  };
  const broken = prompts.coach('Be kind.\nYou talk to {{user}}.');
  assert.ok((await refused(1)).includes(`: ${broken}.md:2: asks for {{user}}, which nobody gives`));
  prompts.dropCoach();
  const sentences = join(prompts.folder, 'sentences', String(newest(join(prompts.folder, 'sentences'))), 'en.txt');
  const text = readFileSync(sentences, 'utf8');
  writeFileSync(sentences, `no equals sign\n${text}`);
  assert.match(await refused(2), /: sentences\/\d+\/en\.txt:1: has no "="/);

  upstream.next(words('Still here.'));
  assert.equal((await client.ask('Are you still there?')).at(-1), 'Still here.');
  assert.equal(systemPrompt(upstream.calls.at(-1)), 'Be kind.');
  await server.event('turn_finished', { prompt: good });

  writeFileSync(sentences, text);
  const mended = prompts.coach('Be kind again.');
  server.signal('SIGHUP');
  await server.event('reloaded');
  await client.ask('And who are you now?');
  await server.event('turn_finished', { prompt: mended });
});

test('prompts: the coach without a model says the new sentences too', async (t) => {
  const prompts = new Prompts(t);
  const server = await startServer(t, { env: prompts.environment });
  const client = await connect(t, server);
  assert.notEqual((await client.ask('thank you')).at(-1), 'Any time, mate.');
  const file = join(prompts.folder, 'offline', String(newest(join(prompts.folder, 'offline'))), 'en.txt');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^thanks = .*$/m, 'thanks = Any time, mate.'));
  server.signal('SIGHUP');
  await server.event('reloaded');
  assert.equal((await client.ask('thank you')).at(-1), 'Any time, mate.');
});

test('prompts: a signal that comes during a reload is not lost', async (t) => {
  const prompts = new Prompts(t);
  const server = await startServer(t, { env: prompts.environment });
  for (let round = 0; round < 10; ++round) {
    prompts.coach('Not the last word.');
    server.signal('SIGHUP');
    const last = prompts.coach('The last word.');
    server.signal('SIGHUP');
    await until(
      () => server.events.some(({ event, prompts: versions }) => event === 'reloaded' && versions.split(' ').includes(last)),
      `${last} to be taken over`);
  }
});

test('prompts: without a folder SIGHUP keeps the built-in ones', async (t) => {
  const server = await startServer(t);
  const client = await connect(t, server);
  server.signal('SIGHUP');
  assert.equal((await server.event('reloaded')).read_again, '');
  assert.notEqual((await client.ask('thank you')).length, 0);
});

test('prompts: SIGHUP while the server drains does nothing', async (t) => {
  const prompts = new Prompts(t);
  const upstream = await startUpstream(t);
  const server = await startServer(t, { upstream, env: prompts.environment });
  const gate = new Gate();
  upstream.next(gatedWords(gate, 'Just ', 'in time.'));
  const raw = await openRaw(t, server);
  raw.invoke('0', 'SendMessage', 'Will you finish this?');
  gate.let();
  await until(() => raw.frames.at(-1) === 'Just ', 'the first word');
  server.signal('SIGTERM');
  await server.event('draining');
  server.signal('SIGHUP');
  await server.event('signal', { number: 1 });
  gate.open();
  await raw.closing();
  assert.equal(raw.frames.at(-1), 'Just in time.');
  assert.deepEqual(await within(server.exit, 'the server to end'), { code: 0, signal: null });
  assert.equal(reloads(server, 'reloaded'), 0);
});
