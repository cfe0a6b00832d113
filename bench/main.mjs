// ./dev bench [--quick] [NAME...]: each line says what was measured and how. What takes minutes only runs when it is
// named; --quick makes the sections of hot_path.mjs and sessions.mjs short.
import * as baseline from './baseline.mjs';
import * as compression from './deflate.mjs';
import * as endings from './drain.mjs';
import * as failures from './failover.mjs';
import * as hotPath from './hot_path.mjs';
import * as scrapes from './metrics.mjs';
import * as micros from './micro.mjs';
import * as plans from './plans.mjs';
import * as resuming from './resume.mjs';
import * as growth from './scale.mjs';
import * as sessions from './sessions.mjs';
import * as streaming from './stream.mjs';
import * as ways from './transports.mjs';

const kLong = { ...hotPath, ...sessions, ...growth, ...micros };
const kByNameOnly = ['build', ...Object.keys(kLong)];
const sections = {
  ...baseline, ...plans, ...compression, ...endings, ...failures, ...streaming, ...ways, ...scrapes, ...resuming, ...kLong,
};
const asked = process.argv.slice(2).filter((name) => name !== '--quick');
const unknown = asked.find((name) => !sections[name]);
if (unknown) {
  console.error(`no section ${unknown}; there are ${Object.keys(sections).join(', ')}`);
  process.exit(2);
}
for (const name of asked.length > 0 ? asked : Object.keys(sections).filter((name) => !kByNameOnly.includes(name))) {
  await sections[name]();
}
process.exit(process.exitCode ?? 0);
