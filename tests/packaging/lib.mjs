// What the packaging tests share: the tree, the built binary, commands run to their end.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const kRoot = fileURLToPath(new URL('../..', import.meta.url));
export const kBuild = join(kRoot, 'build/release');
export const kBinary = process.env.SPOTTERD ?? join(kBuild, 'spotterd');

export const read = (path) => readFileSync(join(kRoot, path), 'utf8');

/** Package names of a list in deps/. */
export const packageNames = (path) => read(path).split('\n').map((line) => line.replace(/#.*/, '').trim()).filter(Boolean);

/** Runs a command to its end: {code, stdout, stderr, output}. The environment is what is given, and PATH. */
export function command(name, args, { env = {}, cwd = tmpdir(), input = '' } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(name, args, { cwd, env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', ...env } });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data) => (stdout += data));
    child.stderr.on('data', (data) => (stderr += data));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr, output: stdout + stderr }));
    child.stdin.on('error', () => {}); // a command that reads nothing may be gone
    child.stdin.end(input);
  });
}

/** The same, and its output is in the failure if it does not succeed. */
export async function succeed(name, args, options) {
  const result = await command(name, args, options);
  if (result.code !== 0) throw new Error(`${name} ${args.join(' ')} ended with ${result.code}:\n${result.output}`);
  return result;
}

export function scratchFolder(t) {
  const folder = mkdtempSync(join(tmpdir(), 'spotter-packaging-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The settings that spotterd knows: {key, names, fallback}; `names` are environment names, with _FILE where it exists. */
export async function knownSettings() {
  const { stdout } = await succeed(kBinary, ['settings']);
  const settings = [];
  for (const line of stdout.split('\n')) {
    const match = /^\| `([^`]+)` \| (.+?) \| (.*?) \| /.exec(line);
    if (!match) continue;
    const names = [...match[2].matchAll(/`([A-Z0-9_]+)`/g)].map(([, name]) => name);
    settings.push({ key: match[1], names, fallback: match[3] });
  }
  if (settings.length < 50) throw new Error(`spotterd settings shows only ${settings.length} settings`);
  return settings;
}

/** What is no name of a setting. */
export async function unknownNames(names) {
  const known = new Set((await knownSettings()).flatMap((setting) => setting.names));
  return [...names].filter((name) => !known.has(name));
}

/** Seconds of '150s', '2m', or a plain number. */
export function seconds(text) {
  const match = /^(\d+)(s|m|min)?$/.exec(String(text));
  if (!match) throw new Error(`no time: ${text}`);
  return Number(match[1]) * (match[2]?.startsWith('m') ? 60 : 1);
}

/** Besides the running answers an end needs time for the delay before it, goodbyes, and dropping what hangs. */
export const kEndMarginSeconds = 20;
