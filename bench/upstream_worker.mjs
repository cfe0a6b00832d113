// An OpenAI-compatible upstream in a thread of its own, so that its work does not delay the clients'. The model's
// name says what to answer: "deltas:COUNT:BYTES:PERIOD_MS", "prose:..." of words that differ, "plan:COUNT:BYTES:PERIOD_MS" for a plan of so many bytes
// in so many pieces, or "instant" for one word at once.
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { parentPort } from 'node:worker_threads';

const chunk = (delta, finish_reason = null) =>
  `data: ${JSON.stringify({ id: 'b', object: 'chat.completion.chunk', model: 'b', choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
const kEnd = `${chunk({}, 'stop')}data: [DONE]\n\n`;

/** A week of five days with ten exercises each, whose notes, in Russian, fill it up to `bytes` of UTF-8. */
function planOf(bytes) {
  const lifts = ['Barbell Squat', 'Barbell Bench Press - Medium Grip', 'Seated Cable Rows', 'Romanian Deadlift',
    'Seated Dumbbell Press', 'Wide-Grip Lat Pulldown', 'Side Lateral Raise', 'Dumbbell Bicep Curl', 'Triceps Pushdown',
    'Standing Calf Raises'];
  const plan = (notes) => JSON.stringify({
    name: 'Пять дней', description: 'План для замера.',
    sessions: Array.from({ length: 5 }, (_, day) => ({
      name: `День ${day + 1}`,
      exercises: lifts.map((name) => ({
        strength_exercise: name, sets: 2, reps: [{ min: 8, max: 12 }], rest_seconds: { min: 60, max: 90, after_failure: 180 },
        resistance: 'external', increment: 2.5, progression: 'reps_then_load', superset_with_next: false, notes,
      })),
      notes: 'Сначала разомнись.',
    })),
  });
  const letters = Math.floor((bytes - Buffer.byteLength(plan(''))) / (5 * lifts.length) / 2);
  return plan('ДержиСпинуПрямо'.repeat(1 + Math.ceil(letters / 15)).slice(0, letters));
}

/** The documents: English that repeats itself no more than talk does. */
function proseOf(bytes) {
  const folder = new URL('../docs/', import.meta.url);
  const text = readdirSync(folder).filter((name) => name.endsWith('.md')).sort()
    .map((name) => readFileSync(new URL(name, folder), 'utf8')).join('').replace(/[^a-zA-Z0-9 .,;:'()-]+/g, ' ');
  if (text.length < bytes) throw new Error(`there are ${text.length} bytes of prose, not ${bytes}`);
  return text.slice(0, bytes);
}

function eventsOf(kind, count, bytes) {
  if (kind === 'deltas') return Array(count).fill(chunk({ content: `${'w'.repeat(bytes - 1)} ` }));
  const text = kind === 'prose' ? proseOf(count * bytes) : planOf(bytes);
  const piece = (i) => text.slice(Math.floor(text.length * i / count), Math.floor(text.length * (i + 1) / count));
  const call = (fields) => chunk({ tool_calls: [{ index: 0, ...fields }] });
  if (kind === 'prose') return Array.from({ length: count }, (_, i) => chunk({ content: piece(i) }));
  return [
    call({ id: 'call_b', type: 'function', function: { name: 'create_workout_plan', arguments: '' } }),
    ...Array.from({ length: count }, (_, i) => call({ function: { arguments: piece(i) } })),
  ];
}

const kept = new Map();

function answer(response, model) {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  const [kind, count, bytes, period] = model.split(':');
  if (!count) {
    response.end(chunk({ content: 'Hello.' }) + kEnd);
    return;
  }
  if (!kept.has(model)) kept.set(model, eventsOf(kind, Number(count), Number(bytes)));
  const events = kept.get(model);
  let sent = 0;
  const timer = setInterval(() => {
    response.write(events[sent++]);
    if (sent < events.length) return;
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
