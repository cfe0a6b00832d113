// An upstream that somebody else wrote: @copilotkit/aimock, which speaks all four dialects on one port.
import * as modules from 'node:module';

const [major, minor] = process.versions.node.split('.').map(Number);

// The mock is for Node 20.15 and later, where node:zlib has crc32. It needs that for AWS's event streams only, which
// nobody speaks here: on an older Node, where the tests have to run too, something else takes its place.
if (major < 20 || (major === 20 && minor < 15)) {
  const zlib = "data:text/javascript,export * from 'node:zlib'; export const crc32 = () => { throw new Error('no crc32'); };";
  const hook = `export const resolve = (name, context, next) => name === 'node:zlib' && !context.parentURL.startsWith('data:')
    ? { url: ${JSON.stringify(zlib)}, format: 'module', shortCircuit: true } : next(name, context);`;
  modules.register(`data:text/javascript,${encodeURIComponent(hook)}`);
}

/** A mock of its own on a free port, ended with the test. It insists on `key` and answers nothing that it was not told. */
export async function startMock(t, { key, chunkSize, latency }) {
  const { LLMock } = await import('@copilotkit/aimock');
  const mock = await LLMock.create({
    host: '127.0.0.1', port: 0, auth: { apiKeys: [key] }, strict: true, chunkSize, latency, journalMaxEntries: 0,
  });
  t.after(() => mock.stop());
  return mock;
}
