// A source tree as the checks see it: paths and texts, from disk or made up by a test.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A tree out of an object {path: text}. */
export function treeOf(texts) {
  const paths = Object.keys(texts).sort();
  return { paths, read: (path) => texts[path] };
}

const kNotSource = new Set(['.git', '.dev', 'build', 'node_modules']);

function walk(root, folder = '') {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (entry.isDirectory()) return kNotSource.has(entry.name) ? [] : walk(root, path);
    return entry.isFile() ? [path] : [];
  });
}

/** The tree on disk: what git knows or would take, and every file where there is no git. */
export function treeAt(root) {
  let paths;
  try {
    const list = execFileSync('git', ['ls-files', '-coz', '--exclude-standard'], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    paths = list.split('\0').filter(Boolean);
  } catch {
    paths = walk(root);
  }
  paths = paths.filter((path) => statSync(join(root, path), { throwIfNoEntry: false })?.isFile());
  const known = new Map();
  const read = (path) => {
    if (!known.has(path)) known.set(path, readFileSync(join(root, path), 'utf8'));
    return known.get(path);
  };
  return { root, paths: paths.sort(), read };
}

export const isCpp = (path) => /\.(cpp|hpp)$/.test(path);

/** The code with comments and the insides of literals blanked out; every line stays where it is. */
export function withoutCommentsAndLiterals(text) {
  const blank = (match) => match.replace(/[^\n]/g, ' ');
  return text.replace(
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|R"([^\s()\\]{0,16})\([\s\S]*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'/g,
    (match) => {
      if (match.startsWith('/')) return blank(match);
      const open = match.startsWith('R') ? 2 : 1;
      return match.slice(0, open) + blank(match.slice(open, -1)) + match.slice(-1);
    },
  );
}

export const lineAt = (text, index) => text.slice(0, index).split('\n').length;
