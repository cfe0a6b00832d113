// A server whose settings are in files that a test changes while it serves.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kKey, startServer } from './server.mjs';
import { until } from './wait.mjs';

/** A server whose settings are in files of a folder that the test may change. */
export async function startReloadable(t, { toml = '', keyInFile = false, env = {}, ...options } = {}) {
  const lender = await startServer(t); // lends its folder
  const file = join(lender.folder, 'spotter.toml');
  const keyFile = join(lender.folder, 'web-key');
  writeFileSync(file, toml);
  writeFileSync(keyFile, `${kKey}\n`);
  const server = await startServer(t, {
    args: ['--config', file], ...options,
    env: { ...(keyInFile ? { WEB_AUTH_KEY: '', WEB_AUTH_KEY_FILE: keyFile } : {}), LOG_LEVEL: '', ...env },
  });
  let seen = 0;
  return {
    server, file, keyFile, folder: lender.folder,
    write: (text) => writeFileSync(file, text),
    /** Reads again; the line of the log that says what came of it. */
    reload: async () => {
      server.signal('SIGHUP');
      const lines = () => server.events.filter(({ event }) => event === 'reloaded' || event === 'reload_refused');
      await until(() => lines().length > seen, 'the reload');
      seen += 1;
      return lines()[seen - 1];
    },
  };
}
