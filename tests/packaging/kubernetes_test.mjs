import assert from 'node:assert/strict';
import { ConfigMap, Namespace, Secret, Service } from 'kubernetes-models/v1';
import { Deployment } from 'kubernetes-models/apps/v1';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import { Ingress, NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { test } from '../../tools/testing/runner.mjs';
import { parseStages } from './dockerfile.mjs';
import { command, kBinary, kEndMarginSeconds, kRoot, read, scratchFolder, succeed, unknownNames } from './lib.mjs';
import { faultsIn } from './strict_model.mjs';

const models = { ConfigMap, Deployment, HorizontalPodAutoscaler, Ingress, Namespace, NetworkPolicy, PodDisruptionBudget, Secret, Service };
const files = readdirSync(join(kRoot, 'docker/k8s'));
const objects = Object.fromEntries(files.map((name) => [name, parse(read(`docker/k8s/${name}`))]));
const of = (kind) => Object.values(objects).find((object) => object.kind === kind);

const deployment = of('Deployment');
const pod = deployment.spec.template;
const [container] = pod.spec.containers;
const settings = of('ConfigMap').data;
const image = parseStages(read('docker/Dockerfile')).at(-1);
const imageSays = (keyword) => image.steps.find((step) => step.keyword === keyword).text;

test('packaging: Kubernetes objects follow the API, field by field', () => {
  for (const [name, object] of Object.entries(objects)) {
    if (object.kind === 'Kustomization') continue;
    const Model = models[object.kind];
    assert.ok(Model, `${name}: no model for ${object.kind}`);
    assert.equal(object.apiVersion, Model.apiVersion, name);
    assert.deepEqual(faultsIn(Model, object), [], name);
  }
  const wrong = structuredClone(deployment);
  wrong.spec.template.spec.containers[0].readinesProbe = {};
  assert.deepEqual(faultsIn(Deployment, wrong), ['spec/template/spec/containers/0/readinesProbe is no field of Deployment']);
});

test('packaging: the kustomization names every file but the example of a secret', () => {
  const named = of('Kustomization').resources.toSorted();
  assert.deepEqual(named, files.filter((name) => !['kustomization.yaml', 'secret.example.yaml'].includes(name)).toSorted());
  assert.equal(of('Kustomization').namespace, of('Namespace').metadata.name);
});

test('packaging: selectors of the service, the budget and the policies find the pods', () => {
  const selectors = [
    deployment.spec.selector.matchLabels,
    of('Service').spec.selector,
    of('PodDisruptionBudget').spec.selector.matchLabels,
    of('NetworkPolicy').spec.podSelector.matchLabels,
    pod.spec.topologySpreadConstraints[0].labelSelector.matchLabels,
  ];
  for (const selector of selectors) {
    assert.ok(Object.keys(selector).length > 0);
    for (const [label, value] of Object.entries(selector)) assert.equal(pod.metadata.labels[label], value);
  }
  const target = of('HorizontalPodAutoscaler').spec.scaleTargetRef;
  assert.deepEqual(target, { apiVersion: deployment.apiVersion, kind: deployment.kind, name: deployment.metadata.name });
  assert.equal(deployment.spec.replicas, undefined, 'applying it again would undo what the autoscaler did');
});

test('packaging: one port goes from the ingress to the server', () => {
  const [port] = container.ports;
  assert.equal(settings.SPOTTER_LISTEN, `0.0.0.0:${port.containerPort}`);
  assert.equal(String(port.containerPort), imageSays('EXPOSE'));
  assert.equal(pod.metadata.annotations['prometheus.io/port'], String(port.containerPort));
  const [served] = of('Service').spec.ports;
  assert.equal(served.targetPort, port.name);
  assert.equal(of('NetworkPolicy').spec.ingress[0].ports[0].port, port.name);
  const { service } = of('Ingress').spec.rules[0].http.paths[0].backend;
  assert.deepEqual(service, { name: of('Service').metadata.name, port: { name: served.name } });
  assert.equal(of('Ingress').spec.rules[0].host, of('Ingress').spec.tls[0].hosts[0]);
});

test('packaging: probes ask the pages of the health room, and an outage elsewhere restarts nothing', () => {
  const paths = [...read('src/ops/health.cpp').matchAll(/\.path = "([^"]+)"/g)].map(([, path]) => path);
  for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) {
    assert.ok(paths.includes(container[probe].httpGet.path), container[probe].httpGet.path);
    assert.equal(container[probe].httpGet.port, container.ports[0].name);
  }
  assert.equal(container.livenessProbe.httpGet.path, '/health/live');
  assert.equal(container.startupProbe.httpGet.path, '/health/live');
  assert.equal(container.readinessProbe.httpGet.path, '/health/ready');
});

test('packaging: a pod has the time to let its answers finish, and a proxy waits for them', () => {
  const drain = Number(settings.SPOTTER_DRAIN_TIMEOUT);
  assert.ok(pod.spec.terminationGracePeriodSeconds >= drain + kEndMarginSeconds);
  const { maxSurge, maxUnavailable } = deployment.spec.strategy.rollingUpdate;
  assert.ok(maxSurge > 0 && maxUnavailable === 0);
  const annotations = of('Ingress').metadata.annotations;
  for (const name of ['proxy-read-timeout', 'proxy-send-timeout']) {
    assert.ok(Number(annotations[`nginx.ingress.kubernetes.io/${name}`]) >= 3600, name);
  }
  assert.equal(annotations['nginx.ingress.kubernetes.io/proxy-buffering'], 'off');
  assert.equal(annotations['nginx.ingress.kubernetes.io/affinity'], 'cookie');
});

test('packaging: pods get settings that the server knows, and secrets that the example has', async () => {
  const names = [...Object.keys(settings), ...container.env.map(({ name }) => name)];
  assert.deepEqual(await unknownNames(names), []);
  const secret = of('Secret');
  const volume = pod.spec.volumes.find((each) => each.secret);
  assert.equal(volume.secret.secretName, secret.metadata.name);
  assert.equal(secret.metadata.namespace, of('Namespace').metadata.name);
  const mount = container.volumeMounts.find(({ name }) => name === volume.name);
  const asked = container.env.map(({ value }) => value);
  for (const path of asked) assert.ok(path.startsWith(`${mount.mountPath}/`), path);
  assert.deepEqual(asked.map((path) => path.split('/').at(-1)).toSorted(), Object.keys(secret.stringData).toSorted());
  assert.equal(settings.SPOTTER_INSTANCES, String(of('HorizontalPodAutoscaler').spec.maxReplicas));
  assert.equal(container.envFrom[0].configMapRef.name, of('ConfigMap').metadata.name);
});

test('packaging: the server takes what the pods get, but not the example secrets', async (t) => {
  const folder = scratchFolder(t);
  const values = { ...of('Secret').stringData };
  const environment = () => {
    const env = { ...settings };
    for (const { name, value } of container.env) {
      const file = join(folder, value.split('/').at(-1));
      writeFileSync(file, values[value.split('/').at(-1)]);
      env[name] = file;
    }
    return env;
  };
  const example = await command(kBinary, ['check-config'], { env: environment() });
  assert.notEqual(example.code, 0, 'somebody would go live with keys that everybody knows');
  assert.match(example.stderr, /SPOTTER_SECRET/);
  Object.assign(values, { SPOTTER_SECRET: 'ab'.repeat(32), WEB_AUTH_KEY: 'a-key-that-is-long-enough' });
  await succeed(kBinary, ['check-config'], { env: environment() });
});

test('packaging: a pod may do nothing but serve', () => {
  const { securityContext: whole } = pod.spec;
  const { securityContext: own } = container;
  assert.equal(`${whole.runAsUser}:${whole.runAsGroup}`, imageSays('USER'));
  assert.equal(whole.runAsNonRoot, true);
  assert.equal(whole.seccompProfile.type, 'RuntimeDefault');
  assert.equal(own.readOnlyRootFilesystem, true);
  assert.equal(own.allowPrivilegeEscalation, false);
  assert.deepEqual(own.capabilities.drop, ['ALL']);
  assert.equal(pod.spec.automountServiceAccountToken, false);
  assert.ok(container.volumeMounts.some(({ mountPath }) => mountPath === imageSays('WORKDIR')));
  assert.deepEqual(of('NetworkPolicy').spec.policyTypes.toSorted(), ['Egress', 'Ingress']);
});
