// Ten thousand fast reconnects: how many of their answers are lost, how many chats hold somebody else's words. Both must be 0.
import { createServer } from 'node:http';
import WebSocket from 'ws';
import { say, startServer } from './harness.mjs';

const kPayers = 100;
const kTimes = 100;
const kSeparator = '\x1e';
const kRemembered = 9; // exchanges of the 20 messages that a chat holds, before the one that is asked now

const serve = async (answer) => {
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    let body = '';
    request.on('data', (data) => (body += data));
    request.on('end', () => answer(request, response, body));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, stop: () => server.closeAllConnections() || server.close() };
};

/** A store where everybody has paid. */
const startStore = () => serve((request, response) => {
  const items = [{ object: 'customer.active_entitlement', entitlement_id: 'entl', expires_at: null }];
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ object: 'list', next_page: null, items }));
});

/** An upstream that says the question once more, word by word; `heard`: by question, what was told with it, a list a call. */
async function startEcho() {
  const heard = new Map();
  const chunk = (delta, finish_reason = null) =>
    `data: ${JSON.stringify({ id: 'b', object: 'chat.completion.chunk', model: 'b', choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
  const server = await serve(async (request, response, body) => {
    const messages = JSON.parse(body).messages.filter(({ role }) => role === 'user' || role === 'assistant').map(({ content }) => content);
    const question = messages.at(-1);
    heard.set(question, [...(heard.get(question) ?? []), messages]);
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    for (const word of `You asked ${question}`.split(/(?<= )/)) {
      response.write(chunk({ content: word }));
      await new Promise(setImmediate);
    }
    response.end(`${chunk({}, 'stop')}data: [DONE]\n\n`);
  });
  return Object.assign(server, { heard });
}

/** One connection that asks one question: {text, said, first, over, end}. */
function ask(server, payer, question) {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/ai-chat`, {
    headers: { Authorization: `RevenueCat ${payer}` }, perMessageDeflate: false,
  });
  const asked = { text: '', end: () => socket.terminate() };
  const record = (value) => `${JSON.stringify(value)}${kSeparator}`;
  asked.said = new Promise((resolve) => {
    socket.on('open', () => socket.send(
      record({ protocol: 'json', version: 1 }) + record({ type: 1, target: 'SendMessage', arguments: [question], invocationId: '0' }),
      resolve));
  });
  let begun;
  asked.first = new Promise((resolve) => (begun = resolve));
  asked.over = new Promise((resolve, reject) => {
    let rest = '';
    socket.on('message', (data) => {
      const records = (rest + data).split(kSeparator);
      rest = records.pop();
      for (const text of records) {
        const { type, arguments: values } = JSON.parse(text);
        if (type === 1) {
          asked.text = values[0].message;
          begun();
        }
        if (type === 3) resolve(asked.text);
      }
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('closed')));
  });
  asked.over.catch(() => begun());
  return asked;
}

/** Asks and loses the connection: as soon as the question is said, in the answer, or after it; then comes back for it. */
async function play(server, upstream, index, found) {
  const payer = `payer-${index}`;
  const questions = [];
  for (let k = 0; found.reconnects < kPayers * kTimes;) {
    const question = `Payer ${index} asks number ${k++}`;
    questions.push(question);
    if (k % 3 < 2) {
      const asked = ask(server, payer, question);
      await (k % 3 === 0 ? asked.said : asked.first);
      asked.end();
      ++found.reconnects;
    }
    const asked = ask(server, payer, question);
    const text = await asked.over;
    asked.end();
    ++found.reconnects;
    const calls = upstream.heard.get(question) ?? [];
    if (text !== `You asked ${question}`) ++found.lost;
    if (calls.length > 1) ++found.twice;
    for (const told of calls) {
      const before = questions.slice(-1 - kRemembered, -1);
      if (before.some((one) => !told.includes(one))) ++found.forgotten;
      if (told.some((words) => !words.includes(`Payer ${index} asks`))) ++found.crossed;
    }
    upstream.heard.delete(question);
  }
}

/** All of it is figures that must be 0. */
export async function resume() {
  const [store, upstream] = [await startStore(), await startEcho()];
  const server = await startServer({
    OPENAI_BASE_URL: `${upstream.url}/v1`, OPENAI_MODEL: 'echo', OPENAI_API_KEY: 'none', REVENUECAT_BASE_URL: store.url,
    REVENUECAT_API_KEY: 'sk_bench', REVENUECAT_PROJECT_ID: 'proj', REVENUECAT_ENTITLEMENT_ID: 'entl',
  });
  const found = { reconnects: 0, lost: 0, twice: 0, forgotten: 0, crossed: 0 };
  const began = performance.now();
  await Promise.all(Array.from({ length: kPayers }, (_, index) => play(server, upstream, index, found)));
  const seconds = (performance.now() - began) / 1_000;
  const how = `${found.reconnects} reconnects of ${kPayers} payers in ${seconds.toFixed(1)} s: lost before, in and after an answer`;
  say('answers lost', found.lost, how);
  say('answers begun twice', found.twice, how);
  say('chats that forgot what was said', found.forgotten, how);
  say('chats with words of another payer', found.crossed, how);
  await server.stop();
  upstream.stop();
  store.stop();
  if (found.lost + found.twice + found.forgotten + found.crossed > 0) process.exitCode = 1;
}
