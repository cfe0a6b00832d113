// Each header compiles alone: without the precompiled header and without an include before it.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { includesOf } from './rooms.mjs';

const kRoots = ['include', 'src', 'tests'];
const kCommand = [
  'g++', '-std=c++20', '-fsyntax-only', '-Wall', '-Wextra', '-Werror', '-DBOOST_ASIO_NO_DEPRECATED',
  '-DBOOST_ASIO_DISABLE_BOOST_COROUTINE', '-DBOOST_URL_NO_LIB', '-DSPOTTER_VERSION="0"',
  ...kRoots.map((root) => `-I${root}`), '-x', 'c++', '-',
];

/** The header and everything of ours that it includes, in a stable order. */
function closureOf(tree, header) {
  const known = new Set(tree.paths);
  const seen = new Set([header]);
  for (const path of seen) {
    for (const include of includesOf(tree.read(path))) {
      const target = kRoots.map((root) => `${root}/${include.path}`).find((at) => known.has(at));
      if (target) seen.add(target);
    }
  }
  return [...seen].sort();
}

function compile(root, header) {
  return new Promise((resolve, reject) => {
    const name = header.slice(header.indexOf('/') + 1);
    const [command, ...flags] = kCommand;
    const child = spawn(command, flags, { cwd: root, stdio: ['pipe', 'ignore', 'pipe'] });
    let words = '';
    child.stderr.on('data', (data) => (words += data));
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0 ? '' : words || `g++ ended with ${code}`));
    child.stdin.end(`#include "${name}"\n`);
  });
}

/** `cacheFile` remembers what compiled by content, so that a second run costs nothing. */
export async function checkHeadersCompileAlone(tree, cacheFile) {
  const headers = tree.paths.filter((path) => /^(include|src|tests)\/.*\.hpp$/.test(path));
  const good = new Set(cacheFile && existsSync(cacheFile) ? JSON.parse(readFileSync(cacheFile, 'utf8')) : []);
  const fresh = new Set();
  const found = [];
  const queue = [...headers];
  const worker = async () => {
    for (let header = queue.shift(); header; header = queue.shift()) {
      const hash = createHash('sha256').update(kCommand.join(' ')).update(header);
      for (const path of closureOf(tree, header)) hash.update(`\0${path}\0`).update(tree.read(path));
      const key = hash.digest('hex').slice(0, 32);
      const words = good.has(key) ? '' : await compile(tree.root, header);
      if (words) found.push(`${header}: does not compile alone:\n${words.split('\n').slice(0, 6).join('\n')}`);
      else fresh.add(key);
    }
  };
  await Promise.all(Array.from({ length: Math.max(2, cpus().length) }, worker));
  if (cacheFile) {
    mkdirSync(join(cacheFile, '..'), { recursive: true });
    writeFileSync(cacheFile, JSON.stringify([...fresh].sort()));
  }
  return found;
}
