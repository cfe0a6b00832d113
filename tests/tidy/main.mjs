// Looks after what the compiler does not: node tests/tidy/main.mjs [FILTER]
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { run, test } from '../../tools/testing/runner.mjs';
import { checkExample } from './examples.mjs';
import { checkHeadersCompileAlone } from './headers.mjs';
import { checkIncludeDirection, checkRoomLines } from './rooms.mjs';
import './self_test.mjs';
import { treeAt } from './tree.mjs';
import {
  checkAwaits, checkDefaultsOfTasks, checkForeignLibraries, checkShardWords, checkStandsAlone, checkUnitTestsStayOnOneThread,
} from './words.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const tree = treeAt(root);

function tidy(name, check) {
  test(`tidy: ${name}`, async () => {
    const found = await check();
    assert.equal(found.length, 0, `\n${found.join('\n')}`);
  }, { timeoutMs: 900_000 });
}

tidy('rooms depend on rooms above them only', () => checkRoomLines(tree));
tidy('every include follows the lines of its room', () => checkIncludeDirection(tree));
tidy('each foreign library stays in its room and out of the faces', () => checkForeignLibraries(tree));
tidy('threads and unowned work stay in the shard room', () => checkShardWords(tree));
tidy('unit tests stay on one thread', () => checkUnitTestsStayOnOneThread(tree));
tidy('awaited expressions are simple', () => checkAwaits(tree));
tidy('tasks have no objects for default arguments', () => checkDefaultsOfTasks(tree));
tidy('the repository stands alone', () => checkStandsAlone(tree));
tidy('docs/signalr.md shows the hub that a test compiles', () => checkExample(tree, 'tests/unit/signalr_example_test.cpp', 'docs/signalr.md'));
tidy('each header compiles alone', () =>
  checkHeadersCompileAlone(tree, join(root, 'build/tidy/headers.json')));

await run({ filter: process.argv[2] ?? '' });
