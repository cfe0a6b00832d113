// A check that cannot fail is worth nothing: each is shown small trees that it must refuse, and one that
// all of them must accept.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from '../../tools/testing/runner.mjs';
import { checkExample } from './examples.mjs';
import { checkHeadersCompileAlone } from './headers.mjs';
import { checkIncludeDirection, checkRoomLines, parseRooms } from './rooms.mjs';
import { treeAt, treeOf, withoutCommentsAndLiterals } from './tree.mjs';
import {
  checkAwaits, checkDefaultsOfTasks, checkForeignLibraries, checkShardWords, checkStandsAlone, checkUnitTestsStayOnOneThread,
} from './words.mjs';

const kChecks = {
  checkRoomLines, checkIncludeDirection, checkForeignLibraries, checkShardWords, checkAwaits, checkDefaultsOfTasks, checkStandsAlone,
  checkUnitTestsStayOnOneThread,
};

const kGood = {
  'CMakeLists.txt': `
spotter_room(base)
spotter_room(shard DEPENDS base LIBS Threads::Threads)
spotter_room(llm DEPENDS base shard)  # spotter_room(ghost DEPENDS nobody)
spotter_room(llm/openai DEPENDS base llm
             LIBS CURL::libcurl)
spotter_room(chat DEPENDS base shard llm)
spotter_room(server DEPENDS base shard)
spotter_room(app DEPENDS base shard llm llm/openai chat server)
`,
  'include/spotter/base/text.hpp': '#pragma once\n#include <string>\n',
  'include/spotter/shard/task.hpp': '#pragma once\n#include <boost/asio/awaitable.hpp>\n#include <thread>\n',
  'include/spotter/llm/provider.hpp': '#pragma once\n#include <spotter/shard/task.hpp>\n',
  'src/llm/openai/wire.hpp': '#pragma once\n#include <spotter/llm/provider.hpp>\n',
  'src/llm/openai/wire.cpp': '#include "llm/openai/wire.hpp"\n#include <boost/asio/buffer.hpp>\n',
  'src/server/listener.cpp': '#include <boost/beast.hpp>\n#include <openssl/ssl.h>\n',
  'src/shard/group.cpp': 'std::thread t; std::mutex m; thread_local int x;\n',
  'src/chat/turn.cpp': `
#include <spotter/llm/provider.hpp>
// A std::thread in a comment, and one in "std::mutex text", do no harm.
const char* kWord = "std::atomic";
const char* kRaw = R"(strand { detached })";
const long kBig = 1'000'000;
Task<void> turn() {
  auto request = Request{.text = text};
  auto answer = co_await open(std::move(request));
  co_await timer.async_wait(as_tuple(asio::use_awaitable_t<ShardExecutor>{}));
  if (co_await next()) { stop(); }
  if (auto word = co_await next(); word) { Foo{1}; }
  while (!(co_await next())) { auto f = [this] { return 1; }; }
  co_await visit(list[3], [](int x) { return Foo{x}; });
  switch (co_await next()) { case 1: return; }
  for (auto x : co_await all()) { use(Foo{x}); }
}
`,
  'src/main.cpp': '#include <spotter/app/run.hpp>\nint main() {}\n',
  'include/spotter/app/run.hpp': '#pragma once\n',
};

/** [what is wrong, the check that must say so, what it says, the files that make it wrong] */
const kBad = [
  ['a room that names a lower one', 'checkRoomLines', /llm names chat/,
    { 'CMakeLists.txt': kGood['CMakeLists.txt'].replace('llm DEPENDS base', 'llm DEPENDS base chat') }],
  ['a room that is there twice', 'checkRoomLines', /two rooms/,
    { 'CMakeLists.txt': `${kGood['CMakeLists.txt']}spotter_room(base)\n` }],
  ['a server that knows the domain', 'checkRoomLines', /server must not know chat/,
    { 'CMakeLists.txt': kGood['CMakeLists.txt'].replace('(server DEPENDS', '(server DEPENDS chat') }],
  ['a domain room that knows the server', 'checkRoomLines', /plan must not know server/,
    { 'CMakeLists.txt': `${kGood['CMakeLists.txt']}spotter_room(plan DEPENDS server)\n` }],
  ['an include upward', 'checkIncludeDirection', /llm may not include chat/,
    { 'src/llm/event.cpp': '#include <spotter/chat/coach.hpp>\n' }],
  ['an include upward from a face', 'checkIncludeDirection', /base may not include shard/,
    { 'include/spotter/base/time.hpp': '#include <spotter/shard/task.hpp>\n' }],
  ['an include that only a neighbour may make', 'checkIncludeDirection', /llm\/openai may not include shard/,
    { 'src/llm/openai/http.cpp': '#include <spotter/shard/task.hpp>\n' }],
  ['an include with odd spaces', 'checkIncludeDirection', /base may not include llm/,
    { 'src/base/text.cpp': '  #  include <spotter/llm/provider.hpp>\n' }],
  ['a private header of another room', 'checkIncludeDirection', /not a private header of chat/,
    { 'src/chat/coach.cpp': '#include "llm/openai/wire.hpp"\n' }],
  ['a private header of a room below one of the same name', 'checkIncludeDirection', /not a private header of llm/,
    { 'src/llm/event.cpp': '#include "llm/openai/wire.hpp"\n' }],
  ['a face with a private header', 'checkIncludeDirection', /face has no private/,
    { 'include/spotter/llm/x.hpp': '#include "llm/y.hpp"\n' }],
  ['a file without a room', 'checkIncludeDirection', /lies in no room/, { 'src/attic/old.cpp': '\n' }],
  ['an include of no room', 'checkIncludeDirection', /lies in no room/,
    { 'src/chat/coach.cpp': '#include <spotter/attic/old.hpp>\n' }],
  ['a main that reaches behind app', 'checkIncludeDirection', /main may not include chat/,
    { 'src/main.cpp': '#include <spotter/chat/coach.hpp>\n' }],
  ['Beast outside the server', 'checkForeignLibraries', /belongs to http_client, server/,
    { 'src/chat/coach.cpp': '#include <boost/beast/core.hpp>\n' }],
  ['TLS of Asio outside the server', 'checkForeignLibraries', /belongs to server/,
    { 'src/chat/coach.cpp': '#include <boost/asio/ssl.hpp>\n' }],
  ['curl outside its room', 'checkForeignLibraries', /belongs to http_client/,
    { 'src/llm/openai/http.cpp': '#include <curl/curl.h>\n' }],
  ['a Boost library that nobody took in', 'checkForeignLibraries', /belongs to no room/,
    { 'src/chat/coach.cpp': '#include <boost/regex.hpp>\n' }],
  ['the parser of JSON outside its room', 'checkForeignLibraries', /belongs to codec/,
    { 'src/llm/event.cpp': '#include <simdjson.h>\n' }],
  ['a foreign library in the face of its own room', 'checkForeignLibraries', /may not appear in a face/,
    { 'include/spotter/server/http.hpp': '#include <boost/beast/http.hpp>\n' }],
  ...['std::thread t;', 'std::jthread t;', 'std::atomic<int> n;', 'std::atomic_bool b;', 'std::mutex m;',
    'std::shared_mutex m;', 'auto f = std::async(g);', 'asio::strand<E> s;', 'auto s = asio::make_strand(e);',
    'thread_local int n;', 'co_spawn(e, f(), asio::detached);', '#include <mutex>',
    'std::condition_variable c;', 'asio::thread_pool p;'].map((code) =>
    [`${code} outside the shard room`, 'checkShardWords', /word of the shard room/,
      { 'src/chat/coach.cpp': `${code}\n` }]),
  ...['auto s = co_await open(Request{.a = 1});', 'auto s = co_await open({1, 2});',
    'auto s = co_await open(Pair<int, int>{1, 2});', 'co_await run([this] { go(); });',
    'co_await run([&] { go(); });', 'co_await run(1, [x = 2]() mutable { return x; });',
    'co_await open(Request{});', 'if (co_await open(Request{.a = 1})) { go(); }',
    'use(Request{.a = 1}, co_await open());', 'co_await\n    open(\n        Request{});',
    'co_await a() || co_await b(Request{1});', 'co_await run([](int) { return 1; }, Request{1});',
    'co_await [x] { return f(x); }();'].map((code) =>
    [`${code.replace(/\s+/g, ' ')} awaited`, 'checkAwaits', /name it first/,
      { 'src/chat/coach.cpp': `Task<void> f() {\n  ${code}\n}\n` }]),
  ...['Task<int> ask(std::string what, Parent trace = {});', 'Task<Result<int>> ask(Parent trace = Parent());',
    'virtual Task<void> ask(\n    Parent trace = Parent{}) const;'].map((code) =>
    [`${code.replace(/\s+/g, ' ')} declared`, 'checkDefaultsOfTasks', /overload it/, { 'src/chat/coach.hpp': `#pragma once\n${code}\n` }]),
  ...['shard::ShardGroup shards{2};', 'std::thread t;', 'shard::WorkerPool pool;'].map((code) =>
    [`${code} in a unit test`, 'checkUnitTestsStayOnOneThread', /for component tests/, { 'tests/unit/a_test.cpp': `${code}\n` }]),
  ['a unit test whose support has threads', 'checkUnitTestsStayOnOneThread', /tests\/support\/b\.hpp:1: "ShardGroup"/,
    { 'tests/unit/a_test.cpp': '#include "support/a.hpp"\n', 'tests/support/a.hpp': '#include "support/b.hpp"\n',
      'tests/support/b.hpp': 'ShardGroup shards;\n' }],
  ['the host of a registry', 'checkStandsAlone', /mentions/,
    { 'package-lock.json': `"resolved": "https://${'registry.npm'}${'js.org'}/x"\n` }],
  ['a mirror of Debian', 'checkStandsAlone', /mentions/, { '.ci/run': `curl ${'deb.deb'}${'ian.org'}\n` }],
  ['a place on one machine', 'checkStandsAlone', /mentions/, { 'README.md': `see ${'/wo'}${'rk/'}main\n` }],
  ['a place beside the repository', 'checkStandsAlone', /mentions/, { 'docs/x.md': `${'../sha'}${'red/x'}\n` }],
];

test('tidy self-test: a tree without faults passes every check', async () => {
  for (const [name, check] of Object.entries(kChecks)) {
    assert.deepEqual(check(treeOf(kGood)), [], name);
  }
});

for (const [what, check, words, files] of kBad) {
  test(`tidy self-test: ${check} refuses ${what}`, async () => {
    const tree = treeOf({ ...kGood, ...files });
    const found = kChecks[check](tree);
    assert.equal(found.length >= 1, true, 'nothing was found');
    assert.match(found.join('\n'), words);
  });
}

test('tidy self-test: room lines are read over several lines and past comments', async () => {
  const rooms = parseRooms(kGood['CMakeLists.txt']);
  assert.deepEqual(rooms.map(({ name }) => name),
    ['base', 'shard', 'llm', 'llm/openai', 'chat', 'server', 'app']);
  assert.deepEqual(rooms[3].depends, ['base', 'llm']);
});

test('tidy self-test: comments and literals are blanked and lines kept', async () => {
  const text = 'a /* b\nc */ "d\\"e" \'"\' // f\ng R"x(h " i)x" 1\'000 j';
  const code = withoutCommentsAndLiterals(text);
  assert.equal(code.length, text.length);
  assert.equal(code.replace(/ +/g, ' '), 'a \n " " \' \' \ng R" " 1\'000 j');
});

test('tidy self-test: a header that needs another one before it is refused, also from the cache', async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'spotter-tidy-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const write = (path, text) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const cache = join(root, 'build/headers.json');
  write('include/spotter/base/good.hpp', '#pragma once\n#include <string>\ninline std::string f() { return {}; }\n');
  write('include/spotter/base/needy.hpp', '#pragma once\ninline std::string g() { return {}; }\n');
  for (let round = 0; round < 2; ++round) {
    const found = await checkHeadersCompileAlone(treeAt(root), cache);
    assert.equal(found.length, 1);
    assert.match(found[0], /needy\.hpp/);
  }
  write('include/spotter/base/needy.hpp', '#pragma once\n#include "spotter/base/good.hpp"\ninline std::string g() { return f(); }\n');
  assert.deepEqual(await checkHeadersCompileAlone(treeAt(root), cache), []);
  // A header is looked at again when something that it includes has changed.
  write('include/spotter/base/good.hpp', '#pragma once\ninline int f() { return 1; }\n');
  assert.equal((await checkHeadersCompileAlone(treeAt(root), cache)).length, 1);
});

test('tidy itself: an example that is not the document\'s, or not marked, is found', () => {
  const marked = 'int a;\n// example begins\nint b;\n// example ends\n';
  const check = (source, text) => checkExample(treeOf({ 'a.cpp': source, 'a.md': text }), 'a.cpp', 'a.md').length;
  assert.equal(check(marked, 'See:\n```cpp\nint b;\n```\n'), 0);
  assert.equal(check(marked, 'See:\n```cpp\nint c;\n```\n'), 1);
  assert.equal(check('int b;\n', 'See:\n```cpp\nint b;\n```\n'), 1);
});
