// Where to chat, with which key, in which language: arguments, environment, and what ./dev run left behind.
import { readFileSync } from 'node:fs';

/** KEY=VALUE lines of a file; nothing when there is no such file. */
export function readEnvFile(path) {
  let text;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return {};
    throw error;
  }
  const lines = text.split('\n').map((line) => /^([A-Z_]+)=(.*)$/.exec(line)).filter(Boolean);
  return Object.fromEntries(lines.map(([, name, value]) => [name, value]));
}

/** A BCP 47 tag from what POSIX calls a locale: "de_AT.UTF-8" is "de-AT"; English where nothing is said. */
export function localeFrom(environment) {
  const posix = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || '';
  const tag = posix.split(/[.@]/)[0].replaceAll('_', '-');
  return /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag) ? tag : 'en';
}

/** The address of the hub for what a person types: a host and port, a URL, or the hub itself. */
export function hubUrl(text) {
  const url = new URL(/^https?:\/\//.test(text) ? text : `http://${text}`);
  if (url.pathname === '/') url.pathname = '/ai-chat-v2';
  return url.toString();
}

/** Whether the hub speaks the second contract. */
export const isSecond = (url) => new URL(url).pathname.endsWith('-v2');

/** Pounds where people lift pounds. */
export function unitFor(locale) {
  return /-(US|LR|MM)$/.test(locale) ? 'pounds' : 'kilograms';
}

/** A command that makes no sense: its usage helps. */
export class Usage extends Error {}

/** {url, key, locale, unit, stream}; the key is empty when nobody has named one. */
export function readSettings(args, environment, runFile) {
  const ours = readEnvFile(runFile);
  const unknown = args.find((arg) => arg.startsWith('-') && arg !== '--stream');
  if (unknown) throw new Usage(`no option ${unknown}`);
  const [asked, another] = args.filter((arg) => !arg.startsWith('-'));
  if (another) throw new Usage(`two URLs: ${asked} and ${another}`);
  const url = hubUrl(asked ?? environment.SPOTTER_URL ?? ours.SPOTTER_URL ?? 'http://127.0.0.1:8080');
  const key = environment.WEB_AUTH_KEY || ours.WEB_AUTH_KEY || '';
  const locale = localeFrom(environment);
  const stream = args.includes('--stream');
  if (stream && !isSecond(url)) throw new Error(`--stream needs the hub /ai-chat-v2, and ${url} is another`);
  return { url, key, locale, unit: unitFor(locale), stream };
}
