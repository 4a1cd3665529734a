// What rules see of a plan.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NotAPlan, PlanModel } from '../../terraform/policy/engine/plan.mjs';

const change = (address, after, { unknown = {}, index, module, mode = 'managed', actions = ['create'] } = {}) => {
  const [type, name] = address.replace(/\[.*$/, '').split('.').slice(-2);
  return { address, module_address: module, mode, type, name, index, change: { actions, after, after_unknown: unknown } };
};
const resource = (address, expressions, more = {}) => {
  const [type, name] = address.split('.');
  return { address, mode: 'managed', type, name, expressions, ...more };
};
const refers = (...references) => ({ references });
const model = (changes, root = {}, more = {}) =>
  new PlanModel('aws', { format_version: '1.2', resource_changes: changes, configuration: { root_module: root }, ...more });
const addresses = list => list.map(each => each.address);

test('what is destroyed is not there', () => {
  const plan = model([change('a_b.gone', null, { actions: ['delete'] }), change('a_b.kept', {})]);
  assert.deepEqual(addresses(plan.ofType('a_b')), ['a_b.kept']);
});

test('a second plan, which changes nothing, has all resources', () => {
  const plan = model(
    [change('a_b.kept', { size: 1 }, { actions: ['no-op'] })],
    {},
    {
      prior_state: {
        values: {
          root_module: {
            resources: [
              { address: 'a_b.kept', mode: 'managed', type: 'a_b', name: 'kept', values: { size: 2 } },
              { address: 'data.a_c.read', mode: 'data', type: 'a_c', name: 'read', values: { id: 'x' } },
            ],
          },
        },
      },
    },
  );
  assert.equal(plan.find('a_b.kept').get('size'), 1);
  assert.equal(plan.find('data.a_c.read').get('id'), 'x');
});

test('a state has resources of all its modules', () => {
  const plan = new PlanModel('aws', {
    format_version: '1.0',
    values: {
      root_module: {
        child_modules: [{ resources: [{ address: 'module.m.a_b.c', mode: 'managed', type: 'a_b', name: 'c', values: { on: true } }] }],
      },
    },
  });
  assert.equal(plan.find('a_b.c').get('on'), true);
});

test('what is known only after apply is unknown, at any depth, and counts as set', () => {
  const found = model([change('a_b.c', { rule: [{ name: 'x' }] }, { unknown: { id: true, rule: [{ arn: true }], tags: true } })]).find(
    'a_b.c',
  );
  assert.ok(found.isUnknown('id') && found.isUnknown('rule.0.arn') && found.isUnknown('tags.owner'));
  assert.ok(!found.isUnknown('rule.0.name') && found.has('rule.0.arn') && !found.has('rule.0.other'));
});

test('a reference with a key names that instance alone', () => {
  const plan = model([change('a_b.c["x"]', {}, { index: 'x' }), change('a_b.c["y"]', {}, { index: 'y' }), change('a_d.e', {})], {
    resources: [resource('a_d.e', { target: refers('a_b.c["x"].id', 'a_b.c["x"]', 'a_b.c') })],
  });
  assert.deepEqual(addresses(plan.referredBy(plan.find('a_d.e'), 'target')), ['a_b.c["x"]']);
});

test('each.value is the instance with the same key of what for_each names', () => {
  const plan = model(
    ['x', 'y'].flatMap(key => [change(`a_b.c["${key}"]`, {}, { index: key }), change(`a_d.e["${key}"]`, {}, { index: key })]),
    { resources: [resource('a_d.e', { target: refers('each.value.id', 'each.value') }, { for_each_expression: refers('a_b.c') })] },
  );
  assert.deepEqual(addresses(plan.referringTo(plan.find('a_b.c["y"]'), 'a_d', 'target')), ['a_d.e["y"]']);
});

test('references go through variables and outputs of modules', () => {
  const plan = model([change('a_topic.t', {}), change('module.m.a_b.c', {}, { module: 'module.m' }), change('a_d.e', {})], {
    resources: [resource('a_d.e', { target: refers('module.m.made', 'module.m') })],
    module_calls: {
      m: {
        expressions: { topic: refers('a_topic.t.arn', 'a_topic.t') },
        module: {
          resources: [resource('a_b.c', { send: [{ to: refers('var.topic') }] })],
          outputs: { made: { expression: refers('a_b.c.id', 'a_b.c') } },
        },
      },
    },
  });
  assert.deepEqual(addresses(plan.referredBy(plan.find('a_b.c'), 'send.0.to')), ['a_topic.t']);
  assert.deepEqual(addresses(plan.referredBy(plan.find('a_d.e'), 'target', 'a_b')), ['module.m.a_b.c']);
});

test('a resource of the same name in another module is another', () => {
  const module = { resources: [resource('a_d.e', { target: refers('a_b.c.id', 'a_b.c') })] };
  const plan = model(
    [change('a_b.c', {}), change('module.m.a_b.c', {}, { module: 'module.m' }), change('module.m.a_d.e', {}, { module: 'module.m' })],
    { module_calls: { m: { expressions: {}, module } } },
  );
  assert.deepEqual(addresses(plan.referringTo(plan.find('module.m.a_b.c'), 'a_d', 'target')), ['module.m.a_d.e']);
  assert.deepEqual(
    plan.referringTo(
      plan.resources.find(each => each.address === 'a_b.c'),
      'a_d',
      'target',
    ),
    [],
  );
});

test('reasons of exceptions are found in tags, labels and metadata', () => {
  const plan = model([
    change('a_b.c', { tags: { 'exception-short_logs': 'kept by another team' } }),
    change('g_b.c', { labels: { 'exception-public_network': 'a-partner' } }),
    change('k_b.c', { metadata: [{ labels: { 'exception-no_rollback': 'another-vendor', owner: 'team' } }] }),
    change('a_b.d', { tags: { 'exception-public_access': '' } }),
  ]);
  assert.deepEqual(plan.exceptions(), { short_logs: 'kept by another team', public_network: 'a-partner', no_rollback: 'another-vendor' });
});

test('a missing type is a breach by its name', () => {
  assert.deepEqual(model([change('a_b.c', {})]).missing('a_b', 'a_x'), [{ address: 'a_x', message: 'there is no a_x' }]);
});

for (const [what, document] of [
  ['a list', []],
  ['null', null],
  ['another document', { version: 4 }],
]) {
  test(`${what} is no plan`, () => assert.throws(() => new PlanModel('aws', document), NotAPlan));
}
