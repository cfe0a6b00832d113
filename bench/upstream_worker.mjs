// An OpenAI-compatible upstream in a thread of its own, so that its work does not delay the clients'. The model's
// name says what to answer: "deltas:COUNT:BYTES:PERIOD_MS", or "instant" for one word at once.
import { createServer } from 'node:http';
import { parentPort } from 'node:worker_threads';

const chunk = (delta, finish_reason = null) =>
  `data: ${JSON.stringify({ id: 'b', object: 'chat.completion.chunk', model: 'b', choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
const kEnd = `${chunk({}, 'stop')}data: [DONE]\n\n`;

function answer(response, model) {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  const [, count, bytes, period] = model.split(':');
  if (!count) {
    response.end(chunk({ content: 'Hello.' }) + kEnd);
    return;
  }
  const event = chunk({ content: `${'w'.repeat(Number(bytes) - 1)} ` });
  let sent = 0;
  const timer = setInterval(() => {
    response.write(event);
    if (++sent < Number(count)) return;
    clearInterval(timer);
    response.end(kEnd);
  }, Number(period));
  response.on('close', () => clearInterval(timer));
}

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  let body = '';
  request.on('data', (data) => (body += data));
  request.on('end', () => answer(response, JSON.parse(body).model));
});
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
