// The Debian package on a bare Debian 12 that is really booted: installed, run by systemd, upgraded, purged.
import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bareRoot, opened, quoted, say, shell } from './roots.mjs';

// Ours is no upload to Debian, whose first has to close a request for the package.
const kNotOurs = ['initial-upload-closes-no-bugs'];

/** What runs in there; the last line of its log says that it came to its end. */
const story = (deb) => `
set -eux
key=$(cat /etc/spotter/credentials/WEB_AUTH_KEY)
systemctl is-active spotter
spotterd --config /etc/spotter/spotter.toml healthcheck
pid=$(systemctl show -p MainPID --value spotter)
grep -x 'NoNewPrivs:	1' /proc/$pid/status
grep -x 'Seccomp:	2' /proc/$pid/status
grep -x 'CapEff:	0000000000000000' /proc/$pid/status
! grep -q '^Uid:	0' /proc/$pid/status
test "$(stat -c %a:%U /etc/spotter/credentials)" = 700:root
systemctl reload spotter
test "$(systemctl show -p MainPID --value spotter)" = $pid
kill -KILL $pid
tries=0
until spotterd --config /etc/spotter/spotter.toml healthcheck; do
  tries=$((tries + 1))
  test $tries -lt 300
  sleep 0.1
done
test "$(systemctl show -p NRestarts --value spotter)" = 1
apt-get install -y --reinstall /root/${deb}
test "$(cat /etc/spotter/credentials/WEB_AUTH_KEY)" = "$key"
spotterd --config /etc/spotter/spotter.toml healthcheck
systemctl stop spotter
test "$(systemctl show -p Result --value spotter)" = success
systemctl start spotter
apt-get remove -y spotter
! systemctl is-active spotter
test -e /etc/spotter/spotter.toml
apt-get purge -y spotter
test ! -e /etc/spotter
test ! -e /var/lib/spotter
test ! -e /var/lib/private/spotter
test -z "$(find /etc/systemd /var/lib/systemd -name '*spotter.service*')"
echo came-to-its-end
`;

export async function checkDeb(file) {
  say('lintian');
  await shell(`lintian --allow-root --fail-on error,warning --suppress-tags ${kNotOurs.join(',')} ${quoted([file])}`);

  const root = await bareRoot('booted');
  cpSync(file, join(root, 'root', basename(file)));
  say('apt-get install on a bare Debian');
  const install = `apt-get update -q && apt-get install -q -y --no-install-recommends systemd systemd-sysv /root/${basename(file)}`;
  await shell(opened(root, `chroot "$root" env DEBIAN_FRONTEND=noninteractive sh -c ${quoted([install])}`));

  say('boot it');
  writeFileSync(join(root, 'root/story'), story(basename(file)));
  writeFileSync(join(root, 'etc/systemd/system/story.service'), `[Unit]
After=spotter.service
SuccessAction=poweroff-force
FailureAction=poweroff-force
[Service]
Type=oneshot
Environment=DEBIAN_FRONTEND=noninteractive
ExecStart=/bin/sh -c 'sh /root/story >/root/story.log 2>&1'
ExecStopPost=/bin/sh -c 'journalctl --no-pager -u spotter >/root/journal.log'
[Install]
WantedBy=multi-user.target
`);
  await shell(`systemctl --root=${quoted([root])} enable story.service
    timeout --kill-after=10 240 systemd-nspawn -q -D ${quoted([root])} --boot --register=no --keep-unit --private-network --machine=spotter-check </dev/null >/dev/null 2>&1 || true`);
  const told = readFileSync(join(root, 'root/story.log'), 'utf8');
  const journal = readFileSync(join(root, 'root/journal.log'), 'utf8');
  assert.match(told, /^came-to-its-end$/m, `${told}\n${journal}`);
  console.log('package: installed, served, reloaded, killed and restarted, installed again, stopped, removed and purged under systemd');
}
