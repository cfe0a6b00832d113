// What a case can do, one function a verb. A step is an object whose first key is the verb.
import { spawn } from 'node:child_process';
import { Channel, hubUrl, openEventChannel, openPollChannel, openSocketChannel } from './wire/channel.mjs';
import { request } from './wire/http.mjs';
import { fill, matches, matchesRecord } from './match.mjs';
import { encode, show } from './wire/records.mjs';
import { kOpcodes } from './wire/websocket.mjs';

const kSlackMs = 1_500; // for what should come at a certain time
const kSilenceMs = 200; // in which what should not come would have come
const kStopMs = 30_000; // for --stop-command
const kAgainMs = 50;

/** What was expected and what came instead. */
export class Mismatch extends Error {
  constructor(expected, came) {
    const text = (value) => (typeof value === 'string' ? value : JSON.stringify(value));
    super(`expected ${text(expected)}, came ${text(came)}`);
    this.expected = text(expected);
    this.came = text(came);
  }
}

/** Why a case cannot be tried on this server after all. */
export class Lacking extends Error {}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function channelOf(world, name = 'c') {
  const channel = world.channels.get(name);
  if (!channel) throw new Error(`the case has no channel "${name}"`);
  return channel;
}

/** The time of the reference, in seconds, as milliseconds of this run. */
const scaled = (world, seconds) => seconds * 1_000 * world.timeScale;

function checkAnswer(expected, answer) {
  const wanted = typeof expected === 'number' ? { status: expected } : expected;
  const body = answer.body.toString();
  const came = `${answer.status} ${JSON.stringify(answer.headers)} ${show(answer.body)}`;
  if ('status' in wanted && !matches(wanted.status, answer.status)) throw new Mismatch({ status: wanted.status }, came);
  for (const [name, value] of Object.entries(wanted.headers ?? {})) {
    const got = answer.headers[name.toLowerCase()];
    if (value === null ? got !== undefined : !matches(value, got)) throw new Mismatch({ [name]: value }, came);
  }
  if ('body' in wanted && !matches(wanted.body, body)) throw new Mismatch({ body: wanted.body }, came);
  if ('json' in wanted) {
    let value;
    try {
      value = JSON.parse(body);
    } catch {
      throw new Mismatch({ json: wanted.json }, came);
    }
    if (!matches(wanted.json, value)) throw new Mismatch({ json: wanted.json }, came);
  }
}

const headersOf = (world, step) => ({ ...(step.anonymous ? {} : world.headers), ...step.headers });

async function inTime(promise, what, ms) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Mismatch(what, `nothing within ${Math.round(ms)} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } catch (error) {
    throw error instanceof Mismatch ? error : new Mismatch(what, error.message);
  } finally {
    clearTimeout(timer);
  }
}

async function negotiate(world, step) {
  const { query = 'negotiateVersion=1' } = step;
  const answer = await inTime(request(hubUrl(world.hub, { negotiate: true, slash: step.slash, query }), {
    method: 'POST', headers: headersOf(world, step), insecure: world.insecure,
  }).answer, 'an answer to the negotiation', world.patienceMs);
  checkAnswer(step.expect ?? 200, answer);
  if (answer.status !== 200) return;
  const { connectionId, connectionToken = connectionId } = JSON.parse(answer.body);
  world.names[`${step.negotiate}.id`] = connectionId;
  world.names[`${step.negotiate}.token`] = connectionToken;
}

function bodyOf(step) {
  if (step.body === undefined) return undefined;
  const items = Array.isArray(step.body) ? step.body : [step.body];
  return Buffer.concat(items.map((item) => encode(item, step.protocol ?? 'json')));
}

/** A request of any kind; with "as" it goes on by itself until a step `answer` asks for it. */
async function http(world, step) {
  const began = performance.now();
  const parts = [];
  let wakeStream;
  const firstBytes = new Promise((resolve) => (wakeStream = resolve));
  const running = request(hubUrl(world.hub, { negotiate: step.path === 'negotiate', slash: step.slash, query: step.query }), {
    method: step.http, headers: headersOf(world, step), body: bodyOf(step), pieces: step.pieces, insecure: world.insecure,
    ...(step.stream ? { onData: (bytes) => parts.push(bytes) && wakeStream(), onEnd: () => wakeStream() } : {}),
  });
  world.after.push(() => running.abort());
  const outcome = running.answer.then(async (answer) => {
    if (!step.stream) return answer;
    await firstBytes;
    return { ...answer, body: Buffer.concat(parts) };
  });
  outcome.catch(() => {}); // the step that asks for the answer hears of it
  const kept = { outcome, answered: false, began };
  const mark = () => (kept.answered = true);
  outcome.then(mark, mark);
  if (step.as) return void world.requests.set(step.as, kept);
  const answer = await inTime(outcome, step.expect ?? 'an answer', world.patienceMs + scaled(world, step.within ?? 0));
  if (step.expect !== undefined) checkAnswer(step.expect, answer);
}

async function answerOf(world, step) {
  const asked = world.requests.get(step.answer);
  const answer = await inTime(asked.outcome, step.expect, world.patienceMs + scaled(world, step.within ?? 0));
  checkAnswer(step.expect, answer);
  checkEarly(world, step, asked);
}

async function pending(world, step) {
  await pause(kSilenceMs);
  if (world.requests.get(step.pending).answered) throw new Mismatch(`the request "${step.pending}" still waiting`, 'an answer');
}

/** Earlier than this nothing on the server can have begun to count: the connection or request had not been asked for. */
function checkEarly(world, step, { began }) {
  if (step.notBefore === undefined) return;
  const passed = performance.now() - began;
  const least = scaled(world, step.notBefore);
  if (passed < least) throw new Mismatch(`not before ${Math.round(least)} ms`, `after ${Math.round(passed)} ms`);
}

/** Sends bytes; over event streams and polls, the server has to take them. */
function send(world, channel, bytes, how) {
  return inTime(channel.send(bytes, how), `${bytes.length} bytes taken on "${channel.name}"`, world.patienceMs);
}

const kOpeners = { ws: openSocketChannel, sse: openEventChannel, lp: openPollChannel };

/** Connects: negotiates unless told otherwise, and shakes hands unless told otherwise. */
async function open(world, step) {
  const transport = step.over ?? world.transport;
  const protocol = step.protocol ?? world.protocol;
  const name = step.open;
  let { token } = step;
  if (token === undefined && !step.skipNegotiation) {
    const query = `negotiateVersion=1${step.stateful ? '&useStatefulReconnect=true' : ''}${step.query ? `&${step.query}` : ''}`;
    await negotiate(world, { negotiate: name, query, anonymous: step.anonymous, slash: step.slash });
    token = world.names[`${name}.token`];
  } else if (token !== undefined) {
    world.names[`${name}.token`] = token;
  }
  const query = [step.query, token === undefined ? '' : `id=${token}`].filter(Boolean).join('&');
  const channel = new Channel({ name, transport, protocol, handshaken: step.resume });
  const answer = await inTime(kOpeners[transport](hubUrl(world.hub, { query, slash: step.slash }), channel, {
    headers: headersOf(world, step), insecure: world.insecure,
    firstOpcode: protocol === 'messagepack' && step.resume ? kOpcodes.binary : undefined,
  }), `an answer to opening "${name}"`, world.patienceMs);
  if (channel.destroy) world.after.push(() => channel.destroy());
  try {
    checkAnswer(step.expect ?? (transport === 'ws' ? 101 : 200), answer);
  } catch (error) {
    channel.destroy?.();
    throw error;
  }
  if (!channel.send) return;
  world.channels.set(name, channel);
  if (step.handshake === false || step.resume) return;
  const version = step.version ?? (step.stateful ? 2 : 1);
  await send(world, channel, Buffer.from(`${JSON.stringify({ protocol, version })}\x1e`));
  try {
    // From the accepted handshake on, frames have the kind of the protocol.
    await expectRecords(world, channel, [{ $text: '{}' }], { ignore: [], frames: protocol === 'messagepack' ? 'binary' : 'text' });
  } catch (error) {
    if (protocol === 'messagepack' && /The protocol 'messagepack' is not supported\./.test(error.came)) throw new Lacking('the server has no MessagePack');
    throw error;
  }
}

function opcodeOk(step, record) {
  return !step.frames || record.opcode === undefined || record.opcode === kOpcodes[step.frames];
}

function failIfFaulty(channel) {
  if (channel.fault) throw new Mismatch(`rules kept on "${channel.name}"`, channel.fault);
}

/** The next record that is not one of the ignored kinds; null when the time is up or the channel has ended. */
async function nextRecord(channel, ignore, ms) {
  const end = performance.now() + ms;
  for (;;) {
    await channel.until(() => channel.records.length > 0 || channel.ended || channel.fault, Math.max(0, end - performance.now()));
    failIfFaulty(channel);
    const record = channel.records.shift();
    if (!record || !ignore.includes(record.value?.type)) return record ?? null;
  }
}

/** Takes the next records, which must be these; pings may come in between unless the step looks at them. */
async function expectRecords(world, channel, expected, step = {}) {
  const ignore = step.ignore ?? world.ignore;
  const ms = step.within === undefined ? world.patienceMs : scaled(world, step.within) + kSlackMs;
  const left = [...expected];
  while (left.length > 0) {
    const record = await nextRecord(channel, ignore, ms);
    if (!record) throw new Mismatch(left[0], channel.ended ? `the end: ${JSON.stringify(channel.ended)}` : `nothing within ${Math.round(ms)} ms`);
    const at = step.anyOrder ? left.findIndex((item) => matchesRecord(item, record)) : matchesRecord(left[0], record) ? 0 : -1;
    if (at < 0) throw new Mismatch(left[0], show(record.bytes));
    if (!opcodeOk(step, record)) throw new Mismatch(`a ${step.frames} frame`, `opcode ${record.opcode} with ${show(record.bytes)}`);
    left.splice(at, 1);
    for (const [as, property] of Object.entries(step.save ?? {})) world.names[as] = record.value[property];
  }
}

/** The transport ends, with nothing more said. */
async function expectEnd(world, channel, step) {
  const ms = step.within === undefined ? world.patienceMs : scaled(world, step.within) + kSlackMs;
  const extra = await nextRecord(channel, step.ignore ?? world.ignore, ms);
  if (extra) throw new Mismatch('the end of the connection', show(extra.bytes));
  if (!channel.ended) throw new Mismatch('the end of the connection', `nothing within ${Math.round(ms)} ms`);
  const wanted = { ws: { code: step.code ?? 1000 }, lp: { status: 204 }, sse: { status: 200 } }[channel.transport];
  if (!matches({ $partial: wanted }, channel.ended)) throw new Mismatch(wanted, channel.ended);
}

const kFailure = { type: 7, error: 'Connection closed with an error.', allowReconnect: true };
let lastId = 0;

/** Calls a method under an id of the kit's own, and returns the Completion. */
export async function invoke(world, channel, target, args) {
  const invocationId = `kit-${++lastId}`;
  await send(world, channel, encode({ type: 1, invocationId, target, arguments: args }, channel.protocol));
  const record = await nextRecord(channel, world.ignore, world.patienceMs);
  if (!record || record.value?.type !== 3 || record.value.invocationId !== invocationId) {
    throw new Mismatch(`the Completion of ${target} as ${invocationId}`, record ? show(record.bytes) : channel.untaken());
  }
  return record.value;
}

/** Repeats an invocation until its result fits. */
async function until(world, step) {
  const channel = channelOf(world, step.on);
  const end = performance.now() + (step.within === undefined ? world.patienceMs : scaled(world, step.within) + kSlackMs);
  for (;;) {
    const completion = await invoke(world, channel, step.until, step.arguments ?? []);
    if (!('error' in completion) && matches(step.result, completion.result ?? null)) {
      if (step.as) world.names[step.as] = completion.result;
      return checkEarly(world, step, channel);
    }
    if (performance.now() > end) throw new Mismatch(step.result, completion.error ?? JSON.stringify(completion.result));
    await pause(kAgainMs);
  }
}

/** The connection works, and nothing had come before the answer that shows it. */
async function alive(world, step) {
  const text = `still here ${++lastId}`;
  const completion = await invoke(world, channelOf(world, step.alive), 'Echo', [text]);
  if (!world.plain && completion.result !== text) throw new Mismatch({ result: text }, completion);
}

async function expectFrame(world, step) {
  const channel = channelOf(world, step.on);
  const wanted = { opcode: kOpcodes[step.expectFrame.opcode], payload: Buffer.from(step.expectFrame.text ?? '') };
  const fits = (control) => control.opcode === wanted.opcode && control.payload.equals(wanted.payload);
  if (await channel.until(() => channel.controls.some(fits), world.patienceMs)) return;
  throw new Mismatch(step.expectFrame, channel.controls.map(({ opcode, payload }) => `opcode ${opcode} ${show(payload)}`).join(', ') || 'none');
}

async function silent(world, step) {
  const channel = channelOf(world, step.silent);
  const deadline = performance.now() + (step.for === undefined ? kSilenceMs : scaled(world, step.for));
  for (;;) {
    const ms = deadline - performance.now();
    const record = await nextRecord(channel, step.ignore ?? world.ignore, Math.max(0, ms));
    if (record) throw new Mismatch('nothing', show(record.bytes));
    if (channel.ended) throw new Mismatch('an open connection', channel.ended);
    if (ms <= 0) return;
  }
}

/** A step with "again" is tried until it fits: for what a server may need a moment for. */
const patient = (verb) => async (world, step) => {
  const end = performance.now() + world.patienceMs;
  for (;;) {
    try {
      return await verb(world, step);
    } catch (error) {
      if (!step.again || !(error instanceof Mismatch) || performance.now() > end) throw error;
      await pause(kAgainMs);
    }
  }
};

const kVerbs = {
  http: patient(http), open: patient(open),
  negotiate, alive, silent, until, pending, expectFrame,
  answer: answerOf,
  send: (world, step) => {
    const channel = channelOf(world, step.on);
    const bytes = Buffer.concat(step.send.map((item) => encode(item, channel.protocol)));
    return send(world, channel, bytes, step);
  },
  frame: async (world, step) => {
    const { opcode, text = '', hex } = step.frame;
    const payload = hex === undefined ? Buffer.from(text) : Buffer.from(hex.replace(/\s+/g, ''), 'hex');
    channelOf(world, step.on).socket.frame(kOpcodes[opcode], payload);
  },
  expect: async (world, step) => {
    const channel = channelOf(world, step.on);
    await expectRecords(world, channel, step.expect, step);
    checkEarly(world, step, channel);
  },
  fails: async (world, step) => {
    const channel = channelOf(world, step.fails);
    await expectRecords(world, channel, [step.record ?? kFailure], step);
    checkEarly(world, step, channel);
    await expectEnd(world, channel, {});
  },
  ended: async (world, step) => {
    const channel = channelOf(world, step.ended);
    await expectEnd(world, channel, step);
    checkEarly(world, step, channel);
  },
  gone: async (world, step) => {
    const channel = channelOf(world, step.gone);
    const ms = scaled(world, step.within ?? 0) + kSlackMs;
    if (!(await channel.until(() => channel.gone, ms))) throw new Mismatch('the end of TCP', `nothing within ${Math.round(ms)} ms`);
    checkEarly(world, step, channel);
  },
  mute: async (world, step) => void (channelOf(world, step.mute).socket.answersClose = false),
  leave: async (world, step) => channelOf(world, step.leave).leave(step),
  wait: (world, step) => pause(scaled(world, step.wait)),
  stopServer: async (world) => {
    const child = spawn('/bin/sh', ['-c', world.stopCommand], { stdio: 'ignore' });
    await inTime(new Promise((resolve) => child.on('close', resolve)), 'the end of --stop-command', kStopMs);
  },
};

export const verbs = Object.keys(kVerbs);

export const verbOf = (step) => Object.keys(step)[0];

/** Runs the steps of a case; a failure says which step it was. */
export async function runSteps(world, steps) {
  for (const [index, raw] of steps.entries()) {
    const verb = verbOf(raw);
    try {
      await kVerbs[verb](world, fill(raw, world.names));
    } catch (error) {
      error.step = `step ${index + 1} of ${steps.length}: ${JSON.stringify(raw).slice(0, 300)}`;
      throw error;
    }
  }
  for (const channel of world.channels.values()) failIfFaulty(channel);
}
