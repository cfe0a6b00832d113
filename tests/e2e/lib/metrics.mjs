// GET /metrics, read.
import assert from 'node:assert/strict';
import { request } from './http.mjs';

/** The page: {text, value(name, labels), sum(name, labels), series}. */
export async function scrape(server) {
  const { status, headers, body } = await request(server, 'GET', '/metrics');
  assert.equal(status, 200);
  assert.equal(headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
  const series = [];
  for (const line of body.split('\n')) {
    const match = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line);
    if (!match) continue;
    const labels = Object.fromEntries([...(match[2] ?? '').matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g)].map(([, name, value]) => [name, value]));
    series.push({ name: match[1], labels, value: Number(match[3]) });
  }
  const fitting = (name, labels) => series.filter((one) =>
    one.name === name && Object.entries(labels).every(([key, value]) => one.labels[key] === value));
  return {
    text: body,
    series,
    /** Of the one that fits. */
    value(name, labels = {}) {
      const found = fitting(name, labels);
      assert.equal(found.length, 1, `${found.length} series fit ${name} ${JSON.stringify(labels)}`);
      return found[0].value;
    },
    /** Of all that fit. */
    sum: (name, labels = {}) => fitting(name, labels).reduce((all, { value }) => all + value, 0),
  };
}
