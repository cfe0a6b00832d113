// Bare Debian 12 roots to try things in, as a container engine would make them. Needs root, mmdebstrap and apt.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kRoot } from './lib.mjs';

export const kFolder = join(kRoot, 'build/packaging');
const kBase = join(kFolder, 'debian-12.tar');
const kBaseDaysMax = 7;

export const quoted = (words) => words.map((word) => `'${String(word).replaceAll("'", `'\\''`)}'`).join(' ');

export const say = (text) => console.error(`--- ${text}`);

/** Runs a shell script of this machine's, showing what it says; throws if it fails. */
export function shell(script) {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-euc', script], { stdio: ['ignore', 2, 2], cwd: '/' });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`ended with ${code}: ${script.slice(0, 2000)}`))));
  });
}

/** A fresh root in build/packaging/NAME: what debian:12 is made of, or debian:12-slim. */
export async function bareRoot(name, { slim = false } = {}) {
  mkdirSync(kFolder, { recursive: true });
  if (!existsSync(kBase) || Date.now() - statSync(kBase).mtimeMs > kBaseDaysMax * 86_400_000) {
    say('a bare Debian 12');
    const fresh = join(kFolder, 'fresh.tar'); // mmdebstrap goes by the ending
    rmSync(fresh, { force: true });
    // Without that hook mmdebstrap takes usrmerge, and with it all of Perl, which the published images do not have.
    await shell(`mmdebstrap --quiet --variant=minbase --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr bookworm ${fresh} && mv ${fresh} ${kBase}`);
  }
  const root = join(kFolder, name);
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root);
  execFileSync('tar', ['-C', root, '-xf', kBase]);
  // As in the published images: apt keeps neither packages nor indexes of them.
  writeFileSync(join(root, 'etc/apt/apt.conf.d/docker-clean'), [
    'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };',
    'Dir::Cache::pkgcache "";',
    'Dir::Cache::srcpkgcache "";',
    '',
  ].join('\n'));
  if (slim) {
    const left = ['doc', 'man', 'info', 'locale', 'lintian'];
    for (const folder of left) rmSync(join(root, 'usr/share', folder), { recursive: true, force: true });
    writeFileSync(join(root, 'etc/dpkg/dpkg.cfg.d/docker'), left.map((folder) => `path-exclude /usr/share/${folder}/*\n`).join(''));
  }
  // apt in there reaches Debian as it does out here.
  writeFileSync(join(kFolder, 'apt.conf'), execFileSync('apt-config', ['dump', 'Acquire']));
  return root;
}

/**
 * A script that opens `root` in namespaces of its own and goes on with `body`, in which `chroot "$root" ...` starts
 * things in there. binds: [{source, target, write}]. `sealed`: read-only, and no network but a loopback of its own.
 */
export function opened(root, body, { binds = [], sealed = false } = {}) {
  const lines = [`root=${quoted([root])}`, 'mount --make-rprivate /', 'mount --bind "$root" "$root"'];
  const all = sealed ? binds : [
    { source: '/etc/resolv.conf', target: '/etc/resolv.conf' },
    { source: '/etc/hosts', target: '/etc/hosts' },
    { source: join(kFolder, 'apt.conf'), target: '/etc/apt/apt.conf.d/99machine' },
    ...binds,
  ];
  const points = [];
  for (const { source, target, write } of all) {
    const at = quoted([join(root, target)]);
    const folder = statSync(source).isDirectory();
    if (!existsSync(join(root, target))) points.push(`${folder ? 'rmdir' : 'rm'} ${at}`);
    lines.push(folder ? `mkdir -p ${at}` : `[ -e ${at} ] || { mkdir -p "$(dirname ${at})"; : >${at}; }`);
    lines.push(`mount --bind ${quoted([source])} ${at}`);
    if (!write) lines.push(`mount -o remount,bind,ro ${at}`);
  }
  lines.push('mount -t proc proc "$root/proc"', 'mount --rbind /dev "$root/dev"');
  if (sealed) lines.push('mount -o remount,bind,ro "$root"', 'ip link set lo up');
  lines.push(body);
  const inside = `unshare --mount --pid --fork --kill-child ${sealed ? '--net' : ''} sh -euc ${quoted([lines.join('\n')])}`;
  // Mount points that only this needed do not stay.
  return points.length === 0 ? inside : [inside, ...points].join('\n');
}

/** `env` with nothing but these, in `folder`. */
export const withEnvironment = (env, folder = '/') => `env -i -C ${quoted([folder])} ${quoted(Object.entries(env).map(([name, value]) => `${name}=${value}`))}`;

/** Starts `server` in the background, asks `ready` until it succeeds (20 s), runs `then`, and ends the server with SIGTERM. */
export const served = (server, ready, then) => `
${server} & server=$!
tries=0
until ${ready}; do
  tries=$((tries + 1))
  if [ $tries -ge 200 ] || ! kill -0 $server; then echo 'the server does not become ready'; exit 1; fi
  sleep 0.1
done
${then}
kill -TERM $server
wait $server`;
