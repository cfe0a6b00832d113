// Connections to the models' servers that are there before the first question.
import assert from 'node:assert/strict';
import { test } from '../../tools/testing/runner.mjs';
import { connect } from './lib/clients.mjs';
import { startServer } from './lib/server.mjs';
import { startUpstream, words } from './lib/upstream.mjs';
import { until } from './lib/wait.mjs';

test('warm up: the first question finds a connection that is there', async (t) => {
  const upstream = await startUpstream(t);
  const server = await startServer(t, { upstream, shards: 1, env: { SPOTTER_UPSTREAM_WARM: 'true' } });
  await until(() => upstream.connections === 1 && upstream.others.length === 1, 'a connection of its own');
  assert.deepEqual(upstream.others.map(({ method, headers }) => [method, headers.authorization]), [['GET', undefined]]);
  const client = await connect(t, server);
  upstream.next(words('Hello.'));
  assert.equal((await client.ask('Are you there?')).at(-1), 'Hello.');
  assert.equal(upstream.connections, 1);
});

test('warm up: nobody is called before a question unless it is wanted', async (t) => {
  const upstream = await startUpstream(t);
  const server = await startServer(t, { upstream });
  const client = await connect(t, server);
  await client.ask('Are you there?');
  assert.deepEqual(upstream.others, []);
  assert.equal(upstream.calls.length, 1);
});
