// Both ways to a cluster agree on what a pod is: the plan of terraform/modules/kubernetes, and deploy/kubernetes/base.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { skipWithout } from '../Support/parts.mjs';
import { kubectl, render, yaml } from './render.mjs';

const skip = skipWithout(kubectl, yaml);
const plan = JSON.parse(readFileSync(new URL('../../terraform/policy/fixtures/kubernetes.json', import.meta.url), 'utf8'));
const after = name => plan.resource_changes.find(({ address }) => address.endsWith(name)).change.after;

/** As the API has it: camels, blocks of one as objects, and nothing that is not set. */
const asApi = value => Array.isArray(value) ? (value.length === 1 && typeof value[0] === 'object' ? asApi(value[0]) : value.map(asApi))
  : value !== null && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase()), asApi(each)])
    .filter(([, each]) => each !== null && each !== '' && !(Array.isArray(each) && each.length === 0))) : value;
/** Numbers and texts are compared alike, for the provider writes many numbers as text; what the API sets by itself is set. */
const plain = value => JSON.parse(JSON.stringify(value, (_, each) => (typeof each === 'number' ? String(each) : each)));
const probeOf = ({ httpGet: { path }, periodSeconds, timeoutSeconds, failureThreshold }) => plain({ path, periodSeconds, timeoutSeconds, failureThreshold });
const contextOf = ({ allowPrivilegeEscalation, privileged, readOnlyRootFilesystem, runAsNonRoot, capabilities, seccompProfile }) =>
  plain({ allowPrivilegeEscalation, privileged, readOnlyRootFilesystem, runAsNonRoot, drop: [capabilities.drop].flat(), seccomp: seccompProfile.type });

const sides = async () => {
  const objects = await render('base');
  const of = kind => objects.find(each => each.kind === kind);
  return { planned: asApi(after('kubernetes_deployment_v1.captions["stable"]')).spec, written: of('Deployment').spec, of };
};

test('probes, rights, drain and rollout of a pod are the same', { skip }, async () => {
  const { planned, written } = await sides();
  const [mine, theirs] = [written.template.spec, planned.template.spec];
  const [container, other] = [mine.containers[0], theirs.container];
  for (const name of ['startupProbe', 'readinessProbe', 'livenessProbe']) assert.deepEqual(probeOf(container[name]), probeOf(other[name]), name);
  assert.deepEqual(contextOf(container.securityContext), contextOf(other.securityContext));
  const { sysctl, supplementalGroups, windowsOptions, ...context } = theirs.securityContext;
  assert.deepEqual(plain(mine.securityContext), plain({ ...context, seccompProfile: { type: context.seccompProfile.type } }));
  for (const name of ['automountServiceAccountToken', 'enableServiceLinks', 'terminationGracePeriodSeconds']) assert.equal(mine[name], theirs[name], name);
  assert.equal(String(container.lifecycle.preStop.sleep.seconds), other.lifecycle.preStop.exec.command[1]);
  assert.deepEqual(mine.topologySpreadConstraints.map(({ topologyKey, maxSkew, whenUnsatisfiable }) => ({ topologyKey, maxSkew, whenUnsatisfiable })),
    theirs.topologySpreadConstraint.map(({ topologyKey, maxSkew, whenUnsatisfiable }) => ({ topologyKey, maxSkew, whenUnsatisfiable })));
  assert.deepEqual(plain(written.strategy), plain(planned.strategy));
  for (const name of ['minReadySeconds', 'progressDeadlineSeconds', 'revisionHistoryLimit']) assert.equal(written[name], planned[name], name);
});

test('how fast pods come and go is the same', { skip }, async () => {
  const { of } = await sides();
  const { scaleDown, scaleUp } = asApi(after('kubernetes_horizontal_pod_autoscaler_v2.captions')).spec.behavior;
  const mine = of('HorizontalPodAutoscaler').spec.behavior;
  for (const [written, planned] of [[mine.scaleDown, scaleDown], [mine.scaleUp, scaleUp]]) {
    assert.equal(written.stabilizationWindowSeconds, planned.stabilizationWindowSeconds);
    assert.deepEqual(written.policies, [planned.policy]);
  }
  assert.equal(String(of('PodDisruptionBudget').spec.maxUnavailable), asApi(after('kubernetes_pod_disruption_budget_v1.captions')).spec.maxUnavailable);
});
