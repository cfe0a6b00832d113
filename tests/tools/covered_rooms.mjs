// A table of what `./dev coverage` has counted, room by room:
//   node tests/tools/covered_rooms.mjs SUMMARY ROOMS
// SUMMARY is gcovr's JSON summary, ROOMS the CMakeLists.txt that names the rooms. The last line is all of them.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

import { parseRooms, roomOf } from '../tidy/rooms.mjs';

/** gcovr's files, added up by room; one more entry, "all". */
export function addUp(known, files) {
  const rooms = new Map();
  for (const file of files) {
    const inside = file.filename.replace(/^(src|include\/spotter)\//, '');
    // src/main.cpp is of no room.
    for (const room of [roomOf(known, inside)?.name ?? 'main', 'all']) {
      const sum = rooms.get(room) ?? { lines: 0, lines_covered: 0, branches: 0, branches_covered: 0 };
      sum.lines += file.line_total;
      sum.lines_covered += file.line_covered;
      sum.branches += file.branch_total;
      sum.branches_covered += file.branch_covered;
      rooms.set(room, sum);
    }
  }
  return rooms;
}

const share = (part, whole) => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`);

/** Rows of a Markdown table, rooms by name and "all" last. */
export function table(rooms) {
  const names = [...rooms.keys()].filter((name) => name !== 'all').sort();
  const rows = ['| room | lines | covered | branches | covered |', '| --- | ---: | ---: | ---: | ---: |'];
  for (const name of [...names, 'all']) {
    const sum = rooms.get(name);
    rows.push(
      `| ${name} | ${sum.lines} | ${share(sum.lines_covered, sum.lines)} | ${sum.branches} | ` +
        `${share(sum.branches_covered, sum.branches)} |`,
    );
  }
  return rows.join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [summary, cmake] = process.argv.slice(2);
  const known = parseRooms(readFileSync(cmake, 'utf8'));
  console.log(table(addUp(known, JSON.parse(readFileSync(summary, 'utf8')).files)));
}
