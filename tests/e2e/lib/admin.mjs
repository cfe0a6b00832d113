// The administration as an operator uses it.
import { createHash } from 'node:crypto';
import { request } from './http.mjs';
import { kKey } from './server.mjs';

export const kAdminKey = 'e2e-admin-key-71c0de5a';

/** A payer's whole hash, from what tells their purchase apart: docs/admin.md says what that is. */
export const hashOf = (...parts) => createHash('sha256').update(parts.join('\x1f')).digest('hex');
export const kWebHash = hashOf('web', kKey);

/** Asks; `body` is JSON or a text: {status, headers, text, json}. */
export async function ask(server, method, path, { body, key = kAdminKey, headers = {} } = {}) {
  const sent = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const authorization = key === null ? {} : { Authorization: `Bearer ${key}` };
  const { status, headers: got, body: text } =
    await request(server, method, `/admin${path}`, { headers: { ...authorization, ...headers }, body: sent });
  const json = /json/.test(got['content-type'] ?? '') && text !== '' ? JSON.parse(text) : undefined;
  return { status, headers: got, text, json };
}

/** The same, which must succeed: what came back. */
export async function done(server, method, path, body) {
  const { status, text, json } = await ask(server, method, path, { body });
  if (status < 200 || status > 299) throw new Error(`${method} /admin${path} answered ${status}: ${text}`);
  return json;
}
