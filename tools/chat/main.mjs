// A chat in the terminal: ./dev chat [--stream] [URL]
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { planText, sessionsText } from './plan.mjs';
import { Printer } from './printer.mjs';
import { explain, Session } from './session.mjs';
import { readSettings, Usage } from './settings.mjs';

const kHelp = `
  /stop      end the answer that is being written (Ctrl-C does the same)
  /restart   start a new chat
  /quit      leave (so do Ctrl-C twice and Ctrl-D)
  /help      this list
Everything else is a message to the coach.
`;
const kUsage = `./dev chat [--stream] [URL]   chat with a running server

--stream   messages are answered with what is new (docs/streaming.md), not with the whole text each time
URL   its address; default: SPOTTER_URL, else the server of ./dev run, else http://127.0.0.1:8080
Key   WEB_AUTH_KEY, else the key of ./dev run, else you are asked
${kHelp}`;
const kTwiceMs = 2_000;
const kProbeMs = 5_000;

const interactive = Boolean(process.stdin.isTTY && process.stdout.isTTY);
const coloured = interactive && !process.env.NO_COLOR;
const paint = (code, text) => (coloured ? `\x1b[${code}m${text}\x1b[0m` : text);
const status = (text) => process.stderr.write(`${paint(2, `[${text}]`)}\n`);

function leave(code, text) {
  if (text) process.stderr.write(`${text}\n`);
  process.exitCode = code;
}

/** Why nobody answers at `url`, or nothing when somebody does, whatever it says. */
async function whyNobodyAnswers(url) {
  try {
    await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(kProbeMs) });
    return '';
  } catch (error) {
    return explain(error, url).text;
  }
}

/** Asks without showing what is typed. */
function askForKey() {
  return new Promise((resolve) => {
    let hide = false;
    const lines = createInterface({ input: process.stdin, output: process.stdout, terminal: true });
    const show = lines._writeToOutput?.bind(lines);
    lines._writeToOutput = (text) => (hide ? undefined : show?.(text));
    lines.on('SIGINT', () => lines.close());
    lines.question('Key of the server (WEB_AUTH_KEY): ', (key) => {
      resolve(key.trim());
      lines.close();
      process.stdout.write('\n');
    });
    lines.on('close', () => resolve(''));
    hide = true;
  });
}

/** The conversation between a person, or a pipe, and a session. */
class Conversation {
  #session;
  #lines;
  #printer = null;
  #plan = null; // the newest frame of this turn's plan
  #waiting = []; // messages of a pipe that wait for the answer before them
  #notes = []; // what is said beside an answer once its last line has ended
  #inputEnded = false;
  #lastInterrupt = 0;
  #done;

  constructor(settings) {
    this.#session = new Session(settings, {
      status: (text) => this.#say(text),
      frame: (text) => this.#printer?.show(text),
      plan: (plan) => this.#showPlan(plan),
      turnEnded: (note) => this.#onTurnEnded(note),
      lost: () => this.#quit(1),
    });
    this.#done = {};
    this.#done.promise = new Promise((resolve) => (this.#done.resolve = resolve));
  }

  async run() {
    await this.#session.connect();
    this.#lines = createInterface({
      input: process.stdin,
      output: interactive ? process.stdout : undefined,
      terminal: interactive,
      prompt: paint('1;34', 'you › '),
    });
    if (interactive) status('/help tells what can be done');
    this.#lines.on('line', (line) => this.#onLine(line.trim()));
    this.#lines.on('close', () => this.#onInputEnd());
    this.#lines.on('SIGINT', () => this.#onInterrupt());
    if (!interactive) process.on('SIGINT', () => this.#onInterrupt());
    this.#begin(() => this.#session.introduce());
    return this.#done.promise;
  }

  /** Writes something beside the conversation without tearing a line. */
  #aside(write) {
    if (interactive && this.#printer && !this.#printer.empty) process.stdout.write('\n');
    write();
    if (interactive && this.#lines && !this.#session.busy) this.#lines.prompt(true);
  }

  /** Tells how things stand. Where no terminal is, an answer is not torn: who reads it may see both outputs as one. */
  #say(text) {
    if (!interactive && this.#printer && !this.#printer.empty) this.#notes.push(text);
    else this.#aside(() => status(text));
  }

  #endAnswer() {
    this.#printer?.end();
    this.#printer = null;
    for (const note of this.#notes.splice(0)) status(note);
  }

  #begin(turn) {
    this.#endAnswer();
    if (interactive) process.stdout.write(paint('1;32', 'coach › '));
    this.#printer = new Printer((text) => process.stdout.write(text));
    turn().catch((error) => status(error.message));
  }

  #showPlan(plan) {
    this.#plan = plan;
    this.#printer?.show(sessionsText(plan));
  }

  #onTurnEnded(note) {
    // What the plan's description says comes last: it may still change while the plan grows.
    if (this.#plan) this.#printer?.show(planText(this.#plan));
    this.#plan = null;
    if (this.#printer?.empty && interactive) process.stdout.write('\n');
    if (note) this.#notes.push(note);
    this.#endAnswer();
    if (this.#waiting.length > 0) {
      const next = this.#waiting.shift();
      this.#begin(() => this.#session.say(next));
    } else if (this.#inputEnded) {
      this.#quit(0);
    } else if (interactive) {
      this.#lines.prompt();
    }
  }

  #onLine(line) {
    if (line === '/quit' || line === '/exit') this.#quit(0);
    else if (line === '/stop') this.#session.stop();
    else if (line === '/restart') this.#begin(() => this.#session.restart());
    else if (line === '/help') this.#aside(() => process.stdout.write(kHelp));
    else if (line.startsWith('/')) this.#aside(() => status(`no command ${line}; /help lists them`));
    else if (line === '') this.#aside(() => {});
    // A person who types on takes over; the lines of a pipe wait for their turn.
    else if (this.#session.busy && !interactive) this.#waiting.push(line);
    else this.#begin(() => this.#session.say(line));
  }

  #onInputEnd() {
    this.#inputEnded = true;
    if (interactive || !this.#session.busy) this.#quit(0);
  }

  #onInterrupt() {
    const now = Date.now();
    const twice = now - this.#lastInterrupt < kTwiceMs;
    this.#lastInterrupt = now;
    if (twice) this.#quit(0);
    else if (this.#session.busy) this.#session.stop();
    else this.#aside(() => status('Ctrl-C again to leave'));
  }

  async #quit(code) {
    this.#lines.removeAllListeners('close');
    this.#lines.close();
    this.#endAnswer();
    await this.#session.close();
    this.#done.resolve(code);
  }
}

async function main() {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(kUsage);
    return;
  }
  const runFile =
    process.env.SPOTTER_RUN_FILE || fileURLToPath(new URL('../../.dev/run.env', import.meta.url));
  let settings;
  try {
    settings = readSettings(args, process.env, runFile);
  } catch (error) {
    return leave(2, `dev chat: ${error.message}${error instanceof Usage ? `\n\n${kUsage}` : ''}`);
  }
  if (!settings.key) {
    // Who has no server has no use for a key.
    const why = await whyNobodyAnswers(settings.url);
    if (why) return leave(1, why);
  }
  if (!settings.key && interactive) settings.key = await askForKey();
  if (!settings.key) {
    return leave(2, 'No key: set WEB_AUTH_KEY to the one that the server was started with.');
  }
  const conversation = new Conversation(settings);
  try {
    const code = await conversation.run();
    // The client library may still hold timers of a connection that is gone.
    process.exit(code);
  } catch (error) {
    leave(1, explain(error, settings.url).text);
  }
}

await main();
