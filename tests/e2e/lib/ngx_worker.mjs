// What ngx-signalr-websocket does with the test hub: a client of its own making, for pages, in a thread whose globals are as a
// page's. Posts what it saw.
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import WebSocket from 'ws';

const require = createRequire(import.meta.url);
globalThis.window = { location: { href: 'http://page/' } };
globalThis.WebSocket = WebSocket;
const { DefaultHttpPostClient, SignalrClient } = require('ngx-signalr-websocket');
const { firstValueFrom, take, toArray } = require('rxjs');

const client = SignalrClient.create(new DefaultHttpPostClient());
const connection = await firstValueFrom(client.connect(workerData.url));
const call = (...args) => firstValueFrom(connection.invoke(...args)).catch((error) => ({ error: error.message }));
const all = (stream) => firstValueFrom(stream.pipe(toArray())).catch((error) => ({ error: error.message }));

const seen = {};
seen.values = [await call('Echo', 'hello 👋'), await call('Echo', { a: [1, null] }), await call('Void')];
seen.errors = [await call('HubThrow'), await call('NoSuchMethod')];
seen.stream = await all(connection.stream('Count', 40));
seen.failing = await all(connection.stream('CountThenFail', 2));
seen.left = await all(connection.stream('Count', 400).pipe(take(2)));
const pushes = firstValueFrom(connection.on('Recv').pipe(take(3), toArray()));
connection.send('Push', 3, 'word');
seen.pushes = await pushes;
seen.order = await Promise.all([1, 2, 3].map((n) => call('Echo', n)));
seen.id = (await call('ConnectionId')).length > 0;
connection.close();
parentPort.postMessage(seen);
