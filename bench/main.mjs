// ./dev bench [NAME...]: each line says what was measured and how. `build` takes minutes and only runs when it is
// named.
import * as baseline from './baseline.mjs';
import * as compression from './deflate.mjs';
import * as endings from './drain.mjs';
import * as failures from './failover.mjs';
import * as scrapes from './metrics.mjs';
import * as plans from './plans.mjs';
import * as resuming from './resume.mjs';
import * as streaming from './stream.mjs';
import * as ways from './transports.mjs';

const sections = { ...baseline, ...plans, ...compression, ...endings, ...failures, ...streaming, ...ways, ...scrapes, ...resuming };
const asked = process.argv.slice(2);
const unknown = asked.find((name) => !sections[name]);
if (unknown) {
  console.error(`no section ${unknown}; there are ${Object.keys(sections).join(', ')}`);
  process.exit(2);
}
for (const name of asked.length > 0 ? asked : Object.keys(sections).filter((name) => name !== 'build')) {
  await sections[name]();
}
process.exit(process.exitCode ?? 0);
