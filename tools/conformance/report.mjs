// What a person reads: a line for each case, what was expected and what came for each that failed, a summary.

const kMarks = { ok: 'ok     ', failed: 'FAILED ', skipped: 'skipped' };

/** The lines of one result. */
export function resultLines({ id, title, result, why, failure, ms }) {
  const lines = [`${kMarks[result]} ${id.padEnd(5)} ${title}${result === 'skipped' ? ` (${why})` : result === 'ok' ? ` (${ms} ms)` : ''}`];
  if (!failure) return lines;
  if (failure.step) lines.push(`              ${failure.step}`);
  if (failure.expected !== undefined) {
    lines.push(`              expected: ${failure.expected}`, `              came:     ${failure.came}`);
  } else {
    lines.push(`              ${failure.step || !failure.stack ? failure.message : failure.stack.split('\n')[0]}`);
  }
  return lines;
}

/** The lines behind the last case: what was skipped and why, what failed, the count. */
export function summaryLines(results) {
  const number = ({ id }) => Number(/\d+/.exec(id)[0]);
  const ordered = [...results].sort((a, b) => number(a) - number(b) || (a.id < b.id ? -1 : 1));
  const of = (kind) => ordered.filter(({ result }) => result === kind);
  const lines = [''];
  const reasons = new Map();
  for (const { id, why } of of('skipped')) reasons.set(why, [...(reasons.get(why) ?? []), id]);
  for (const [why, ids] of reasons) lines.push(`skipped, ${why}: ${ids.join(' ')}`);
  if (of('failed').length > 0) lines.push(`failed: ${of('failed').map(({ id }) => id).join(' ')}`);
  lines.push(`${of('ok').length} ok, ${of('failed').length} failed, ${of('skipped').length} skipped`);
  return lines;
}

/** The same for machines. */
export function asJson(options, results) {
  const count = (kind) => results.filter(({ result }) => result === kind).length;
  return {
    url: options.url,
    ok: count('ok'), failed: count('failed'), skipped: count('skipped'),
    cases: results.map(({ id, title, group, result, why, failure, ms }) => ({
      id, title, group, result, ms,
      ...(why ? { why } : {}),
      ...(failure ? { step: failure.step, expected: failure.expected, came: failure.came, message: failure.message } : {}),
    })),
  };
}
