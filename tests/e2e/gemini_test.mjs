// Google's Gemini behind the chat: words as they come, plans that grow although Gemini hands over calls whole, and a
// sentence for everything that can go wrong.
import assert from 'node:assert/strict';
import { test } from '../../tools/testing/runner.mjs';
import { assertGrows, parseSecond } from './lib/app_parser.mjs';
import { connect } from './lib/clients.mjs';
import { validateSecond } from './lib/plan_schema.mjs';
import { untilSomebodyCanAnswer } from './lib/http.mjs';
import { sentence } from './lib/sentences.mjs';
import { kAlone, kIllness, kUpstreamKey, startServer } from './lib/server.mjs';
import { kTwoDays, kTwoDaysNames, namesOf } from './lib/two_days.mjs';
import { gatedWords, piecemeal, pieces, refuseAsGoogle, startUpstream, wishForPlan, words } from './lib/upstream.mjs';
import { Gate, until, within } from './lib/wait.mjs';

const kText = JSON.stringify(kTwoDays);

async function start(t, { path = '/ai-chat-v2', env } = {}) {
  const upstream = await startUpstream(t);
  const alone = { ...kAlone, SPOTTER_PROVIDERS: 'gemini' };
  const server = await startServer(t, {
    upstream, dialect: 'gemini', env: { ...alone, ...env }, mayReport: kIllness,
  });
  const client = await connect(t, server, { path });
  return { upstream, server, client };
}

/** All is well again after what went wrong. */
async function goesOn({ upstream, server, client }) {
  await untilSomebodyCanAnswer(server);
  upstream.always(words('All is well again.'));
  assert.equal((await client.ask('And will you answer this?')).at(-1), 'All is well again.');
}

test('gemini: a text comes word by word', async (t) => {
  const { upstream, server, client } = await start(t, { path: '/ai-chat', env: { SPOTTER_FRAME_INTERVAL_MS: '0' } });
  upstream.next(words('Welcome.'));
  await client.introduce('en-US');
  const gate = new Gate();
  const list = ['Three ', 'days ', 'are ', 'enough. ', '🏋'];
  upstream.next(gatedWords(gate, ...list));
  const answer = client.ask('How many days a week?');
  for (let i = 1; i <= list.length; ++i) {
    gate.let();
    await client.frame((frame) => frame === list.slice(0, i).join(''), `the first ${i} words`);
  }
  gate.let();
  await answer;
  const [introduction, question] = upstream.calls;
  assert.equal(introduction.body.tools, undefined);
  assert.equal(question.headers['x-goog-api-key'], kUpstreamKey);
  assert.ok(question.body.systemInstruction.parts[0].text.includes('locale is en-US.'));
  assert.equal(question.question, 'How many days a week?');
  assert.deepEqual(Object.keys(question.body.tools[0].functionDeclarations[0]), ['name', 'description']);
  await server.event('turn_finished', { outcome: 'answered', provider: 'gemini' });
});

test('gemini: a plan grows exercise by exercise, and the model reads it in the next turn', async (t) => {
  const { upstream, server, client } = await start(t, { env: { SPOTTER_FRAME_INTERVAL_MS: '0' } });
  upstream.next(wishForPlan('Here it is. '));
  const gate = new Gate();
  upstream.next(async (call) => {
    call.begin();
    for (const piece of pieces(kText, 40)) {
      await gate.pass();
      call.say(piece);
    }
    call.finish();
  });
  const answer = client.askForPlan('Two days please');
  const step = setInterval(() => gate.let(3), 5);
  t.after(() => clearInterval(step));
  const payloads = await answer;
  payloads.forEach(validateSecond);
  const plans = payloads.map(parseSecond);
  assertGrows(plans, 3);
  assert.deepEqual(namesOf(plans.at(-1)), kTwoDaysNames);
  await server.event('turn_finished', { outcome: 'answered', plan_frames: plans.length - 1 });

  const [first, second] = upstream.calls;
  assert.ok(!first.asksForArguments && second.asksForArguments);
  assert.equal(second.body.tools, undefined);
  assert.equal(second.body.generationConfig.responseJsonSchema.type, 'object');
  const [said, told] = second.body.contents.slice(-2);
  assert.deepEqual(said.parts.map((part) => part.thoughtSignature), [undefined, 'c2lnbmVk']);
  assert.equal(told.parts[0].functionResponse.id, 'fc-scripted');

  await client.ask('Make it harder');
  const contents = upstream.calls[2].body.contents;
  assert.deepEqual(contents.map(({ role }) => role), ['user', 'model', 'user']);
  assert.deepEqual(contents[1].parts.at(-1).functionCall, { name: 'create_workout_plan', args: {} });
  const [result, question] = contents[2].parts;
  assert.deepEqual(result.functionResponse.response.output.plan, kTwoDays);
  assert.equal(question.text, 'Make it harder');
});

test('gemini: a call that comes with its arguments is a plan at once', async (t) => {
  const { upstream, client } = await start(t);
  upstream.next((call) => {
    call.begin();
    call.callTool('create_workout_plan', kTwoDays);
    call.finish();
  });
  assert.deepEqual(namesOf(parseSecond((await client.askForPlan('Two days please')).at(-1))), kTwoDaysNames);
  assert.equal(upstream.calls.length, 1);
});

for (const [what, script, key] of [
  ['reaches its limit, and so does its rest', piecemeal(kText.slice(0, kText.indexOf('Wide-Grip')), 'MAX_TOKENS'), 'answer_too_long'],
  ['is blocked', piecemeal(kText.slice(0, kText.indexOf('Wide-Grip')), 'SAFETY'), 'answer_blocked'],
  ['breaks off, and its rest twice', async (call, client) => {
    if (client.others.length > 0) return call.cut();
    call.begin();
    call.say(kText.slice(0, kText.indexOf('Wide-Grip')));
    await until(() => client.others.length > 0, 'the first frame of the plan');
    return call.cut();
  }, 'plan_incomplete'],
]) {
  test(`gemini: a plan that ${what} stays as far as it is whole, with a sentence`, async (t) => {
    const world = await start(t);
    const { upstream, client } = world;
    upstream.next(wishForPlan());
    upstream.always((call) => script(call, client));
    const last = parseSecond((await client.askForPlan('Two days please')).at(-1));
    assert.deepEqual(namesOf(last), [kTwoDaysNames[0], kTwoDaysNames[1].slice(0, 1)]);
    assert.match(last.description, sentence(key));
    assert.deepEqual(client.frames, []);
    await goesOn(world);
  });
}

for (const [what, rounds, ...scripts] of [
  ['without arguments', { rounds: 2, prompt: 'coach/3 mend/1' }, wishForPlan(), piecemeal('')],
  ['that it could not write', { rounds: 1, prompt: 'coach/3' }, piecemeal('', 'MALFORMED_FUNCTION_CALL'), wishForPlan()],
]) {
  test(`gemini: a call ${what} is asked for again`, async (t) => {
    const { upstream, server, client } = await start(t);
    for (const script of [...scripts, piecemeal(kText)]) upstream.next(script);
    assert.deepEqual(namesOf(parseSecond((await client.askForPlan('Two days please')).at(-1))), kTwoDaysNames);
    await server.event('turn_finished', { outcome: 'answered', ...rounds });
  });
}

test('gemini: a plan as plain text, in place of a call, is shown as what it is', async (t) => {
  const { upstream, client } = await start(t);
  upstream.next(piecemeal('Day A: squats, rows. Day B: deadlifts.'));
  assert.equal((await client.ask('Two days please')).at(-1), 'Day A: squats, rows. Day B: deadlifts.');
  assert.deepEqual(client.others, []);
  assert.equal(upstream.calls.length, 1);
});

const blocked = (call) => {
  call.begin();
  call.event({ promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, usageMetadata: { promptTokenCount: 9 } });
  call.end();
};
const errorInStream = (call) => {
  call.begin();
  call.say('Half an answer');
  // Without `data:`, as Google's servers do it.
  call.raw('{"error":{"code":503,"message":"overloaded","status":"UNAVAILABLE"}}\r\n');
  call.end();
};

/** [what happens, what the upstream does each time, the sentence, what was said before it] */
const kFailures = [
  ['arguments that are refused', (call) => (call.asksForArguments ? refuseAsGoogle(503, 'UNAVAILABLE')(call) : wishForPlan()(call)), 'upstream_busy', ''],
  ['a question that it blocks', blocked, 'answer_blocked', ''],
  ['an answer that it blocks in the middle', piecemeal('Half an answer', 'SAFETY'), 'answer_blocked', 'Half an answer'],
  ['an answer that is too long', piecemeal('Half an answer', 'MAX_TOKENS'), 'answer_too_long', 'Half an answer'],
  ['an error in the stream', errorInStream, 'answer_cut_off', 'Half an answer'],
  ['an answer without an end', (call) => {
    call.begin();
    call.say('Half an answer');
    call.end();
  }, 'answer_cut_off', 'Half an answer'],
  ['a key that is none (400)', refuseAsGoogle(400, 'INVALID_ARGUMENT', 'API_KEY_INVALID'), 'upstream_refused', ''],
  ['a key that is not accepted (401)', refuseAsGoogle(401, 'UNAUTHENTICATED'), 'upstream_refused', ''],
  ['a key that may not (403)', refuseAsGoogle(403, 'PERMISSION_DENIED'), 'upstream_refused', ''],
  ['a quota that is used up (429)', refuseAsGoogle(429, 'RESOURCE_EXHAUSTED'), 'upstream_busy', ''],
];

for (const [what, script, key, before] of kFailures) {
  test(`gemini: ${what}: a sentence, and the chat goes on`, async (t) => {
    const world = await start(t);
    const { upstream, client } = world;
    upstream.always(script);
    const last = (await client.ask('Two days please')).at(-1);
    assert.match(last, sentence(key));
    assert.ok(last.startsWith(before), last);
    assert.deepEqual(client.others, []);
    await goesOn(world);
    const roles = upstream.calls.at(-1).body.contents.map(({ role }) => role);
    roles.forEach((role, index) => assert.notEqual(role, roles[index + 1]));
  });
}

test('gemini: a schema that the server does not take is sent in its older dialect, once for all', async (t) => {
  const { upstream, client } = await start(t);
  upstream.next(wishForPlan());
  upstream.next((call) => call.refuse(400, {
    code: 400, status: 'INVALID_ARGUMENT', message: 'Unknown name "responseJsonSchema" at \'generation_config\'',
  }));
  upstream.next(piecemeal(kText));
  assert.deepEqual(namesOf(parseSecond((await client.askForPlan('Two days please')).at(-1))), kTwoDaysNames);
  assert.equal(upstream.calls[2].body.generationConfig.responseSchema.type, 'OBJECT');
  upstream.next(wishForPlan());
  upstream.next(piecemeal(kText));
  await client.askForPlan('Once more please');
  assert.ok(upstream.calls[4].body.generationConfig.responseSchema);
});

test('gemini: stop in the middle of a plan keeps what is whole and ends the upstream call', async (t) => {
  const { upstream, client } = await start(t);
  upstream.next(wishForPlan());
  upstream.next(async (call) => {
    call.begin();
    call.say(kText.slice(0, kText.indexOf('"Day B"')));
    await call.abortedByPeer();
  });
  const answer = client.askForPlan('Two days please');
  await until(() => client.others.length > 0, 'the first frame of the plan');
  await client.stop();
  assert.deepEqual(namesOf(parseSecond((await within(answer, 'the completion')).at(-1))), [kTwoDaysNames[0]]);
  await upstream.calls[1].abortedByPeer();
});
