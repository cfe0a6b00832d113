// Clients of other making. What else npm has under the name wraps the official client (react-signalr, @ssv/signalr-client,
// @abp/signalr, redux-signalr, ...) or speaks the older ASP.NET SignalR, another protocol (signalr, node-signalr, signalr-client,
// signalr-no-jquery, ...); Debian has none.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { test } from '../../tools/testing/runner.mjs';
import { startTestHub } from './lib/test_hub.mjs';
import { within } from './lib/wait.mjs';

test('clients: ngx-signalr-websocket, which negotiates as in 2018 and has no package in common, is served', async (t) => {
  const { url } = await startTestHub(t);
  const worker = new Worker(new URL('lib/ngx_worker.mjs', import.meta.url), { workerData: { url } });
  t.after(() => worker.terminate());
  const [seen] = await within(once(worker, 'message'), 'the client to be done');
  assert.deepEqual(seen, {
    values: ['hello 👋', { a: [1, null] }, null],
    errors: [
      { error: "An unexpected error occurred invoking 'HubThrow' on the server. HubException: msg" },
      { error: "Failed to invoke 'NoSuchMethod' due to an error on the server. HubException: Method does not exist." },
    ],
    stream: Array.from({ length: 40 }, (_, i) => i),
    failing: { error: 'An error occurred on the server while streaming results.' },
    left: [0, 1],
    pushes: [['word'], ['word'], ['word']],
    order: [1, 2, 3],
    id: true,
  });
});
