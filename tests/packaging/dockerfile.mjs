// docker/Dockerfile as stages and instructions, for the tests and for the check that carries it out.
import { DockerfileParser } from 'dockerfile-ast';
import { execFileSync } from 'node:child_process';
import { kRoot, read } from './lib.mjs';

/** [{image, name, steps: [{keyword, flags: [{name, value}], text, json}]}]: `text` is what follows the flags. */
export function parseStages(dockerfile) {
  const stages = [];
  for (const instruction of DockerfileParser.parse(dockerfile).getInstructions()) {
    const keyword = instruction.getKeyword().toUpperCase();
    if (keyword === 'FROM') {
      stages.push({ image: instruction.getImage(), name: instruction.getBuildStage(), steps: [] });
      continue;
    }
    const text = (instruction.getRawArgumentsContent() ?? '').replace(/\\\n(\s*#.*\n)*/g, ' ').trim();
    const flags = instruction.getFlags?.().map((flag) => ({ name: flag.getName(), value: flag.getValue() })) ?? [];
    let json = null;
    const array = text.indexOf('[');
    if (['CMD', 'ENTRYPOINT', 'HEALTHCHECK'].includes(keyword) && array >= 0) json = JSON.parse(text.slice(array));
    stages.at(-1).steps.push({ keyword, flags, text, json });
  }
  return stages;
}

/** Files of the build context: what is in git or new, and let through by docker/Dockerfile.dockerignore. */
export function contextFiles() {
  const allowed = read('docker/Dockerfile.dockerignore').split('\n').filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: kRoot, encoding: 'utf8' });
  return files.split('\0').filter((path) => allowed.some((prefix) => path === prefix || path.startsWith(`${prefix}/`)));
}
