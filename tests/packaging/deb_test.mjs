import assert from 'node:assert/strict';
import { test } from '../../tools/testing/runner.mjs';
import { buildDeb } from './deb.mjs';
import { packageNames, scratchFolder, succeed } from './lib.mjs';

test('packaging: the Debian package holds the server and no test, owned by root', async (t) => {
  const file = await buildDeb(scratchFolder(t));
  const { stdout } = await succeed('dpkg-deb', ['-c', file]);
  const entries = stdout.trim().split('\n').map((line) => line.split(/\s+/));
  const paths = entries.map((entry) => entry[5]);
  for (const needed of ['./usr/bin/spotterd', './usr/lib/systemd/system/spotter.service', './etc/spotter/spotter.toml', './etc/logrotate.d/spotter', './usr/share/doc/spotter/copyright', './usr/share/doc/spotter/changelog.Debian.gz']) {
    assert.ok(paths.includes(needed), needed);
  }
  for (const [mode, owner, , , , path] of entries) {
    assert.equal(owner, 'root/root', path);
    assert.match(path, /^\.\/($|etc\/|usr\/($|bin\/|lib\/|share\/))/);
    assert.doesNotMatch(path, /test|bench|credentials/);
    const wanted = path.endsWith('/') ? 'drwxr-xr-x' : path === './usr/bin/spotterd' ? '-rwxr-xr-x' : '-rw-r--r--';
    assert.equal(mode, wanted, path);
  }
  const control = (await succeed('dpkg-deb', ['-f', file])).stdout;
  const depends = /^Depends: (.*)$/m.exec(control)[1].split(', ').map((each) => each.split(' ')[0]);
  // The C library and the compiler's are in every Debian.
  const base = ['libc6', 'libgcc-s1'];
  assert.deepEqual(depends.filter((name) => !base.includes(name)).toSorted(), packageNames('deps/runtime-apt.txt').toSorted(),
    'deps/runtime-apt.txt, which the image installs, is what the package depends on');
  const info = (await succeed('dpkg-deb', ['-I', file, 'conffiles'])).stdout;
  assert.equal(info, '/etc/spotter/spotter.toml\n/etc/logrotate.d/spotter\n');
}, { timeoutMs: 180_000 });
