// The HTTP side: health, errors, browsers' preflights, and clients that mean no good.
import assert from 'node:assert/strict';
import { test } from '../../tools/testing/runner.mjs';
import { openTcp, request } from './lib/http.mjs';
import { kKey, startServer } from './lib/server.mjs';
import { startUpstream } from './lib/upstream.mjs';
import { until } from './lib/wait.mjs';

test('http: health pages answer GET and HEAD', async (t) => {
  const upstream = await startUpstream(t);
  const server = await startServer(t, { upstream });
  const health = await request(server, 'GET', '/health');
  assert.equal(health.status, 200);
  assert.equal(health.headers['content-type'], 'text/plain; charset=utf-8');
  assert.equal(health.body, 'healthy');
  const live = await request(server, 'GET', '/health/live');
  assert.deepEqual([live.status, live.headers['content-type']], [200, 'application/json']);
  assert.ok(JSON.parse(live.body));
  const ready = await request(server, 'GET', '/health/ready');
  assert.equal(ready.status, 200);
  assert.equal(JSON.parse(ready.body).answering, 'openai');
  for (const path of ['/health', '/health/live', '/health/ready']) {
    const full = await request(server, 'GET', path);
    const head = await request(server, 'HEAD', path);
    assert.deepEqual([head.status, head.body], [200, '']);
    assert.equal(head.headers['content-length'], String(full.body.length));
    assert.ok(head.headers['x-request-id']);
    assert.notEqual(head.headers['x-request-id'], full.headers['x-request-id']);
  }
});

test('http: without a provider the offline coach is the one that answers', async (t) => {
  const server = await startServer(t);
  assert.equal(JSON.parse((await request(server, 'GET', '/health/ready')).body).answering, 'offline');
});

test('http: an unknown path is 404 and a wrong method 405 with Allow, as problem+json', async (t) => {
  const server = await startServer(t);
  const nowhere = await request(server, 'GET', '/nowhere');
  assert.equal(nowhere.status, 404);
  assert.equal(nowhere.headers['content-type'], 'application/problem+json; charset=utf-8');
  const problem = JSON.parse(nowhere.body);
  assert.deepEqual([problem.status, problem.title], [404, 'Not Found']);
  assert.equal(problem.type, 'urn:spotter:problem:not-found');
  const posted = await request(server, 'POST', '/health');
  assert.equal(posted.status, 405);
  assert.deepEqual(posted.headers.allow.split(', ').sort(), ['GET', 'HEAD', 'OPTIONS']);
  assert.equal(JSON.parse(posted.body).type, 'urn:spotter:problem:method-not-allowed');
  for (const path of ['/', '//', '/health/x', '/health%2flive', '/ai-chat/', '/ai-chat/negotiate/x', '/ai-chat-v2']) {
    const answer = await request(server, 'GET', path);
    assert.ok([400, 401, 404, 405].includes(answer.status), `${path} ${answer.status}`);
  }
});

const kAsked = 'x-requested-with,x-signalr-user-agent,authorization';

test('http: a preflight is answered as the browser client needs it', async (t) => {
  const server = await startServer(t);
  for (const path of ['/ai-chat/negotiate?negotiateVersion=1', '/ai-chat?id=x']) {
    const answer = await request(server, 'OPTIONS', path, {
      headers: {
        Origin: 'https://app.example', 'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': kAsked,
      },
    });
    assert.equal(answer.status, 204);
    assert.equal(answer.headers['access-control-allow-origin'], 'https://app.example');
    assert.equal(answer.headers['access-control-allow-credentials'], 'true');
    assert.equal(answer.headers['access-control-allow-headers'], kAsked);
    assert.ok(answer.headers['access-control-allow-methods'].split(', ').includes('POST'));
    assert.equal(answer.headers.vary, 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers');
    assert.equal(answer.body, '');
  }
});

test('http: real answers carry the origin, refusals too', async (t) => {
  const server = await startServer(t);
  const origin = { Origin: 'https://app.example' };
  const path = '/ai-chat/negotiate?negotiateVersion=1';
  const answers = [
    await request(server, 'POST', path, { headers: { ...origin, Authorization: `Web ${kKey}` } }),
    await request(server, 'POST', path, { headers: origin }),
    await request(server, 'PUT', path, { headers: origin }),
    await request(server, 'GET', '/ai-chat?id=unknown', { headers: { ...origin, Authorization: `Web ${kKey}` } }),
  ];
  assert.deepEqual(answers.map(({ status }) => status), [200, 401, 405, 404]);
  for (const { headers } of answers) {
    assert.equal(headers['access-control-allow-origin'], 'https://app.example');
    assert.equal(headers['access-control-allow-credentials'], 'true');
    assert.equal(headers.vary, 'Origin');
  }
});

test('http: an origin that is not on the list gets no permission', async (t) => {
  const server = await startServer(t, { env: { SPOTTER_ALLOWED_ORIGINS: 'https://one.example,https://two.example' } });
  const ask = (origin) => request(server, 'OPTIONS', '/ai-chat/negotiate', {
    headers: { Origin: origin, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': kAsked },
  });
  assert.equal((await ask('https://two.example')).headers['access-control-allow-origin'], 'https://two.example');
  const refused = await ask('https://evil.example');
  assert.equal(refused.headers['access-control-allow-origin'], undefined);
  assert.equal(refused.headers['access-control-allow-credentials'], undefined);
});

test('http: OPTIONS that is no preflight tells what is allowed', async (t) => {
  const server = await startServer(t);
  const answer = await request(server, 'OPTIONS', '/ai-chat/negotiate');
  assert.equal(answer.status, 204);
  assert.equal(answer.headers.allow, 'POST, OPTIONS');
});

test('http: one connection carries many requests', async (t) => {
  const server = await startServer(t);
  const tcp = openTcp(t, server);
  for (let i = 1; i <= 3; ++i) {
    tcp.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
    await tcp.until(({ text }) => text.split('healthy').length === i + 1, `answer ${i}`);
  }
  tcp.write('GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  await tcp.until(({ ended }) => ended, 'the connection to close');
});

test('http: pipelined requests are answered in order', async (t) => {
  const server = await startServer(t);
  const tcp = openTcp(t, server);
  const one = (path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
  tcp.write(one('/health') + one('/nowhere') + one('/health/live') + one('/health').replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
  await tcp.until(({ ended }) => ended, 'the connection to close');
  const statuses = [...tcp.text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((match) => match[1]);
  assert.deepEqual(statuses, ['200', '404', '200', '200']);
});

test('http: HTTP/1.0 is answered and closed', async (t) => {
  const server = await startServer(t);
  const tcp = openTcp(t, server);
  tcp.write('GET /health HTTP/1.0\r\n\r\n');
  await tcp.until(({ ended }) => ended, 'the connection to close');
  assert.match(tcp.text, /^HTTP\/1\.[01] 200 [\s\S]*healthy$/);
});

const kAbuse = [
  ['garbage', '\x16\x03\x01\x02\x00\x01\x00 not http at all\r\n\r\n', 400],
  ['a request line without a version', 'GET /health\r\n\r\n', 400],
  ['a header without a colon', 'GET /health HTTP/1.1\r\nHost x\r\n\r\n', 400],
  ['a space before the colon', 'GET /health HTTP/1.1\r\nHost : x\r\n\r\n', 400],
  ['two lengths that differ', 'POST /ai-chat/negotiate HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', 400],
  ['a length and chunks', 'POST /ai-chat/negotiate HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400],
  ['a length that is no number', 'POST /ai-chat/negotiate HTTP/1.1\r\nHost: x\r\nContent-Length: lots\r\n\r\n', 400],
  ['a request line of 25 KiB', `GET /health?${'q'.repeat(25 * 1024)} HTTP/1.1\r\nHost: x\r\n\r\n`, 414],
  ['a header section of 41 KiB', `GET /health HTTP/1.1\r\nHost: x\r\n${`X-Fill: ${'f'.repeat(1000)}\r\n`.repeat(42)}\r\n`, 431],
  ['one header of 41 KiB', `GET /health HTTP/1.1\r\nHost: x\r\nX-Fill: ${'f'.repeat(41 * 1024)}\r\n\r\n`, 431],
  ['a body over its limit', `POST /health HTTP/1.1\r\nHost: x\r\nContent-Length: ${257 * 1024}\r\n\r\n`, 413],
  ['a hub body over its limit', `POST /ai-chat/negotiate HTTP/1.1\r\nHost: x\r\nContent-Length: ${1025 * 1024}\r\n\r\n`, 413],
  ['another HTTP version', 'GET /health HTTP/3.0\r\nHost: x\r\n\r\n', 505],
];
for (const [what, bytes, status] of kAbuse) {
  test(`http: ${what} is ${status} and ends the connection`, async (t) => {
    const server = await startServer(t, { shards: 1 });
    const tcp = openTcp(t, server);
    tcp.write(Buffer.from(bytes, 'latin1'));
    assert.equal(await tcp.status(), status);
    await tcp.until(({ ended }) => ended, 'the connection to close', 15_000);
    assert.equal((await request(server, 'GET', '/health')).body, 'healthy');
  });
}

test('http: what is just within the limits is answered', async (t) => {
  const server = await startServer(t);
  const line = await request(server, 'GET', `/health?${'q'.repeat(23 * 1024)}`);
  assert.equal(line.status, 200);
  const headers = Object.fromEntries(Array.from({ length: 38 }, (_, index) => [`X-Fill-${index}`, 'f'.repeat(1000)]));
  const tcp = openTcp(t, server);
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('');
  tcp.write(`GET /health HTTP/1.1\r\nHost: x\r\n${fields}\r\n`);
  assert.equal(await tcp.status(), 200);
});

test('http: headers that trickle in are cut off after ten seconds', async (t) => {
  const server = await startServer(t);
  const tcp = openTcp(t, server);
  tcp.write('GET /health HTTP/1.1\r\nHost: x\r\n');
  const trickle = setInterval(() => tcp.write('X-Slow: 1\r\n'), 500);
  t.after(() => clearInterval(trickle));
  const began = performance.now();
  await tcp.until(({ ended }) => ended, 'the connection to be closed', 14_000);
  assert.ok(performance.now() - began > 8_000, 'it was closed early');
});

test('http: a connection that says nothing is closed', async (t) => {
  const server = await startServer(t);
  const tcp = openTcp(t, server);
  await tcp.until(({ ended }) => ended, 'the connection to be closed', 14_000);
  assert.equal(tcp.text, '');
});

test('http: too many connections from one address are told to come back', async (t) => {
  const server = await startServer(t, { env: { SPOTTER_MAX_CONNECTIONS_PER_ADDRESS: '3' } });
  const open = [];
  for (let i = 0; i < 3; ++i) {
    const tcp = openTcp(t, server);
    tcp.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
    assert.equal(await tcp.status(), 200);
    open.push(tcp);
  }
  const refused = await request(server, 'GET', '/health');
  assert.equal(refused.status, 503);
  assert.ok(Number(refused.headers['retry-after']) >= 1);
  assert.equal(refused.headers['content-type'], 'application/problem+json; charset=utf-8');
  open[0].socket.destroy();
  await until(async () => (await request(server, 'GET', '/health')).status === 200, 'the free place to be given away');
});
