// An OpenAI-compatible server, or Google's Gemini, that does what the test wrote down and remembers what it was
// asked.
import { createServer } from 'node:http';
import { within } from './wait.mjs';

/** One request for an answer, from the upstream's side. */
class Call {
  #response;
  #gone;

  constructor(request, response, body) {
    this.#response = response;
    this.path = request.url;
    this.headers = request.headers;
    this.body = JSON.parse(body);
    /** Set when the peer ended the connection before the answer was complete. */
    this.aborted = false;
    this.said = '';
    this.#gone = new Promise((resolve) => {
      response.on('close', () => {
        if (!response.writableFinished) this.aborted = true;
        resolve();
      });
    });
  }

  /** The messages without the system prompt, as [role, text]. */
  get conversation() {
    return this.body.messages
      .filter(({ role }) => role !== 'system' && role !== 'developer')
      .map(({ role, content }) => [role, content]);
  }

  /** What the user said last. */
  get question() {
    return this.conversation.at(-1)?.[1];
  }

  begin(headers = {}) {
    this.#response.writeHead(200, { 'Content-Type': 'text/event-stream', ...headers });
    this.#response.flushHeaders();
  }

  raw(text) {
    return this.#response.write(text);
  }

  event(value) {
    return this.raw(`data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`);
  }

  #chunk(delta, finish_reason = null) {
    return {
      id: 'chatcmpl-scripted', object: 'chat.completion.chunk', created: 1, model: 'scripted',
      choices: [{ index: 0, delta, finish_reason }],
    };
  }

  /** One delta. False: the peer does not read as fast as we write. */
  say(text) {
    this.said += text;
    return this.event(this.#chunk({ content: text }));
  }

  /** Begins the call of a tool; `index` tells several of one answer apart. */
  beginTool(name = 'create_workout_plan', index = 0) {
    const call = { index, id: `call_scripted_${index}`, type: 'function', function: { name, arguments: '' } };
    return this.event(this.#chunk({ tool_calls: [call] }));
  }

  /** A piece of its arguments. */
  toolArguments(text, index = 0) {
    this.said += text;
    return this.event(this.#chunk({ tool_calls: [{ index, function: { arguments: text } }] }));
  }

  /** Resolves when what was written has left. */
  drained() {
    if (!this.#response.writableNeedDrain || this.#response.destroyed) return Promise.resolve();
    return Promise.race([new Promise((resolve) => this.#response.once('drain', resolve)), this.#gone]);
  }

  finish(reason = 'stop') {
    this.event(this.#chunk({}, reason));
    this.event({
      id: 'chatcmpl-scripted', object: 'chat.completion.chunk', created: 1, model: 'scripted', choices: [],
      usage: { prompt_tokens: 21, completion_tokens: 7, total_tokens: 28 },
    });
    this.event('[DONE]');
    this.end();
  }

  end() {
    this.#response.end();
  }

  refuse(status, error, headers = {}) {
    this.#response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    this.#response.end(JSON.stringify({ error }));
  }

  /** Breaks the connection, the middle of an answer or not. */
  cut() {
    this.#response.socket.destroy();
  }

  /** Resolves when the peer has ended the connection early. */
  async abortedByPeer(timeoutMs) {
    await within(this.#gone, 'the upstream call to end', timeoutMs);
    if (!this.aborted) throw new Error('the upstream call was completed, not aborted');
  }
}

/** The same in Gemini's dialect, which hands over a tool call whole and ends with the body. */
class GeminiCall extends Call {
  /** As [role, text], without calls and their results. */
  get conversation() {
    return this.body.contents.map(({ role, parts }) => [role, parts.map(({ text }) => text ?? '').join('')]);
  }

  /** It is the second call of an answer: the arguments of a tool are asked for. */
  get asksForArguments() {
    return this.body.generationConfig?.responseMimeType === 'application/json';
  }

  event(value) {
    return this.raw(`data: ${typeof value === 'string' ? value : JSON.stringify(value)}\r\n\r\n`);
  }

  /** A chunk with these parts and whatever else its candidate has. */
  parts(parts, candidate = {}) {
    return this.event({
      candidates: [{ content: { parts, role: 'model' }, index: 0, ...candidate }],
      usageMetadata: { promptTokenCount: 21, candidatesTokenCount: 7, totalTokenCount: 28 },
      modelVersion: 'scripted', responseId: 'scripted',
    });
  }

  say(text) {
    this.said += text;
    return this.parts([{ text }]);
  }

  callTool(name = 'create_workout_plan', args = {}) {
    return this.parts([{ functionCall: { id: 'fc-scripted', name, args }, thoughtSignature: 'c2lnbmVk' }]);
  }

  finish(finishReason = 'STOP') {
    this.parts([{ text: '' }], { finishReason });
    this.end();
  }
}

/** The same in the dialect of OpenAI's own service: events that tell how the items of a response grow. */
class ResponsesCall extends Call {
  #items = 0;

  /** As [role, text], without calls and their results. */
  get conversation() {
    return this.body.input.filter(({ role }) => role).map(({ role, content }) => [role, content]);
  }

  #typed(type, members) {
    return this.raw(`event: ${type}\ndata: ${JSON.stringify({ type, ...members })}\n\n`);
  }

  begin(headers) {
    super.begin(headers);
    this.#typed('response.created', { response: { id: 'resp_scripted', status: 'in_progress', model: 'scripted' } });
  }

  say(text) {
    this.said += text;
    return this.#typed('response.output_text.delta', { output_index: this.#items, content_index: 0, delta: text });
  }

  beginTool(name = 'create_workout_plan') {
    const item = { type: 'function_call', id: 'fc_scripted', call_id: 'call_scripted', name, arguments: '' };
    return this.#typed('response.output_item.added', { output_index: ++this.#items, item });
  }

  toolArguments(text) {
    return this.#typed('response.function_call_arguments.delta', { output_index: this.#items, delta: text });
  }

  finish() {
    const usage = { input_tokens: 21, output_tokens: 7, total_tokens: 28 };
    this.#typed('response.completed', { response: { id: 'resp_scripted', status: 'completed', output: [], usage } });
    this.end();
  }
}

/** Gemini's model wishes to call the tool of plans, after these words. */
export const wishForPlan = (...list) => (call) => {
  call.begin();
  for (const word of list) call.say(word);
  call.callTool();
  call.finish();
};

/** Answers with a text in pieces of a few characters, however it is cut. */
export const piecemeal = (text, finishReason = 'STOP', size = 24) => (call) => {
  call.begin();
  for (const piece of pieces(text, size)) call.say(piece);
  call.finish(finishReason);
};

/** How Google's servers refuse. */
export const refuseAsGoogle = (code, status, reason) => (call) => {
  const info = { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com' };
  call.refuse(code, { code, message: 'scripted refusal', status, details: reason ? [info] : [] });
};

/** Answers with these words, one delta each. */
export const words = (...list) => (call) => {
  call.begin();
  for (const word of list) call.say(word);
  call.finish();
};

/** The same, and the connection is not used again: what comes next comes on a fresh one. */
export const lastWords = (...list) => (call) => {
  call.begin({ Connection: 'close' });
  for (const word of list) call.say(word);
  call.finish();
};

/** Cuts a text into pieces of a size. */
export function pieces(text, size) {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, at) => text.slice(at * size, (at + 1) * size));
}

/** Answers with a plan, as its only tool call, in deltas of a few characters. */
export const planOf = (draft, size = 24) => (call) => {
  call.begin();
  call.beginTool();
  for (const piece of pieces(JSON.stringify(draft), size)) call.toolArguments(piece);
  call.finish('tool_calls');
};

/** Answers with these words, each when the gate lets it pass; one more pass for the end. */
export const gatedWords = (gate, ...list) => async (call) => {
  await gate.pass();
  call.begin();
  for (const [index, word] of list.entries()) {
    if (index > 0) await gate.pass();
    call.say(word);
  }
  await gate.pass();
  if (!call.aborted) call.finish();
};

/** What such servers say when they refuse. */
export const refuse = (status, code, headers) => (call) =>
  call.refuse(status, { message: 'scripted refusal', type: code, param: null, code }, headers);

/** Takes the request and never says a word. */
export const hang = () => () => {};

/** Says something, then nothing more; the connection stays. */
export const stallAfter = (...list) => (call) => {
  call.begin();
  for (const word of list) call.say(word);
};

/** Says something, then breaks the connection when the gate lets it. */
export const cutAfter = (gate, ...list) => async (call) => {
  call.begin();
  for (const word of list) call.say(word);
  await gate.pass();
  call.cut();
};

/** Says something, then reports an error inside of the stream. */
export const errorInStream = (...list) => (call) => {
  call.begin();
  for (const word of list) call.say(word);
  call.event({ error: { message: 'scripted', type: 'server_error', code: 'server_error', param: null } });
};

const kDialects = {
  '/v1/chat/completions': Call,
  '/v1/responses': ResponsesCall,
  '/v1beta/models/scripted:streamGenerateContent?alt=sse': GeminiCall,
};

const kGreeting = words('Hello ', 'from ', 'the ', 'scripted ', 'upstream.');

class Upstream {
  #server;
  #next = [];
  #otherwise = kGreeting;

  /** Every request for an answer so far, in order. */
  calls = [];
  /** All others: {method, headers}. */
  others = [];
  /** How many connections there were so far. */
  connections = 0;

  constructor() {
    this.#server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (data) => (body += data));
      request.on('end', () => this.#answer(request, response, body));
      request.on('error', () => {});
    });
    this.#server.on('connection', () => ++this.connections);
  }

  async listen() {
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  #url(path) {
    return `http://127.0.0.1:${this.#server.address().port}${path}`;
  }

  get baseUrl() {
    return this.#url('/v1');
  }

  get geminiUrl() {
    return this.#url('/v1beta');
  }

  /** Answers the next request, and only that, so. */
  next(script) {
    this.#next.push(script);
  }

  /** Answers every request so for which next() left nothing; without a script as in the beginning. */
  always(script = kGreeting) {
    this.#otherwise = script;
  }

  close() {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request, response, body) {
    const Dialect = kDialects[request.url];
    if (request.method !== 'POST' || !Dialect) {
      this.others.push({ method: request.method, headers: request.headers });
      response.writeHead(404).end();
      return;
    }
    response.on('error', () => {});
    const call = new Dialect(request, response, body);
    this.calls.push(call);
    const script = this.#next.shift() ?? this.#otherwise;
    Promise.resolve(script(call)).catch(() => call.cut());
  }
}

export async function startUpstream(t) {
  const upstream = await new Upstream().listen();
  t.after(() => upstream.close());
  return upstream;
}
