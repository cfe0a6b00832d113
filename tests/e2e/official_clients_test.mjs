// The official clients of eight years, unmodified, over every transport and in every protocol that each knows: all see
// what the reference lets them see.
import assert from 'node:assert/strict';
import { test } from '../../tools/testing/runner.mjs';
import { cellsOf, kClients, load } from './lib/client_packages.mjs';
import { differences, play } from './lib/client_scenario.mjs';
import { startTestHub } from './lib/test_hub.mjs';

for (const client of kClients) {
  for (const cell of cellsOf(client, 'node')) {
    test(`clients: ${client.name} over ${cell.name} is served as by the reference`, async (t) => {
      const { url, token } = await startTestHub(t);
      const protocol = cell.protocol === 'messagepack' ? load(client.messagePack) : null;
      const seen = await play({ api: load(client.api), protocol, cell, url, token, asInItsDay: client.asInItsDay });
      const wrong = differences(cell, seen);
      assert.ok(wrong.length === 0, wrong.join('\n'));
    });
  }
}
