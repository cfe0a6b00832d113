// Starts the real binary on a free port and looks after it: its log, its end, and that it tells no secret.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unwatch, watch } from './api_watch.mjs';
import { until, within } from './wait.mjs';

export const kRoot = fileURLToPath(new URL('../../..', import.meta.url));
export const kBinary = process.env.SPOTTERD ?? join(kRoot, 'build/release/spotterd');
export const kKey = 'e2e-web-key-5f2c9d41';
export const kUpstreamKey = 'sk-e2e-upstream-8a6b3c';

/** The environment of a server under test: nothing of ours that the test did not name. */
export function cleanEnvironment(extra = {}) {
  const { PATH, HOME } = process.env;
  return { PATH, HOME, LOG_FORMAT: 'json', ...extra };
}

/** Runs the binary to its end: {code, stdout, stderr}. */
export function runBinary(args, environment = {}, cwd = tmpdir()) {
  return new Promise((resolve, reject) => {
    const child = spawn(kBinary, args, { cwd, env: cleanEnvironment(environment), stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data) => (stdout += data));
    child.stderr.on('data', (data) => (stderr += data));
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

class Server {
  #child;
  #lines = '';

  /** Every log event so far. */
  events = [];
  /** Everything that the process wrote, for whoever looks for what must not be there. */
  output = '';
  stdout = '';
  secrets = new Set([kKey, kUpstreamKey]);
  /** Events of level error that this test provokes. */
  mayReport = [];
  /** {code, signal} once it has ended. */
  ended = null;

  constructor(environment, args, folder) {
    this.environment = environment;
    this.folder = folder;
    this.#child = spawn(kBinary, args, { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    this.pid = this.#child.pid;
    this.exit = new Promise((resolve, reject) => {
      this.#child.on('error', reject);
      this.#child.on('close', (code, signal) => {
        this.ended = { code, signal };
        resolve(this.ended);
      });
    });
    this.#child.stdout.on('data', (data) => {
      this.output += data;
      this.stdout += data;
    });
    this.#child.stderr.on('data', (data) => {
      this.output += data;
      this.#lines += data;
      const whole = this.#lines.split('\n');
      this.#lines = whole.pop();
      for (const line of whole) {
        try {
          this.events.push(JSON.parse(line));
        } catch {
          this.events.push({ event: 'not_json', line });
        }
      }
    });
  }

  async listening() {
    const found = await until(
      () => this.ended ?? [...this.events, ...this.fileEvents()].find(({ event }) => event === 'listening'),
      'the server to listen', 20_000);
    if (found.event !== 'listening') throw new Error(`the server ended early: ${this.output}`);
    this.port = found.port;
    this.url = `${found.tls ? 'https' : 'http'}://${found.tls ? 'localhost' : '127.0.0.1'}:${found.port}`;
    this.api = watch(this);
  }

  /** The events in a file of its log; one that is not there has none. */
  fileEvents(name = 'spotter.log') {
    const file = join(this.folder, name);
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    return text.split('\n').slice(0, -1).map((line) => JSON.parse(line));
  }

  /** The first event of that name and with these fields, now or soon. */
  event(name, fields = {}, timeoutMs) {
    const fits = (entry) =>
      entry.event === name && Object.entries(fields).every(([key, value]) => entry[key] === value);
    return until(() => this.events.find(fits), `the log event ${name} ${JSON.stringify(fields)}`, timeoutMs);
  }

  signal(name) {
    this.#child.kill(name);
  }

  /** Bytes of memory that it holds now and has held at most. */
  memory() {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    const bytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)[1]) * 1024;
    return { now: bytes('VmRSS'), most: bytes('VmHWM') };
  }

  /** Asks it to end, in the orderly way. */
  async stop() {
    if (!this.ended) {
      this.signal('SIGTERM');
      // What still runs is not waited for; an idle server may be ending already. Of two signals that
      // come before the first is seen only one arrives.
      const seen = () => this.ended ?? [...this.events, ...this.fileEvents()].some(({ event }) => event === 'signal');
      await until(seen, 'the server to see the signal', 1_000).catch(() => {});
      if (!this.ended) this.signal('SIGTERM');
      try {
        await within(this.exit, 'the server to end', 8_000);
      } catch (error) {
        this.signal('SIGKILL');
        await this.exit;
        throw error;
      }
    }
  }

  /** What holds for every server, whatever the test was about. */
  check() {
    for (const name of readdirSync(this.folder).filter((each) => each.includes('.log'))) {
      this.output += readFileSync(join(this.folder, name), 'utf8');
    }
    for (const secret of this.secrets) {
      const index = this.output.indexOf(secret);
      if (index >= 0) {
        throw new Error(`a secret was written out: ${this.output.slice(Math.max(0, index - 120), index + 120)}`);
      }
    }
    const bad = this.events.find(({ event, level }) =>
      event === 'not_json' || (level === 'error' && !this.mayReport.includes(event)));
    if (bad) throw new Error(`the server reports ${JSON.stringify(bad)}`);
    if (this.api?.faults.length > 0) {
      throw new Error(`answers that are not as data/api describes them:\n${[...new Set(this.api.faults)].join('\n')}`);
    }
    if (this.ended.signal && !this.mayBeKilled) throw new Error(`the server died of ${this.ended.signal}`);
  }
}

/**
 * One provider that nobody stands in for, whose illnesses pass at once and after which nobody pauses: for tests of what
 * a user is told.
 */
export const kAlone = {
  SPOTTER_PROVIDERS: 'openai',
  SPOTTER_RETRY_BASE_MS: '1',
  SPOTTER_BREAKER_COOL_DOWN_MAX_MS: '1',
  SPOTTER_BREAKER_MISCONFIGURED_MS: '1',
};

/** What a server says, as of level error, when its only provider is ill. */
export const kIllness = ['provider_state', 'nobody_can_answer'];

/** The settings that make an upstream answer, in the dialect that it is to be spoken to. */
const kAnswering = {
  openai: ({ baseUrl }) => ({ OPENAI_BASE_URL: baseUrl, OPENAI_API_KEY: kUpstreamKey, OPENAI_MODEL: 'scripted' }),
  responses: (upstream) => ({ ...kAnswering.openai(upstream), OPENAI_SERVER: 'openai' }),
  gemini: ({ geminiUrl }) => ({ GEMINI_BASE_URL: geminiUrl, GEMINI_API_KEY: kUpstreamKey, GEMINI_MODEL: 'scripted' }),
};

/**
 * A running server, ended with the test. `upstream`: who answers; without one it is the offline coach. `mayReport`:
 * events of level error that the test provokes.
 */
export async function startServer(
  t, { upstream, dialect = 'openai', env = {}, args = [], shards = 2, mayReport = [] } = {},
) {
  if (!existsSync(kBinary)) throw new Error(`there is no ${kBinary}; build it with ./dev build`);
  const folder = mkdtempSync(join(tmpdir(), 'spotter-e2e-'));
  const answering = upstream ? kAnswering[dialect](upstream) : {};
  const environment = cleanEnvironment({
    LOG_LEVEL: 'trace',
    SPOTTER_LISTEN: '127.0.0.1:0',
    SPOTTER_THREADS: String(shards),
    WEB_AUTH_KEY: kKey,
    ...answering,
    ...env,
  });
  const server = new Server(environment, args, folder);
  server.mayReport = mayReport;
  t.after(async (failure) => {
    let wrong = failure;
    try {
      await server.stop();
      unwatch(server);
      server.check();
    } catch (error) {
      wrong = error;
      throw error;
    } finally {
      rmSync(folder, { recursive: true, force: true });
      if (wrong) t.notes.push('--- server output', server.output.slice(-6_000));
    }
  });
  await server.listening();
  return server;
}
