// The server whose test hub the clients and bare sockets of the tests speak to, chosen here for all of them: spotterd, or
// with SPOTTER_TEST_PEER=1 the small server in Node that the conformance kit is tried on.
import { kKey, startServer } from './server.mjs';
import { startPeer } from './signalr_peer.mjs';

export const kUsesPeer = process.env.SPOTTER_TEST_PEER === '1';

/** What proves at the hub's `auth` variant who one is. */
const kToken = `Web ${kKey}`;

/**
 * Starts it, ended with the test: {url, token, server}. `origin`: whose pages may use it. `mayReport`: events of level
 * error that the test provokes. `server` is spotterd, or undefined when it is not.
 */
export async function startTestHub(t, { origin, env = {}, mayReport = [] } = {}) {
  if (kUsesPeer) {
    const { url, close } = await startPeer({ token: kToken, origin });
    t.after(close);
    return { url, token: kToken };
  }
  const server = await startServer(t, {
    env: { SPOTTER_TEST_HUB: '1', ...(origin ? { SPOTTER_ALLOWED_ORIGINS: origin } : {}), ...env }, mayReport,
  });
  return { url: `${server.url}/test-hub`, token: kToken, server };
}
