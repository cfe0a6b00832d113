// Everything that can be wrong with a network, between Spotter and everybody whom it talks to.
// node tests/chaos/main.mjs [FILTER]; SPOTTER_CHAOS_SEED repeats a run, SPOTTER_CHAOS_MINUTES goes on for so long.
import { run, test } from '../../tools/testing/runner.mjs';
import { randomFrom } from '../e2e/lib/cutting_proxy.mjs';
import { kFaults } from './lib/faulty_line.mjs';
import { kPlaces } from './lib/places.mjs';
import { runScenario } from './lib/scenario.mjs';

const kTimeoutMs = 60_000;

const given = process.env.SPOTTER_CHAOS_SEED;
const seed = given === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(given);
const minutes = Number(process.env.SPOTTER_CHAOS_MINUTES ?? 0);
if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32 || !(minutes >= 0)) {
  console.error('SPOTTER_CHAOS_SEED is a number below 2^32, SPOTTER_CHAOS_MINUTES one of minutes.');
  process.exit(2);
}
const endsAt = performance.now() + minutes * 60_000;

const scenarios = Object.keys(kPlaces).flatMap((place) => Object.keys(kFaults).map((fault) => ({ place, fault })));

/** The same name has the same randomness in each run with the seed. */
const seedOf = (name, of) => [...name].reduce((sum, letter) => (Math.imul(sum, 31) + letter.codePointAt(0)) >>> 0, of);

function scenario({ place, fault }, of) {
  const name = `chaos: the line to ${place}: ${kFaults[fault]} (${fault})`;
  const body = (t) => {
    t.notes.push(`SPOTTER_CHAOS_SEED=${of} repeats this`);
    return runScenario(t, place, fault, randomFrom(seedOf(name, of)));
  };
  return { name, body, timeoutMs: kTimeoutMs };
}

console.log(`SPOTTER_CHAOS_SEED=${seed}: ${scenarios.length} scenarios`);
for (const one of scenarios) {
  const { name, body, timeoutMs } = scenario(one, seed);
  test(name, body, { timeoutMs });
}

let begun = scenarios.length;
const filter = process.argv[2] ?? '';
const chosen = scenarios.filter((one) => scenario(one, seed).name.toLowerCase().includes(filter.toLowerCase()));
/** For as long as there is time: the scenarios again, each round with the next seed. */
function more() {
  if (performance.now() >= endsAt || chosen.length === 0) return undefined;
  const index = begun++ - scenarios.length;
  return scenario(chosen[index % chosen.length], (seed + 1 + Math.floor(index / chosen.length)) >>> 0);
}

await run({ filter, parallel: 6, more });
