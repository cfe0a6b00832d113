// Looks for parts of secrets in whatever a server wrote.

/** So long a part of a secret, wherever in it, is a leak. */
const kPartLength = 12;

/** The ways in which somebody might write it. */
const spellings = (secret) => {
  const bytes = Buffer.from(secret);
  return [secret, encodeURIComponent(secret), bytes.toString('hex'), bytes.toString('base64'), bytes.toString('base64url'),
    JSON.stringify(secret).slice(1, -1)];
};

export class Secrets {
  #names = new Map();
  #parts = new Map();

  /** `allowed`: parts that are no secret, such as the first words of every PEM file. */
  constructor(allowed = []) {
    this.allowed = allowed;
  }

  add(name, ...secrets) {
    for (const secret of secrets) {
      if (typeof secret !== 'string' || secret.length < kPartLength) throw new Error(`${name} is too short to look for`);
      this.#names.set(secret, name);
      for (const text of spellings(secret)) {
        for (let at = 0; at + kPartLength <= text.length; ++at) {
          const part = text.slice(at, at + kPartLength);
          if (!this.allowed.some((whole) => whole.includes(part))) this.#parts.set(part, name);
        }
      }
    }
  }

  /** [secret, its name] of all. */
  get all() {
    return [...this.#names];
  }

  /** Which secrets a text tells parts of: [{name, around}], one of each name. */
  findIn(text) {
    const found = new Map();
    for (let at = 0; at + kPartLength <= text.length; ++at) {
      const name = this.#parts.get(text.slice(at, at + kPartLength));
      if (name && !found.has(name)) found.set(name, text.slice(Math.max(0, at - 80), at + 80));
    }
    return [...found].map(([name, around]) => ({ name, around }));
  }
}
