// With no key configured the server still answers: the offline coach, over the same wire.
import assert from 'node:assert/strict';
import { test } from '../../tools/testing/runner.mjs';
import { connect } from './lib/clients.mjs';
import { startServer } from './lib/server.mjs';
import { within } from './lib/wait.mjs';

test('offline: it introduces itself and makes a plan for a simple wish, word by word', async (t) => {
  const server = await startServer(t);
  assert.equal((await server.event('listening')).answering, 'offline');
  const client = await connect(t, server);
  await client.introduce('en-AU');
  const introduction = client.frames.at(-1);
  assert.ok(introduction.length > 80, introduction);
  const frames = await client.ask('3 days a week, beginner, only dumbbells please');
  const plan = frames.at(-1);
  assert.ok(frames.length >= 3, `${frames.length} frames`);
  frames.forEach((frame, index) => assert.ok(index === 0 || frame.startsWith(frames[index - 1])));
  assert.match(plan, /dumbbell/i);
  assert.ok((plan.match(/day/gi) ?? []).length >= 3, plan);
  assert.doesNotMatch(plan, /barbell (squat|bench)/i);
  await server.event('turn_finished', { provider: 'offline', outcome: 'answered' });
});

test('offline: it speaks the language of the app', async (t) => {
  const server = await startServer(t);
  const client = await connect(t, server);
  await client.introduce('de-DE');
  const german = client.frames.at(-1);
  await client.introduce('fr-FR');
  const french = client.frames.at(-1);
  await client.introduce('en-US');
  const english = client.frames.at(-1);
  assert.equal(new Set([german, french, english]).size, 3);
  assert.match(german, /\b(ich|und|dein|du)\b/i);
  assert.match(french, /\b(je|vous|tu|et)\b/i);
});

test('offline: stop ends its answer', async (t) => {
  const server = await startServer(t);
  const client = await connect(t, server);
  const answer = client.say('5 days, advanced, full gym');
  await client.frame((frame) => frame.length > 0, 'the first words');
  await client.stop();
  await within(answer, 'the completion', 2_000);
  const next = await client.ask('2 days, beginner, no equipment');
  assert.ok(next.at(-1).length > 80);
});

test('offline: a provider without a key is not chosen, and one named without a key is refused', async (t) => {
  const server = await startServer(t, { env: { SPOTTER_PROVIDERS: 'offline', OPENAI_API_KEY: 'sk-not-used-here' } });
  server.secrets.add('sk-not-used-here');
  assert.equal((await server.event('listening')).answering, 'offline');
});
