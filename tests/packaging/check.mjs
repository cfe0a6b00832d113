// What takes minutes and needs root: ./dev package --check, or node tests/packaging/check.mjs FILE.deb [image|deb]
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkDeb } from './deb_check.mjs';
import { checkImage } from './image_check.mjs';
import { kFolder } from './roots.mjs';

const [file, only] = process.argv.slice(2);
if (process.getuid() !== 0) {
  console.error('this check makes bare roots and starts things in them, which takes root');
  process.exit(1);
}
if (only !== 'image') await checkDeb(file);
if (only !== 'deb') await checkImage();
// After a failure they stay, to be looked at; the bare root and the compiler's cache stay anyway.
for (const name of ['booted', 'context', 'stage-0', 'stage-1', 'state']) rmSync(join(kFolder, name), { recursive: true, force: true });
