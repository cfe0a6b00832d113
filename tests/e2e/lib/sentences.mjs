// The product's sentences, read from where they are written, so that a test names a sentence and not its text.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { kRoot } from './server.mjs';

const folder = join(kRoot, 'prompts/sentences');
const version = readdirSync(folder).sort((a, b) => Number(a) - Number(b)).at(-1);

function read(language) {
  const lines = readFileSync(join(folder, version, `${language}.txt`), 'utf8').split('\n');
  const pairs = lines
    .map((line) => /^(\w+)\s*=\s*(.*)$/.exec(line))
    .filter(Boolean)
    .map(([, key, text]) => [key, text.replaceAll('\\n', '\n').trimEnd()]);
  return Object.fromEntries(pairs);
}

/** Patterns of all sentences about failures and limits, by key. */
export function sentences(language = 'en') {
  known[language] ??= Object.fromEntries(
    Object.keys(read(language))
      .filter((key) => !key.startsWith('plan_') && !key.startsWith('duration_'))
      .map((key) => [key, sentence(key, language)]));
  return known[language];
}
const known = {};

/** A pattern that the sentence fits, whatever stands in its slots. */
export function sentence(key, language = 'en') {
  const text = read(language)[key];
  if (!text) throw new Error(`there is no sentence ${key} in ${language}`);
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`${escaped.replace(/\\\{\\\{\w+\\\}\\\}/g, '.+?')}$`, 's');
}
