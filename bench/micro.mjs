// What the parts of the hot path cost alone: bench/micro, with Google Benchmark.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './harness.mjs';

export async function micro() {
  const program = join(root, 'build/release/spotter_micro');
  const { status } = spawnSync('taskset', ['-c', '0', program, '--benchmark_repetitions=3', '--benchmark_report_aggregates_only=true',
    '--benchmark_min_time=0.2'], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
