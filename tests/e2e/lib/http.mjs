// Plain HTTP, byte by byte where it matters.
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect as tcpConnect } from 'node:net';
import { until } from './wait.mjs';

/** One request on a connection of its own: {status, reason, headers, body}. */
export function request(server, method, path, { headers = {}, body, ca } = {}) {
  const make = server.url.startsWith('https') ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const outgoing = make(`${server.url}${path}`, { method, headers, agent: false, ca }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (data) => (text += data));
      response.on('end', () => resolve({
        status: response.statusCode, reason: response.statusMessage, headers: response.headers, body: text,
      }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** What GET /resilience says. */
export async function resilience(server) {
  return JSON.parse((await request(server, 'GET', '/resilience')).body);
}

/** Resolves when somebody could answer. */
export function untilSomebodyCanAnswer(server) {
  return until(async () => (await resilience(server)).answering, 'a provider that could answer');
}

/** A TCP connection that collects what comes: {write, text, ended}. */
export function openTcp(t, server) {
  const socket = tcpConnect(server.port, '127.0.0.1');
  const tcp = { socket, text: '', ended: false, write: (bytes) => socket.write(bytes) };
  socket.setEncoding('latin1');
  socket.on('data', (data) => (tcp.text += data));
  socket.on('close', () => (tcp.ended = true));
  socket.on('error', () => {});
  t.after(() => socket.destroy());
  tcp.until = (fits, what, timeoutMs) => until(() => fits(tcp), what, timeoutMs);
  tcp.status = async (timeoutMs) => {
    await tcp.until(({ text }) => text.includes('\r\n'), 'a status line', timeoutMs);
    return Number(/^HTTP\/1\.1 (\d{3})/.exec(tcp.text)?.[1]);
  };
  return tcp;
}
