// A small test runner for tests that mostly wait: names are sentences, several run at once, each has a
// deadline, and the last line counts them all. Works the same on Node 18 and later.

const registered = [];

/**
 * Registers a test. `body` gets a context: `after(fn)` runs fn when the test is over, last first;
 * `signal` is aborted when its time is up.
 */
export function test(name, body, { timeoutMs = 30_000, alone = false } = {}) {
  if (registered.some((known) => known.name === name)) throw new Error(`two tests named "${name}"`);
  registered.push({ name, body, timeoutMs, alone });
}

async function runOne({ name, body, timeoutMs }) {
  const cleanups = [];
  const overtime = new AbortController();
  const context = { name, signal: overtime.signal, after: (fn) => cleanups.push(fn), notes: [] };
  const started = performance.now();
  let failure = null;
  let timer;
  try {
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => {
        const error = new Error(`not done after ${timeoutMs} ms`);
        overtime.abort(error);
        reject(error);
      }, timeoutMs);
    });
    await Promise.race([body(context), late]);
  } catch (error) {
    failure = error ?? new Error('rejected with nothing');
  }
  clearTimeout(timer);
  for (const cleanup of cleanups.reverse()) {
    try {
      await cleanup(failure);
    } catch (error) {
      failure ??= error;
    }
  }
  return { name, failure, notes: context.notes, ms: Math.round(performance.now() - started) };
}

function report({ name, failure, notes, ms }) {
  console.log(`${failure ? 'FAILED' : 'ok    '} ${name} (${ms} ms)`);
  if (failure) {
    for (const line of [failure.stack ?? String(failure), ...notes].join('\n').split('\n')) {
      console.log(`         ${line}`);
    }
  }
}

/**
 * Runs what matches, prints a line each, 'N passed, M failed' last, and exits. `more`: asked for another test when those are
 * used up; nothing: that was all.
 */
export async function run({ filter = '', parallel = 1, more = () => undefined } = {}) {
  // A rejection that nobody handled belongs to no test; it fails the run all the same.
  const strays = [];
  process.on('unhandledRejection', (error) => strays.push(error));

  const chosen = registered.filter(({ name }) => name.toLowerCase().includes(filter.toLowerCase()));
  const together = chosen.filter(({ alone }) => !alone);
  const results = [];
  const worker = async () => {
    const take = () => together.shift() ?? more();
    for (let next = take(); next; next = take()) {
      const result = await runOne(next);
      results.push(result);
      report(result);
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  for (const next of chosen.filter(({ alone }) => alone)) {
    const result = await runOne(next);
    results.push(result);
    report(result);
  }
  strays.forEach((failure, index) => {
    const result = { name: `stray rejection ${index + 1}`, failure, notes: [], ms: 0 };
    results.push(result);
    report(result);
  });
  const failed = results.filter(({ failure }) => failure).length;
  console.log(`${results.length - failed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}
