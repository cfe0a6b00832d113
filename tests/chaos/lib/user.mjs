// Somebody with a phone, who asks, and keeps count of what came.
import { buildConnection } from '../../e2e/lib/clients.mjs';
import { countCompletions } from '../../e2e/lib/completions.mjs';
import { sentences } from '../../e2e/lib/sentences.mjs';
import { within } from '../../e2e/lib/wait.mjs';

const kWords = ['sets', 'of', 'eight', 'rest', 'slowly', 'größer', '🏋️', 'twice', 'a', 'week', '日本', 'und', 'dann'];

/** The answer to a question, whoever gives it, in pieces. */
export function answerTo(question) {
  let state = [...question].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) >>> 0, 7);
  const words = Array.from({ length: 12 }, () => kWords[(state = (state * 1664525 + 1013904223) >>> 0) % kWords.length]);
  return [`About "${question}":`, ...words.map((word) => ` ${word}`)];
}

/** What a frame says of a question: 'whole', 'part', 'sentence', 'other' (bytes that nobody sent). */
function kindOf(text, question) {
  const whole = answerTo(question).join('');
  if (text === whole) return 'whole';
  if (Object.values(sentences()).some((sentence) => sentence.test(text))) return 'sentence';
  if (whole.startsWith(text)) return 'part';
  return 'other';
}

export class User {
  #number = 0;
  #connection = null;
  /** By question: how often it was asked, and the kinds of all frames that came for it. */
  asked = new Map();
  /** What must never be, in words. */
  faults = [];

  constructor(name, server, credential, url = () => server.url) {
    Object.assign(this, { name, server, credential, url });
    server.secrets.add(credential.split(' ')[1]);
  }

  /** Connects; the status of a refusal, or 'lost', if it cannot. */
  async connect() {
    const options = { accessTokenFactory: () => this.credential };
    const connection = buildConnection({ ...this.server, url: this.url() }, { options });
    try {
      await within(connection.start(), `${this.name} to connect or not`, 15_000);
    } catch (error) {
      await connection.stop();
      return Number(/status code '?(\d{3})/i.exec(String(error))?.[1]) || 'lost';
    }
    this.#connection = connection;
    this.completions = countCompletions({ connection });
    connection.on('ReceiveMessage', ({ type, message }) => {
      if (type !== 'messageResponse') return this.faults.push(`a payload of type ${type}`);
      return this.onFrame(message);
    });
    return 'connected';
  }

  get connected() {
    return this.#connection?.state === 'Connected';
  }

  newQuestion() {
    return `${this.name} asks question ${++this.#number}?`;
  }

  onFrame(text) {
    const other = /(\w+) asks question/.exec(text)?.[1];
    if (other && other !== this.name) this.faults.push(`was shown what ${other} was told: ${text}`);
    this.frames.push(text);
  }

  /** Asks: {end: 'completed' or why not, kind of the last frame}. */
  async ask(question = this.newQuestion()) {
    const history = this.asked.get(question) ?? { times: 0, kinds: new Set() };
    history.times += 1;
    this.asked.set(question, history);
    this.frames = [];
    let end = 'completed';
    try {
      await within(this.#connection.invoke('SendMessage', question), `an end of ${question}`, 20_000);
    } catch (error) {
      end = String(error.message);
    }
    for (const text of this.frames) history.kinds.add(kindOf(text, question));
    const last = this.frames.at(-1);
    return { question, end, kind: last === undefined ? 'none' : kindOf(last, question), last };
  }

  /** The number of questions for which words of a model were seen. */
  get paidFor() {
    return [...this.asked.values()].filter(({ kinds }) => ['whole', 'part', 'other'].some((kind) => kinds.has(kind))).length;
  }

  async leave() {
    for (const [id, count] of this.completions ?? [])
      if (count !== 1) this.faults.push(`the call ${id} was completed ${count} times`);
    await this.#connection?.stop();
  }
}
