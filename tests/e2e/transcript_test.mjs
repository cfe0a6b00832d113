// What the official client sends, record by record, is kept in tests/data: the codec's unit tests and fuzz seeds
// read it, and this test says when the client has changed. SPOTTER_RECORD=1 writes it anew.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { VERSION } from '@microsoft/signalr';
import WebSocket from 'ws';
import { test } from '../../tools/testing/runner.mjs';
import { connect, kSeparator } from './lib/clients.mjs';
import { kRoot, startServer } from './lib/server.mjs';
import { hang, startUpstream } from './lib/upstream.mjs';
import { until } from './lib/wait.mjs';

const kFile = join(kRoot, `tests/data/hub/js-client-${VERSION}.txt`);

test('transcript: the official client sends the records that are kept in tests/data/hub', async (t) => {
  const upstream = await startUpstream(t);
  const server = await startServer(t, { upstream });
  const sent = [];
  class ListeningSocket extends WebSocket {
    send(data, ...rest) {
      assert.ok(String(data).endsWith(kSeparator), 'a message without its end');
      sent.push(...String(data).split(kSeparator).slice(0, -1));
      return super.send(data, ...rest);
    }
  }
  const client = await connect(t, server, { options: { WebSocket: ListeningSocket } });
  await client.introduce('en-AU');
  await client.ask('Three days a week, please. "Quotes", \\ and Ünïcödé 💪');
  upstream.next(hang());
  const running = client.say('A question that is stopped');
  await until(() => upstream.calls.length === 3, 'the third call');
  await client.stop();
  await running;
  await client.restart();
  await client.introduce('de-DE');
  await client.connection.stop();

  // Pings come by the clock; the first, right after the handshake, is always there.
  const records = sent.filter((record, index) => index === 1 || record !== '{"type":6}');
  const text = `${records.join('\n')}\n`;
  if (process.env.SPOTTER_RECORD === '1') {
    mkdirSync(dirname(kFile), { recursive: true });
    writeFileSync(kFile, text);
  }
  assert.ok(existsSync(kFile), `there is no ${kFile}; record it with SPOTTER_RECORD=1`);
  assert.equal(text, readFileSync(kFile, 'utf8'));
});
