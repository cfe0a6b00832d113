// spotterd against the conformance kit: all cases, over each transport and protocol.
import assert from 'node:assert/strict';
import { readCases } from '../../tools/conformance/cases.mjs';
import { resultLines, summaryLines } from '../../tools/conformance/report.mjs';
import { runCases } from '../../tools/conformance/runner.mjs';
import { test } from '../../tools/testing/runner.mjs';
import { startTestHub } from './lib/test_hub.mjs';

const kOrigin = 'https://app.example';
/** Long enough for a busy machine to keep apart what must come apart. */
const kScale = 0.1;

/** Which cases may be skipped: those that a transport or protocol cannot have. */
const kWays = [
  ['WebSockets, and those that need another over that', {}, 0],
  ['the same in MessagePack', { protocol: 'messagepack' }, 0],
  ['event streams', { transport: 'sse' }, 70],
  ['long polling', { transport: 'lp' }, 60],
  ['long polling and MessagePack', { transport: 'lp', protocol: 'messagepack' }, 60],
];

for (const [name, options, skippedMax] of kWays) {
  test(`spotterd conforms: every case over ${name}`, async (t) => {
    const hub = await startTestHub(t, { origin: kOrigin, env: { SPOTTER_TEST_HUB_TIME_SCALE: String(kScale) } });
    const results = await runCases(readCases(), {
      url: hub.url, headers: { Authorization: `Bearer ${hub.token}` }, origin: kOrigin, timeScale: kScale,
      stopCommand: `kill -TERM ${hub.server.pid}`, ...options,
    });
    assert.equal(results.filter(({ result }) => result === 'failed').flatMap(resultLines).join('\n'), '');
    const skipped = results.filter(({ result }) => result === 'skipped').length;
    assert.ok(skipped <= skippedMax, summaryLines(results).join('\n'));
  }, { timeoutMs: 180_000 });
}
