// The rooms, read from the spotter_room() lines of CMakeLists.txt, and who may include whom.
import { isCpp, lineAt } from './tree.mjs';

// The domain never sees how bytes come in, and what moves bytes knows no product rule.
const kDomain = new Set(['chat', 'plan', 'users', 'feed', 'inbox', 'share', 'training']);
const kTraffic = new Set(['server', 'hub']);

/** [{name, depends}] in the order of the file. */
export function parseRooms(cmake) {
  const plain = cmake.replace(/#[^\n]*/g, '');
  return [...plain.matchAll(/^\s*spotter_room\(([^)]*)\)/gm)].map((call) => {
    const [name, ...words] = call[1].trim().split(/\s+/);
    const depends = [];
    let keyword = '';
    for (const word of words) {
      if (word === 'DEPENDS' || word === 'LIBS') keyword = word;
      else if (keyword === 'DEPENDS') depends.push(word);
    }
    return { name, depends };
  });
}

/** The room whose folder a path lies in: the longest name that fits. */
export function roomOf(rooms, path) {
  const fits = rooms.filter(({ name }) => path.startsWith(`${name}/`));
  return fits.sort((a, b) => b.name.length - a.name.length)[0];
}

export function includesOf(text) {
  return [...text.matchAll(/^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]/gm)].map((match) => ({
    line: lineAt(text, match.index),
    quoted: match[1] === '"',
    path: match[2],
  }));
}

/** Where a source file lives: {face: bool, room} or nothing for files outside the house. */
export function homeOf(rooms, path) {
  const face = path.startsWith('include/spotter/');
  if (!face && !path.startsWith('src/')) return undefined;
  const inside = path.slice(face ? 'include/spotter/'.length : 'src/'.length);
  return { face, inside, room: roomOf(rooms, inside) };
}

/** Rooms name only rooms above them, and domain and traffic stay strangers. */
export function checkRoomLines(tree) {
  const found = [];
  const above = new Set();
  for (const { name, depends } of parseRooms(tree.read('CMakeLists.txt'))) {
    for (const other of depends) {
      if (!above.has(other)) found.push(`CMakeLists.txt: ${name} names ${other}, which is not above it`);
      const strangers =
        (kDomain.has(name) && kTraffic.has(other)) || (kTraffic.has(name) && kDomain.has(other));
      if (strangers) found.push(`CMakeLists.txt: ${name} must not know ${other}: they meet in api`);
    }
    if (above.has(name)) found.push(`CMakeLists.txt: two rooms are called ${name}`);
    above.add(name);
  }
  return found;
}

/** Every include goes to the own room or to one that the room's line names. */
export function checkIncludeDirection(tree) {
  const rooms = parseRooms(tree.read('CMakeLists.txt'));
  const found = [];
  for (const path of tree.paths.filter(isCpp)) {
    const home = homeOf(rooms, path);
    if (!home) continue;
    const isMain = path === 'src/main.cpp';
    if (!home.room && !isMain) {
      found.push(`${path}: lies in no room of CMakeLists.txt`);
      continue;
    }
    const name = home.room?.name ?? 'main';
    const allowed = new Set(isMain ? ['app'] : [name, ...home.room.depends]);
    for (const include of includesOf(tree.read(path))) {
      const at = `${path}:${include.line}`;
      if (include.quoted) {
        const target = roomOf(rooms, include.path);
        if (home.face) found.push(`${at}: a face has no private headers: "${include.path}"`);
        else if (target?.name !== name) {
          found.push(`${at}: "${include.path}" is not a private header of ${name}`);
        }
      } else if (include.path.startsWith('spotter/')) {
        const target = roomOf(rooms, include.path.slice('spotter/'.length));
        if (!target) found.push(`${at}: <${include.path}> lies in no room`);
        else if (!allowed.has(target.name)) {
          found.push(`${at}: ${name} may not include ${target.name} (its line does not name it)`);
        }
      }
    }
  }
  return found;
}
