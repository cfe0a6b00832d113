// What takes minutes and needs root: ./dev package --check, or node tests/packaging/check.mjs FILE.deb [image|deb]
import { checkDeb } from './deb_check.mjs';
import { checkImage } from './image_check.mjs';

const [file, only] = process.argv.slice(2);
if (process.getuid() !== 0) {
  console.error('this check makes bare roots and starts things in them, which takes root');
  process.exit(1);
}
if (only !== 'image') await checkDeb(file);
if (only !== 'deb') await checkImage();
