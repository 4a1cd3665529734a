// Which job runs when, and what stands still behind a failure. What each verb itself refuses is tried where the verb is (Delivery.Tests,
// Terraform, the tests below of vulnerabilities and secrets).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Checkout, skip } from './gitlab.mjs';

const LOCAL = { DEPLOY_TO: 'local' };
const TARGETS = ['aws', 'azure', 'gcp', 'kubernetes', 'onprem'];
const ENVIRONMENTS = ['dev', 'preprod', 'prod'];
const matrix = name => TARGETS.map(target => `${name}: [${target}]`);

let checkout;
before(() => { if (!skip) checkout = new Checkout(); });
after(() => checkout?.remove());
const names = variables => checkout.jobs(variables).map(job => job.name);

/** Runs the pipeline of the default branch with some verbs failing; gives what was called. */
const run = (failing, manual = ['approve-preprod', ...matrix('prod')]) => {
  const failed = new Checkout(failing);
  try {
    const said = failed.gitlab(LOCAL, ...manual.flatMap(job => ['--manual', job]));
    return { code: said.status, calls: failed.calls, said: said.stdout + said.stderr };
  } finally {
    failed.remove();
  }
};
const deploys = calls => calls.filter(call => call.startsWith('deploy '));

test('the default branch goes through every gate to every target of every environment', { skip }, () => {
  const { code, calls, said } = run([]);
  assert.equal(code, 0, said);
  const at = call => calls.findIndex(line => line.startsWith(call));
  for (const gate of ['lint', 'test', 'golden', 'secrets', 'vulnerabilities']) assert.ok(at(gate) < at('package'), `${gate} before package`);
  const order = ['package', 'publish', 'record tested', 'sign', 'deploy dev', 'deploy preprod', 'gate prod good-runs', 'deploy prod'];
  for (let i = 1; i < order.length; i++) assert.ok(at(order[i - 1]) < at(order[i]), `${order[i - 1]} before ${order[i]}:\n${calls.join('\n')}`);
  assert.ok(at('infra') < at('record dev costed'), calls.join('\n'));
  const expected = ENVIRONMENTS.flatMap(environment => TARGETS.map(target => `deploy ${environment} ${target} 1.2.3`));
  assert.deepEqual(deploys(calls).sort(), expected.sort());
});

// Every job that must have succeeded before anything is deployed anywhere.
for (const gate of ['lint', 'lint-pipeline', 'build', 'test', 'golden', 'secrets', 'vulnerabilities', 'package', 'publish', 'record', 'sign', 'infra']) {
  test(`nothing is deployed behind a failing ${gate}`, { skip }, () => {
    const { code, calls } = run([gate]);
    assert.notEqual(code, 0);
    assert.ok(calls.some(call => call.startsWith(gate)), 'the gate was asked');
    assert.deepEqual(deploys(calls), []);
  });
}

test('a target that fails in one environment keeps the next one shut for all', { skip }, () => {
  const { code, calls } = run(['deploy dev gcp']);
  assert.notEqual(code, 0);
  assert.deepEqual(deploys(calls).filter(call => !call.startsWith('deploy dev ')), []);
});

test('production is not reached with too few good runs', { skip }, () => {
  const { code, calls } = run(['gate prod good-runs']);
  assert.notEqual(code, 0);
  assert.equal(deploys(calls).filter(call => call.startsWith('deploy preprod ')).length, TARGETS.length);
  assert.deepEqual(deploys(calls).filter(call => call.startsWith('deploy prod ')), []);
});

test('pre-production waits for a person, production for one at each target', { skip }, () => {
  const manual = checkout.jobs(LOCAL).filter(job => job.when === 'manual').map(job => job.name);
  assert.deepEqual(manual, ['approve-preprod', ...matrix('prod'), 'ledger']);
  const { calls } = run([], ['approve-preprod', 'prod: [azure]']);
  assert.deepEqual(deploys(calls).filter(call => call.startsWith('deploy prod ')), ['deploy prod azure 1.2.3']);
});

test('a merge request is checked and packed, and nothing leaves it', { skip }, () => {
  const jobs = names({ ...LOCAL, CI_PIPELINE_SOURCE: 'merge_request_event' });
  assert.deepEqual(jobs.sort(), ['build', 'golden', 'infrastructure', 'lint', 'package-check', 'secrets', 'test', 'vulnerabilities']);
});

test('a schedule runs the loop alone', { skip }, () => {
  assert.deepEqual(names({ ...LOCAL, CI_PIPELINE_SOURCE: 'schedule' }), ['monitor', 'train', 'validate']);
});

test('an alarm rolls back one target and does nothing else', { skip }, () => {
  const alarm = { ...LOCAL, CI_PIPELINE_SOURCE: 'trigger', ROLLBACK_TARGET: 'azure', ROLLBACK_ENVIRONMENT: 'preprod' };
  assert.deepEqual(names(alarm), ['rollback']);
  const called = new Checkout();
  try {
    const said = called.gitlab(alarm);
    assert.equal(said.status, 0, said.stdout + said.stderr);
    assert.ok(called.calls.includes('rollback preprod azure'), called.calls.join('\n'));
  } finally {
    called.remove();
  }
});

// An alarm names what is to be taken back by variables that the rollback job reads: one that is called otherwise rolls back nothing.
for (const [target, file] of [['aws', 'terraform/modules/aws/main.rollback.tf'], ['azure', 'terraform/modules/azure/main.alarms.tf'],
  ['gcp', 'terraform/modules/gcp/main.rollback.tf'], ['kubernetes', 'docs/operations/kubernetes.md'], ['onprem', 'deploy/onprem/bin/captions-alarms']]) {
  test(`an alarm of ${target} gives the pipeline the variables that its rollback reads`, () => {
    const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
    const job = readFileSync(new URL('../../.gitlab/ci/operate.yml', import.meta.url), 'utf8');
    for (const name of ['ROLLBACK_TARGET', 'ROLLBACK_ENVIRONMENT']) {
      assert.ok(job.includes(`$${name}`) && text.includes(name), name);
    }
    assert.match(text, new RegExp(`ROLLBACK_TARGET\\W[^\\n]*\\b${target}\\b`));
  });
}

test('on clouds every stack is planned, dev is applied by itself, the others by hand', { skip }, () => {
  const jobs = checkout.jobs({ TERRAFORM_STATE_READY: '1' });
  const clouds = TARGETS.filter(target => target !== 'onprem');
  const of = name => jobs.filter(job => job.name.startsWith(`${name}: `));
  for (const environment of ENVIRONMENTS) {
    assert.deepEqual(of(`plan-${environment}`).map(job => job.name), clouds.map(target => `plan-${environment}: [${target}]`));
    assert.deepEqual(of(`apply-${environment}`).map(job => job.when), clouds.map(() => (environment === 'dev' ? 'on_success' : 'manual')));
  }
});

test('two pipelines never deploy to one place at once, and no deploy is cut by a newer pipeline', { skip }, () => {
  const said = checkout.gitlab(LOCAL, '--preview');
  assert.equal(said.status, 0, said.stderr);
  for (const environment of ENVIRONMENTS) {
    const job = said.stdout.slice(said.stdout.indexOf(`\n${environment}:\n`) + 1).split(/\n(?=\S)/)[0];
    assert.match(job, /resource_group: \$ENVIRONMENT-\$TARGET/);
    assert.match(job, /interruptible: false/);
  }
});

test('a job without outputs on clouds is refused, never deployed to stand-ins', { skip }, () => {
  const failed = new Checkout();
  try {
    const said = failed.gitlab({ DEPLOY_TO: 'clouds' }, '--manual', 'approve-preprod');
    assert.notEqual(said.status, 0);
    assert.match(said.stdout + said.stderr, /There are no outputs for dev\/aws: apply its stack first/);
  } finally {
    failed.remove();
  }
});
