// asyncapi.json against the hubs: every record that it describes is sent, every method is there, and no other.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { test } from '../../tools/testing/runner.mjs';
import {
  asyncapiSchema, documentedRecords, errorsOf, judgeRecord, kAsyncapi, kHubs, kOpenapi, resolved,
} from './lib/api_description.mjs';
import { openRaw } from './lib/clients.mjs';
import { request } from './lib/http.mjs';
import { kKey, kRoot, startServer } from './lib/server.mjs';
import { kTwoDays } from './lib/two_days.mjs';
import { cutAfter, pieces, planOf, startUpstream, words } from './lib/upstream.mjs';
import { Gate, until, within } from './lib/wait.mjs';

/** openRaw adds its query to the first hub's path. */
const queryOf = (hub, query = '') => `${hub.slice('/ai-chat'.length)}${query}`;
const openHub = (t, server, hub, { query, ...options } = {}) => openRaw(t, server, { query: queryOf(hub, query), ...options });

async function call(raw, type, id, target, ...values) {
  raw.send({ type, invocationId: id, target, arguments: values });
  return raw.completion(id, 20_000);
}

/** What both hubs send: text, plans, refusals, and what keeps a connection. */
async function talk(t, { upstream, server, hub }) {
  const more = hub === '/ai-chat' ? [] : [3];
  const refused = await openHub(t, server, hub, { handshake: false });
  refused.send({ protocol: 'carrier-pigeon', version: 1 });
  await refused.closing();

  const quiet = await openHub(t, server, hub);
  const raw = await openHub(t, server, hub);
  upstream.next(words('Hello ', 'there.'));
  await call(raw, 1, '1', 'Introduce', 'en-AU', ...(hub === '/ai-chat' ? [] : [3, 'kilograms']));
  upstream.next(planOf(kTwoDays));
  await call(raw, 1, '2', 'SendMessage', 'A plan of two days please', ...more);
  await call(raw, 1, '3', 'Dance');
  raw.send({ type: 1, target: 'RestartChat', arguments: [] }, { type: 1, target: 'StopInProgress', arguments: [] });
  if (hub === '/ai-chat-v2') await listen(raw, upstream);

  await comeBack(t, server, hub);
  await quiet.record(({ type }) => type === 6, 'a ping', 25_000);
}

/** What a streamed answer may hold. */
async function listen(raw, upstream) {
  await call(raw, 1, '4', 'SendMessage', 'A plan of two days please', 2);
  const stream = (id, options = null) => call(raw, 4, id, 'StreamMessage', 'Two days, dumbbells only', options);
  const gate = new Gate();
  upstream.next(cutAfter(gate, 'Half an ans'));
  upstream.next(words('All ', 'of it.'));
  const answer = stream('5');
  await raw.record(({ type, item }) => type === 2 && item.type === 'text', 'the half');
  gate.open();
  await answer;
  const growing = new Gate();
  upstream.next(async (upstreamCall) => {
    upstreamCall.begin();
    upstreamCall.beginTool();
    for (const piece of pieces(JSON.stringify(kTwoDays), 10)) {
      await growing.pass();
      upstreamCall.toolArguments(piece);
    }
    upstreamCall.finish('tool_calls');
  });
  const plan = stream('6');
  for (const type of ['plan', 'planPatch']) {
    await until(() => {
      growing.let();
      return raw.records.some(({ invocationId, item }) => invocationId === '6' && item?.type === type);
    }, `an event ${type}`, 20_000);
  }
  growing.open();
  await plan;
  await stream('7', { planVersion: 2 });
}

/** Stateful reconnect: the server acknowledges, and says on a new socket where it goes on. */
async function comeBack(t, server, hub) {
  const { body } = await request(server, 'POST', `${hub}/negotiate?negotiateVersion=1&useStatefulReconnect=true`, { headers: { Authorization: `Web ${kKey}` } });
  const query = `?id=${JSON.parse(body).connectionToken}`;
  const first = await openHub(t, server, hub, { query, handshake: false });
  first.send({ protocol: 'json', version: 2 });
  await until(() => first.records.length > 0, 'the handshake answer');
  await call(first, 1, '1', 'Dance');
  await first.record(({ type }) => type === 8, 'an ack', 20_000);
  first.socket.terminate();
  const second = await openHub(t, server, hub, { query, handshake: false });
  await second.record(({ type }) => type === 9, 'a sequence');
}

test('hub description: every record that it describes is sent', async (t) => {
  const upstream = await startUpstream(t);
  const server = await startServer(t, { upstream, env: { SPOTTER_FRAME_INTERVAL_MS: '0' } });
  for (const hub of kHubs.keys()) await talk(t, { upstream, server, hub });
  const last = [];
  for (const hub of kHubs.keys()) last.push(await openHub(t, server, hub));
  server.signal('SIGTERM');
  await within(Promise.all(last.map((raw) => raw.record(({ type }) => type === 7, 'a close'))), 'the last records');
  assert.deepEqual(documentedRecords().filter((key) => !server.api.seen.has(key)), []);
}, { timeoutMs: 120_000 });

test('hub description: every method of the hubs is described, and no other', () => {
  const source = readFileSync(join(kRoot, 'src/api/chat_hub.cpp'), 'utf8');
  for (const [hub, name] of [['/ai-chat', 'FirstChat'], ['/ai-chat-v2', 'SecondChat']]) {
    const constants = new Map([...source.matchAll(/constexpr const char\* (k\w+) = "(\w+)";/g)].map(([, constant, value]) => [constant, value]));
    const methods = [...source.matchAll(new RegExp(`hub::method<&${name}::\\w+>\\((?:"(\\w+)"|(k\\w+))`, 'g'))]
      .map(([, method, constant]) => method ?? constants.get(constant));
    assert.ok(methods.length >= 4, hub);
    assert.deepEqual([...kHubs.get(hub).methods].sort(), methods.sort(), hub);
  }
});

test('hub description: a call as its example has it is taken', async (t) => {
  const server = await startServer(t);
  for (const [hub, { receives }] of kHubs) {
    const raw = await openHub(t, server, hub);
    let id = 0;
    for (const { payload, examples } of Object.values(receives)) {
      if (!payload.properties.target) continue;
      for (const { payload: example } of examples) {
        id += 1;
        raw.send({ ...example, invocationId: String(id) });
        const { error } = await raw.completion(String(id), 20_000);
        assert.equal(error, undefined, JSON.stringify(example));
      }
    }
    assert.ok(id >= 4, hub);
  }
});

test('hub description: the document is valid, its references lead somewhere, and the examples fit', () => {
  const specification = JSON.parse(readFileSync(join(kRoot, 'node_modules/@asyncapi/specs/schemas/3.0.0.json'), 'utf8'));
  // It brings its own copy of JSON Schema's description.
  const validate = new Ajv({ strict: false, validateFormats: false, meta: false, validateSchema: false, logger: false }).compile(specification);
  assert.ok(validate(kAsyncapi), errorsOf(validate));
  assert.ok(!validate({ ...kAsyncapi, channels: [] }), 'it is not really looked at');
  let elsewhere = 0;
  const look = (node) => {
    if (!node || typeof node !== 'object') return;
    if (typeof node.$ref === 'string') {
      const [file, path] = node.$ref.split('#');
      assert.ok(file === '' || file === 'openapi.json', node.$ref);
      elsewhere += file === '' ? 0 : 1;
      assert.ok(resolved({ $ref: `#${path}` }, file === '' ? kAsyncapi : kOpenapi), node.$ref);
    }
    Object.values(node).forEach(look);
  };
  look(kAsyncapi);
  assert.ok(elsewhere >= 2, 'what both documents have is described once');
  for (const [name, { payload, examples }] of Object.entries(kAsyncapi.components.messages)) {
    const fits = asyncapiSchema(payload);
    assert.ok(examples.length > 0, name);
    for (const example of examples) assert.ok(fits(example.payload), `${name}: ${errorsOf(fits)}`);
  }
});

for (const [what, record] of [
  ['a type of message', { type: 1, target: 'ReceiveMessage', arguments: [{ type: 'purchasePro' }] }],
  ['a target', { type: 1, target: 'Shout', arguments: [{ type: 'messageResponse', message: '' }] }],
  ['a member of a message', { type: 1, target: 'ReceiveMessage', arguments: [{ type: 'messageResponse', message: '', mood: 'good' }] }],
  ['a plan in the shape of the other hub', { type: 1, target: 'ReceiveMessage', arguments: [{ type: 'chatPlan', plan: { name: '', description: '', sessions: [] } }] }],
  ['an event', { type: 2, invocationId: '1', item: { type: 'thought' } }],
  ['a reason', { type: 2, invocationId: '1', item: { type: 'end', reason: 'tired' } }],
  ['a record', { type: 12 }],
]) {
  test(`hub description: the watch sees ${what} that is not described`, () => {
    assert.deepEqual(judgeRecord('/ai-chat-v2', { type: 6 }).faults, []);
    assert.notDeepEqual(judgeRecord('/ai-chat-v2', record).faults, []);
  });
}
