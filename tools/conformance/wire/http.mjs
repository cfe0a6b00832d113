// HTTP requests on connections of their own: whole answers, streams, bodies that arrive in pieces.
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

const kPieceMs = 15;

async function writeInPieces(outgoing, body, pieces) {
  const size = Math.ceil(body.length / pieces);
  for (let i = 0; i < pieces; ++i) {
    outgoing.write(body.subarray(i * size, (i + 1) * size));
    await new Promise((resolve) => setTimeout(resolve, kPieceMs));
  }
  outgoing.end();
}

/**
 * Begins a request: {answer: Promise<{status, reason, headers, body}>, abort}. With `onData` the answer comes with the
 * head and an empty body, and the body's pieces go to onData, its end to onEnd.
 */
export function request(url, { method = 'GET', headers = {}, body, pieces = 1, onData, onEnd, insecure = false } = {}) {
  const make = url.startsWith('https') ? httpsRequest : httpRequest;
  let outgoing;
  const answer = new Promise((resolve, reject) => {
    const length = body === undefined && method !== 'POST' ? {} : { 'Content-Length': body?.length ?? 0 };
    outgoing = make(url, { method, headers: { ...headers, ...length }, agent: false, rejectUnauthorized: !insecure }, (response) => {
      const head = { status: response.statusCode, reason: response.statusMessage, headers: response.headers };
      const parts = [];
      response.on('data', (data) => (onData ? onData(data) : parts.push(data)));
      response.on('error', () => onEnd?.());
      response.on('end', () => {
        onEnd?.();
        resolve({ ...head, body: Buffer.concat(parts) });
      });
      response.on('aborted', () => reject(new Error('the answer was cut off')));
      if (onData) resolve({ ...head, body: Buffer.alloc(0) });
    });
    outgoing.on('error', reject);
    if (body && pieces > 1) writeInPieces(outgoing, body, pieces);
    else outgoing.end(body);
  });
  answer.catch(() => {}); // whoever waits for it hears of it; nobody has to
  return { answer, abort: () => outgoing.destroy() };
}
