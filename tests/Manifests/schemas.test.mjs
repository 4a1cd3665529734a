// Every overlay rendered and held against Kubernetes' own schemas, and those of Knative, KEDA and the Prometheus operator; KServe's is on no
// feed: what its predictor adds to a pod's spec is listed here from its published types, and the pod is held against Kubernetes'.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { npm, skipWithout } from '../Support/parts.mjs';
import { folders, kubectl, render, root, yaml } from './render.mjs';

const parts = ['kubernetes-models', '@kubernetes-models/keda', '@kubernetes-models/knative', '@kubernetes-models/prometheus-operator'].map(name => npm(name, import.meta.url));
const skip = skipWithout(kubectl, yaml, ...parts);

const packages = { 'keda.sh': '@kubernetes-models/keda/', 'eventing.knative.dev': '@kubernetes-models/knative/', 'monitoring.coreos.com': '@kubernetes-models/prometheus-operator/' };
// Of kserve/pkg/apis/serving/v1beta1/component.go: name and form.
const isWhole = value => Number.isInteger(value) && value >= 0;
const isTexts = value => Object.values(value).every(each => typeof each === 'string');
const extensions = { minReplicas: isWhole, maxReplicas: isWhole, scaleTarget: isWhole, scaleMetric: value => ['cpu', 'memory', 'concurrency', 'rps'].includes(value),
  containerConcurrency: isWhole, timeout: isWhole, canaryTrafficPercent: isWhole, labels: isTexts, annotations: isTexts, deploymentStrategy: value => typeof value === 'object' };

const validateInferenceService = async ({ spec, ...object }) => {
  assert.deepEqual(Object.keys(spec), ['predictor'], 'an InferenceService has a predictor, and here nothing else');
  const own = Object.entries(spec.predictor).filter(([name]) => name in extensions);
  for (const [name, value] of own) assert.ok(extensions[name](value), `spec.predictor.${name} is ${JSON.stringify(value)}`);
  const pod = Object.fromEntries(Object.entries(spec.predictor).filter(([name]) => !(name in extensions)));
  await validate({ apiVersion: 'v1', kind: 'Pod', metadata: object.metadata, spec: pod });
  const { minReplicas, maxReplicas, deploymentStrategy, containers } = spec.predictor;
  assert.ok(minReplicas <= maxReplicas);
  assert.equal(containers[0].name, 'kserve-container', 'KServe knows a container of yours by this name');
  await validate({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: object.metadata, spec: { selector: {}, strategy: deploymentStrategy, template: { spec: pod } } });
};

// Of Knative Eventing 1.15 and newer; the schema that a package has is older.
const newer = { Trigger: ['/spec/filters', '/spec/delivery/timeout'] };

const validate = async object => {
  const [group] = object.apiVersion.split('/');
  if (group === 'serving.kserve.io') return validateInferenceService(object);
  const models = await import(`${packages[group] ?? 'kubernetes-models/'}${object.apiVersion}`);
  assert.ok(models[object.kind], `${object.apiVersion} has no ${object.kind}`);
  const unasked = new Set();
  models[object.kind].prototype.validate.call(watched(new models[object.kind](structuredClone(object)), '', unasked));
  assert.deepEqual([...unasked].filter(path => !newer[object.kind]?.includes(path)), [], 'no schema knows these');
};

/** An object that tells what nobody asked it for. A validator asks for all that its schema knows, but says nothing of what is there besides. */
const watched = (value, path, unasked) => {
  if (value === null || typeof value !== 'object') return value;
  for (const name of Object.keys(value)) unasked.add(`${path}/${name}`);
  const children = new Map();
  return new Proxy(value, {
    get: (target, name) => {
      unasked.delete(`${path}/${String(name)}`);
      if (!Object.hasOwn(target, name)) return Reflect.get(target, name);
      if (!children.has(name)) children.set(name, watched(target[name], `${path}/${String(name)}`, unasked));
      return children.get(name);
    },
  });
};

for (const folder of folders)
  test(`every object of ${folder} is as its platform has it`, { skip }, async () => {
    const objects = await render(folder);
    assert.ok(objects.length > 0);
    for (const object of objects) await assert.doesNotReject(validate(object), `${object.kind}/${object.metadata.name}`);
  });

for (const [what, folder, kind, change, said] of [
  ['a Job whose rule has no action', 'overlays/archive', 'Job', job => delete job.spec.podFailurePolicy.rules[0].action, /action/],
  ['a Deployment with a word of another kind', 'base', 'Deployment', each => { each.spec.completions = 3; }, /completions/],
  ['an autoscaler without its upper end', 'base', 'HorizontalPodAutoscaler', each => delete each.spec.maxReplicas, /maxReplicas/],
  ['a network policy whose port is a list', 'base', 'NetworkPolicy', each => { each.spec.policyTypes = 'Ingress'; }, /policyTypes/],
  ['a ScaledObject without triggers', 'overlays/queue', 'ScaledObject', each => delete each.spec.triggers, /triggers/],
  ['a Trigger whose tries are a text', 'overlays/queue', 'Trigger', each => { each.spec.delivery.retry = 'ten'; }, /retry/],
  ['a PodMonitor whose endpoints are none', 'monitoring', 'PodMonitor', each => { each.spec.podMetricsEndpoints = 'all'; }, /podMetricsEndpoints/],
  ['an InferenceService with a pod of no form', 'kserve', 'InferenceService', each => { each.spec.predictor.restartPolicies = 'Never'; }, /restartPolicies/],
  ['an InferenceService that scales by a measure that is none', 'kserve', 'InferenceService', each => { each.spec.predictor.scaleMetric = 'pictures'; }, /scaleMetric/],
])
  test(`${what} is told`, { skip }, async () => {
    const wrong = (await render(folder)).find(each => each.kind === kind);
    change(wrong);
    await assert.rejects(validate(wrong), said);
  });

test('settings of the manifests are settings of the program, and documented', { skip }, async () => {
  const known = new Set([...readFileSync(`${root}docs/operations/settings.md`, 'utf8').matchAll(/^\| `(CAPTION_\w+)`/gm)].map(([, name]) => name));
  for (const folder of folders)
    for (const object of await render(folder)) {
      const own = [...JSON.stringify(object).matchAll(/"name":"(CAPTION_\w+)"/g)].map(([, name]) => name);
      for (const name of [...own, ...Object.keys(object.kind === 'ConfigMap' ? object.data : {})]) assert.ok(known.has(name), `${folder}: ${name} is no setting`);
    }
});

test('where settings change, so does the name of their ConfigMap, and pods are made anew', { skip }, async () => {
  const nameIn = async folder => (await render(folder)).find(({ kind }) => kind === 'Deployment').spec.template.spec.containers[0].envFrom[0].configMapRef.name;
  assert.match(await nameIn('base'), /^captions-[a-z0-9]{10}$/);
  assert.notEqual(await nameIn('base'), await nameIn('overlays/cpu'));
});
