// The same job on Node: ws for clients, undici to the upstream, each event parsed with JSON.parse, each frame written
// with JSON.stringify. No chat is kept, nobody is checked.
//
//   node bench/peers/node.mjs UPSTREAM_PORT
//
// The first line of its output is {"port":N}. Ends with SIGTERM.
import { createServer } from 'node:http';
import { Pool } from 'undici';
import WebSocket from 'ws';

const kEnd = '\x1e';
const kPing = `{"type":6}${kEnd}`;
const kPingEveryMs = 15_000;

const upstream = new Pool(`http://127.0.0.1:${process.argv[2]}`, { connections: null, pipelining: 1, bodyTimeout: 0, headersTimeout: 0 });

/** The contents of a stream's events. */
async function* deltasOf(body) {
  let rest = '';
  body.setEncoding('utf8');
  for await (const piece of body) {
    rest += piece;
    for (let end; (end = rest.indexOf('\n\n')) >= 0; rest = rest.slice(end + 2)) {
      const event = rest.slice(0, end);
      if (!event.startsWith('data: ') || event === 'data: [DONE]') continue;
      const text = JSON.parse(event.slice(6)).choices[0]?.delta?.content;
      if (text) yield text;
    }
  }
}

async function answer(socket, { invocationId, arguments: [message] }) {
  const { body } = await upstream.request({
    method: 'POST', path: '/v1/chat/completions', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'bench', stream: true, messages: [{ role: 'user', content: message }] }),
  });
  let whole = '';
  for await (const text of deltasOf(body)) {
    whole += text;
    socket.send(JSON.stringify({
      type: 1, target: 'ReceiveMessage', arguments: [{ type: 'messageResponse', message: whole }],
    }) + kEnd);
  }
  socket.send(JSON.stringify({ type: 3, invocationId, result: null }) + kEnd);
}

const server = createServer((request, response) => response.writeHead(404).end());
const sockets = new WebSocket.Server({ server, path: '/ai-chat', perMessageDeflate: false, clientTracking: false });
sockets.on('connection', (socket) => {
  let shaken = false;
  let pings;
  socket.on('error', () => socket.terminate());
  socket.on('close', () => clearInterval(pings));
  socket.on('message', (data) => {
    for (const record of data.toString().split(kEnd).slice(0, -1)) {
      const message = JSON.parse(record);
      if (!shaken) {
        shaken = true;
        socket.send(`{}${kEnd}`);
        pings = setInterval(() => socket.send(kPing), kPingEveryMs);
      } else if (message.type === 1 && message.target === 'SendMessage') {
        answer(socket, message).catch(() => socket.terminate());
      }
    }
  });
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => console.log(JSON.stringify({ port: server.address().port })));
process.on('SIGTERM', () => process.exit(0));
