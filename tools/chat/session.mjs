// One chat on the official SignalR client: the connection and its own retries, one turn at a time.
import { HubConnectionBuilder, HubConnectionState, LogLevel } from '@microsoft/signalr';
import { setTimeout as pause } from 'node:timers/promises';
import { Answer, endText } from './answer.mjs';
import { isSecond } from './settings.mjs';

/** The shape of plans that planText() reads. */
const kPlanVersion = 3;
const kRetryDelaysMs = [0, 500, 1_000, 2_000, 5_000];

/** Why connecting failed, in a sentence that says what to do. `final`: trying again cannot help. */
export function explain(error, url) {
  const text = `${error?.message ?? error} ${error?.cause?.code ?? ''}`;
  if (text.includes("'401'")) {
    return { final: true, text: 'The server does not accept this key. Set WEB_AUTH_KEY to the one it was started with.' };
  }
  if (/ECONNREFUSED|ECONNRESET|fetch failed|ENOTFOUND|EHOSTUNREACH/.test(text)) {
    return { final: false, text: `No server answers at ${url}. Start one with ./dev run.` };
  }
  if (text.includes("'404'")) return { final: true, text: `There is no coach at ${url}.` };
  if (text.includes("'503'")) return { final: false, text: 'The server is full or not ready.' };
  return { final: false, text: `Connecting failed: ${error?.message ?? error}` };
}

/**
 * `on` is told: status(text), frame(text) with the whole answer so far, plan(payload) with the whole plan so
 * far, turnEnded(note) with how a stream ended, if it said so, lost(). A hub of the first contract is spoken to in its own words.
 */
export class Session {
  #settings;
  #on;
  #connection;
  #turn = 0;
  #closing = false;

  constructor(settings, on) {
    this.#settings = settings;
    this.#on = on;
    this.#connection = new HubConnectionBuilder()
      .withUrl(settings.url, { accessTokenFactory: () => `Web ${settings.key}` })
      .configureLogging(LogLevel.None)
      .build();
    this.#connection.on('ReceiveMessage', (payload) => {
      if (payload?.type === 'messageResponse') this.#on.frame(payload.message);
      else if (payload?.type === 'chatPlan') this.#on.plan(payload);
      else if (payload?.type === 'updateRequired') this.#on.status('this client is too old for the server');
    });
    this.#connection.onclose((error) => this.#onClose(error));
  }

  get #second() {
    return isSecond(this.#settings.url);
  }

  get busy() {
    return this.#turn !== 0;
  }

  /** Connects once; rejects with what explain() understands. */
  async connect() {
    this.#on.status(`connecting to ${this.#settings.url}`);
    await this.#connection.start();
    this.#on.status('connected');
  }

  introduce() {
    const { locale, unit } = this.#settings;
    return this.#invoke('Introduce', ...(this.#second ? [locale, kPlanVersion, unit] : [locale]));
  }

  say(text) {
    if (this.#settings.stream) return this.#stream(text);
    return this.#invoke('SendMessage', ...(this.#second ? [text, kPlanVersion] : [text]));
  }

  /** A new chat, in the order of the app: the running answer is silenced, then the coach begins anew. */
  async restart() {
    await this.#connection.send('RestartChat');
    await this.introduce();
  }

  async stop() {
    if (this.#connection.state === HubConnectionState.Connected) {
      await this.#connection.send('StopInProgress');
    }
  }

  async close() {
    this.#closing = true;
    await this.#connection.stop();
  }

  static #turns = 0;

  #invoke(method, ...args) {
    return this.#run(() => this.#connection.invoke(method, ...args));
  }

  #stream(text) {
    const { locale, unit } = this.#settings;
    const answer = new Answer();
    const note = () => (answer.end && answer.end.reason !== 'superseded' ? endText(answer) : '');
    const next = (event) => {
      answer.on(event);
      if (event.type === 'text') this.#on.frame(answer.text);
      if (answer.plan) this.#on.plan(answer.plan);
    };
    const options = { planVersion: kPlanVersion, weightUnit: unit, locale };
    return this.#run(() => new Promise((complete, error) => {
      this.#connection.stream('StreamMessage', text, options).subscribe({ next, complete, error });
    }), note);
  }

  async #run(call, note = () => '') {
    const turn = (this.#turn = ++Session.#turns);
    if (this.#connection.state !== HubConnectionState.Connected) this.#on.status('not connected yet; try again');
    try {
      await call();
    } catch (error) {
      if (this.#connection.state === HubConnectionState.Connected) {
        this.#on.status(`the server refused: ${error.message}`);
      }
    }
    // A newer turn has taken over the screen: it is the one that ends.
    if (turn !== this.#turn) return;
    this.#turn = 0;
    this.#on.turnEnded(note());
  }

  async #onClose(error) {
    if (this.#closing) return;
    this.#on.status(error ? `connection lost: ${error.message}` : 'the server closed the connection');
    for (let attempt = 0; !this.#closing; ++attempt) {
      const delay = kRetryDelaysMs[Math.min(attempt, kRetryDelaysMs.length - 1)];
      // A little chance in the delay, so that many clients do not come back in one moment.
      await pause(delay * (0.75 + Math.random() / 2));
      if (this.#closing) return;
      try {
        if (attempt === 0) this.#on.status('reconnecting');
        await this.#connection.start();
        this.#on.status('connected again; this is a new chat');
        return;
      } catch (failure) {
        const { final, text } = explain(failure, this.#settings.url);
        if (attempt === 0 || final) this.#on.status(text);
        if (final) return this.#on.lost();
      }
    }
  }
}
