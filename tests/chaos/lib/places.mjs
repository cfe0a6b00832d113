// The lines between Spotter and everybody else, one of which breaks in a scenario: how the parts are set up around it, who
// pays there, and what users may be shown while it is broken.
import { randomBytes } from 'node:crypto';
import { startAppStore, tokenOf, transaction } from '../../e2e/lib/apple.mjs';
import { kDialects } from '../../e2e/lib/dialects.mjs';
import { startRedis } from '../../e2e/lib/redis.mjs';
import { startGooglePlay, startRevenueCat } from '../../e2e/lib/stores.mjs';
import { startFaultyLine } from './faulty_line.mjs';

let transactions = 3_000_000_000;

/** {env, newPayer()}: a store, and somebody who has paid there. */
const kStores = {
  async revenueCat(t) {
    const store = await startRevenueCat(t);
    return {
      url: store.url, env: store.env,
      newPayer() {
        const id = `$RCAnonymousID:${randomBytes(16).toString('hex')}`;
        store.customers.set(id, ['entlpro']);
        return `RevenueCat ${id}`;
      },
    };
  },
  async google(t) {
    const store = await startGooglePlay(t);
    return {
      url: store.url, env: store.env,
      newPayer() {
        const token = randomBytes(24).toString('hex');
        store.purchases.set(token, { purchaseState: 0, acknowledgementState: 1 });
        return `Google ${token}`;
      },
    };
  },
  async apple(t) {
    const store = await startAppStore(t);
    return {
      url: store.url, env: { ...store.env, ...store.keyEnv },
      newPayer() {
        const transactionId = String(++transactions);
        const bought = transaction({ transactionId });
        store.transactions.set(`production/${transactionId}`, bought);
        return `Apple ${tokenOf({ transactionId })}`;
      },
    };
  },
};

/** Every URL in the settings that leads to `url` leads through the line. */
const rerouted = (env, url, line) =>
  Object.fromEntries(Object.entries(env).map(([key, value]) => [key, value.replace(url, line.origin)]));

const modelEnv = (dialect, upstream, line) => kDialects[dialect].env(line?.origin ?? upstream.url);

async function beforeModel(dialect, t, { upstream, random }) {
  const line = await startFaultyLine(t, upstream.url, random);
  const store = await kStores.revenueCat(t);
  return { line, store, env: { ...store.env, ...modelEnv(dialect, upstream, line), SPOTTER_PROVIDERS: kDialects[dialect].provider } };
}

async function beforeStore(name, t, { upstream, random }) {
  const store = await kStores[name](t);
  const line = await startFaultyLine(t, store.url, random);
  return { line, store, env: { ...rerouted(store.env, store.url, line), ...modelEnv('chat', upstream), SPOTTER_PROVIDERS: 'openai' } };
}

/** What a scenario is made of: `begin`: {line, store, env}; `breaks`: whose line it is. */
export const kPlaces = {
  ...Object.fromEntries(Object.keys(kDialects).map((dialect) =>
    [`the model by ${dialect}`, { breaks: 'model', begin: (...args) => beforeModel(dialect, ...args) }])),
  RevenueCat: { breaks: 'store', begin: (...args) => beforeStore('revenueCat', ...args) },
  'Google Play': { breaks: 'store', begin: (...args) => beforeStore('google', ...args) },
  'the App Store': { breaks: 'store', begin: (...args) => beforeStore('apple', ...args) },
  Redis: {
    breaks: 'redis',
    async begin(t, { upstream, random }) {
      const redis = await startRedis(t);
      const line = await startFaultyLine(t, redis.url.replace('redis:', 'http:'), random);
      const store = await kStores.revenueCat(t);
      return {
        line, store,
        env: {
          ...store.env, ...modelEnv('chat', upstream), SPOTTER_PROVIDERS: 'openai', SPOTTER_SECRET: 'c5'.repeat(32),
          REDIS_URL: redis.url.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${line.port}`), SPOTTER_REDIS_TIMEOUT_MS: '200',
        },
      };
    },
  },
  'the phone': {
    breaks: 'client',
    async begin(t, { upstream }) {
      const store = await kStores.revenueCat(t);
      return { store, env: { ...store.env, ...modelEnv('chat', upstream), SPOTTER_PROVIDERS: 'openai' } };
    },
  },
};
