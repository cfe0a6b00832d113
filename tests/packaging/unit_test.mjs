import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from '../../tools/testing/runner.mjs';
import { command, kBinary, kEndMarginSeconds, knownSettings, read, scratchFolder, seconds, unknownNames } from './lib.mjs';

// What a network service that other machines talk to cannot do without makes about 1.2; each directive of the
// sandbox that is lost adds 0.1 or more.
const kExposureMax = 1.5;

const unit = read('packaging/spotter.service.in');
const values = (key, text = unit) => [...text.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value]) => value);

function unitFile(t) {
  const file = join(scratchFolder(t), 'spotter.service');
  writeFileSync(file, unit.replace('@SPOTTERD@', kBinary));
  return file;
}

test('packaging: systemd understands every line of the unit', async (t) => {
  const file = unitFile(t);
  // Other units are not ours to judge, and a bare machine may lack some: only lines about this one count.
  const { output } = await command('systemd-analyze', ['verify', '--man=no', '--recursive-errors=no', file]);
  const about = output.split('\n').filter((line) => line.includes('spotter.service') && !/Unit \S+ not found/.test(line));
  assert.deepEqual(about, []);
  const wrong = readFileSync(file, 'utf8').replace('ProtectHome=yes', 'ProtectHomes=yes');
  writeFileSync(file, wrong);
  const second = await command('systemd-analyze', ['verify', '--man=no', '--recursive-errors=no', file]);
  assert.match(second.output, /ProtectHomes/);
});

test('packaging: the unit shuts the service in', async (t) => {
  const file = unitFile(t);
  const { output } = await command('systemd-analyze', ['security', '--offline=true', '--no-pager', file]);
  const level = Number(/Overall exposure level for \S+: ([\d.]+)/.exec(output)?.[1] ?? 'NaN');
  assert.ok(level <= kExposureMax, `${level}\n${output.split('\n').filter((line) => !line.startsWith('✓')).join('\n')}`);
});

test('packaging: systemd waits longer for the end than running answers may take', async () => {
  const drain = (await knownSettings()).find(({ key }) => key === 'server.drain_timeout');
  assert.ok(seconds(values('TimeoutStopSec')[0]) >= Number(drain.fallback) + kEndMarginSeconds);
});

test('packaging: the unit and its example hand over secrets as files that the server knows', async () => {
  for (const text of [unit, read('packaging/secrets.conf')]) {
    const loaded = values('LoadCredential', text).map((value) => value.split(':'));
    assert.ok(loaded.length > 0);
    for (const [id, path] of loaded) assert.equal(path, `/etc/spotter/credentials/${id}`);
    const given = values('Environment', text).map((value) => value.split('='));
    assert.deepEqual(given, loaded.map(([id]) => [`${id}_FILE`, `%d/${id}`]));
    assert.deepEqual(await unknownNames(given.map(([name]) => name)), []);
  }
});

test('packaging: what installs the package makes the keys that the unit loads', async (t) => {
  const script = read('packaging/debian/postinst');
  for (const [id] of values('LoadCredential').map((value) => value.split(':'))) {
    assert.match(script, new RegExp(`^ +make_key ${id}$`, 'm'));
  }
  // The scripts run in a bare shell: no bashism, no file of this machine.
  const folder = scratchFolder(t);
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'etc/spotter'), { recursive: true });
  for (const name of ['deb-systemd-helper', 'deb-systemd-invoke', 'systemctl']) {
    writeFileSync(join(folder, 'bin', name), '#!/bin/sh\nexit 0\n');
    chmodSync(join(folder, 'bin', name), 0o755);
  }
  const moved = script.replaceAll('/etc/spotter', `${folder}/etc/spotter`);
  const options = { env: { PATH: `${join(folder, 'bin')}:/usr/bin:/bin` }, input: moved };
  for (let again = 0; again < 2; again += 1) {
    assert.equal((await command('sh', ['-s', 'configure'], options)).code, 0);
  }
  const key = readFileSync(join(folder, 'etc/spotter/credentials/SPOTTER_SECRET'), 'utf8');
  assert.match(key, /^[0-9a-f]{64}$/);
  await command('sh', ['-s', 'configure', '0.0.1'], options);
  assert.equal(readFileSync(join(folder, 'etc/spotter/credentials/SPOTTER_SECRET'), 'utf8'), key, 'an upgrade keeps the keys');
});
