// SIGHUP: what is taken over while the server serves, what is not, and that a broken file changes nothing.
import assert from 'node:assert/strict';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect as tlsConnect } from 'node:tls';
import { test } from '../../tools/testing/runner.mjs';
import { makeCertificate } from './lib/certificate.mjs';
import { connect, openRaw, refusalOf } from './lib/clients.mjs';
import { openTcp, request } from './lib/http.mjs';
import { scrape } from './lib/metrics.mjs';
import { startReloadable } from './lib/reloadable.mjs';
import { sentence } from './lib/sentences.mjs';
import { kKey, kRoot, startServer } from './lib/server.mjs';
import { startUpstream, words } from './lib/upstream.mjs';
import { until } from './lib/wait.mjs';

const kOtherKey = 'another-web-key-7d1f3a92';

/** It may be given another key. */
async function begin(t, options) {
  const world = await startReloadable(t, options);
  world.server.secrets.add(kOtherKey);
  return world;
}

test('reload: the log says what changed, what was read again and what needs a restart, without values', async (t) => {
  const { write, reload } = await begin(t, {
    toml: '[limits]\nweb = 7\n', env: { SPOTTER_PRICES_FILE: join(kRoot, 'data/prices.json') },
  });
  const nothing = await reload();
  assert.equal(nothing.event, 'reloaded');
  assert.deepEqual([nothing.level, nothing.changed, nothing.needs_restart], ['info', '', '']);
  assert.equal(nothing.read_again, 'ledger.prices_file');
  assert.match(nothing.prompts, /coach\/\d+/);
  write('[limits]\nweb = 8\n[gemini]\napi_key = "a-secret-of-the-file"\n[redis]\ninstances = 3\n');
  const some = await reload();
  assert.deepEqual([some.level, some.changed], ['warn', 'limits.web']);
  assert.deepEqual(some.needs_restart.split(' ').sort(), ['gemini.api_key', 'redis.instances']);
  assert.ok(!JSON.stringify(some).includes('a-secret-of-the-file'));
  // It still differs from what runs.
  const again = await reload();
  assert.deepEqual([again.changed, again.needs_restart], ['', some.needs_restart]);
});

test('reload: a broken file changes nothing and says why in one line', async (t) => {
  const { server, write, reload } = await begin(t, { toml: '[chat]\nframe_interval_ms = 40\n' });
  const client = await connect(t, server);
  for (const [text, why] of [
    ['[log]\nlevel = "error"\n[chat]\nframe_interval_ms = "often"\n', /chat\.frame_interval_ms.*often/],
    ['[log]\nlevel = "error"\n[chat\n', /spotter\.toml.*line 3/],
    ['[log]\nlevel = "error"\n[chat]\nframe_intervall_ms = 1\n', /did you mean 'chat\.frame_interval_ms'/],
    ['[log]\nlevel = "error"\n[ledger]\nprices_file = "/nowhere"\n', /ledger\.prices_file.*nowhere/],
    ['[log]\nlevel = "error"\n[chat]\nprompts_dir = "/nowhere"\n', /chat\.prompts_dir.*nowhere/],
    ['[log]\nlevel = "error"\n[openai]\nbase_url = "http://203.0.113.7/v1"\n', /openai\.base_url/],
  ]) {
    write(text);
    const refused = await reload();
    assert.deepEqual([refused.event, refused.level], ['reload_refused', 'warn']);
    assert.match(refused.why, why);
    assert.ok(!refused.why.includes('\n'));
  }
  assert.ok((await client.ask('thank you')).length > 0);
  await server.event('turn_finished'); // of level info: the level has not changed
});

test('reload: the level of the log', async (t) => {
  const { server, write, reload } = await begin(t, { toml: '[log]\nlevel = "info"\n' });
  const client = await connect(t, server);
  await client.ask('thank you');
  await server.event('turn_finished');
  write('[log]\nlevel = "warn"\n[redis]\ninstances = 2\n');
  assert.match((await reload()).changed, /log\.level/);
  await client.ask('thank you');
  write('[log]\nlevel = "info"\n');
  await reload();
  await client.ask('thank you');
  await until(() => server.events.filter(({ event }) => event === 'turn_finished').length === 2, 'the third turn');
});

test('reload: a new key of Web is let in, the old one ends, and its open sessions get a sentence', async (t) => {
  const { server, keyFile, reload } = await begin(t, { keyInFile: true });
  const old = await connect(t, server);
  assert.ok((await old.ask('thank you')).length > 0);
  writeFileSync(keyFile, `${kOtherKey}\n`);
  assert.equal((await reload()).changed, 'web.auth_key');
  assert.equal((await refusalOf(t, server, { headers: { Authorization: `Web ${kKey}` } })).status, 401);
  const fresh = await connect(t, server, { key: kOtherKey });
  assert.ok((await fresh.ask('thank you')).length > 0);
  const last = (await old.ask('thank you')).at(-1);
  assert.notEqual(last, (await fresh.ask('thank you')).at(-1));
  assert.match(last, sentence('entitlement_gone'));
  assert.equal(old.closed, null);
  // Back again: the session talks on.
  writeFileSync(keyFile, `${kKey}\n`);
  await reload();
  assert.notEqual((await old.ask('thank you')).at(-1), last);
  writeFileSync(keyFile, 'a key with spaces');
  const refused = await reload();
  assert.match(refused.why, /web\.auth_key.*\*\*\*/);
  assert.ok((await old.ask('thank you')).length > 0);
});

test('reload: quotas hold for connections that begin from then on', async (t) => {
  const upstream = await startUpstream(t);
  const { server, write, reload } = await begin(t, { upstream, toml: '[limits]\nweb = 1\n' });
  const before = await connect(t, server);
  await before.ask('The first question');
  const used = (await before.ask('The second question')).at(-1);
  assert.notEqual(used, 'Hello from the scripted upstream.');
  write('[limits]\nweb = 2\n');
  await reload();
  const after = await connect(t, server);
  assert.match((await after.ask('The third question')).at(-1), /^Hello from the scripted upstream\./);
  write('[limits]\ntest_mode = true\n');
  await reload();
  await server.event('quotas_off');
  const free = await connect(t, server);
  for (let i = 0; i < 3; ++i) {
    assert.equal((await free.ask('And one more of them')).at(-1), 'Hello from the scripted upstream.');
  }
});

test('reload: the pace of frames', async (t) => {
  const upstream = await startUpstream(t);
  const { server, write, reload } = await begin(t, { upstream, toml: '[chat]\nframe_interval_ms = 10000\n' });
  const client = await connect(t, server);
  const list = Array.from({ length: 20 }, (_, i) => `w${i} `);
  upstream.next(words(...list));
  assert.ok((await client.ask('Quite slowly, please')).length <= 2);
  write('[chat]\nframe_interval_ms = 0\n');
  await reload();
  upstream.next(async (call) => {
    call.begin();
    for (const word of list) {
      const seen = client.frames.length;
      call.say(word);
      await until(() => client.frames.length > seen, `the frame of ${word}`);
    }
    call.finish();
  });
  assert.ok((await client.ask('Word by word, please')).length >= list.length);
});

test('reload: how many connections are taken, and sessions of a payer', async (t) => {
  const { server, write, reload } = await begin(t);
  const first = await openRaw(t, server);
  write('[limits]\nsessions_per_payer = 1\n');
  await reload();
  const headers = { Authorization: `Bearer Web ${kKey}` };
  assert.equal((await refusalOf(t, server, { headers })).status, 429);
  write('[server]\nmax_connections_per_address = 1\n');
  await reload();
  const surplus = openTcp(t, server);
  surplus.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
  await surplus.until(({ text }) => text.includes('503'), 'the surplus connection to be refused');
  assert.equal(first.closed, null);
  write('');
  await reload();
  await openRaw(t, server);
});

test('reload: the metrics page tells the limit of connections that holds', async (t) => {
  const { server, write, reload } = await begin(t, { toml: '[server]\nmax_connections = 500\n' });
  const limit = async () => (await scrape(server)).value('spotter_http_connections_max');
  assert.equal(await limit(), 500);
  write('[server]\nmax_connections = 400\n');
  await reload();
  assert.equal(await limit(), 400);
});

test('reload: origins', async (t) => {
  const { server, write, reload } = await begin(t, { toml: '[server]\nallowed_origins = ["https://one.example"]\n' });
  const allowed = async (origin) => {
    const answer = await request(server, 'POST', '/ai-chat/negotiate?negotiateVersion=1', {
      headers: { Authorization: `Web ${kKey}`, Origin: origin },
    });
    return answer.headers['access-control-allow-origin'] === origin;
  };
  assert.deepEqual([await allowed('https://one.example'), await allowed('https://two.example')], [true, false]);
  write('[server]\nallowed_origins = ["https://two.example"]\n');
  await reload();
  assert.deepEqual([await allowed('https://one.example'), await allowed('https://two.example')], [false, true]);
});

test('reload: prices and the day\'s budget', async (t) => {
  const upstream = await startUpstream(t);
  const lender = await startServer(t);
  const prices = join(lender.folder, 'prices.json');
  const price = (usd) => writeFileSync(prices, JSON.stringify({ prices: [{ model: 'scripted', input: usd, output: usd }] }));
  price(0);
  const { server, write, reload } = await begin(t, {
    upstream, toml: '[ledger]\ndaily_budget_usd = 1\n', env: { SPOTTER_PRICES_FILE: prices },
  });
  const client = await connect(t, server);
  const byModel = async () => /^Hello from the scripted upstream/.test((await client.ask('Who answers this?')).at(-1));
  assert.deepEqual([await byModel(), await byModel()], [true, true]);
  price(1_000_000); // a million tokens; an answer has 28
  assert.equal((await reload()).read_again, 'ledger.prices_file');
  assert.deepEqual([await byModel(), await byModel()], [true, false]);
  write('[ledger]\ndaily_budget_usd = 1000\n');
  assert.equal((await reload()).changed, 'ledger.daily_budget_usd');
  assert.equal(await byModel(), true);
  writeFileSync(prices, '{"prices": 7}');
  assert.match((await reload()).why, /ledger\.prices_file/);
  price(0);
  write('');
  assert.equal((await reload()).needs_restart, 'ledger.daily_budget_usd');
});

test('reload: a certificate and its key, for new connections; a broken pair is refused', async (t) => {
  const [one, two] = [makeCertificate(t), makeCertificate(t)];
  const lender = await startServer(t);
  const [certFile, keyFile] = [join(lender.folder, 'cert.pem'), join(lender.folder, 'key.pem')];
  const put = (certificate, key) => {
    copyFileSync(certificate.certFile, certFile);
    copyFileSync(key.keyFile, keyFile);
  };
  put(one, one);
  const server = await startServer(t, { env: { SPOTTER_TLS_CERT_FILE: certFile, SPOTTER_TLS_KEY_FILE: keyFile } });
  const open = (ca) => new Promise((resolve, reject) => {
    const socket = tlsConnect({ port: server.port, host: '127.0.0.1', servername: 'localhost', ca }, () => resolve(socket));
    socket.on('error', reject);
    t.after(() => socket.destroy());
  });
  const before = await open(one.pem);
  put(two, two);
  server.signal('SIGHUP');
  const { read_again: files } = await server.event('reloaded');
  assert.equal(files, 'server.tls_cert_file server.tls_key_file');
  await assert.rejects(open(one.pem));
  (await open(two.pem)).destroy();
  // The connection of before goes on.
  let text = '';
  before.on('data', (data) => (text += data));
  before.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
  await until(() => text.includes('healthy'), 'the answer on the old connection');

  put(one, two);
  server.signal('SIGHUP');
  const refused = await server.event('reload_refused');
  assert.match(refused.why, /server\.tls_cert_file, server\.tls_key_file: .*key/);
  (await open(two.pem)).destroy();
});

test('reload: the delay and the time-out of the end', async (t) => {
  const { server, write, reload } = await begin(t);
  write('[server]\ndrain_timeout = 3\ndrain_delay = 1\n');
  assert.equal((await reload()).changed, 'server.drain_timeout server.drain_delay');
  server.signal('SIGTERM');
  await server.event('draining', { timeout_s: 3, delay_s: 1 });
});

test('reload: signals that come together are one reload or two, and the last word counts', async (t) => {
  const { server, write } = await begin(t, { toml: '[limits]\nweb = 1\n' });
  for (let i = 2; i <= 20; ++i) {
    write(`[limits]\nweb = ${i}\nmobile = ${i}\n`);
    server.signal('SIGHUP');
  }
  write('[limits]\nweb = 99\n[redis]\ninstances = 9\n');
  server.signal('SIGHUP');
  await until(() => server.events.some(({ event, needs_restart: names }) => event === 'reloaded' && names === 'redis.instances'),
    'the last reload');
  const reloads = server.events.filter(({ event }) => event === 'reloaded').length;
  assert.ok(reloads <= 20, `${reloads} reloads`);
});
