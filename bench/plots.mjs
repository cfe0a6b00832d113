// Curves as SVG, without a library: a picture a figure, a line a kind of run, both axes from zero but for sessions, which are
// as far apart as they are doubled.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const kWidth = 640;
const kHeight = 320;
const kLeft = 64;
const kRight = 16;
const kTop = 40;
const kBottom = 64;
const kColours = ['#2563eb', '#dc2626', '#059669', '#d97706'];

const plain = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
const grouped = (number) => number.toLocaleString('en-US');

/** The least of 1, 2 and 5 times a power of ten that five steps of reach over `most`. */
function stepFor(most) {
  const power = 10 ** Math.floor(Math.log10(most / 5 || 1));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step * 5 >= most);
}

/** `lines`: [{ name, points: [[sessions, value], ...] }]. */
function picture({ title, unit, lines }) {
  const points = lines.flatMap((line) => line.points);
  const sessions = [...new Set(points.map(([x]) => x))].sort((a, b) => a - b);
  const [first, last] = [sessions[0], sessions.at(-1)];
  const step = stepFor(Math.max(...points.map(([, y]) => y)));
  const x = (value) => kLeft + (kWidth - kLeft - kRight) * (last > first ? Math.log(value / first) / Math.log(last / first) : 0.5);
  const y = (value) => kHeight - kBottom - (kHeight - kTop - kBottom) * value / (step * 5);
  const text = (at, down, anchor, words, more = '') =>
    `<text x="${at.toFixed(1)}" y="${down.toFixed(1)}" text-anchor="${anchor}"${more}>${plain(words)}</text>`;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${kWidth} ${kHeight}" font-family="sans-serif" font-size="12" fill="#374151">`,
    `<rect width="${kWidth}" height="${kHeight}" fill="#ffffff"/>`,
    text(kLeft, 20, 'start', `${title}, ${unit}`, ' font-size="14" font-weight="bold"'),
  ];
  for (let i = 0; i <= 5; ++i) {
    const value = step * i;
    parts.push(`<line x1="${kLeft}" x2="${kWidth - kRight}" y1="${y(value).toFixed(1)}" y2="${y(value).toFixed(1)}" stroke="#e5e7eb"/>`,
      text(kLeft - 8, y(value) + 4, 'end', grouped(Number(value.toPrecision(3)))));
  }
  for (const value of sessions) parts.push(text(x(value), kHeight - kBottom + 18, 'middle', grouped(value)));
  parts.push(text(kWidth - kRight, kHeight - kBottom + 34, 'end', 'sessions'));
  lines.forEach((line, i) => {
    const colour = kColours[i % kColours.length];
    const at = line.points.map(([sx, sy]) => [x(sx).toFixed(1), y(sy).toFixed(1)]);
    parts.push(`<polyline points="${at.map((point) => point.join(',')).join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
      ...at.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>`),
      `<rect x="${kLeft + i * 140}" y="${kHeight - 18}" width="10" height="10" fill="${colour}"/>`,
      text(kLeft + i * 140 + 16, kHeight - 9, 'start', line.name));
  });
  return `${parts.join('\n')}\n</svg>\n`;
}

/** `rows`: what scale.mjs measured, a point each, as objects by column. */
export function plot(folder, rows) {
  const linesOf = (kind, nameOf, valueOf) => {
    const lines = new Map();
    for (const row of rows.filter((one) => one.kind === kind)) {
      const name = nameOf(row);
      lines.set(name, [...(lines.get(name) ?? []), [Number(row.sessions), valueOf(row)]]);
    }
    return [...lines].map(([name, points]) => ({ name, points: points.sort(([a], [b]) => a - b) }));
  };
  const shards = (row) => `${row.shards} shard${row.shards > 1 ? 's' : ''}`;
  const upstream = (row) => `${row.upstream}, ${shards(row)}`;
  mkdirSync(folder, { recursive: true });
  for (const [file, title, unit, lines] of [
    ['idle-memory', 'Memory of an idle session', 'KiB', linesOf('idle', shards, (row) => Number(row.kib_per_session))],
    ['idle-cpu', 'CPU of an idle session', 'us a second', linesOf('idle', shards, (row) => row.core_percent * 1e4 / row.sessions)],
    ['active-cost', 'CPU of a delivered delta', 'us', linesOf('active', upstream, (row) => Number(row.us_per_delta))],
    ['active-memory', 'Memory of a session that is being answered', 'KiB', linesOf('active', upstream, (row) => Number(row.kib_per_session))],
  ]) {
    if (lines.length > 0) writeFileSync(join(folder, `${file}.svg`), picture({ title, unit, lines }));
  }
}
