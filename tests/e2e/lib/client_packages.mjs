// The official clients of the tests, what each is able to do, and the cells of client, transport and protocol.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** What a page or a program sees of a 401, by how old the client is. */
const kUnauthorized = 'Unauthorized';
const kWithStatus = "Failed to complete negotiation with the server: Error: Unauthorized: Status code '401'";

/**
 * Runs fn as on the Node of 2020, which had no fetch: version 5 takes a global one for the browser's and then looks for a
 * `self` that Node has not.
 */
function withoutFetch(fn) {
  const { fetch } = globalThis;
  delete globalThis.fetch;
  try {
    return fn();
  } finally {
    globalThis.fetch = fetch;
  }
}

/**
 * `can`: 'connectionId' (says it), 'uploads', 'answers' (to what the hub asks), 'no answers' (ends when it is asked), 'queue'
 * (sends one after the other over any transport), 'cancel' (in MessagePack too), 'calm end' (of an event stream too), 'stateful'
 * (reconnect). `refusal`: its error for a 401. `rounds`: on a page, msgpack5 writes fractions in 32 bits.
 */
export const kClients = [
  {
    name: '@microsoft/signalr 10', api: '@microsoft/signalr', messagePack: '@microsoft/signalr-protocol-msgpack',
    can: ['connectionId', 'uploads', 'answers', 'queue', 'cancel', 'calm end', 'stateful'], refusal: kWithStatus,
  },
  {
    name: '@microsoft/signalr 8', api: 'signalr-8', messagePack: 'signalr-protocol-msgpack-8',
    can: ['connectionId', 'uploads', 'answers', 'queue', 'cancel', 'calm end', 'stateful'], refusal: kWithStatus,
  },
  {
    name: '@microsoft/signalr 5', api: 'signalr-5', messagePack: 'signalr-protocol-msgpack-5',
    can: ['connectionId', 'uploads', 'no answers', 'queue', 'cancel'], refusal: kUnauthorized,
    asInItsDay: withoutFetch, rounds: true,
  },
  {
    name: '@aspnet/signalr 1.1', api: '@aspnet/signalr', messagePack: '@aspnet/signalr-protocol-msgpack',
    can: ['no answers'], refusal: kUnauthorized, rounds: true,
  },
];

const kWays = [
  { transport: 'WebSockets', protocol: 'json' },
  { transport: 'WebSockets', protocol: 'json', skipNegotiation: true },
  { transport: 'WebSockets', protocol: 'messagepack' },
  { transport: 'WebSockets', protocol: 'messagepack', skipNegotiation: true },
  { transport: 'ServerSentEvents', protocol: 'json' },
  { transport: 'LongPolling', protocol: 'json' },
  { transport: 'LongPolling', protocol: 'messagepack' },
];

/** Every way in which this client can speak to a hub from 'node' or a 'page', see client_scenario.mjs for the fields. */
export const cellsOf = ({ can, refusal, rounds }, place) => kWays.map(({ transport, protocol, skipNegotiation = false }) => ({
  name: `${transport}${skipNegotiation ? ' without negotiation' : ''} with ${protocol === 'json' ? 'JSON' : 'MessagePack'}`,
  transport, protocol, skipNegotiation, refusal,
  can: [
    ...can, ...(protocol === 'messagepack' ? ['bytes'] : []), ...(skipNegotiation ? [] : ['negotiation']),
    ...(transport === 'WebSockets' || can.includes('queue') ? ['order'] : []),
    ...(rounds && place === 'page' && protocol === 'messagepack' ? [] : ['doubles']),
    // 1.1 cannot write a CancelInvocation in MessagePack; 5 and 1.1 may see the end of an event stream before they are done
    // with the Close that it brought.
    ...(protocol === 'json' ? ['cancel'] : []), ...(transport === 'ServerSentEvents' ? [] : ['calm end']),
  ],
}));

/** The package of a client, or of its MessagePack, as Node has it. */
export const load = (name) => require(name);

/** The file of a package that pages load. */
export const browserFile = (name) =>
  require.resolve(`${name}/dist/browser/${name.includes('msgpack') ? 'signalr-protocol-msgpack' : 'signalr'}.js`);

/** What a page of that client loads, {path: file}. The MessagePack of version 5 and before wants msgpack5 on the page. */
export const browserScripts = ({ api, messagePack }) => ({
  '/signalr.js': browserFile(api), '/msgpack5.js': require.resolve('msgpack5/dist/msgpack5.js'), '/protocol.js': browserFile(messagePack),
});
