// Carries docker/Dockerfile out in bare roots, and starts the result as a container engine would.
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { contextFiles, parseStages } from './dockerfile.mjs';
import { kRoot, read } from './lib.mjs';
import { bareRoot, kFolder, opened, quoted, say, served, shell, withEnvironment } from './roots.mjs';

const kPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

function makeContext() {
  const context = join(kFolder, 'context');
  rmSync(context, { recursive: true, force: true });
  for (const path of contextFiles()) {
    mkdirSync(dirname(join(context, path)), { recursive: true });
    cpSync(join(kRoot, path), join(context, path));
  }
  return context;
}

/** --mount=type=bind,source=,target= and type=cache,target=, as far as our Dockerfile uses them. */
function bindOf(value, context) {
  const options = Object.fromEntries(value.split(',').map((part) => part.split('=')));
  if (options.type === 'bind') return { source: join(context, options.source), target: options.target };
  assert.equal(options.type, 'cache', `a mount of type ${options.type} is new here`);
  const source = join(kFolder, 'cache', options.target.replaceAll('/', '_'));
  mkdirSync(source, { recursive: true });
  return { source, target: options.target, write: true };
}

async function carryOut(stage, root, context, done) {
  const config = { env: { PATH: kPath }, workdir: '/', user: '0:0' };
  for (const { keyword, flags, text, json } of stage.steps) {
    say(`${keyword} ${text.replace(/\s+/g, ' ').slice(0, 110)}`);
    const flag = (name) => flags.filter((each) => each.name === name).map(({ value }) => value);
    if (keyword === 'WORKDIR') {
      config.workdir = text;
      mkdirSync(join(root, text), { recursive: true });
    } else if (keyword === 'ENV') {
      const [name, value] = text.split('=');
      config.env[name] = value;
    } else if (keyword === 'USER') {
      config.user = text;
    } else if (keyword === 'COPY') {
      const [from] = flag('from');
      const words = text.split(/\s+/);
      const target = words.pop();
      const base = from ? done.get(from).root : context;
      for (const word of words) {
        const to = join(root, target.startsWith('/') ? '' : config.workdir, target, target.endsWith('/') ? word.split('/').at(-1) : '');
        cpSync(join(base, word), to, { recursive: true });
      }
    } else if (keyword === 'RUN') {
      assert.equal(config.user, '0:0', 'RUN after USER is new here');
      const run = `cd ${quoted([config.workdir])} && ${text}`;
      await shell(opened(root, `chroot "$root" ${withEnvironment({ HOME: '/root', ...config.env })} /bin/sh -c ${quoted([run])}`,
        { binds: flag('mount').map((value) => bindOf(value, context)) }));
    } else if (['ENTRYPOINT', 'HEALTHCHECK'].includes(keyword)) {
      config[keyword.toLowerCase()] = json;
    } else {
      assert.equal(keyword, 'EXPOSE', `${keyword} is new here`);
    }
  }
  return { root, config };
}

/** Files in `root` that no Debian package owns. */
function strangers(root) {
  const owned = new Set();
  const lists = join(root, 'var/lib/dpkg/info');
  for (const name of readdirSync(lists).filter((each) => each.endsWith('.list'))) {
    // /usr is merged: packages may say /lib for what is in /usr/lib.
    for (const path of readFileSync(join(lists, name), 'utf8').split('\n')) owned.add(path.replace(/^\/(bin|lib|lib64|sbin)\//, '/usr/$1/'));
  }
  return execFileSync('find', ['usr', 'opt', 'srv', 'home', 'root', '-xdev', '!', '-type', 'd', '-printf', '/%p\n'], { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 })
    .split('\n').filter((path) => path && !owned.has(path));
}

const mebibytes = (path) => (Number(execFileSync('du', ['-s', '-x', '--block-size=1', path], { encoding: 'utf8' }).split('\t')[0]) / 2 ** 20).toFixed(1);

export async function checkImage() {
  const context = makeContext();
  const done = new Map();
  let last = null;
  let before = '';
  for (const [index, stage] of parseStages(read('docker/Dockerfile')).entries()) {
    say(`FROM ${stage.image}`);
    const root = await bareRoot(`stage-${index}`, { slim: stage.image.endsWith('-slim') });
    before = mebibytes(root);
    const known = new Set(strangers(root));
    last = await carryOut(stage, root, context, done);
    last.strangers = strangers(root).filter((path) => !known.has(path));
    done.set(stage.name, last);
  }

  const { root, config } = last;
  // What programs of Debian write when they are installed.
  const caches = /^\/(usr\/share\/(ca-certificates|mime)|usr\/lib\/ssl|usr\/local\/share\/ca-certificates)\b|\.(pyc|cache)$/;
  assert.deepEqual(last.strangers.filter((path) => !caches.test(path)), ['/usr/bin/spotterd']);
  assert.ok(!existsSync(join(root, 'var/lib/apt/lists/lock')) || readdirSync(join(root, 'var/lib/apt/lists')).length < 3);

  say('the image as a container: read-only, no privilege, no network');
  const state = join(kFolder, 'state');
  rmSync(state, { recursive: true, force: true });
  mkdirSync(state);
  execFileSync('chown', [config.user, state]);
  const [uid, gid] = config.user.split(':');
  const as = (argv, env = {}) =>
    `chroot "$root" setpriv --reuid ${uid} --regid ${gid} --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all ` +
    `${withEnvironment({ ...config.env, ...env }, config.workdir)} ${quoted(argv)}`;
  const key = { WEB_AUTH_KEY: 'a-key-of-the-image-check' };
  await shell(opened(root, [
    as([...config.entrypoint, '--version']),
    `${as([...config.entrypoint, 'check-config'], key)} | head -3`,
    `if ${as(['touch', '/usr/bin/x'])} 2>&1; then echo 'the root can be written'; exit 1; fi`,
    `if ${as(config.healthcheck)} 2>&1; then echo 'healthy without a server'; exit 1; fi`,
    served(as(config.entrypoint, key), as(config.healthcheck), as(['touch', 'written'])),
  ].join('\n'), { sealed: true, binds: [{ source: state, target: config.workdir, write: true }] }));
  assert.ok(existsSync(join(state, 'written')));

  console.log(`image: ${mebibytes(root)} MiB unpacked, of them debian:12-slim ${before} MiB, spotterd ${mebibytes(join(root, 'usr/bin/spotterd'))} MiB`);
}
