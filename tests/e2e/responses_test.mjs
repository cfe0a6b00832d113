// OpenAI's own dialect behind the chat: words and plans as they come, and a conversation that the upstream is not to
// keep.
import assert from 'node:assert/strict';
import { test } from '../../tools/testing/runner.mjs';
import { assertGrows, parseSecond } from './lib/app_parser.mjs';
import { connect } from './lib/clients.mjs';
import { untilSomebodyCanAnswer } from './lib/http.mjs';
import { validateSecond } from './lib/plan_schema.mjs';
import { sentence } from './lib/sentences.mjs';
import { kAlone, kIllness, kUpstreamKey, startServer } from './lib/server.mjs';
import { kTwoDays, kTwoDaysNames, namesOf } from './lib/two_days.mjs';
import { errorInStream, gatedWords, pieces, planOf, refuse, startUpstream, words } from './lib/upstream.mjs';
import { Gate } from './lib/wait.mjs';

async function start(t, { path = '/ai-chat-v2' } = {}) {
  const upstream = await startUpstream(t);
  const env = { ...kAlone, SPOTTER_FRAME_INTERVAL_MS: '0' };
  const server = await startServer(t, { upstream, dialect: 'responses', env, mayReport: kIllness });
  const client = await connect(t, server, { path });
  return { upstream, server, client };
}

test('responses: a text comes word by word, and nothing is left with the upstream', async (t) => {
  const { upstream, server, client } = await start(t, { path: '/ai-chat' });
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
  const { body, headers, path, question } = upstream.calls[1];
  assert.equal(path, '/v1/responses');
  assert.equal(headers.authorization, `Bearer ${kUpstreamKey}`);
  assert.equal(body.store, false);
  assert.ok(body.instructions.includes('locale is en-US.'));
  assert.equal(question, 'How many days a week?');
  assert.equal(body.tools[0].name, 'create_workout_plan');
  await server.event('turn_finished', { outcome: 'answered', provider: 'openai' });
});

test('responses: a plan grows, and the model reads it in the next turn', async (t) => {
  const { upstream, client } = await start(t);
  const gate = new Gate();
  upstream.next(async (call) => {
    call.begin();
    call.beginTool();
    for (const piece of pieces(JSON.stringify(kTwoDays), 40)) {
      await gate.pass();
      call.toolArguments(piece);
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

  await client.ask('Make it harder');
  const [asked, call, output, question] = upstream.calls[1].body.input;
  assert.equal(asked.content, 'Two days please');
  assert.equal(call.type, 'function_call');
  assert.deepEqual(JSON.parse(call.arguments), kTwoDays);
  assert.equal(output.type, 'function_call_output');
  assert.equal(output.call_id, call.call_id);
  assert.equal(question.content, 'Make it harder');
});

test('responses: a plan that comes in one piece is a plan', async (t) => {
  const { upstream, client } = await start(t);
  upstream.next(planOf(kTwoDays, 1_000_000));
  assert.deepEqual(namesOf(parseSecond((await client.askForPlan('Two days please')).at(-1))), kTwoDaysNames);
});

for (const [what, script, key] of [
  ['refuses the key', refuse(401, 'invalid_api_key'), 'upstream_refused'],
  ['breaks off with an error', errorInStream('Three '), 'answer_cut_off'],
]) {
  test(`responses: an upstream that ${what} is a sentence, and the chat goes on`, async (t) => {
    const { upstream, server, client } = await start(t, { path: '/ai-chat' });
    upstream.always(script);
    assert.match((await client.ask('How many days a week?')).at(-1), sentence(key));
    upstream.always(words('All is well again.'));
    await untilSomebodyCanAnswer(server);
    assert.equal((await client.ask('And will you answer this?')).at(-1), 'All is well again.');
  });
}
