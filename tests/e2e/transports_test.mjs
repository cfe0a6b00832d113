// The coach over each transport, with the official client; on two shards requests come in wherever the listener
// deals their connections to.
import assert from 'node:assert/strict';
import { HttpTransportType } from '@microsoft/signalr';
import { test } from '../../tools/testing/runner.mjs';
import { connect } from './lib/clients.mjs';
import { request } from './lib/http.mjs';
import { kKey, startServer } from './lib/server.mjs';
import { gatedWords, startUpstream, words } from './lib/upstream.mjs';
import { Gate, until, within } from './lib/wait.mjs';

const kAuthorized = { Authorization: `Bearer Web ${kKey}` };
const kTransports = [
  ['websocket', HttpTransportType.WebSockets],
  ['server_sent_events', HttpTransportType.ServerSentEvents],
  ['long_polling', HttpTransportType.LongPolling],
];

for (const [name, transport] of kTransports) {
  for (const shards of [1, 2]) {
    test(`transports: ${name}: words arrive one by one, and the session ends with its client (${shards} shards)`, async (t) => {
      const upstream = await startUpstream(t);
      const server = await startServer(t, { upstream, shards });
      const client = await connect(t, server, { options: { transport } });
      const list = ['Three ', 'full-body ', 'days.'];
      const gate = new Gate();
      upstream.next(gatedWords(gate, ...list));
      const answer = client.say('How often should I train?');
      let text = '';
      for (const word of list) {
        gate.let();
        text += word;
        const expected = text;
        await client.frame((frame) => frame === expected, `"${expected}"`);
      }
      gate.let();
      await within(answer, 'the completion');
      await within(client.connection.stop(), 'the client to stop');
      const event = await server.event('session_finished');
      assert.equal(event.transport, name);
      assert.equal(event.ending, 'client_closed');
      assert.equal(event.turns, 1);
    });
  }

  test(`transports: ${name}: many clients at once on two shards`, async (t) => {
    const upstream = await startUpstream(t);
    const server = await startServer(t, { upstream, shards: 2 });
    const clients = await Promise.all(Array.from({ length: 12 }, () => connect(t, server, { options: { transport } })));
    for (let round = 0; round < 2; ++round) {
      clients.forEach(() => upstream.next(words('All ', 'right.')));
      const answers = await Promise.all(clients.map((client) => client.ask('What now, dear coach?')));
      for (const frames of answers) assert.equal(frames.at(-1), 'All right.');
    }
    await Promise.all(clients.map((client) => client.connection.stop()));
    await until(() => server.events.filter((e) => e.event === 'session_finished').length === 12, 'all sessions to end');
  });

  test(`transports: ${name}: a server that ends lets the client come back`, async (t) => {
    const server = await startServer(t, { shards: 2 });
    const clients = await Promise.all(Array.from({ length: 4 }, () => connect(t, server, { options: { transport } })));
    await server.stop();
    await until(() => clients.every((client) => client.closed), 'all clients to be closed');
    for (const client of clients) assert.equal(client.closed.error, undefined);
  });
}

test('transports: a polled connection is open to its payer alone', async (t) => {
  const server = await startServer(t, { shards: 2 });
  const negotiated = await request(server, 'POST', '/ai-chat/negotiate?negotiateVersion=1', { headers: kAuthorized });
  const path = `/ai-chat?id=${JSON.parse(negotiated.body).connectionToken}`;
  assert.equal((await request(server, 'GET', path, { headers: kAuthorized })).status, 200);
  // Somebody else's credential is no way in, and none at all is 401.
  const other = await request(server, 'POST', path, { headers: { Authorization: 'Bearer Web another-key' }, body: 'x' });
  assert.equal(other.status, 404);
  assert.equal((await request(server, 'POST', path, { body: 'x' })).status, 401);
  const hello = await request(server, 'POST', path, { headers: kAuthorized, body: '{"protocol":"json","version":1}\x1e' });
  assert.equal(hello.status, 200);
  assert.equal((await request(server, 'GET', path, { headers: kAuthorized })).body, '{}\x1e');
});
