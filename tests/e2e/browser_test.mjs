// A page of another origin uses the hub from a real browser: preflight, negotiation and the WebSocket with its
// access_token, all as the browser's own rules have it.
import assert from 'node:assert/strict';
import { test } from '../../tools/testing/runner.mjs';
import { launchBrowser, servePage } from './lib/browser.mjs';
import { browserFile } from './lib/client_packages.mjs';
import { kKey, startServer } from './lib/server.mjs';
import { startUpstream, words } from './lib/upstream.mjs';
import { within } from './lib/wait.mjs';

async function openPage(t, env = {}) {
  const upstream = await startUpstream(t);
  const server = await startServer(t, { upstream, env });
  const origin = await servePage(t, { scripts: { '/signalr.js': browserFile('@microsoft/signalr') } });
  const browser = await launchBrowser(t);
  const page = await browser.newPage();
  await page.goto(origin);
  return { upstream, server, origin, page };
}

/** Runs in the page: connects, introduces itself, says one thing; {frames} or {error}. */
async function chatInPage({ url, key }) {
  /* global signalR */
  const connection = new signalR.HubConnectionBuilder()
    .withUrl(`${url}/ai-chat`, { accessTokenFactory: () => `Web ${key}` })
    .configureLogging(signalR.LogLevel.None)
    .build();
  const frames = [];
  connection.on('ReceiveMessage', (payload) => frames.push(payload.message));
  try {
    await connection.start();
    await connection.invoke('Introduce', navigator.language);
    await connection.invoke('SendMessage', 'A question from a page');
    await connection.stop();
    return { frames };
  } catch (error) {
    return { frames, error: String(error) };
  }
}

test('browser: a page of another origin connects with a key and chats', async (t) => {
  const { upstream, server, page } = await openPage(t);
  upstream.next(words('Hello, ', 'browser.'));
  const { frames, error } = await within(
    page.evaluate(chatInPage, { url: server.url, key: kKey }), 'the page to chat', 20_000);
  assert.equal(error, undefined);
  assert.ok(frames.includes('Hello, browser.'), frames.join('|'));
  assert.equal(frames.at(-1), 'Hello from the scripted upstream.');
}, { timeoutMs: 60_000 });

test('browser: a page with a wrong key is told Unauthorized, not just that something failed', async (t) => {
  const { server, page } = await openPage(t);
  const { error } = await page.evaluate(chatInPage, { url: server.url, key: 'wrong' });
  assert.match(error, /Unauthorized: Status code '401'/);
}, { timeoutMs: 60_000 });

test('browser: a page of an origin that is not on the list gets nothing', async (t) => {
  const { server, page } = await openPage(t, { SPOTTER_ALLOWED_ORIGINS: 'https://app.example' });
  const { error, frames } = await page.evaluate(chatInPage, { url: server.url, key: kKey });
  assert.ok(error);
  assert.deepEqual(frames, []);
}, { timeoutMs: 60_000 });
