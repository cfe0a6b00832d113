// With no key configured the server still answers: the offline coach, over the same wire.
import assert from 'node:assert/strict';
import { test } from '../../tools/testing/runner.mjs';
import { connect } from './lib/clients.mjs';
import { startServer } from './lib/server.mjs';
import { until, within } from './lib/wait.mjs';

test('offline: it introduces itself and makes a plan for a simple wish, word by word', async (t) => {
  const server = await startServer(t);
  assert.equal((await server.event('listening')).answering, 'offline');
  const client = await connect(t, server);
  await client.introduce('en-AU');
  const introduction = client.frames.at(-1);
  assert.ok(introduction.length > 80, introduction);
  assert.ok(client.frames.length >= 3, `${client.frames.length} frames`);
  client.frames.forEach((frame, index) => assert.ok(index === 0 || frame.startsWith(client.frames[index - 1])));
  const plans = await client.askForPlan('3 days a week, beginner, only dumbbells please');
  const { plan } = plans.at(-1);
  assert.ok(plans.length >= 3, `${plans.length} frames`);
  assert.match(plan.description, /dumbbell/i);
  assert.equal(plan.sessions.length, 3);
  const exercises = plan.sessions.flatMap((session) => session.exercises.map(({ name }) => name));
  assert.ok(exercises.length >= 12, exercises.join());
  assert.doesNotMatch(exercises.join(), /barbell (squat|bench)/i);
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
  const answer = client.askForPlan('5 days, advanced, full gym');
  await until(() => client.others.length > 0, 'the first exercise');
  await client.stop();
  const stopped = (await within(answer, 'the completion', 2_000)).at(-1).plan;
  assert.ok(stopped.sessions.length >= 1 && stopped.sessions.length < 5, `${stopped.sessions.length} sessions`);
  const next = await client.askForPlan('2 days, beginner, no equipment');
  assert.equal(next.at(-1).plan.sessions.length, 2);
});

test('offline: a provider without a key is not chosen, and one named without a key is refused', async (t) => {
  const server = await startServer(t, { env: { SPOTTER_PROVIDERS: 'offline', OPENAI_API_KEY: 'sk-not-used-here' } });
  server.secrets.add('sk-not-used-here');
  assert.equal((await server.event('listening')).answering, 'offline');
});
