// The manifests of batch jobs against Kubernetes' own schemas. Those of the other engines have none that can be had offline; the command line's tests run what they say.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { npm, skipWithout } from '../Support/parts.mjs';

const root = new URL('../../', import.meta.url).pathname;
const skip = skipWithout(npm('kubernetes-models', import.meta.url), npm('js-yaml', import.meta.url));
const read = async name => (await import('js-yaml')).load(readFileSync(`${root}deploy/jobs/${name}`, 'utf8'));

for (const name of ['kubernetes.yaml', 'kubernetes-join.yaml']) {
  test(`${name} is a Job as Kubernetes has it`, { skip }, async () => {
    const { Job } = await import('kubernetes-models/batch/v1');
    new Job(await read(name)).validate();
  });
}

test('a Job that is none is told', { skip }, async () => {
  const { Job } = await import('kubernetes-models/batch/v1');
  const wrong = await read('kubernetes.yaml');
  delete wrong.spec.podFailurePolicy.rules[0].action;
  assert.throws(() => new Job(wrong).validate(), /required property action/);
});
