// Every rule of the policy both ways, a test each.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixtureFaults, strayFixtures } from '../../terraform/policy/engine/fixtures.mjs';
import { clouds, controls, loadRules, sourceOf, targets } from '../../terraform/policy/engine/rules.mjs';
import { npm, skipWithout } from '../Support/parts.mjs';

const hcl = skipWithout(npm('@cdktf/hcl2json', new URL('../../terraform/policy/', import.meta.url)));
const rules = await loadRules();

for (const rule of rules) {
  test(
    `${rule.id} holds for its passing fixture, and its failing one breaks it alone`,
    { skip: sourceOf(rule) === 'configuration' && hcl },
    async () => {
      assert.deepEqual(
        await fixtureFaults(
          rule,
          rules.filter(other => other.target === rule.target),
        ),
        [],
      );
    },
  );
}

test('every fixture belongs to a rule', async () => assert.deepEqual(await strayFixtures(), []));

for (const target of targets) {
  test(`every control has a rule on ${target}`, () => {
    const lacking = controls.filter(control => !rules.some(rule => rule.target === target && rule.control === control));
    assert.deepEqual(lacking, []);
  });
}

test('rules that checkov has not are ours on every cloud: budget, instances, tags, alarms', () => {
  for (const cloud of clouds) {
    for (const control of ['budget', 'concurrency', 'tags', 'alarms']) {
      assert.ok(
        rules.some(rule => rule.target === cloud && rule.control === control && rule.public === null),
        `${cloud} ${control}`,
      );
    }
  }
});
