import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { kBuild, succeed } from './lib.mjs';

/** Makes the Debian package of the release build in `folder` and tells its path. */
export async function buildDeb(folder) {
  await succeed('cpack', ['-G', 'DEB', '--config', join(kBuild, 'CPackConfig.cmake'), '-B', folder, '-D', `CPACK_OUTPUT_FILE_PREFIX=${folder}`], { cwd: kBuild });
  return join(folder, readdirSync(folder).find((name) => name.endsWith('.deb')));
}
