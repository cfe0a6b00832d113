import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from '../../tools/testing/runner.mjs';
import { command, kBinary, kBuild, read, scratchFolder, succeed } from './lib.mjs';

const install = (folder, prefix = '/usr') => succeed('cmake', ['--install', kBuild, '--prefix', prefix], { env: { DESTDIR: folder } });

test('packaging: cmake --install puts the server, its unit, settings, prompts and guides in place', async (t) => {
  const folder = scratchFolder(t);
  await install(folder, '/opt/spotter');
  for (const path of [
    'opt/spotter/bin/spotterd',
    'opt/spotter/lib/systemd/system/spotter.service',
    'opt/spotter/share/man/man8/spotterd.8.gz',
    'opt/spotter/share/doc/spotter/deploying.md',
    'opt/spotter/share/doc/spotter/examples/secrets.conf',
    'etc/spotter/spotter.toml',
    'etc/logrotate.d/spotter',
  ]) assert.ok(existsSync(join(folder, path)), path);
  const unit = readFileSync(join(folder, 'opt/spotter/lib/systemd/system/spotter.service'), 'utf8');
  assert.match(unit, /^ExecStart=\/opt\/spotter\/bin\/spotterd /m);
});

test('packaging: the installed prompts are the built-in ones and can be used', async (t) => {
  const folder = scratchFolder(t);
  await install(folder);
  const prompts = join(folder, 'usr/share/spotter/prompts');
  assert.ok(readdirSync(prompts).includes('coach'));
  await succeed(kBinary, ['check-config'], { env: { SPOTTER_PROMPTS_DIR: prompts } });
});

test('packaging: installing again leaves the settings file and the rotation of logs alone', async (t) => {
  const folder = scratchFolder(t);
  await install(folder);
  const file = join(folder, 'etc/spotter/spotter.toml');
  writeFileSync(file, '[limits]\nweb = 7\n');
  const rotation = join(folder, 'etc/logrotate.d/spotter');
  writeFileSync(rotation, '# mine\n');
  await install(folder);
  assert.equal(readFileSync(file, 'utf8'), '[limits]\nweb = 7\n');
  assert.equal(readFileSync(rotation, 'utf8'), '# mine\n');
});

test('packaging: the settings file starts the server, also with each of its examples switched on', async (t) => {
  const folder = scratchFolder(t);
  const text = read('packaging/spotter.toml');
  const examples = text.split('\n').filter((line) => /^#\w+ = /.test(line)).length;
  assert.ok(examples > 8);
  const file = join(folder, 'spotter.toml');
  for (const written of [text, text.replace(/^#(?=\w+ = )/gm, '').replace(/^prompts_dir = .*/m, '')]) {
    writeFileSync(file, written);
    await succeed(kBinary, ['--config', file, 'check-config'], { env: { WEB_AUTH_KEY: 'a-key-that-is-long-enough', OPENAI_API_KEY: 'k', ANTHROPIC_API_KEY: 'k' } });
  }
});

test('packaging: the examples of the settings file that are called defaults are', async (t) => {
  const folder = scratchFolder(t);
  const file = join(folder, 'spotter.toml');
  writeFileSync(file, '');
  const { stdout } = await succeed(kBinary, ['--config', file, 'check-config']);
  const inForce = Object.fromEntries(stdout.split('\n').map((line) => line.trim().split(/\s{2,}/)));
  let group = '';
  let same = 0;
  for (const line of read('packaging/spotter.toml').split('\n')) {
    group = /^\[(\w+)\]$/.exec(line)?.[1] ?? group;
    const [, key, value] = /^#?(listen|drain_timeout|max_connections_per_address|base_url|model|web|mobile|level) = "?([^"]+)"?$/.exec(line) ?? [];
    if (!key) continue;
    assert.equal(value, inForce[`${group}.${key}`], `${group}.${key}`);
    same += 1;
  }
  assert.equal(same, 8);
});

test('packaging: what rotates the log reopens the files that the settings file names, in the folder that the unit gives', () => {
  const rotation = read('packaging/logrotate');
  const unit = read('packaging/spotter.service.in');
  assert.match(unit, /^LogsDirectory=spotter$/m);
  assert.match(rotation, /^\/var\/log\/spotter\/\*\.log \{$/m);
  assert.match(rotation, /^\tpostrotate\n.* --signal=HUP spotter\.service /m);
  const named = [...read('packaging/spotter.toml').matchAll(/^#(?:error_)?file = "(.*)"$/gm)].map(([, path]) => path);
  assert.equal(named.length, 2);
  for (const path of named) assert.match(path, /^\/var\/log\/spotter\/[a-z]+\.log$/);
});

test('packaging: the manual page has what --help has, and no fault of layout', async () => {
  const page = read('packaging/spotterd.8');
  const help = await succeed(kBinary, ['--help']);
  for (const word of ['--config', '--listen', '--version', 'check-config', 'healthcheck', 'settings']) {
    assert.ok(help.stdout.includes(word), word);
    assert.ok(page.replaceAll('\\-', '-').includes(word), word);
  }
  const laidOut = await command('groff', ['-man', '-Tutf8', '-ww', '-z'], { input: page });
  assert.equal(laidOut.output, '');
});
