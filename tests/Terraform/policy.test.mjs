// The policy's command line, its rules' form, its fixtures' form and its reports.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { changed } from '../../terraform/policy/engine/fixtures.mjs';
import { PlanModel } from '../../terraform/policy/engine/plan.mjs';
import { asText, junit } from '../../terraform/policy/engine/report.mjs';
import { formFault, loadRules, run } from '../../terraform/policy/engine/rules.mjs';
import { readFixture } from '../../terraform/policy/engine/fixtures.mjs';

const program = new URL('../../terraform/policy/check.mjs', import.meta.url).pathname;
const check = (...words) => spawnSync(process.execPath, [program, ...words], { encoding: 'utf8' });
const inFolder = work => {
  const folder = mkdtempSync(join(tmpdir(), 'captions-policy-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
const rule = {
  id: 'aws-thing-closed',
  control: 'hardening',
  target: 'aws',
  public: null,
  says: 'Things are closed.',
  exception: 'public_network',
  check: model => [
    ...model.missing('a_thing'),
    ...model
      .ofType('a_thing')
      .filter(each => !each.get('closed'))
      .map(({ address }) => ({ address, message: 'it is open' })),
  ],
};
const plan = (...things) => ({
  format_version: '1.2',
  resource_changes: things.map((after, index) => ({
    address: `a_thing.n${index}`,
    mode: 'managed',
    type: 'a_thing',
    name: `n${index}`,
    change: { after },
  })),
  configuration: { root_module: { resources: [] } },
});
const result = (...things) => run([rule], new PlanModel('aws', plan(...things)))[0];

test('a rule is held, breached, or excused by the reason of its exception', () => {
  assert.equal(result({ closed: true }).state, 'held');
  assert.equal(result({ closed: false }).state, 'breached');
  assert.equal(result().state, 'breached');
  const excused = result({ closed: false, tags: { 'exception-public_network': 'a partner has no peering' } });
  assert.equal(excused.state, 'excused');
  assert.match(asText([excused]), /excused \(a partner has no peering\)  aws-thing-closed  a_thing\.n0: it is open/);
});

test('a reason for another exception excuses nothing', () => {
  assert.equal(result({ closed: false, tags: { 'exception-short_logs': 'kept by another team' } }).state, 'breached');
});

for (const [what, change, said] of [
  ['an id of another target', { id: 'gcp-thing-closed' }, /id must be/],
  ['a control that is none', { control: 'speed' }, /control must be one of least_privilege/],
  ['a number that checkov does not write', { public: '53' }, /public must be/],
  ['a sentence without an end', { says: 'Things are closed' }, /says must be/],
  ['no check', { check: undefined }, /check must be a function/],
  ['an exception that is none', { exception: 'everything' }, /exception must be one of public_network/],
  ['an optional without its reason', { optional: 'yes' }, /optional must say why/],
  ['something more', { severity: 1 }, /severity is no part of a rule/],
]) {
  test(`a rule with ${what} is not taken`, () => {
    assert.equal(formFault(rule), '');
    assert.match(formFault({ ...rule, ...change }), said);
  });
}

test('a change of what is not in the base is an error', () => {
  const base = plan({ closed: true });
  assert.throws(() => changed(base, { values: { 'a_thing.other': { closed: false } } }, 'x'), /a_thing\.other is not in the base/);
  assert.throws(() => changed(base, { remove: ['a_thing.other'] }, 'x'), /a_thing\.other is not in the base/);
  assert.throws(() => changed(base, { value: {} }, 'x'), /value is none of base/);
  assert.throws(() => changed({ files: { a: 'b' } }, { files: { a: { find: 'c', replace: 'd' } } }, 'x'), /a does not have "c"/);
});

test('a change sets, adds and takes away, and leaves the base as it was', () => {
  const base = plan({ closed: true, rules: [{ days: 1 }] }, {});
  const plainBase = structuredClone(base);
  const document = changed(
    base,
    {
      values: { 'a_thing.n0': { 'rules.0.days': 2, 'deep.0.name': 'x', closed: null } },
      remove: ['a_thing.n1'],
      add: [
        {
          address: 'a_thing.n2',
          type: 'a_thing',
          name: 'n2',
          values: { closed: true },
          references: { target: ['a_thing.n0.id', 'a_thing.n0'] },
        },
      ],
    },
    'x',
  );
  assert.deepEqual(document.resource_changes[0].change.after, { rules: [{ days: 2 }], deep: [{ name: 'x' }] });
  const model = new PlanModel('aws', document);
  assert.deepEqual(
    model.resources.map(each => each.name),
    ['n0', 'n2'],
  );
  assert.deepEqual(
    model.referredBy(model.find('a_thing.n2'), 'target').map(each => each.name),
    ['n0'],
  );
  assert.deepEqual(base, plainBase);
});

test('a breach ends with 4 and stands in the text, the JSON and the JUnit report', async () => {
  const [first] = await loadRules('kubernetes');
  inFolder(folder => {
    const path = join(folder, 'plan.json');
    writeFileSync(path, JSON.stringify(readFixture(first.id, 'fail')));
    const found = check(
      '--plan',
      path,
      '--cloud',
      'kubernetes',
      '--json',
      join(folder, 'found.json'),
      '--junit',
      join(folder, 'found.xml'),
    );
    assert.equal(found.status, 4, found.stderr);
    assert.match(found.stdout, new RegExp(`breach  ${first.id} `));
    assert.deepEqual(
      JSON.parse(readFileSync(join(folder, 'found.json'), 'utf8'))
        .filter(each => each.state === 'breached')
        .map(each => each.id),
      [first.id],
    );
    assert.match(
      readFileSync(join(folder, 'found.xml'), 'utf8'),
      new RegExp(`failures="1"[\\s\\S]*name="${first.id}" time="0.000"><failure`),
    );
  });
});

test('all rules held ends with 0', async () => {
  const [first] = await loadRules('kubernetes');
  inFolder(folder => {
    writeFileSync(join(folder, 'plan.json'), JSON.stringify(readFixture(first.id, 'pass')));
    const found = check('--plan', join(folder, 'plan.json'), '--cloud', 'kubernetes');
    assert.equal(found.status, 0, found.stdout);
    assert.match(found.stdout, /^\d+ rules held, 0 breached, 0 excused$/m);
  });
});

for (const [what, said, ...words] of [
  ['nothing asked', /give one of --plan FILE/],
  ['a plan without its cloud', /--plan needs --cloud aws\|azure/, '--plan', 'x'],
  ['a cloud that is none', /--plan needs --cloud/, '--plan', 'x', '--cloud', 'oracle'],
  ['a plan that is not there', /cannot be read \(ENOENT\)/, '--plan', '/nowhere', '--cloud', 'aws'],
  ['a plan that is no JSON', /is no JSON; terraform show -json/, '--plan', program, '--cloud', 'aws'],
  ['a document that is no plan', /this is no plan/, '--plan', program.replace('check.mjs', 'package.json'), '--cloud', 'aws'],
  ['an unknown option', /Unknown option '--everything'/, '--everything'],
  ['two things at once', /give one of/, '--list', '--fixtures'],
  ['a rule that is none', /no rule is called aws-nothing here/, '--onprem', '--rule', 'aws-nothing'],
]) {
  test(`${what} is wrong usage`, () => {
    const found = check(...words);
    assert.equal(found.status, 2, found.stdout + found.stderr);
    assert.match(found.stderr, said);
  });
}

test('a report for JUnit is XML whatever the messages hold', () => {
  const text = junit('a "b" & <c>', [
    { name: 'd', group: 'e', failure: 'it\u0000 is < & > "so"\nand on' },
    { name: 'f', group: 'e', skipped: 'why & wherefore' },
  ]);
  assert.match(text, /<testsuite name="a &quot;b&quot; &amp; &lt;c&gt;" tests="2" failures="1" skipped="1">/);
  assert.match(text, /<failure message="it is &lt; &amp; &gt; &quot;so&quot;">/);
});
