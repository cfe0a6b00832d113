// What it costs that a provider is down: the time from a question to the first word, when the first provider refuses
// connections and the second answers.
import { invoke, median, openSession, quantile, say, startServer, startUpstream } from './harness.mjs';

const kQuestions = 300;

/** Milliseconds from each question to its first frame, one after the other, each in a chat of its own. */
async function firstWords(server) {
  const times = [];
  for (let i = 0; i < kQuestions; ++i) {
    let began;
    let end;
    const over = new Promise((resolve) => (end = resolve));
    const socket = await openSession(server, (data) => {
      const text = data.toString();
      if (text.includes('"messageResponse"')) times[i] ??= performance.now() - began;
      if (text.includes('"type":3')) end();
    });
    began = performance.now();
    invoke(socket, 0, 'How many days a week?');
    await over;
    socket.terminate();
  }
  return times;
}

/** A dead first provider, with a breaker that never opens and with one that has opened, and none that is dead. */
export async function failover() {
  const upstream = await startUpstream();
  const second = { OPENAI_BASE_URL: upstream.baseUrl, OPENAI_MODEL: 'instant' };
  const dead = {
    ...second, GEMINI_API_KEY: 'none', GEMINI_BASE_URL: 'http://127.0.0.1:1/v1beta', SPOTTER_PROVIDERS: 'gemini,openai',
  };
  for (const [what, environment, skipped] of [
    ['nobody is down', { ...second, SPOTTER_PROVIDERS: 'openai' }, 10],
    ['the first refuses connections', { ...dead, SPOTTER_BREAKER_FAILURES: '1000', SPOTTER_BREAKER_WINDOW_CALLS: '1000000' }, 10],
    ['the first refuses, its breaker is open', dead, 10],
  ]) {
    const server = await startServer(environment);
    const times = (await firstWords(server)).slice(skipped);
    say(`first word, ${what}, median, ms`, median(times).toFixed(2), `${times.length} questions, one after the other; 99 % in ${quantile(times, 0.99).toFixed(2)}`);
    await server.stop();
  }
  await upstream.stop();
}
