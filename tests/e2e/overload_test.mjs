// More to do than can be done: what is turned away, in which order, with what words; and that it passes by itself.
import assert from 'node:assert/strict';
import { test } from '../../tools/testing/runner.mjs';
import { connect, refusalOf } from './lib/clients.mjs';
import { request } from './lib/http.mjs';
import { scrape } from './lib/metrics.mjs';
import { startReloadable } from './lib/reloadable.mjs';
import { sentence } from './lib/sentences.mjs';
import { kKey } from './lib/server.mjs';
import { gatedWords, startUpstream, words } from './lib/upstream.mjs';
import { Gate, until, within } from './lib/wait.mjs';

const kAdminKey = 'an-operators-key-4c1d';
const kHeaders = { Authorization: `Web ${kKey}` };
const kForm = JSON.stringify({
  attributes: { areasToWorkout: ['Chest'], volume: 40, exerciseToKilograms: {}, useImperialUnits: false, additionalInfo: '' },
});
const negotiate = (server, headers = kHeaders) =>
  request(server, 'POST', '/ai-chat/negotiate?negotiateVersion=1', { headers });
const askForSession = (server) => request(server, 'POST', '/ai/session', {
  headers: { ...kHeaders, 'Content-Type': 'application/json' }, body: kForm,
});

function assertTurnedAway({ status, headers }) {
  assert.equal(status, 503);
  assert.match(headers['retry-after'], /^(?:[5-9]|1[0-5])$/);
}
const readiness = async (server) => {
  const { status, body } = await request(server, 'GET', '/health/ready');
  return { status, load: JSON.parse(body).load };
};

test('overload: the process has taken its memory: new sessions and new turns are turned away, what runs goes on', async (t) => {
  const upstream = await startUpstream(t);
  const { server, write, reload } = await startReloadable(t, { upstream, env: { SPOTTER_THREADS: '2', ADMIN_KEY: kAdminKey } });
  server.secrets.add(kAdminKey);
  const client = await connect(t, server);
  const other = await connect(t, server);
  const gate = new Gate();
  upstream.next(gatedWords(gate, 'It was ', 'there ', 'before.'));
  const answer = client.say('Does this answer go on?');
  gate.let();
  await client.frame((frame) => frame.startsWith('It was'));

  write('[overload]\nmemory_limit_mb = 1\n');
  assert.equal((await reload()).changed, 'overload.memory_limit_mb');
  for (const shard of [0, 1]) {
    const line = await server.event('load_changed', { shard, load: 'critical' });
    assert.equal(line.level, 'warn');
    assert.ok(line.memory_used > 1);
  }
  assertTurnedAway(await negotiate(server));
  assertTurnedAway(await negotiate(server, { Authorization: 'Web nobody' }));
  assertTurnedAway(await refusalOf(t, server, { headers: kHeaders }));
  const form = await askForSession(server);
  assertTurnedAway(form);
  const refusal = await other.ask('And a new one?');
  assert.equal(refusal.length, 1);
  assert.match(refusal[0], sentence('server_busy'));
  // The health pages do not send anybody away: elsewhere there may be as much to do.
  assert.equal((await request(server, 'GET', '/health')).body, 'healthy');
  assert.deepEqual(await readiness(server), { status: 200, load: 'critical' });
  // Whoever is to help gets in.
  const admin = await request(server, 'GET', '/admin/sessions', { headers: { Authorization: `Bearer ${kAdminKey}` } });
  assert.equal(admin.status, 200);

  gate.open();
  await within(answer, 'the running answer');
  assert.equal(client.frames.at(-1), 'It was there before.');
  assert.equal(upstream.calls.length, 1);
  const page = await scrape(server);
  assert.equal(page.value('spotter_turned_away_total', { what: 'session' }), 3);
  assert.equal(page.value('spotter_turned_away_total', { what: 'turn' }), 2);
  assert.equal(page.sum('spotter_shard_load', { state: 'critical' }), 2);
  assert.equal(page.sum('spotter_chat_turns_total', { outcome: 'overloaded' }), 2);

  write('');
  await reload();
  for (const shard of [0, 1]) await server.event('load_changed', { shard, load: 'normal', level: 'info' });
  upstream.next(words('Now ', 'I can.'));
  assert.equal((await other.ask('And now?')).at(-1), 'Now I can.');
  assert.equal((await negotiate(server)).status, 200);
  assert.deepEqual(await readiness(server), { status: 200, load: 'normal' });
});

/** Lets the process run for a moment now and then only, until the condition holds: less often than its loops look. */
async function starve(server, condition, what) {
  let pulse;
  const pause = () => {
    server.signal('SIGSTOP');
    pulse = setTimeout(run, 130);
  };
  const run = () => {
    server.signal('SIGCONT');
    pulse = setTimeout(pause, 10);
  };
  pause();
  try {
    return await until(condition, what, 20_000);
  } finally {
    clearTimeout(pulse);
    server.signal('SIGCONT');
  }
}

test('overload: loops that stay late turn new sessions away, and let them in again by themselves', async (t) => {
  const upstream = await startUpstream(t);
  const { server } = await startReloadable(t, {
    upstream, env: { SPOTTER_OVERLOAD_SESSION_LAG_MS: '10', SPOTTER_OVERLOAD_TURN_LAG_MS: '0' },
  });
  const client = await connect(t, server);
  const line = await starve(server, () => server.events.find(({ event, load }) => event === 'load_changed' && load === 'high'),
    'the load to be noticed');
  assert.ok(line.loop_lag_ms >= 10);
  // Turns have no limit of lateness here: they go on.
  upstream.next(words('Late, ', 'but here.'));
  assert.equal((await client.ask('Are you there?')).at(-1), 'Late, but here.');
  await server.event('load_changed', { shard: line.shard, load: 'normal' });
  // The other loops may have been late as well, and a session can land on any.
  await until(async () => (await scrape(server)).sum('spotter_shard_load', { state: 'high' }) === 0, 'all loops to be in time');
  await connect(t, server);
});
