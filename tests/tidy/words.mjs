// Checks on what a file says: foreign libraries, words of the shard room, co_await, strangers' addresses.
import { homeOf, includesOf, parseRooms } from './rooms.mjs';
import { isCpp, lineAt, withoutCommentsAndLiterals } from './tree.mjs';

// Each foreign library and the rooms that may know it. An empty list: every room, faces too, because the
// vocabulary (Task, Result, intrusive lists) is made of it.
const kLibraries = [
  [/^boost\/asio\/ssl/, ['server']],
  [/^boost\/(asio|system|intrusive|assert|throw_exception)/, []],
  [/^boost\/beast/, ['http_client', 'server']],
  [/^boost\/locale/, ['prompts']],
  [/^boost\//, ['no room']],
  [/^curl\//, ['http_client']],
  [/^nghttp2\//, ['http_client']],
  [/^simdjson/, ['codec']],
  [/^(toml\+\+|toml\.hpp)/, ['app']],
  [/^CLI\//, ['app']],
  [/^openssl\//, ['crypto', 'http_client', 'server']],
  [/^zlib/, ['server']],
  [/^hiredis\//, ['redis']],
  [/^prometheus\//, ['ops/metrics']],
];

/** One foreign library, one room, and never in a face. */
export function checkForeignLibraries(tree) {
  const rooms = parseRooms(tree.read('CMakeLists.txt'));
  const found = [];
  for (const path of tree.paths.filter(isCpp)) {
    const home = homeOf(rooms, path);
    if (!home) continue;
    for (const include of includesOf(tree.read(path))) {
      const library = kLibraries.find(([pattern]) => pattern.test(include.path));
      if (!library || library[1].length === 0) continue;
      const at = `${path}:${include.line}`;
      if (home.face) found.push(`${at}: <${include.path}> may not appear in a face`);
      else if (!library[1].includes(home.room?.name)) {
        found.push(`${at}: <${include.path}> belongs to ${library[1].join(', ')}`);
      }
    }
  }
  return found;
}

const kShardWords =
  /\bstd::(jthread|thread|atomic\w*|(?:\w+_)?mutex|condition_variable\w*|async|call_once)\b|\bthread_local\b|\bstrand\b|\bmake_strand\b|\basio::thread_pool\b|\bdetached(_t)?\b|#\s*include\s*<(thread|mutex|atomic|shared_mutex|condition_variable|future)>/g;

/** Threads, what guards them, and work without an owner are words of the shard room. */
export function checkShardWords(tree) {
  const found = [];
  for (const path of tree.paths.filter(isCpp)) {
    if (!/^(src|include\/spotter)\//.test(path)) continue;
    if (/^(src|include\/spotter)\/shard\//.test(path)) continue;
    const code = withoutCommentsAndLiterals(tree.read(path));
    for (const match of code.matchAll(kShardWords)) {
      found.push(`${path}:${lineAt(code, match.index)}: "${match[0]}" is a word of the shard room`);
    }
  }
  return found;
}

const kThreadsOfTests = /\b(ShardGroup|WorkerPool|std::(jthread|thread|async))\b/g;

/** Unit tests, and what they include of tests/, run on one thread: the thread sanitizer need not look at them. */
export function checkUnitTestsStayOnOneThread(tree) {
  const found = [];
  const seen = new Set();
  const look = (path) => {
    if (seen.has(path) || !tree.paths.includes(path)) return;
    seen.add(path);
    const text = tree.read(path);
    const code = withoutCommentsAndLiterals(text);
    for (const match of code.matchAll(kThreadsOfTests)) {
      found.push(`${path}:${lineAt(code, match.index)}: "${match[0]}" is for component tests`);
    }
    for (const include of includesOf(text)) look(`tests/${include.path}`);
  };
  for (const path of tree.paths) if (/^tests\/unit\/.*\.cpp$/.test(path)) look(path);
  return found;
}

const kClosing = { '(': ')', '[': ']', '{': '}' };

/** The index behind the bracket that closes the one at `open`. */
function afterClosing(code, open) {
  const waiting = [];
  for (let i = open; i < code.length; ++i) {
    if (kClosing[code[i]]) waiting.push(kClosing[code[i]]);
    else if (code[i] === waiting[waiting.length - 1]) {
      waiting.pop();
      if (waiting.length === 0) return i + 1;
    }
  }
  return code.length;
}

/** The index behind a lambda whose introducer opens at `open`. */
function afterLambda(code, open) {
  let i = afterClosing(code, open);
  for (;;) {
    if (code[i] === '{') return afterClosing(code, i);
    if (code[i] === '(' || code[i] === '[') i = afterClosing(code, i);
    else if (i >= code.length || code[i] === ';') return i;
    else ++i;
  }
}

// What GCC builds right even inside an await: an empty completion token has nothing to destroy twice.
const kHarmless = /use_awaitable(_t<\w*>)?\s*$/;

/** What an awaited expression that starts at `start` holds and should not: a short reason, or nothing. */
function badInAwait(code, start) {
  const open = [];
  for (let i = start; i < code.length; ++i) {
    const c = code[i];
    const before = code.slice(start, i).trimEnd();
    if (c === '(') open.push(')');
    else if (c === '[') {
      const subscript = /[\w)\]]$/.test(before);
      if (subscript) open.push(']');
      else if (!/^\[\s*\]/.test(code.slice(i))) return 'a lambda that captures';
      else i = afterLambda(code, i) - 1;
    } else if (c === '{') {
      const harmless = kHarmless.test(before) && /^\{\s*\}/.test(code.slice(i));
      if (!harmless) return 'a brace-initialised temporary';
      i = afterClosing(code, i) - 1;
    } else if (c === ')' || c === ']') {
      if (open.length === 0) return '';
      open.pop();
    } else if ((c === ';' || c === '}') && open.length === 0) return '';
  }
  return '';
}

/** The same for what stands before co_await in its statement. */
function badBeforeAwait(code, start) {
  for (let i = start - 1; i >= 0; --i) {
    if (code[i] === ';' || code[i] === '{') return '';
    if (code[i] === '}') {
      const next = code.slice(i + 1, start).trimStart()[0];
      return /[,.)?]/.test(next ?? '') ? 'a brace-initialised temporary or a lambda' : '';
    }
  }
  return '';
}

/** GCC 12 destroys aggregate temporaries and capturing lambdas of an awaited expression twice. */
export function checkAwaits(tree) {
  const found = [];
  for (const path of tree.paths.filter(isCpp)) {
    if (!/^(src|include|tests)\//.test(path)) continue;
    const code = withoutCommentsAndLiterals(tree.read(path));
    for (const match of code.matchAll(/\bco_await\b/g)) {
      const bad = badInAwait(code, match.index + match[0].length) || badBeforeAwait(code, match.index);
      if (bad) {
        found.push(`${path}:${lineAt(code, match.index)}: co_await with ${bad}; name it first`);
      }
    }
  }
  return found;
}

/** Nor does it treat those better that a default argument makes where the call is awaited. */
export function checkDefaultsOfTasks(tree) {
  const found = [];
  for (const path of tree.paths.filter(isCpp)) {
    if (!/^(src|include|tests)\//.test(path)) continue;
    const code = withoutCommentsAndLiterals(tree.read(path));
    for (const match of code.matchAll(/\bTask<[^;{}()]*>\s+(\w+)\(([^;]*?)\)[\w\s]*[;{]/g)) {
      if (/=\s*(?:\{|[\w:]+\s*[({])/.test(match[2])) {
        found.push(`${path}:${lineAt(code, match.index)}: ${match[1]}() has an object for a default argument; overload it`);
      }
    }
  }
  return found;
}

// Written in pieces, so that this file does not find itself.
const kStrangers = [
  ['registry.npm', 'js.org'],
  ['www.npm', 'js.com'],
  ['registry.yarn', 'pkg.com'],
  ['deb.deb', 'ian.org'],
  ['security.deb', 'ian.org'],
  ['files.python', 'hosted.org'],
  ['/wo', 'rk/'],
  ['../sha', 'red'],
].map((pieces) => pieces.join(''));

/** The repository stands alone: no host of a package registry, no place outside of it. */
export function checkStandsAlone(tree) {
  const found = [];
  for (const path of tree.paths) {
    const text = tree.read(path);
    for (const stranger of kStrangers) {
      const index = text.indexOf(stranger);
      if (index >= 0) found.push(`${path}:${lineAt(text, index)}: mentions ${stranger}`);
    }
  }
  return found;
}
