// What a program keeps of one StreamMessage (docs/streaming.md).

/** Changes a document by one operation of a JSON Patch, of those that the coach sends. */
function apply(document, { op, path, value }) {
  const keys = path.split('/').slice(1);
  const last = keys.pop();
  const parent = keys.reduce((at, key) => at[key], document);
  if (op === 'remove') parent.splice(Number(last), 1);
  else if (last === '-') parent.push(value);
  else parent[last] = value;
}

export class Answer {
  text = '';
  plan = null;
  final = false; // the plan stays as it is
  usage = null;
  end = null;

  on(event) {
    if (event.type === 'text') {
      this.text += event.delta;
    } else if (event.type === 'reset') {
      this.text = '';
      this.plan = null;
    } else if (event.type === 'plan') {
      this.plan = event.plan;
      this.final = event.final === true;
    } else if (event.type === 'planPatch') {
      for (const operation of event.patch) apply(this.plan, operation);
    } else if (event.type === 'usage') {
      this.usage = event;
    } else if (event.type === 'end') {
      this.end = event;
    } // else: of a newer server, and not for us
  }
}

/** "complete, charged, 19 left, 812 + 240 tokens": how an answer ended and what it cost, as far as is known. */
export function endText({ usage, end }) {
  if (end.reason === 'updateRequired') return 'this client is too old for the server';
  const parts = [end.reason];
  if (usage) parts.push(usage.charged ? 'charged' : 'free');
  if (usage?.remaining !== undefined) parts.push(`${usage.remaining} left`);
  if (usage?.tokens) parts.push(`${usage.tokens.estimated ? 'about ' : ''}${usage.tokens.input} + ${usage.tokens.output} tokens`);
  return parts.join(', ');
}
