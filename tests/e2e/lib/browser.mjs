// Debian's Chromium for tests, and a small server of files for its pages.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { chromium } from 'playwright-core';

const kBrowser = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);

/** A headless browser, closed with the test. */
export async function launchBrowser(t) {
  assert.ok(kBrowser, 'chromium is not installed');
  const browser = await chromium.launch({
    executablePath: kBrowser,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
  t.after(() => browser.close());
  return browser;
}

const kTypes = { js: 'text/javascript', mjs: 'text/javascript', html: 'text/html' };

/**
 * Serves a page whose `scripts` are loaded in their order, and `modules` that it may import, both {path: file}; returns its
 * origin, which is another than that of any server at 127.0.0.1, by name too.
 */
export async function servePage(t, { scripts = {}, modules = {} } = {}) {
  const files = { ...scripts, ...modules };
  const page = `<!doctype html>${Object.keys(scripts).map((path) => `<script src="${path}"></script>`).join('')}`;
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://page').pathname;
    const found = path === '/' || path in files;
    response.writeHead(found ? 200 : 404, { 'Content-Type': kTypes[path === '/' ? 'html' : path.split('.').at(-1)] ?? 'text/plain' });
    response.end(path === '/' ? page : found ? readFileSync(files[path]) : '');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://localhost:${server.address().port}`;
}
