// ./dev bench --compare REV [SECTION...]: what a change did. Two binaries are measured in turns, A B A B, each time with
// short runs; for each figure both medians with their ranges, and the change. Figures whose ranges overlap are not
// said to differ.
//
//   node bench/compare.mjs BINARY_OF_REV [SECTION...]
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { binary, median } from './harness.mjs';

const kPairs = Number(process.env.BENCH_PAIRS ?? 3);
const [other, ...asked] = process.argv.slice(2);
const sections = asked.length > 0 ? asked : ['hotpath'];
const main = fileURLToPath(new URL('./main.mjs', import.meta.url));

let disturbed = 0;

/** [what, value] of each figure; what else is printed is shown. */
function figuresOf(spotterd) {
  const { stdout, status } = spawnSync(process.execPath, [main, '--quick', ...sections], {
    encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'],
    env: { BENCH_ONLY: 'spotter', ...process.env, BENCH_FIGURES: '1', SPOTTERD: spotterd },
  });
  const figures = [];
  for (const line of stdout.split('\n').filter(Boolean)) {
    if (line.startsWith('{"what"')) {
      const { what, value, how } = JSON.parse(line);
      disturbed = Math.max(disturbed, Number(/disturbed (\d+) %/.exec(how)?.[1] ?? 0));
      figures.push([what, Number(value)]);
    } else {
      console.log(`${spotterd}: ${line}`);
    }
  }
  if (status !== 0) console.log(`${spotterd}: something was wrong, see above`);
  return figures;
}

const before = new Map();
const after = new Map();
for (let pair = 0; pair < kPairs; ++pair) {
  for (const [spotterd, all] of [[other, before], [binary, after]]) {
    for (const [what, value] of figuresOf(spotterd)) all.set(what, [...(all.get(what) ?? []), value]);
  }
}

const shown = (list) => `${median(list)} (${Math.min(...list)} to ${Math.max(...list)})`;
console.log(`${''.padEnd(58)} ${'before'.padEnd(26)} ${'after'.padEnd(26)} change`);
for (const [what, now] of after) {
  const then = before.get(what);
  if (!then) continue;
  const apart = Math.max(...now) < Math.min(...then) || Math.min(...now) > Math.max(...then);
  const change = 100 * (median(now) / median(then) - 1);
  console.log(`${what.padEnd(58)} ${shown(then).padEnd(26)} ${shown(now).padEnd(26)} `
    + `${change > 0 ? '+' : ''}${change.toFixed(1)} %${apart ? '' : ', within the ranges'}`);
}
if (disturbed > 5) console.log(`The server had to wait for its core for up to ${disturbed} % of the time: measure again on a quiet machine.`);
