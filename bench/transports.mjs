// What an idle session costs over each transport.
import { Agent, request } from 'node:http';
import WebSocket from 'ws';
import { kKey, say, settled, startServer } from './harness.mjs';

const kHandshake = '{"protocol":"json","version":1}\x1e';
const kCount = 1_000;
const kAtOnce = 50;

const agent = new Agent({ keepAlive: true, maxSockets: Infinity });

/** The answer's head; its body goes on coming, and is dropped. */
function ask(server, method, path, { body = '', headers = {}, through = agent } = {}) {
  return new Promise((resolve, reject) => {
    const call = request({
      port: server.port, method, path, agent: through, headers: { Authorization: `Web ${kKey}`, ...headers },
    }, resolve);
    call.on('error', reject);
    call.end(body);
  });
}

const whole = async (response) => {
  let text = '';
  for await (const piece of response) text += piece;
  return text;
};

async function negotiate(server, query = '') {
  const answer = await ask(server, 'POST', `/ai-chat/negotiate?negotiateVersion=1${query}`);
  return JSON.parse(await whole(answer)).connectionToken;
}

const shakeHands = async (server, path) => whole(await ask(server, 'POST', path, { body: kHandshake }));

async function overSocket(server, stateful) {
  const token = await negotiate(server, stateful ? '&useStatefulReconnect=true' : '');
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/ai-chat?id=${token}`, {
    headers: { Authorization: `Web ${kKey}` }, perMessageDeflate: false,
  });
  await new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () => socket.send(stateful ? kHandshake.replace('1}', '2}') : kHandshake));
    socket.once('message', resolve);
  });
  return () => socket.terminate();
}

async function overEvents(server) {
  const path = `/ai-chat?id=${await negotiate(server)}`;
  const events = await ask(server, 'GET', path, { headers: { Accept: 'text/event-stream' }, through: false });
  events.on('error', () => {});
  const accepted = new Promise((resolve) => {
    let text = '';
    events.on('data', (data) => (text += data).includes('{}\x1e') && resolve());
  });
  await shakeHands(server, path);
  await accepted;
  return () => events.destroy();
}

async function overPolls(server) {
  const path = `/ai-chat?id=${await negotiate(server)}`;
  await whole(await ask(server, 'GET', path));
  await shakeHands(server, path);
  await whole(await ask(server, 'GET', path));
  const waiting = ask(server, 'GET', path, { through: false });
  waiting.catch(() => {});
  return () => {};
}

export async function transports() {
  for (const [name, open] of [
    ['WebSockets', (server) => overSocket(server, false)], ['WebSockets, stateful', (server) => overSocket(server, true)],
    ['Server-Sent Events', overEvents], ['Long Polling', overPolls],
  ]) {
    const server = await startServer({ SPOTTER_NEGOTIATIONS_PER_MINUTE: '1000000' });
    const before = await settled(server.resident);
    const close = [];
    for (let i = 0; i < kCount; i += kAtOnce) {
      close.push(...(await Promise.all(Array.from({ length: kAtOnce }, () => open(server)))));
    }
    const after = await settled(server.resident);
    say(`resident memory per idle session, ${name}, KiB`, ((after - before) / kCount / 1024).toFixed(1),
      `VmRSS with ${kCount} sessions after their handshakes, less VmRSS at start`);
    for (const end of close) end();
    await server.stop();
    agent.destroy();
  }
}
