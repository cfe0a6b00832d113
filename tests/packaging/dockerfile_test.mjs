import assert from 'node:assert/strict';
import { validate } from 'dockerfile-utils';
import { test } from '../../tools/testing/runner.mjs';
import { contextFiles, parseStages } from './dockerfile.mjs';
import { read, unknownNames } from './lib.mjs';

const text = read('docker/Dockerfile');
const stages = parseStages(text);
const [build, image] = stages;
const step = (stage, keyword) => stage.steps.find((each) => each.keyword === keyword);

test('packaging: the Dockerfile is well-formed', () => {
  const found = validate(text).map(({ range, message }) => `line ${range.start.line + 1}: ${message}`);
  assert.deepEqual(found, []);
});

test('packaging: the image is built from Debian 12 and downloads through apt only', () => {
  assert.deepEqual(stages.map((stage) => stage.image), ['debian:12', 'debian:12-slim']);
  for (const { keyword, text: rest } of stages.flatMap((stage) => stage.steps)) {
    assert.notEqual(keyword, 'ADD', 'ADD can download');
    assert.doesNotMatch(rest, /https?:|curl |wget|git clone|npm|pip /, rest);
  }
});

test('packaging: the image runs as a numbered user without a shell and asks the server itself for its health', () => {
  const [uid, gid] = step(image, 'USER').text.split(':').map(Number);
  assert.ok(uid > 0 && gid > 0);
  assert.deepEqual(step(image, 'ENTRYPOINT').json, ['/usr/bin/spotterd']);
  assert.deepEqual(step(image, 'HEALTHCHECK').json, ['/usr/bin/spotterd', 'healthcheck']);
  const order = image.steps.map(({ keyword }) => keyword);
  assert.ok(order.lastIndexOf('RUN') < order.indexOf('USER'), 'nothing is installed after the user changed');
});

test('packaging: the image holds the binary and what Debian brings, nothing else of this tree', () => {
  const copies = image.steps.filter(({ keyword }) => keyword === 'COPY');
  assert.deepEqual(copies.map(({ flags, text: rest }) => [flags, rest]), [[[{ name: 'from', value: 'build' }], '/image/usr/bin/spotterd /usr/bin/spotterd']]);
  assert.match(build.steps.at(-1).text, /cmake --install build\/release --prefix \/usr --component server --strip$/);
});

test('packaging: the image sets known settings, and the port that it says', async () => {
  const set = Object.fromEntries(image.steps.filter(({ keyword }) => keyword === 'ENV').map(({ text: rest }) => rest.split('=')));
  assert.deepEqual(await unknownNames(Object.keys(set)), []);
  assert.equal(set.SPOTTER_LISTEN, `0.0.0.0:${step(image, 'EXPOSE').text}`);
});

test('packaging: the build context has what the build reads, and no test but what CMake names', () => {
  const files = contextFiles();
  for (const needed of ['CMakeLists.txt', 'CMakePresets.json', 'src/main.cpp', 'cmake/Install.cmake', 'deps/apt.txt', 'prompts/coach/3.md', 'data/models.json']) {
    assert.ok(files.includes(needed), needed);
  }
  const named = [...read('CMakeLists.txt').matchAll(/\b(?:tests|bench)\/[\w/]+\.cpp/g)].map(([path]) => path);
  assert.ok(named.length > 0);
  for (const path of named) assert.ok(files.includes(path), `CMakeLists.txt names ${path}`);
  for (const path of files) assert.doesNotMatch(path, /^(tests\/(unit|component|e2e|data)|node_modules|docs|docker)\//);
});
