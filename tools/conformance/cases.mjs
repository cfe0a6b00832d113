// Reading the cases, and what can be told of a case without running it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { verbOf, verbs } from './steps.mjs';

export const kFolder = fileURLToPath(new URL('cases', import.meta.url));

/** Variants of the test hub: URL/detailed and so on. */
export const kVariants = ['detailed', 'parallel2', 'polling-only', 'stateful', 'min-version-1', 'quick', 'auth'];

/** What else a case may need, and what to tell who did not give it. */
export const kFeatures = {
  defaults: '--plain, and the hub may have other options than the test hub',
  slow: 'waits for timers: --slow, or --time-scale with a hub `quick`',
  anonymous: 'the hub lets nobody in without credentials',
  token: "needs --header 'Authorization: Bearer ...'",
  origin: 'needs --origin: a page that the server lets in',
  stop: 'needs --stop-command, which stops the server',
};

const kTransports = ['ws', 'sse', 'lp'];
const kFields = ['id', 'title', 'needs', 'over', 'protocol', 'ignore', 'methods', 'steps'];

/** Everything in a value, at any depth. */
function* parts(value) {
  yield value;
  if (value !== null && typeof value === 'object') for (const item of Object.values(value)) yield* parts(item);
}

// What a case may name without a test hub: no method of its own, and a handler of the client.
const kNoMethods = ['NoSuchMethod', 'OnDisconnectedAsync', 'Recv'];

/** The methods of the test hub that a case calls. */
export function methodsOf({ steps, methods = [] }) {
  const found = new Set(methods);
  for (const part of parts(steps)) {
    if (typeof part === 'string') for (const [, name] of part.matchAll(/"target":"(\w+)"/g)) found.add(name);
    else if (typeof part?.target === 'string' && (part.type === 1 || part.type === 4)) found.add(part.target);
    else if (typeof part?.until === 'string') found.add(part.until);
  }
  return [...found].filter((name) => !kNoMethods.includes(name));
}

/** Whether a case speaks JSON by the byte; the others run in either protocol. */
export function isJsonOnly({ steps, protocol }) {
  if (protocol) return protocol === 'json';
  if (steps.some((step) => step.protocol)) return false;
  return steps.some((step) => {
    if (step.send) return step.send.some((item) => typeof (item.of ?? item) === 'string' || '$join' in (item.of ?? item));
    return Array.isArray(step.expect) && step.expect.some((item) => '$text' in item);
  });
}

function checkCase(test, file) {
  const at = `${file}: ${test.id}`;
  for (const field of Object.keys(test)) if (!kFields.includes(field)) throw new Error(`${at}: no field "${field}"`);
  if (!/^[A-Z]+\d+[a-z]?$/.test(test.id ?? '')) throw new Error(`${at}: an odd id`);
  if (!test.title || !test.steps?.length) throw new Error(`${at}: no title or no steps`);
  for (const need of test.needs ?? []) {
    if (!kVariants.includes(need) && !(need in kFeatures)) throw new Error(`${at}: nothing is called "${need}"`);
  }
  for (const transport of test.over ?? []) {
    if (!kTransports.includes(transport)) throw new Error(`${at}: no transport "${transport}"`);
  }
  for (const step of test.steps) if (!verbs.includes(verbOf(step))) throw new Error(`${at}: no verb "${verbOf(step)}"`);
}

/** All cases of a folder, in the order of their numbers, each with its `group`. */
export function readCases(folder = kFolder) {
  const cases = [];
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json')).sort()) {
    const group = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    for (const test of group.cases) {
      checkCase(test, file);
      if (cases.some(({ id }) => id === test.id)) throw new Error(`${file}: ${test.id} is there twice`);
      cases.push({ ...test, group: group.group });
    }
  }
  const number = ({ id }) => [Number(/\d+/.exec(id)[0]), id];
  return cases.sort((a, b) => number(a)[0] - number(b)[0] || (a.id < b.id ? -1 : 1));
}

/** A function that tells whether an id is in "C55,C60-C70"; C134 stands for C134a and C134b, too. */
export function chooser(only) {
  if (!only) return () => true;
  const ranges = only.split(',').map((part) => {
    const [, from, letter, to] = /^C?(\d+)([a-z]?)(?:-C?(\d+))?$/i.exec(part.trim()) ?? [];
    if (!from) throw new Error(`--only has "${part}": say C55 or C60-C70`);
    return { from: Number(from), to: Number(to ?? from), letter: letter?.toLowerCase() };
  });
  return (id) => {
    const [, number, letter] = /(\d+)([a-z]?)/.exec(id);
    return ranges.some(({ from, to, letter: wanted }) => from <= Number(number) && Number(number) <= to && (!wanted || wanted === letter));
  };
}
