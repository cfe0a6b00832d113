// The conformance kit itself: a server that plays right passes, and each wrong answer fails its case with a message
// that names what was expected and what came.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpTransportType, HubConnectionBuilder, LogLevel, Subject } from '@microsoft/signalr';
import { chooser, isJsonOnly, kFeatures, kVariants, methodsOf, readCases } from '../../tools/conformance/cases.mjs';
import { fill, matches } from '../../tools/conformance/match.mjs';
import { resultLines, summaryLines } from '../../tools/conformance/report.mjs';
import { runCases } from '../../tools/conformance/runner.mjs';
import { verbOf } from '../../tools/conformance/steps.mjs';
import { pack, unpack } from '../../tools/conformance/wire/messagepack.mjs';
import { test } from '../../tools/testing/runner.mjs';
import { makeCertificate } from './lib/certificate.mjs';
import { kRoot } from './lib/server.mjs';
import { startPeer } from './lib/signalr_peer.mjs';

const kToken = 'Web a key/with odd+letters';
const kOrigin = 'https://app.example';
const kScale = 0.04;

async function peerFor(t, faults = [], more = {}) {
  const peer = await startPeer({ ...more, faults, timeScale: kScale, token: kToken, origin: kOrigin });
  t.after(() => peer.close());
  return peer;
}

function check(peer, only, options = {}) {
  const chosen = chooser(only);
  return runCases(readCases().filter(({ id }) => chosen(id)), {
    url: peer.url, headers: { Authorization: `Bearer ${kToken}` }, origin: kOrigin, timeScale: kScale,
    stopCommand: `exec node -e "fetch('${peer.stopUrl}')"`, ...options,
  });
}

const failuresOf = (results) => results.filter(({ result }) => result === 'failed').flatMap(resultLines).join('\n');
const idsOf = (results, kind) => results.filter(({ result }) => result === kind).map(({ id }) => id);

test('conformance: every number from C1 to C137 has a case', async () => {
  const numbers = new Set(readCases().map(({ id }) => Number(/\d+/.exec(id)[0])));
  assert.deepEqual([...numbers].sort((a, b) => a - b), Array.from({ length: 137 }, (_, i) => i + 1));
});

test('conformance: the README has the contract of every method, variant and verb that cases use', async () => {
  const readme = readFileSync(join(kRoot, 'tools/conformance/README.md'), 'utf8');
  const cases = readCases();
  const methods = new Set(cases.flatMap(methodsOf).filter((name) => name !== 'failConnect'));
  for (const name of methods) assert.match(readme, new RegExp(`\\| \`[^|]*\\b${name}\\(`, 'i'), name);
  for (const name of [...kVariants, ...Object.keys(kFeatures)]) assert.ok(readme.includes(`\`${name}\``), name);
  for (const verb of new Set(cases.flatMap(({ steps }) => steps.map(verbOf)))) assert.ok(readme.includes(`\`${verb}\``), verb);
});

test('conformance: a server that does all right passes every case', async (t) => {
  const results = await check(await peerFor(t));
  assert.equal(failuresOf(results), '');
  assert.deepEqual(idsOf(results, 'skipped'), []);
}, { timeoutMs: 120_000 });

for (const [name, options] of [
  ['event streams', { transport: 'sse' }],
  ['long polling', { transport: 'lp' }],
  ['MessagePack', { protocol: 'messagepack' }],
  ['MessagePack and long polling', { protocol: 'messagepack', transport: 'lp' }],
]) {
  test(`conformance: the cases that work over anything pass over ${name}`, async (t) => {
    const results = await check(await peerFor(t), undefined, options);
    assert.equal(failuresOf(results), '');
    assert.ok(idsOf(results, 'ok').length >= 100, summaryLines(results).join('\n'));
  }, { timeoutMs: 120_000 });
}

for (const [name, transport] of Object.entries(HttpTransportType).filter(([, value]) => [1, 2, 4].includes(value))) {
  test(`conformance: the server that the kit is tried on is one to the official client, over ${name}`, async (t) => {
    const peer = await peerFor(t);
    const connection = new HubConnectionBuilder()
      .withUrl(`${peer.url}?tag=x`, { transport, accessTokenFactory: () => kToken }).configureLogging(LogLevel.None).build();
    t.after(() => connection.stop());
    connection.on('Ask', (n) => n + 1);
    await connection.start();
    assert.equal(await connection.invoke('Echo', 'hi'), 'hi');
    assert.equal(await connection.invoke('Ask', 5), 6);
    await assert.rejects(connection.invoke('HubThrow'), /HubException: msg/);
    const items = [];
    await new Promise((resolve, reject) =>
      connection.stream('Count', 3).subscribe({ next: (item) => items.push(item), error: reject, complete: resolve }));
    assert.deepEqual(items, [0, 1, 2]);
    const upload = new Subject();
    const sum = connection.invoke('Sum', upload);
    for (const item of [20, 22]) upload.next(item);
    upload.complete();
    assert.equal(await sum, 42);
  });
}

/** [what the server does wrong, the case that must fail, verb of the step, what it expects, what came] */
const kFaults = [
  ['one id', 'C1', 'http', /negotiateVersion/, /"connectionId":"([\w-]+)","connectionToken":"\1"/],
  ['other 404', 'C15', 'http', /No Connection with that ID/, /Not found {2}\[4e 6f 74 20 66/],
  ['cacheable polls', 'C110', 'http', /Cache-Control/, /^200 /],
  ['any origin', 'C24', 'http', /Access-Control-Allow-Origin.*app\.example/, /"access-control-allow-origin":"\*"/],
  ['no comment', 'C109', 'http', /:\\r\\n/, /data: \{\}/],
  ['first poll waits', 'C110', 'http', /200/, /nothing within/],
  ['token of version 0', 'C2', 'negotiate', /connectionId/, /connectionToken/],
  ['other 404', 'C6', 'open', /No Connection with that ID/, /Not found/],
  ['takes any id', 'C16', 'open', /404/, /^101 /],
  ['two sockets', 'C18', 'open', /409/, /^101 /],
  ['bad accept', 'C55', 'open', /an answer to opening "c"/, /Sec-WebSocket-Accept/],
  ['echoes wrong', 'C55', 'expect', /"result":"hi"/, /"result":"wrong"\}␞ {2}\[7b 22/],
  ['void is nothing', 'C57', 'expect', /"result":null/, /"invocationId":"1"\}␞/],
  ['always text', 'C30', 'open', /a binary frame/, /opcode 1/],
  ['always binary', 'C29', 'expect', /a text frame/, /opcode 2/],
  ['splits records', 'C43', 'expect', /rules kept on "c"/, /ends inside a record/],
  ['mixes posts', 'C116', 'answer', /200/, /^404 /],
  ['sequence is next', 'C127', 'expect', /"type":9,"sequenceId":3/, /"type":9,"sequenceId":6/],
  ['never pings', 'C120', 'expect', /"type":6/, /nothing within/],
  ['pings early', 'C120', 'expect', /not before 520 ms/, /after \d+ ms/],
  ['no way back', 'C125', 'expect', /"allowReconnect":true/, /\{"type":7\}␞/],
  ['LF events', 'C109b', 'open', /"\$text":"\{\}"/, /nothing within/],
  ['replies without an id', 'C58', 'alive', /the Completion of Echo/, /"invocationId":""/],
  ['all at once', 'C71', 'silent', /nothing/, /"invocationId":"2"/],
  ['forgets events', 'C39b', 'until', /connected/, /\[\]/],
  ['polls never wait', 'C110b', 'pending', /still waiting/, /an answer/],
  ['old poll stays', 'C112', 'answer', /204/, /nothing within/],
  ['wrong pong', 'C42', 'expectFrame', /are you there/, /opcode 10 !/],
  ['masked frames', 'C42', 'alive', /the rules|rules kept/, /a masked frame/],
  ['no way back', 'C73', 'fails', /allowReconnect/, /"error":"Connection closed with an error\."\}␞/],
  ['closes 1011', 'C73', 'fails', /1000/, /1011/],
  ['never closes', 'C44', 'ended', /the end of the connection/, /nothing within/],
  ['waits for ever', 'C40', 'gone', /the end of TCP/, /nothing within/],
];

for (const [fault, id, verb, expected, came] of kFaults) {
  test(`conformance: a server with the fault "${fault}" fails ${id}, which says both`, async (t) => {
    const [result] = (await check(await peerFor(t, [fault]), id, { patienceMs: 700 })).filter((one) => one.id === id);
    assert.equal(result.result, 'failed');
    assert.match(result.failure.step, new RegExp(`^step \\d+ of \\d+: \\{"${verb}"`));
    assert.match(result.failure.expected, expected);
    assert.match(result.failure.came, came);
    const lines = resultLines(result);
    assert.match(lines[0], new RegExp(`^FAILED  ${id} `));
    assert.ok(lines[2].includes(result.failure.expected) && lines[3].includes(result.failure.came));
  });
}

test('conformance: every verb that checks something has been seen to fail', async () => {
  const checking = ['http', 'negotiate', 'open', 'expect', 'alive', 'silent', 'until', 'pending', 'answer', 'expectFrame', 'fails', 'ended', 'gone'];
  assert.deepEqual([...new Set(kFaults.map(([, , verb]) => verb))].sort(), checking.sort());
});

test('conformance: what a server lacks is skipped and said, never passed', async (t) => {
  const peer = await peerFor(t);
  const polling = { ...peer, url: `${peer.url}/polling-only` };
  const results = await check(polling, 'C12,C55,C65,C125', { stopCommand: undefined, variants: { 'polling-only': `${peer.url}/polling-only` } });
  assert.deepEqual(idsOf(results, 'ok'), ['C12']);
  const text = summaryLines(results).join('\n');
  assert.match(text, /skipped, the hub does not offer WebSockets: C55/);
  assert.match(text, /skipped, no such hub: detailed \(.*\/hub\/polling-only\/detailed\): C65/);
  assert.match(text, /skipped, needs --stop-command, .*: C125/);
  assert.match(text, /\n\d+ ok, 0 failed, \d+ skipped$/);
});

test('conformance: what needs credentials, a page or time is skipped without them', async (t) => {
  const results = await check(await peerFor(t), 'C24,C26,C47', { headers: {}, origin: undefined, timeScale: undefined });
  assert.deepEqual(idsOf(results, 'ok'), []);
  assert.match(summaryLines(results).join('\n'), /needs --origin.*C24[\s\S]*needs --header.*C26[\s\S]*waits for timers.*C47/);
});

test('conformance: a server that never takes what is posted fails and holds up nothing', async (t) => {
  const results = await check(await peerFor(t, ['never takes posts']), 'C55', { transport: 'sse', patienceMs: 300 });
  assert.match(failuresOf(results), /expected: 32 bytes taken on "c"\n.*came: {5}nothing within 300 ms/);
});

test('conformance: TLS works, resets and all, and its certificate counts', async (t) => {
  const { pem: cert, keyFile } = makeCertificate(t);
  const peer = await peerFor(t, [], { tls: { cert, key: readFileSync(keyFile) } });
  const trusting = await check(peer, 'C28-C43', { insecure: true });
  assert.equal(failuresOf(trusting), '');
  assert.match(failuresOf(await check(peer, 'C28')), /DEPTH_ZERO_SELF_SIGNED_CERT/);
});

test('conformance: the cases of MessagePack are skipped on a server without it', async (t) => {
  const results = await check(await peerFor(t, ['no MessagePack']), 'C30,C102-C108');
  assert.equal(failuresOf(results), '');
  assert.deepEqual(idsOf(results, 'ok'), []);
  assert.match(summaryLines(results).join('\n'), /skipped, the server has no MessagePack: C30 C102/);
});

test('conformance: --plain leaves out what needs the methods of the test hub', async (t) => {
  const results = await check(await peerFor(t), 'C44-C62', { plain: true });
  assert.equal(failuresOf(results), '');
  assert.ok(idsOf(results, 'ok').includes('C60') && idsOf(results, 'ok').includes('C45'));
  assert.match(summaryLines(results).join('\n'), /skipped, --plain, and it calls methods of the test hub: .*\bC57\b/);
});

test('conformance: no server is a failure, not a pass', async (t) => {
  const peer = await peerFor(t);
  await peer.close();
  const results = await check(peer, 'C1,C55');
  assert.deepEqual(idsOf(results, 'failed'), ['C1', 'C1b', 'C1c', 'C55', 'C55b']);
  assert.match(failuresOf(results), /no answer from http.*ECONNREFUSED/);
});

test('conformance: --plain leaves out what depends on the options of the test hub', async (t) => {
  const peer = await peerFor(t);
  const results = await check(peer, 'C7,C9,C49,C50', { plain: true });
  assert.deepEqual(idsOf(results, 'ok').filter((id) => /^C\d+$/.test(id)), ['C9', 'C50']);
  assert.match(summaryLines(results).join('\n'), /skipped, --plain, and the hub may have other options than the test hub: C7 C49\n/);
  assert.deepEqual(idsOf(await check(peer, 'C7,C49'), 'skipped'), []);
});

/** The command as a person has it: {code, stdout, stderr}. */
function command(...args) {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(kRoot, 'tools/conformance/main.mjs'), ...args], (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }));
  });
}

test('conformance: the command tells each case and the count, and ends with 1 when one failed', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'spotter-conformance-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const good = await command((await peerFor(t)).url, '--only', 'C1,C55,c60-61');
  assert.equal(good.code, 0, good.stdout + good.stderr);
  assert.match(good.stdout, /^ok {6}C1 .*\n(.*\n)*ok {6}C61 .*\n\n7 ok, 0 failed, 0 skipped\n$/);

  const file = join(folder, 'results.json');
  const bad = await command((await peerFor(t, ['echoes wrong'])).url, '--only=C55', `--json=${file}`);
  assert.equal(bad.code, 1);
  assert.match(bad.stdout, /FAILED {2}C55 .*\n.*step 3 of \d+.*\n.*expected: .*"hi".*\n.*came: .*"wrong"/);
  assert.match(bad.stdout, /failed: C55 C55b\n/);
  const plain = [(await peerFor(t)).url, '--only', 'C57,C60', '--plain'];
  assert.equal((await command(...plain)).code, 0);
  assert.equal((await command(...plain, '--no-skips')).code, 1);

  const told = JSON.parse(readFileSync(file, 'utf8'));
  assert.equal(told.failed, 2);
  assert.match(told.cases.find(({ id }) => id === 'C55').came, /wrong/);
});

test('conformance: the command says once that no server answers, and ends with 2', async (t) => {
  const peer = await peerFor(t);
  await peer.close();
  const { code, stdout, stderr } = await command(peer.url);
  assert.equal(code, 2);
  assert.equal(stdout, '');
  assert.match(stderr, /^conformance: no server answers at http:\S+: ECONNREFUSED\n$/);
});

test('conformance: a command that makes no sense ends with 2 and says why', async () => {
  for (const [args, words] of [
    [[], /which URL/], [['ftp://x'], /no http or https URL/], [['http://x', 'http://y'], /two URLs/], [['--dance'], /no option --dance/],
    [['http://x', '--only', 'C5-'], /--only has/], [['http://x', '--only', 'C999'], /no case is called/],
    [['http://x', '--time-scale', '0'], /--time-scale is/], [['http://x', '--header', 'x'], /without a ":"/],
    [['http://x', '--transport', 'pigeon'], /--transport is one of/], [['http://x', '--json'], /needs a value/],
    [['http://x', '--transport', 'sse', '--protocol', 'messagepack'], /have no MessagePack/],
  ]) {
    const { code, stderr } = await command(...args);
    assert.equal(code, 2, args.join(' '));
    assert.match(stderr, words);
  }
  assert.match((await command('--list', '--only', 'C65')).stdout, /^C65 .*\[detailed\]\nC65b /);
});

test('conformance: a case file with a mistake is refused with its place', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'spotter-cases-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const right = { id: 'C1', title: 'a title', steps: [{ open: 'c' }] };
  const write = (...cases) => writeFileSync(join(folder, '1.json'), JSON.stringify({ group: 'g', cases }));
  write(right);
  assert.equal(readCases(folder).length, 1);
  for (const [wrong, words] of [
    [{ ...right, steps: [{ dance: 'c' }] }, /1\.json: C1: no verb "dance"/], [{ ...right, needs: ['luck'] }, /nothing is called "luck"/],
    [{ ...right, over: ['pigeon'] }, /no transport "pigeon"/], [{ ...right, id: 'first' }, /an odd id/], [{ ...right, mood: 1 }, /no field "mood"/],
    [{ ...right, steps: [] }, /no title or no steps/],
  ]) {
    write(wrong);
    assert.throws(() => readCases(folder), words);
  }
  write(right, right);
  assert.throws(() => readCases(folder), /C1 is there twice/);
});

test('conformance: expectations match exactly, except where an operator says otherwise', async () => {
  for (const [expected, value, fits] of [
    [{ type: 3, id: '1' }, { id: '1', type: 3 }, true], [{ type: 3 }, { type: 3, result: null }, false],
    [{ type: 3, result: null }, { type: 3 }, false], [[1, 2], [1, 2], true], [[1], [1, 2], false], [1, '1', false],
    [{ $any: true }, null, true], [{ $pattern: '^a.c$' }, 'a\nc', true], [{ $pattern: ['ABC', 'i'] }, 'abc', true], [{ $pattern: '' }, 1, false],
    [{ $not: 0 }, 1, true], [{ $not: 0 }, 0, false], [{ $oneOf: [404, 409] }, 409, true], [{ $oneOf: [404, 409] }, 200, false],
    [{ $partial: { a: 1 } }, { a: 1, b: 2 }, true], [{ $partial: { a: 1 } }, { b: 2 }, false], [{ $partial: { a: { $absent: true } } }, { a: 1 }, false],
    [{ a: [{ $any: true }] }, { a: [{ b: 1 }] }, true],
  ]) {
    assert.equal(matches(expected, value), fits, JSON.stringify([expected, value]));
  }
});

test('conformance: templates fill in names, repetitions and numbers, and refuse names that nothing has set', async () => {
  assert.deepEqual(fill(['${a}-${repeat xy 2}', { $times: 2, from: 3, of: { n: { $number: '${n}' } } }, '${escaped a}'], { a: 'b c' }),
    ['b c-xyxy', { n: 3 }, { n: 4 }, 'b%20c']);
  assert.throws(() => fill('${missing}', {}), /uses \$\{missing\}, which nothing has set/);
});

test('conformance: MessagePack comes back as it went, in the smallest form', async () => {
  for (const [value, hex] of [
    [null, 'c0'], [true, 'c3'], [0, '00'], [127, '7f'], [128, 'cc80'], [256, 'cd0100'], [65_536, 'ce00010000'], [2 ** 40, 'cf0000010000000000'],
    [-1, 'ff'], [-32, 'e0'], [-33, 'd0df'], [-129, 'd1ff7f'], [-40_000, 'd2ffff63c0'], [1.5, 'cb3ff8000000000000'], ['hi', 'a26869'],
    [Buffer.from([1]), 'c40101'], [[1, [2]], '92019102'], [{ a: 1 }, '81a16101'],
  ]) {
    assert.equal(pack(value).toString('hex'), hex);
    assert.deepEqual(unpack(pack(value)), value);
  }
  for (const length of [31, 32, 255, 256, 65_535, 65_536]) {
    assert.equal(unpack(pack('x'.repeat(length))).length, length);
    assert.equal(unpack(pack(Array(length).fill(1))).length, length);
  }
  assert.throws(() => unpack(Buffer.from('92', 'hex')), /ends too early/);
  assert.throws(() => unpack(Buffer.from('0101', 'hex')), /behind the end/);
});

test('conformance: cases that speak JSON by the byte are known by it', async () => {
  assert.equal(isJsonOnly({ steps: [{ open: 'c' }, { send: ['{}'] }] }), true);
  assert.equal(isJsonOnly({ steps: [{ open: 'c' }, { send: [{ type: 6 }] }] }), false);
  assert.equal(isJsonOnly({ steps: [{ open: 'c', protocol: 'json' }, { send: ['{}'] }] }), false);
});
