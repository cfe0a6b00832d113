// The dialects that models are spoken to in, from the other side: what an answer looks like on the wire, how a
// conversation is read back from a request, and how a server is set up to ask in that dialect.
import { kUpstreamKey } from './server.mjs';

const data = (value) => `data: ${JSON.stringify(value)}\n\n`;
const typed = (value) => `event: ${value.type}\n${data(value)}`;

/** OpenAI's Chat Completions. */
const chat = {
  provider: 'openai',
  path: '/v1/chat/completions',
  env: (url) => ({
    OPENAI_BASE_URL: `${url}/v1`, OPENAI_API_KEY: kUpstreamKey, OPENAI_MODEL: 'scripted', OPENAI_API: 'chat',
  }),
  chunk: (delta, finish_reason = null) => data({
    id: 'chatcmpl-1', object: 'chat.completion.chunk', model: 'scripted', choices: [{ index: 0, delta, finish_reason }],
  }),
  begin() { return this.chunk({ role: 'assistant', content: '' }); },
  say(text) { return this.chunk({ content: text }); },
  beginPlan() {
    return this.chunk({ tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'create_workout_plan', arguments: '' } }] });
  },
  planPiece(text) { return this.chunk({ tool_calls: [{ index: 0, function: { arguments: text } }] }); },
  endPlan() { return this.end('tool_calls'); },
  end(reason = 'stop') {
    return this.chunk({}, reason) + data({
      id: 'chatcmpl-1', choices: [], usage: { prompt_tokens: 21, completion_tokens: 7, total_tokens: 28 },
    }) + 'data: [DONE]\n\n';
  },
  endAtLength() { return this.end('length'); },
  endBlocked() { return this.end('content_filter'); },
  error: () => data({ error: { message: 'scripted', type: 'server_error', code: 'server_error', param: null } }),
  refusal: (status, word) => JSON.stringify({ error: { message: 'scripted', type: word, code: word, param: null } }),
  conversation: (body) => body.messages
    .filter(({ role }) => role !== 'system' && role !== 'developer')
    .map(({ role, content }) => [role, content ?? '']),
};

/** OpenAI's Responses. */
const responses = {
  provider: 'openai',
  path: '/v1/responses',
  env: (url) => ({
    OPENAI_BASE_URL: `${url}/v1`, OPENAI_API_KEY: kUpstreamKey, OPENAI_MODEL: 'scripted', OPENAI_API: 'responses',
  }),
  begin: () => typed({ type: 'response.created', response: { id: 'resp_1', status: 'in_progress', model: 'scripted', output: [] } })
    + typed({ type: 'response.output_item.added', output_index: 0, item: { id: 'msg_1', type: 'message', role: 'assistant', content: [] } }),
  say: (text) => typed({ type: 'response.output_text.delta', item_id: 'msg_1', output_index: 0, content_index: 0, delta: text }),
  beginPlan: () => typed({
    type: 'response.output_item.added', output_index: 1,
    item: { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'create_workout_plan', arguments: '' },
  }),
  planPiece: (text) => typed({ type: 'response.function_call_arguments.delta', item_id: 'fc_1', output_index: 1, delta: text }),
  endPlan() { return this.end(); },
  last: (type, status, more = {}) => typed({
    type, response: { id: 'resp_1', status, model: 'scripted', output: [], usage: { input_tokens: 21, output_tokens: 7 }, ...more },
  }),
  end() { return this.last('response.completed', 'completed'); },
  endAtLength() { return this.last('response.incomplete', 'incomplete', { incomplete_details: { reason: 'max_output_tokens' } }); },
  endBlocked() { return this.last('response.incomplete', 'incomplete', { incomplete_details: { reason: 'content_filter' } }); },
  error: () => typed({ type: 'error', error: { type: 'server_error', code: 'server_error', message: 'scripted' } }),
  refusal: chat.refusal,
  conversation: (body) => body.input.map(({ type, role, content }) => {
    if (type === 'function_call') return ['assistant', ''];
    if (type === 'function_call_output') return ['tool', ''];
    return [role, typeof content === 'string' ? content : content.map(({ text }) => text).join('')];
  }),
};

/** Google's Gemini: a plan takes two calls, the wish and its arguments as text. */
const gemini = {
  provider: 'gemini',
  path: '/v1beta/models/scripted:streamGenerateContent?alt=sse',
  env: (url) => ({ GEMINI_BASE_URL: `${url}/v1beta`, GEMINI_API_KEY: kUpstreamKey, GEMINI_MODEL: 'scripted' }),
  parts: (parts, more = {}) => `data: ${JSON.stringify({
    candidates: [{ content: { parts, role: 'model' }, index: 0, ...more }],
    usageMetadata: { promptTokenCount: 21, candidatesTokenCount: 7, totalTokenCount: 28 }, responseId: 'r1',
  })}\r\n\r\n`,
  begin: () => '',
  say(text) { return this.parts([{ text }]); },
  wish() {
    return this.parts([{ functionCall: { id: 'fc-1', name: 'create_workout_plan', args: {} } }]) + this.end();
  },
  beginPlan: () => '',
  planPiece(text) { return this.parts([{ text }]); },
  endPlan() { return this.end(); },
  end(finishReason = 'STOP') { return this.parts([{ text: '' }], { finishReason }); },
  endAtLength() { return this.end('MAX_TOKENS'); },
  endBlocked() { return this.end('SAFETY'); },
  error: () => `data: ${JSON.stringify({ error: { code: 500, message: 'scripted', status: 'INTERNAL' } })}\r\n\r\n`,
  refusal: (status) => JSON.stringify({ error: { code: status, message: 'scripted' } }),
  conversation: (body) => body.contents.map(({ role, parts }) => [role, parts.map(({ text }) => text ?? '').join('')]),
};

/** Anthropic's Messages. */
const anthropic = {
  provider: 'anthropic',
  path: '/v1/messages',
  env: (url) => ({ ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: kUpstreamKey, ANTHROPIC_MODEL: 'scripted' }),
  begin: () => typed({
    type: 'message_start',
    message: { id: 'msg_1', type: 'message', role: 'assistant', content: [], model: 'scripted', stop_reason: null, usage: { input_tokens: 21, output_tokens: 1 } },
  }) + typed({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
  say: (text) => typed({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }),
  beginPlan: () => typed({
    type: 'content_block_start', index: 1, content_block: { type: 'tool_use', id: 'toolu_1', name: 'create_workout_plan', input: {} },
  }),
  planPiece: (text) => typed({ type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: text } }),
  endPlan() { return typed({ type: 'content_block_stop', index: 1 }) + this.end('tool_use'); },
  end: (stop_reason = 'end_turn') => typed({ type: 'message_delta', delta: { stop_reason }, usage: { output_tokens: 7 } })
    + typed({ type: 'message_stop' }),
  endAtLength() { return this.end('max_tokens'); },
  endBlocked() { return this.end('refusal'); },
  error: () => typed({ type: 'error', error: { type: 'api_error', message: 'scripted' } }),
  refusal: (status, word) => JSON.stringify({ type: 'error', error: { type: word, message: 'scripted' } }),
  conversation: (body) => body.messages.map(({ role, content }) => [
    role, typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join(''),
  ]),
};

export const kDialects = { chat, responses, gemini, anthropic };

/** The dialect that a request is made in. */
export const dialectOf = (path) => Object.values(kDialects).find((dialect) => dialect.path === path);
