// Waiting for conditions, never for time: each wait ends when its condition holds, and fails when a deadline
// passes.

const kDeadlineMs = 10_000;
const kPaceMs = 4;
/** For conditions whose looking costs something that is limited: negotiations, generations, refused credentials. */
export const kLimitedPaceMs = 100;

/** Resolves with the first truthy value of `condition()`, looking every `paceMs`. */
export async function until(condition, what, timeoutMs = kDeadlineMs, paceMs = kPaceMs) {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (performance.now() > end) throw new Error(`waited ${timeoutMs} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, paceMs));
  }
}

/** The promise's value, or an error that says what did not happen in time. */
export function within(promise, what, timeoutMs = kDeadlineMs) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${timeoutMs} ms for ${what}`)), timeoutMs);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Lets as many pass as were let in: how a test sets the pace of an upstream. */
export class Gate {
  #free = 0;
  #open = false;
  #waiting = [];

  /** Lets the next `count` pass. */
  let(count = 1) {
    for (let i = 0; i < count; ++i) {
      const next = this.#waiting.shift();
      if (next) next();
      else ++this.#free;
    }
  }

  /** Lets everyone pass from now on. */
  open() {
    this.#open = true;
    this.#waiting.splice(0).forEach((go) => go());
  }

  pass() {
    if (this.#open) return Promise.resolve();
    if (this.#free > 0) {
      --this.#free;
      return Promise.resolve();
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
