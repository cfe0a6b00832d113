// The official clients in a browser, on a page of another origin, over every transport: preflights, credentials in the query
// and the browser's own WebSocket and EventSource, and all is as in Node.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { test } from '../../tools/testing/runner.mjs';
import { launchBrowser, servePage } from './lib/browser.mjs';
import { browserScripts, cellsOf, kClients } from './lib/client_packages.mjs';
import { differences } from './lib/client_scenario.mjs';
import { startTestHub } from './lib/test_hub.mjs';

const kScenario = fileURLToPath(new URL('lib/client_scenario.mjs', import.meta.url));

/** Runs in the page. */
async function playInPage({ cell, url, token }) {
  /* global signalR */
  const { play } = await import('/scenario.mjs');
  const protocol = cell.protocol === 'messagepack' ? signalR.protocols.msgpack : null;
  return play({ api: signalR, protocol, cell, url, token });
}

/** A page with that client on it, and what it needs to reach a hub of its own. */
async function openClient(t, browser, client) {
  const origin = await servePage(t, { scripts: browserScripts(client), modules: { '/scenario.mjs': kScenario } });
  const hub = await startTestHub(t, { origin });
  const page = await (await browser.newContext()).newPage();
  await page.goto(origin);
  return { page, hub };
}

test('clients: in a browser every version is served as by the reference over every transport', async (t) => {
  const browser = await launchBrowser(t);
  const play = async (client) => {
    const { page, hub } = await openClient(t, browser, client);
    const wrong = [];
    for (const cell of cellsOf(client, 'page')) {
      const seen = await page.evaluate(playInPage, { cell, url: hub.url, token: hub.token });
      for (const line of differences(cell, seen)) wrong.push(`${client.name} over ${cell.name}: ${line}`);
    }
    return wrong;
  };
  const wrong = (await Promise.all(kClients.map(play))).flat();
  assert.ok(wrong.length === 0, wrong.join('\n'));
}, { timeoutMs: 120_000, alone: true });
