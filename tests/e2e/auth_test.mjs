// Who is let in, and that what lets them in is never written down.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { test } from '../../tools/testing/runner.mjs';
import { buildConnection, connect, openRaw, refusalOf } from './lib/clients.mjs';
import { request } from './lib/http.mjs';
import { cleanEnvironment, kKey, kRoot, startServer } from './lib/server.mjs';
import { until } from './lib/wait.mjs';

const kRefused = [
  ['no credential', {}],
  ['an empty header', { Authorization: '' }],
  ['a wrong key', { Authorization: 'Bearer Web wrong-key' }],
  ['the key and one letter more', { Authorization: `Bearer Web ${kKey}x` }],
  ['the key in capitals', { Authorization: `Bearer Web ${kKey.toUpperCase()}` }],
  ['a part of the key', { Authorization: `Bearer Web ${kKey.slice(0, -1)}` }],
  ['the key without its store', { Authorization: `Bearer ${kKey}` }],
  ['two spaces', { Authorization: `Bearer Web  ${kKey}` }],
  ['Bearer twice', { Authorization: `Bearer Bearer Web ${kKey}` }],
  ['a word too many', { Authorization: `Bearer Web ${kKey} more` }],
  ['an unknown store', { Authorization: `Bearer Attic ${kKey}` }],
  ['a store that is not set up', { Authorization: 'Bearer RevenueCat $RCAnonymousID:0123456789abcdef' }],
];
const kAccepted = [
  ['Bearer and store', { Authorization: `Bearer Web ${kKey}` }],
  ['the store alone', { Authorization: `Web ${kKey}` }],
  ['any case', { Authorization: `bEARER wEB ${kKey}` }],
  ['spaces around', { Authorization: `  Web ${kKey}  ` }],
];
const query = (text) => `?access_token=${encodeURIComponent(text).replaceAll('%20', '+')}`;

for (const [what, headers] of kRefused) {
  test(`auth: ${what} is 401 on negotiate and on a bare WebSocket`, async (t) => {
    const server = await startServer(t);
    const negotiated = await request(server, 'POST', '/ai-chat/negotiate?negotiateVersion=1', { headers });
    const opened = await refusalOf(t, server, { headers });
    for (const answer of [negotiated, opened]) {
      assert.equal(answer.status, 401);
      assert.equal(answer.body, '');
      assert.equal(answer.headers['www-authenticate'], undefined);
    }
    // The official client shows the reason phrase to whoever reads its error.
    assert.equal(negotiated.reason, 'Unauthorized');
  });
}

for (const [what, headers] of kAccepted) {
  test(`auth: ${what} is accepted on negotiate and on a bare WebSocket`, async (t) => {
    const server = await startServer(t);
    const negotiated = await request(server, 'POST', '/ai-chat/negotiate?negotiateVersion=1', { headers });
    assert.equal(negotiated.status, 200);
    await openRaw(t, server, { headers });
  });
}

test('auth: access_token in the query opens a WebSocket', async (t) => {
  const server = await startServer(t);
  await openRaw(t, server, { headers: {}, query: query(`Web ${kKey}`) });
  await openRaw(t, server, { headers: {}, query: query(`Bearer Web ${kKey}`) });
});

test('auth: access_token does not count on negotiate', async (t) => {
  const server = await startServer(t);
  const answer = await request(server, 'POST', `/ai-chat/negotiate${query(`Web ${kKey}`)}&negotiateVersion=1`);
  assert.equal(answer.status, 401);
});

test('auth: a wrong header is not rescued by the query', async (t) => {
  const server = await startServer(t);
  const answer = await refusalOf(t, server, {
    headers: { Authorization: 'Web wrong-key' }, query: query(`Web ${kKey}`),
  });
  assert.equal(answer.status, 401);
  const fine = await openRaw(t, server, {
    headers: { Authorization: `Web ${kKey}` }, query: query('Web wrong-key'),
  });
  assert.ok(fine);
});

test('auth: two access_token parameters are none', async (t) => {
  const server = await startServer(t);
  const answer = await refusalOf(t, server, { query: `${query(`Web ${kKey}`)}&access_token=Web+${kKey}` });
  assert.equal(answer.status, 401);
});

test('auth: the official client says Unauthorized for a wrong key', async (t) => {
  const server = await startServer(t);
  const connection = buildConnection(server, { key: 'wrong-key' });
  await assert.rejects(connection.start(), /Unauthorized: Status code '401'/);
});

test('auth: without a key on an open address everybody is refused', async (t) => {
  const server = await startServer(t, { env: { SPOTTER_LISTEN: '0.0.0.0:0', WEB_AUTH_KEY: '' } });
  await server.event('no_store', { level: 'warn' });
  for (const headers of [{}, { Authorization: 'Web x' }, { Authorization: 'Web' }]) {
    const answer = await request(server, 'POST', '/ai-chat/negotiate?negotiateVersion=1', { headers });
    assert.equal(answer.status, 401);
  }
});

test('auth: without a key on a loopback address a random one is printed and works', async (t) => {
  const server = await startServer(t, { env: { WEB_AUTH_KEY: '' } });
  // It is printed after the log has said that the server listens.
  const key = await until(() => /^\s*Web (\S+)$/m.exec(server.stdout)?.[1], 'the key');
  assert.ok(key?.length >= 16, server.stdout);
  assert.ok(!JSON.stringify(server.events).includes(key), 'the log shows the key');
  const client = await connect(t, server, { key });
  await client.introduce();
  assert.ok(client.frames.at(-1).length > 40);
  // So does the command that is printed with it, which no ./dev run has prepared.
  const command = await until(() => /To chat, .*: {2}(WEB_AUTH_KEY=.*)$/m.exec(server.stdout)?.[1], 'the command');
  const { stdout } = await promisify(execFile)('bash', ['-c', `${command} </dev/null`], {
    cwd: kRoot, env: cleanEnvironment({ SPOTTER_NO_INSTALL: '1', SPOTTER_RUN_FILE: '/nowhere' }),
  });
  assert.ok(stdout.length > 40, stdout);
});

test('auth: the key may come from a file', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'spotter-key-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(`${folder}/key`, 'a-key-from-a-file\n');
  const server = await startServer(t, { env: { WEB_AUTH_KEY: '', WEB_AUTH_KEY_FILE: `${folder}/key` } });
  server.secrets.add('a-key-from-a-file');
  await connect(t, server, { key: 'a-key-from-a-file' });
});

test('auth: keys, tokens, queries and messages never reach the log', async (t) => {
  const server = await startServer(t);
  const negotiated = await request(server, 'POST', '/ai-chat/negotiate?negotiateVersion=1&note=a-query-of-negotiate', {
    headers: { Authorization: `Web ${kKey}` },
  });
  const { connectionToken } = JSON.parse(negotiated.body);
  // Each of these is looked for in everything that the server wrote, when the test is over.
  for (const secret of [connectionToken, 'a-query-of-negotiate', 'a-wrong-secret-key', 'a-path-secret', 'a-header-secret']) {
    server.secrets.add(secret);
  }
  const raw = await openRaw(t, server, { headers: {}, query: `${query(`Web ${kKey}`)}&id=${connectionToken}` });
  raw.invoke('0', 'SendMessage', 'a-message-nobody-may-read');
  await raw.completion('0');
  raw.send({ type: 1, target: 'Nonsense', arguments: ['a-message-nobody-may-read'], invocationId: '1' });
  await raw.completion('1');
  await refusalOf(t, server, { query: query('Web a-wrong-secret-key') });
  await request(server, 'GET', '/nowhere?x=a-path-secret', { headers: { 'X-Note': 'a-header-secret' } });
  raw.send({ type: 7 });
  await raw.closing();
  const event = await server.event('session_finished');
  assert.match(event.subject, /^[0-9a-f]{8}$/);
});
