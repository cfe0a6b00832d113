// Plans over REST: what LiftLog's old .NET client sent and read, and what its server answered.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { request as httpsRequest } from 'node:https';
import { promisify } from 'node:util';
import { test } from '../../tools/testing/runner.mjs';
import { makeCertificate } from './lib/certificate.mjs';
import { connect } from './lib/clients.mjs';
import { openTcp, request } from './lib/http.mjs';
import { readEvents, readPlan, readSession, readTimeSpan } from './lib/rest_reader.mjs';
import { kAlone, kIllness, kKey, startServer } from './lib/server.mjs';
import { pieces, planOf, refuse, startUpstream, words } from './lib/upstream.mjs';
import { Gate, kLimitedPaceMs, until, within } from './lib/wait.mjs';

const kInfo = 'my knees ache on long stairs';
const kWorkout = {
  attributes: {
    gender: 'PreferNotToSay', weightRange: '70-80kg', age: 31, daysPerWeek: 2, goals: ['Build muscle', 'Increase strength'],
    experience: 'Intermediate', useImperialUnits: false, additionalInfo: kInfo,
  },
  auth: null,
};
const kSession = {
  attributes: {
    areasToWorkout: ['Chest', 'Back'], volume: 40, exerciseToKilograms: { 'Bench Press': 80, 'Barbell Row': 62.5 },
    useImperialUnits: false, additionalInfo: 'No overhead work',
  },
};
const kHeaders = { Authorization: `Web ${kKey}`, 'Content-Type': 'application/json' };
const kStream = { Accept: 'text/event-stream' };

const strength = (name, more = {}) => ({
  strength_exercise: name, sets: 3, reps: [{ min: 8, max: 12 }], rest_seconds: { min: 90, max: 180, after_failure: 300 },
  resistance: 'external', increment: 2.5, progression: 'reps_then_load', superset_with_next: false, notes: '', ...more,
});
const day = (name, ...exercises) => ({ name, exercises, notes: 'Warm up first.' });
const kWeek = {
  name: 'Two Day Base',
  description: 'Two full-body days for an intermediate lifter.',
  sessions: [
    day('Day A', strength('Barbell Squat'), strength('Seated Cable Rows'), strength('Dumbbell Bench Press'), strength('Dumbbell Shoulder Press')),
    day('Day B', strength('Romanian Deadlift'), strength('Wide-Grip Lat Pulldown'), strength('Leg Press'), strength('Push-Ups', { resistance: 'bodyweight', increment: 0, progression: 'reps' })),
  ],
};
const kOne = {
  name: 'Chest And Back', description: 'One session.',
  sessions: [day('Chest And Back', strength('Bench Press'), strength('Barbell Row'), strength('Wide-Grip Lat Pulldown'))],
};

/** A text that must not turn up in any log. */
function start(t, options) {
  return startServer(t, options).then((server) => {
    server.secrets.add(kInfo);
    return server;
  });
}

const post = (server, path, body, headers = {}) => request(server, 'POST', path, {
  headers: { ...kHeaders, ...headers }, body: typeof body === 'string' ? body : JSON.stringify(body),
});

const workout = (more = {}) => ({ ...kWorkout, attributes: { ...kWorkout.attributes, ...more } });
const session = (more = {}) => ({ ...kSession, attributes: { ...kSession.attributes, ...more } });

/** A streamed answer as it comes: {status, headers, text, events, leave, ended}. */
async function openStream(t, server, path, body, headers = {}) {
  const leaving = new AbortController();
  t.after(() => leaving.abort());
  const response = await fetch(`${server.url}${path}`, {
    method: 'POST', headers: { ...kHeaders, ...kStream, ...headers }, body: JSON.stringify(body), signal: leaving.signal,
  });
  const stream = { status: response.status, headers: response.headers, text: '', ended: false, leave: () => leaving.abort() };
  Object.defineProperty(stream, 'events', { get: () => readEvents(stream.text) });
  (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body) stream.text += decoder.decode(chunk, { stream: true });
  })().catch(() => {}).finally(() => (stream.ended = true));
  return stream;
}

/** Writes a plan piece by piece, as the gate lets it. */
const gatedPlan = (gate, draft, size = 60) => async (call) => {
  call.begin();
  call.beginTool();
  for (const piece of pieces(JSON.stringify(draft), size)) {
    await gate.pass();
    if (call.aborted) return;
    call.toolArguments(piece);
  }
  call.finish('tool_calls');
};

/** Begins a plan, shows two sessions' worth of it, and then waits to be left. */
const neverEnding = (draft) => async (call) => {
  const text = JSON.stringify(draft);
  call.begin();
  call.beginTool();
  call.toolArguments(text.slice(0, text.indexOf('"Day B"')));
  await call.abortedByPeer();
};

test('rest: the reader of durations reads what the old client reads, and refuses what it refuses', () => {
  const rows = [['0.00:00:00:', 0], ['0.00:00:00:001', 1], ['0.00:00:00:5', 500], ['0.00:00:00:500', 500], ['0.00:01:30:', 90_000],
    ['1.01:01:01:025', 90_061_025], ['', 0], [' ', 0]];
  for (const [text, ms] of rows) assert.equal(readTimeSpan(text), ms, text);
  for (const text of ['0.00:01:30', '00:01:30', '0.0:1:30:', '0.24:00:00:']) assert.throws(() => readTimeSpan(text), undefined, text);
});

for (const provider of ['the offline coach', 'a model']) {
  test(`rest: both forms are answered by ${provider} under every spelling of their paths`, async (t) => {
    const upstream = provider === 'a model' ? await startUpstream(t) : undefined;
    const server = await start(t, { upstream });
    for (const path of ['/ai/workout', '/v2/ai/workout', '/AI/Workout?', '/V2/ai/WORKOUT']) {
      upstream?.always(planOf(kWeek));
      const answer = await post(server, path, kWorkout);
      assert.equal(answer.status, 200, `${path} ${answer.body}`);
      assert.equal(answer.headers['content-type'], 'application/json; charset=utf-8');
      const plan = readPlan(JSON.parse(answer.body));
      assert.equal(plan.sessions.length, 2);
      for (const { exercises } of plan.sessions) assert.ok(exercises.length >= 3);
      if (upstream) assert.equal(plan.name, 'Two Day Base');
    }
    for (const path of ['/ai/session', '/v2/ai/session', '/Ai/Session?']) {
      upstream?.always(planOf(kOne));
      const answer = await post(server, path, kSession);
      assert.equal(answer.status, 200, `${path} ${answer.body}`);
      const { exercises, notes } = readSession(JSON.parse(answer.body));
      if (!upstream) assert.equal(notes.match(/About \d+ min/g)?.length, 1, notes);
      assert.ok(exercises.length >= 3, 'fewer exercises than the volume asks for');
      if (upstream) assert.ok(exercises.some(({ name }) => name === 'Bench Press'));
    }
    if (upstream) {
      await server.event('turn_finished', { prompt: 'coach/3 workout/1' });
      await server.event('turn_finished', { prompt: 'coach/3 session/1' });
    }
  });
}

test('rest: curl gets a plan, and with -N a plan that grows', async (t) => {
  const server = await start(t);
  const curl = (...args) => promisify(execFile)('curl', [
    '-sS', '-H', `Authorization: Bearer Web ${kKey}`, '-H', 'Content-Type: application/json',
    '-d', JSON.stringify(kWorkout), ...args, `${server.url}/ai/workout`,
  ]);
  readPlan(JSON.parse((await curl()).stdout));
  const events = readEvents((await curl('-N', '-H', 'Accept: text/event-stream')).stdout);
  assert.equal(events.at(-1).event, 'done');
  readPlan(events.at(-1).data);
});

test('rest: the session model is told what the user lifts, in their unit', async (t) => {
  const upstream = await startUpstream(t);
  const server = await start(t, { upstream });
  upstream.always(planOf(kOne));
  await post(server, '/ai/session', session({ useImperialUnits: true, exerciseToKilograms: { 'Bench Press': '182.5' } }));
  const asked = JSON.stringify(upstream.calls[0].body.messages);
  assert.ok(asked.includes('Bench Press: 182.5') && asked.includes('pounds'), asked.slice(-600));
});

test('rest: who cannot pay is 401 with an empty body, whatever else is wrong', async (t) => {
  const server = await start(t);
  const bad = [undefined, 'Web wrong-key-of-somebody', 'Google abcdefgh', 'Nowhere abc', 'Web', `Web  ${kKey}`, ''];
  for (const path of ['/ai/workout', '/ai/session', '/v2/ai/workout', '/v2/ai/session']) {
    for (const credential of bad) {
      const headers = { 'Content-Type': 'text/plain', ...(credential === undefined ? {} : { Authorization: credential }) };
      const answer = await request(server, 'POST', path, { headers, body: '{' });
      assert.deepEqual([answer.status, answer.body, answer.headers['www-authenticate']], [401, '', undefined], `${path} ${credential}`);
    }
  }
});

test('rest: what is not JSON is 415, what is too large 413, other methods are 405', async (t) => {
  const server = await start(t);
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=utf-16']) {
    const answer = await post(server, '/ai/workout', kWorkout, { 'Content-Type': type });
    assert.equal(answer.status, 415);
    assert.equal(answer.headers['content-type'], 'application/problem+json; charset=utf-8');
    const problem = JSON.parse(answer.body);
    assert.deepEqual([problem.title, problem.status], ['Unsupported Media Type', 415]);
    assert.match(problem.traceId, /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  }
  const large = workout({ additionalInfo: 'x'.repeat(257 * 1024) });
  assert.equal((await post(server, '/ai/workout', large)).status, 413);
  for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
    const answer = await request(server, method, '/v2/ai/session', { headers: kHeaders });
    assert.deepEqual([answer.status, answer.body], [405, ''], method);
    assert.deepEqual(answer.headers.allow.split(', ').sort(), ['OPTIONS', 'POST']);
  }
});

const kUnbindable = [
  ['', ['', 'request']], ['null', ['', 'request']], ['{', ['$', 'request']], ['{"attributes":{}} // no', ['$', 'request']],
  ['[]', ['$', 'request']], ['{}', ['Attributes']], ['{"attributes":{}}', ['Attributes.Goals', 'Attributes.WeightRange']],
  [workout({ gender: 'Robot' }), ['$.attributes.gender', 'request']], [workout({ age: 'old' }), ['$.attributes.age', 'request']],
  [workout({ goals: null }), ['Attributes.Goals']], [workout({ useImperialUnits: 'yes' }), ['$.attributes.useImperialUnits', 'request']],
];

test('rest: a body that cannot be bound is told as MVC tells it', async (t) => {
  const server = await start(t);
  for (const [body, keys] of kUnbindable) {
    const answer = await post(server, '/ai/workout', body);
    const label = JSON.stringify(body);
    assert.equal(answer.status, 400, label);
    assert.equal(answer.headers['content-type'], 'application/problem+json; charset=utf-8');
    const problem = JSON.parse(answer.body);
    assert.deepEqual(Object.keys(problem), ['type', 'title', 'status', 'errors', 'traceId']);
    assert.equal(problem.title, 'One or more validation errors occurred.');
    assert.deepEqual(Object.keys(problem.errors), keys, label);
    for (const messages of Object.values(problem.errors)) assert.ok(Array.isArray(messages) && messages.length === 1);
  }
});

const kBroken = [
  ['workout', workout({ age: 5 }), 'Attributes.Age', "'Age' must be between 12 and 149. You entered 5."],
  ['workout', workout({ daysPerWeek: 8 }), 'Attributes.DaysPerWeek', "'Days Per Week' must be between 1 and 7. You entered 8."],
  ['workout', workout({ gender: 9 }), 'Attributes.Gender', "'Gender' has a range of values which does not include '9'."],
  ['workout', workout({ goals: [] }), 'Attributes.Goals.Count', "'Goals Count' must be between 1 and 9. You entered 0."],
  ['workout', workout({ goals: ['ok?', 'ab'] }), 'Attributes.Goals[1]', "'Goals' must be between 3 and 30 characters. You entered 2 characters."],
  ['workout', workout({ weightRange: 'fit' }), 'Attributes.WeightRange', "'Weight Range' is not in the correct format."],
  ['workout', workout({ additionalInfo: 'x'.repeat(2001) }), 'Attributes.AdditionalInfo', "The length of 'Additional Info' must be 2000 characters or fewer. You entered 2001 characters."],
  ['session', session({ volume: 101 }), 'Attributes.Volume', "'Volume' must be between 0 and 100. You entered 101."],
  ['session', session({ areasToWorkout: ['x'.repeat(61)] }), 'Attributes.AreasToWorkout[0]', "'Areas To Workout' must be between 3 and 60 characters. You entered 61 characters."],
  ['session', session({ exerciseToKilograms: { ['n'.repeat(201)]: 1 } }), 'Attributes.ExerciseToWeight[0]', 'Exercise name must be between 0 and 200 characters long.'],
];

test('rest: rules that a form breaks are told as FluentValidation tells them, and cost nothing', async (t) => {
  const server = await start(t, { env: { SPOTTER_RATE_LIMIT_WEB: '1' } });
  for (const [form, body, property, message] of kBroken) {
    const answer = await post(server, `/ai/${form}`, body);
    assert.equal(answer.status, 400, property);
    assert.equal(answer.headers['content-type'], 'application/json; charset=utf-8');
    const { error } = JSON.parse(answer.body);
    assert.deepEqual(error.map(({ propertyName, errorMessage }) => [propertyName, errorMessage]), [[property, message]]);
    assert.deepEqual(Object.keys(error[0]), ['propertyName', 'errorMessage', 'attemptedValue', 'customState', 'severity', 'errorCode', 'formattedMessagePlaceholderValues']);
  }
  const both = JSON.parse((await post(server, '/ai/workout', workout({ age: 5, weightRange: '' }))).body).error;
  assert.deepEqual(both.map(({ errorCode }) => errorCode), ['InclusiveBetweenValidator', 'NotEmptyValidator', 'RegularExpressionValidator']);
  assert.equal((await post(server, '/ai/session', kSession)).status, 200);
});

test('rest: the oddities that .NET reads are read', async (t) => {
  const server = await start(t);
  const body = '{"Attributes":{"Gender":"female","WeightRange":"150-160lbs","Age":"29","DaysPerWeek":2,"Goals":["Lowing Weight",],'
    + '"Experience":2,"UseImperialUnits":true,"Extra":{}},"auth":"Web x",}';
  readPlan(JSON.parse((await post(server, '/ai/workout', body, { 'Content-Type': 'application/json; charset=UTF-8' })).body));
  const many = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`Exercise number ${i}`, i / 2]));
  assert.equal((await post(server, '/ai/session', session({ exerciseToKilograms: many }))).status, 200);
});

test('rest: plans and chat turns share one quota, and Retry-After is the moment one more is allowed', async (t) => {
  const upstream = await startUpstream(t);
  const server = await start(t, { upstream, env: { SPOTTER_RATE_LIMIT_WEB: '2' } });
  const client = await connect(t, server);
  await client.introduce('en-US');
  upstream.always(planOf(kOne));
  assert.equal((await post(server, '/ai/session', kSession)).status, 200);
  const before = Date.now();
  for (const headers of [{}, kStream]) {
    const refused = await post(server, '/v2/ai/session', kSession, headers);
    assert.equal(refused.status, 429);
    assert.equal(refused.headers['content-type'], 'application/problem+json; charset=utf-8');
    assert.equal(JSON.parse(refused.body).status, 429);
    assert.match(refused.headers['retry-after'], /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/);
    const wait = Date.parse(refused.headers['retry-after']) - before;
    assert.ok(wait > 23.9 * 3_600_000 && wait < 24.1 * 3_600_000, refused.headers['retry-after']);
  }
});

test('rest: a failed plan is 503 or made by the rules, and costs nothing', async (t) => {
  const upstream = await startUpstream(t);
  const server = await start(t, { upstream, env: { ...kAlone, SPOTTER_RATE_LIMIT_WEB: '1' }, mayReport: kIllness });
  upstream.always(refuse(503, 'server_error'));
  const away = await post(server, '/ai/session', kSession);
  assert.equal(away.status, 503);
  assert.ok(Number(away.headers['retry-after']) >= 1);
  assert.equal(JSON.parse(away.body).status, 503);
  upstream.always(words('I would rather talk.'));
  const byRules = readSession(JSON.parse((await post(server, '/ai/session', kSession)).body));
  assert.ok(byRules.exercises.length >= 3);
  assert.match(byRules.notes, /without a model/);
  upstream.always(planOf(kOne));
  assert.equal((await post(server, '/ai/session', kSession)).status, 200);
  assert.equal((await post(server, '/ai/session', kSession)).status, 429);
});

test('rest: a plan that no model can make is made by the rules, says so, and costs nothing', async (t) => {
  const upstream = await startUpstream(t);
  const server = await start(t, { upstream, env: { SPOTTER_RATE_LIMIT_WEB: '1' } });
  upstream.always(refuse(503, 'server_error'));
  for (let i = 0; i < 3; ++i) {
    const { status, body } = await post(server, '/ai/session', kSession);
    assert.equal(status, 200);
    const made = readSession(JSON.parse(body));
    assert.ok(made.exercises.length >= 3);
    assert.ok(made.notes.includes("I can't reach the AI model right now"), made.notes);
  }
});

test('rest: a warning sign is answered with what to do, free of charge', async (t) => {
  const server = await start(t, { env: { SPOTTER_RATE_LIMIT_WEB: '1' } });
  const info = 'I have crushing chest pain right now';
  const week = readPlan(JSON.parse((await post(server, '/ai/workout', workout({ additionalInfo: info }))).body));
  assert.deepEqual([week.name, week.sessions], ['Please read this first', []]);
  assert.ok(week.description.length > 20);
  const one = readSession(JSON.parse((await post(server, '/ai/session', session({ additionalInfo: info }))).body));
  assert.deepEqual([one.name, one.exercises], ['Please read this first', []]);
  assert.ok(one.notes.length > 20);
  assert.equal((await post(server, '/ai/session', kSession)).status, 200);
});

test('rest: a streamed plan grows event by event and is done', async (t) => {
  const upstream = await startUpstream(t);
  const server = await start(t, { upstream, env: { SPOTTER_FRAME_INTERVAL_MS: '0' } });
  const gate = new Gate();
  upstream.next(gatedPlan(gate, kWeek));
  upstream.always(planOf(kWeek));
  const opening = openStream(t, server, '/ai/workout', kWorkout);
  const step = setInterval(() => gate.let(4), 5);
  t.after(() => clearInterval(step));
  const stream = await opening;
  assert.equal(stream.status, 200);
  assert.equal(stream.headers.get('content-type'), 'text/event-stream');
  await until(() => stream.ended, 'the end of the stream', 20_000);
  const plans = stream.events.filter(({ event }) => event === 'plan').map(({ data }) => readPlan(data));
  const sizes = plans.map(({ sessions }) => sessions.reduce((sum, { exercises }) => sum + exercises.length, 0));
  assert.ok(new Set(sizes).size >= 3, `sizes ${sizes}`);
  assert.deepEqual(sizes, [...sizes].sort((a, b) => a - b));
  const last = stream.events.at(-1);
  assert.equal(last.event, 'done');
  assert.equal(readPlan(last.data).sessions.length, 2);
});

test('rest: a streamed session is a session in each event', async (t) => {
  const upstream = await startUpstream(t);
  const server = await start(t, { upstream, env: { SPOTTER_FRAME_INTERVAL_MS: '0' } });
  upstream.always(planOf(kOne));
  const stream = await openStream(t, server, '/v2/ai/session', kSession);
  await until(() => stream.ended, 'the end of the stream');
  for (const { data } of stream.events) readSession(data);
  assert.equal(stream.events.at(-1).event, 'done');
});

test('rest: errors that are known before the first event keep their status', async (t) => {
  const upstream = await startUpstream(t);
  const server = await start(t, { upstream, env: kAlone, mayReport: kIllness });
  assert.equal((await request(server, 'POST', '/ai/workout', { headers: kStream, body: '{}' })).status, 401);
  assert.equal((await post(server, '/ai/workout', '{}', kStream)).status, 400);
  assert.equal((await post(server, '/ai/workout', '{}', { ...kStream, 'Content-Type': 'text/plain' })).status, 415);
  upstream.always(refuse(503, 'server_error'));
  assert.equal((await post(server, '/ai/workout', kWorkout, kStream)).status, 503);
  upstream.always(planOf(kWeek));
  const json = await post(server, '/ai/workout', kWorkout, { Accept: 'application/json, text/event-stream;q=0.9' });
  assert.equal(json.headers['content-type'], 'application/json; charset=utf-8');
});

for (const kind of ['a whole answer', 'a stream']) {
  test(`rest: the model is left alone when who waits for ${kind} goes away, and nobody pays twice`, async (t) => {
    const upstream = await startUpstream(t);
    const server = await start(t, { upstream, env: { SPOTTER_RATE_LIMIT_WEB: '1', SPOTTER_FRAME_INTERVAL_MS: '0' } });
    const key = { 'Idempotency-Key': 'left-in-the-middle' };
    if (kind === 'a stream') {
      upstream.next(neverEnding(kWeek));
      const stream = await openStream(t, server, '/ai/workout', kWorkout, key);
      await until(() => stream.events.length > 0, 'the first event');
      stream.leave();
      await upstream.calls[0].abortedByPeer();
      await server.event('plan_request_finished', { caller_left: true });
      // Something was seen: that is paid for, and so is the next attempt with this key.
      assert.equal((await post(server, '/ai/workout', kWorkout)).status, 429);
      upstream.always(planOf(kWeek));
      assert.equal((await post(server, '/ai/workout', kWorkout, key)).status, 200);
      assert.equal((await post(server, '/ai/workout', kWorkout)).status, 429);
      return;
    }
    upstream.next(neverEnding(kWeek));
    const leaving = new AbortController();
    const answer = fetch(`${server.url}/ai/workout`, {
      method: 'POST', headers: { ...kHeaders, ...key }, body: JSON.stringify(kWorkout), signal: leaving.signal,
    }).catch((error) => error);
    await until(() => upstream.calls.length === 1 && upstream.calls[0].said.length > 0, 'the upstream call');
    leaving.abort();
    await answer;
    await upstream.calls[0].abortedByPeer();
    await server.event('plan_request_finished', { caller_left: true });
  });
}

test('rest: leaving again and again gives no plan beyond the one that was paid for', async (t) => {
  const upstream = await startUpstream(t);
  const server = await start(t, { upstream, env: { SPOTTER_RATE_LIMIT_WEB: '1', SPOTTER_FRAME_INTERVAL_MS: '0' } });
  const key = { 'Idempotency-Key': 'left-twice' };
  upstream.always(neverEnding(kWeek));
  for (let i = 0; i < 2; ++i) {
    const stream = await openStream(t, server, '/ai/workout', kWorkout, key);
    await until(() => stream.events.length > 0, 'the first event');
    stream.leave();
    await upstream.calls[i].abortedByPeer();
    await until(() => server.events.filter(({ event }) => event === 'plan_request_finished').length > i, 'its end');
  }
  for (let i = 0; i < 3; ++i) {
    const again = await post(server, '/ai/workout', kWorkout, { ...key, Accept: 'text/event-stream' });
    assert.equal(again.status, 429);
  }
  assert.equal(upstream.calls.length, 2);
});

test('rest: a caller that had sent more before it left is noticed too', async (t) => {
  const upstream = await startUpstream(t);
  const server = await start(t, { upstream });
  upstream.next(neverEnding(kWeek));
  const tcp = openTcp(t, server);
  const body = JSON.stringify(kWorkout);
  const head = `POST /ai/workout HTTP/1.1\r\nHost: x\r\nAuthorization: Web ${kKey}\r\nContent-Type: application/json\r\n`;
  tcp.write(`${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}GET /health HTTP/1.1\r\nHost: x\r\n\r\n`);
  await until(() => upstream.calls.length === 1, 'the upstream call');
  tcp.socket.destroy();
  await upstream.calls[0].abortedByPeer();
});

test('rest: requests that wait behind a plan are answered after it', async (t) => {
  const server = await start(t);
  const tcp = openTcp(t, server);
  const body = JSON.stringify(kWorkout);
  const head = `POST /ai/workout HTTP/1.1\r\nHost: x\r\nAuthorization: Web ${kKey}\r\nContent-Type: application/json\r\n`;
  const whole = `${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  tcp.write(`${whole}${whole.replace('Host', 'Accept: text/event-stream\r\nHost')}GET /health HTTP/1.1\r\nHost: x\r\n\r\n`);
  await tcp.until(({ text }) => text.endsWith('healthy'), 'the last answer', 20_000);
  assert.equal(tcp.text.match(/HTTP\/1\.1 200/g).length, 3);
  assert.ok(tcp.text.includes('event: done'));
});

test('rest: a repeated key gets the first answer again, for its payer and its route', async (t) => {
  const upstream = await startUpstream(t);
  const server = await start(t, { upstream });
  upstream.always(planOf(kWeek));
  const key = { 'Idempotency-Key': 'b9c1-first' };
  const first = await post(server, '/ai/workout', kWorkout, key);
  assert.equal(first.status, 200);
  assert.equal(first.headers['idempotency-replayed'], undefined);
  const calls = upstream.calls.length;
  for (const path of ['/ai/workout', '/v2/ai/workout', '/AI/workout']) {
    const again = await post(server, path, kWorkout, key);
    assert.deepEqual([again.status, again.body, again.headers['idempotency-replayed']], [200, first.body, 'true'], path);
  }
  const streamed = await post(server, '/ai/workout', kWorkout, { ...key, ...kStream });
  assert.equal(streamed.headers['idempotency-replayed'], 'true');
  assert.deepEqual(readEvents(streamed.body), [{ event: 'done', data: JSON.parse(first.body) }]);
  assert.equal(upstream.calls.length, calls, 'a repetition was generated again');
  assert.equal((await post(server, '/ai/workout', workout({ age: 32 }), key)).status, 422);
  upstream.always(planOf(kOne));
  const other = await post(server, '/ai/session', kSession, key);
  assert.deepEqual([other.status, other.headers['idempotency-replayed']], [200, undefined]);
});

test('rest: a key whose first request runs is 409, and one that failed is free', async (t) => {
  const upstream = await startUpstream(t);
  const server = await start(t, { upstream, env: kAlone, mayReport: kIllness });
  const gate = new Gate();
  const key = { 'Idempotency-Key': 'b9c1-second' };
  upstream.next(gatedPlan(gate, kWeek));
  upstream.always(planOf(kWeek));
  const first = post(server, '/ai/workout', kWorkout, key);
  await until(() => upstream.calls.length === 1, 'the upstream call');
  const early = await post(server, '/ai/workout', kWorkout, key);
  assert.deepEqual([early.status, early.headers['retry-after']], [409, '1']);
  assert.equal(early.headers['content-type'], 'application/problem+json; charset=utf-8');
  gate.open();
  assert.equal((await first).status, 200);

  upstream.always(refuse(503, 'server_error'));
  const fresh = { 'Idempotency-Key': 'b9c1-third' };
  assert.equal((await post(server, '/ai/workout', kWorkout, fresh)).status, 503);
  upstream.always(planOf(kWeek));
  const retried = await post(server, '/ai/workout', kWorkout, fresh);
  assert.deepEqual([retried.status, retried.headers['idempotency-replayed']], [200, undefined]);
  for (const bad of ['', 'x'.repeat(256), 'caf\xe9']) {
    assert.equal((await post(server, '/ai/workout', kWorkout, { 'Idempotency-Key': bad })).status, 400, bad);
  }
});

test('rest: SIGTERM lets a running plan finish and turns new ones away', async (t) => {
  const upstream = await startUpstream(t);
  const server = await start(t, { upstream });
  const gate = new Gate();
  upstream.next(gatedPlan(gate, kWeek));
  upstream.always(planOf(kWeek));
  const running = post(server, '/ai/workout', kWorkout);
  await until(() => upstream.calls.length === 1, 'the upstream call');
  server.signal('SIGTERM');
  await server.event('draining');
  const late = await until(async () => {
    const answer = await post(server, '/ai/workout', kWorkout);
    return answer.status === 503 && answer;
  }, 'a refusal', 10_000, kLimitedPaceMs);
  assert.ok(Number(late.headers['retry-after']) >= 1);
  gate.open();
  const answer = await within(running, 'the plan', 20_000);
  assert.equal(answer.status, 200);
  readPlan(JSON.parse(answer.body));
  assert.deepEqual(await within(server.exit, 'the server to end'), { code: 0, signal: null });
});

test('rest: a second SIGTERM ends a running plan with 503', async (t) => {
  const upstream = await startUpstream(t);
  const server = await start(t, { upstream });
  upstream.next(neverEnding(kWeek));
  const running = post(server, '/ai/workout', kWorkout);
  await until(() => upstream.calls.length === 1, 'the upstream call');
  server.signal('SIGTERM');
  await server.event('draining');
  server.signal('SIGTERM');
  const answer = await within(running, 'the refusal');
  assert.equal(answer.status, 503);
  await upstream.calls[0].abortedByPeer();
});

test('rest: over TLS a plan grows, the connection carries on, and a caller that leaves is noticed', async (t) => {
  const certificate = makeCertificate(t);
  const upstream = await startUpstream(t);
  const server = await start(t, {
    upstream, env: { SPOTTER_TLS_CERT_FILE: certificate.certFile, SPOTTER_TLS_KEY_FILE: certificate.keyFile, SPOTTER_FRAME_INTERVAL_MS: '0' },
  });
  const { Agent } = await import('node:https');
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: certificate.pem });
  t.after(() => agent.destroy());
  const ask = (onResponse) => {
    const outgoing = httpsRequest(`${server.url}/ai/workout`, { method: 'POST', agent, headers: { ...kHeaders, ...kStream } }, onResponse);
    outgoing.on('error', () => {});
    outgoing.end(JSON.stringify(kWorkout));
    return outgoing;
  };
  const whole = () => new Promise((resolve) => {
    const outgoing = ask((response) => {
      let text = '';
      response.on('data', (data) => (text += data));
      response.on('end', () => resolve({ text, reused: outgoing.reusedSocket }));
    });
  });
  upstream.always(planOf(kWeek));
  const first = await within(whole(), 'the first plan');
  const second = await within(whole(), 'the second plan');
  assert.deepEqual([first.reused, second.reused], [false, true]);
  for (const { text } of [first, second]) assert.equal(readEvents(text).at(-1).event, 'done');
  const calls = upstream.calls.length;
  upstream.next(neverEnding(kWeek));
  const leaving = ask(() => {});
  await until(() => upstream.calls.length === calls + 1, 'the upstream call');
  leaving.destroy();
  await upstream.calls[calls].abortedByPeer();
});

test('rest: pages of other origins may ask', async (t) => {
  const server = await start(t);
  const preflight = await request(server, 'OPTIONS', '/ai/workout', {
    headers: { Origin: 'https://example.org', 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'authorization,content-type,idempotency-key' },
  });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers['access-control-allow-headers'], 'authorization,content-type,idempotency-key');
  for (const headers of [{}, kStream]) {
    const answer = await post(server, '/ai/workout', kWorkout, { Origin: 'https://example.org', ...headers });
    assert.equal(answer.headers['access-control-allow-origin'], 'https://example.org');
    assert.match(answer.headers['access-control-expose-headers'], /Idempotency-Replayed/);
  }
});
