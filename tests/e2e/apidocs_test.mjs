// /apidocs/ in a real browser: it shows all that both documents describe, from our own binary alone, to a thumb and to a keyboard.
import assert from 'node:assert/strict';
import { test } from '../../tools/testing/runner.mjs';
import { kAsyncapi, kOpenapi, resolved } from './lib/api_description.mjs';
import { launchBrowser } from './lib/browser.mjs';
import { request } from './lib/http.mjs';
import { startServer } from './lib/server.mjs';

/** The page as it stands when it has loaded; {requests, complaints} grow. */
async function openPage(t, { viewport, hash = '' } = {}) {
  const server = await startServer(t);
  const browser = await launchBrowser(t);
  const context = await browser.newContext({ ...(viewport ? { viewport } : {}) });
  const page = await context.newPage();
  const requests = [];
  const complaints = [];
  page.on('request', (asked) => requests.push(asked.url()));
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && !message.location().url.endsWith('/favicon.ico') && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(`${server.url}/apidocs/${hash}`);
  await page.waitForSelector('main[aria-busy="false"]');
  return { server, page, requests, complaints };
}

test('apidocs: everything that is described is shown, and nothing comes from elsewhere', async (t) => {
  const { server, page, requests, complaints } = await openPage(t);
  const shown = await page.evaluate(() => ({
    entries: [...document.querySelectorAll('details.entry > summary')].map((node) => node.textContent),
    ids: [...document.querySelectorAll('[id]')].map((node) => node.id),
    links: [...document.querySelectorAll('a[href^="#"]')].map((node) => node.getAttribute('href').slice(1)),
    text: document.body.textContent,
    version: document.getElementById('version').textContent,
  }));
  for (const [path, item] of Object.entries(kOpenapi.paths)) {
    for (const method of Object.keys(resolved(item, kOpenapi)).filter((name) => ['get', 'post', 'delete'].includes(name))) {
      assert.ok(shown.entries.some((entry) => entry.startsWith(`${method.toUpperCase()} ${path} `)), `${method} ${path}`);
    }
  }
  for (const { title, channel } of Object.values(kAsyncapi.operations)) {
    assert.ok(shown.entries.some((entry) => entry.includes(`${resolved(channel, kAsyncapi).address} ${title}`)), title);
  }
  for (const { components } of [kOpenapi, kAsyncapi]) {
    for (const name of Object.keys(components.schemas)) assert.ok(shown.entries.includes(name), name);
  }
  // Every link leads somewhere, and no name is given twice.
  assert.deepEqual(shown.links.filter((link) => !shown.ids.includes(link)), []);
  assert.equal(new Set(shown.ids).size, shown.ids.length);
  for (const words of ['urn:spotter:problem:not-found', '"messageResponse"', 'Retry-After', 'sequenceId']) assert.ok(shown.text.includes(words), words);
  assert.match(shown.version, /^\d+\.\d+\.\d+$/);
  assert.deepEqual(complaints, []);
  assert.deepEqual(requests.filter((url) => !url.startsWith(`${server.url}/`)), []);
  const { headers } = await request(server, 'GET', '/apidocs/');
  assert.match(headers['content-security-policy'], /^default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';/);
  assert.equal(headers['x-content-type-options'], 'nosniff');
}, { timeoutMs: 60_000 });

test('apidocs: a phone shows it without scrolling sideways', async (t) => {
  const { page, complaints } = await openPage(t, { viewport: { width: 360, height: 740 } });
  await page.evaluate(() => document.querySelectorAll('details').forEach((node) => (node.open = true)));
  const { width, inner } = await page.evaluate(() => ({ width: document.documentElement.scrollWidth, inner: window.innerWidth }));
  assert.ok(width <= inner, `${width} of ${inner}`);
  assert.deepEqual(complaints, []);
}, { timeoutMs: 60_000 });

test('apidocs: it is read with a keyboard alone', async (t) => {
  const { page } = await openPage(t);
  const focused = () => page.evaluate(() => document.activeElement.textContent || document.activeElement.id);
  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'To the content');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'content');
  // On to the first entry, which opens and closes.
  await page.keyboard.press('Tab');
  const isOpen = () => page.evaluate(() => document.activeElement.closest('details')?.open);
  for (let i = 0; i < 20 && await isOpen() === undefined; ++i) await page.keyboard.press('Tab');
  assert.equal(await isOpen(), false);
  await page.keyboard.press('Enter');
  assert.equal(await isOpen(), true);
  await page.keyboard.press('Space');
  assert.equal(await isOpen(), false);
  // Every control has a name.
  assert.equal(await page.evaluate(() => document.getElementById('filter').labels.length), 1);
}, { timeoutMs: 60_000 });

test('apidocs: a link to an operation opens it, words filter, and a schema is one click away', async (t) => {
  const { page, complaints } = await openPage(t, { hash: '#post-ai-workout' });
  assert.equal(await page.evaluate(() => document.getElementById('post-ai-workout').open), true);
  await page.click('#post-ai-workout a[href="#schema-openapi-workoutform"]');
  await page.waitForFunction(() => document.getElementById('schema-openapi-workoutform').open);
  await page.fill('#filter', 'post workout');
  const visible = await page.evaluate(() => [...document.querySelectorAll('details.entry:not([hidden]) > summary')].map((node) => node.querySelector('code').textContent));
  assert.deepEqual(visible, ['/ai/workout', '/v2/ai/workout']);
  assert.deepEqual(complaints, []);
}, { timeoutMs: 60_000 });
