// Prometheus' own judge of metrics, rules and configuration.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { kRoot } from './server.mjs';

function find() {
  const own = join(kRoot, 'build/tools/promtool');
  if (existsSync(own)) return own;
  if (spawnSync('promtool', ['--version']).error === undefined) return 'promtool';
  throw new Error('promtool is not here: `./dev test` fetches it; or put Debian\'s on the PATH');
}

/** {code, output} of promtool with these arguments and this standard input. */
export function promtool(args, input = '') {
  const tool = find();
  return new Promise((resolve, reject) => {
    const child = spawn(tool, args, { cwd: kRoot, stdio: ['pipe', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
    child.stdin.end(input);
  });
}
