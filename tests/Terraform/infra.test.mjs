// The runner of `make infra`, on copies of the tree with something wrong in them, and on one cloud with the stand-ins of providers.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { npm, providerStandIns, skipWithout, terraform } from '../Support/parts.mjs';

const root = new URL('../../', import.meta.url).pathname;
const hcl = npm('@cdktf/hcl2json', new URL('../../terraform/policy/', import.meta.url));
const skip = skipWithout(terraform(), hcl);
const infra = (home, words, environment = {}) => spawnSync(process.execPath, [join(home, 'terraform/tools/infra.mjs'), ...words], {
  cwd: home, encoding: 'utf8', env: { ...process.env, TF_CLI_CONFIG_FILE: '/dev/null', CHECKPOINT_DISABLE: '1', CAPTION_TEST_REQUIRE_PARTS: '', ...environment },
});

/** A project of which terraform/ and deploy/ are copies that a test may break; core has one quick test. */
const inProject = work => {
  const home = mkdtempSync(join(tmpdir(), 'captions-infra-'));
  try {
    cpSync(join(root, 'terraform'), join(home, 'terraform'), { recursive: true, filter: path => !/\/(node_modules|\.terraform)(\/|$)/.test(path) });
    if (existsSync(join(root, 'deploy/onprem'))) cpSync(join(root, 'deploy/onprem'), join(home, 'deploy/onprem'), { recursive: true });
    mkdirSync(join(home, 'docs'));
    cpSync(join(root, 'docs/parity.md'), join(home, 'docs/parity.md'));
    symlinkSync(join(root, 'terraform/policy/node_modules'), join(home, 'terraform/policy/node_modules'));
    const tests = join(home, 'terraform/modules/core/tests');
    const names = readFileSync(join(tests, 'names.tftest.hcl'));
    rmSync(tests, { recursive: true });
    mkdirSync(tests);
    writeFileSync(join(tests, 'names.tftest.hcl'), names);
    return work(home);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
};
const brokenBy = (path, text, ...words) => inProject(home => {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  appendFileSync(join(home, path), text);
  return infra(home, words);
});

test('where nothing is wrong the fast part ends with 0, a report, and nothing left in the tree', { skip }, () => inProject(home => {
  const { status, stdout } = infra(home, ['--fast']);
  assert.equal(status, 0, stdout);
  assert.match(stdout, /^ok +\d+\.\d s {2}modules\/core: test \(\d+ runs\)$/m);
  assert.match(stdout, /\n\d+ passed, 0 failed, 0 skipped in \d+ s; artifacts\/infra\/junit\.xml\n$/);
  assert.match(readFileSync(join(home, 'artifacts/infra/junit.xml'), 'utf8'), /failures="0"/);
  assert.ok(!existsSync(join(home, 'terraform/modules/core/.terraform')) && !existsSync(join(home, 'artifacts/infra/terraform')));
}));

test('a file that is not formatted ends with 1', { skip }, () => {
  const { status, stdout } = brokenBy('terraform/modules/core/main.alarms.tf', 'locals {\n  badly   = 1\n}\n', 'modules/core');
  assert.equal(status, 1, stdout);
  assert.match(stdout, /^FAILED +\d+\.\d s {2}terraform: fmt \(exit 3\)$/m);
});

test('a test of core that fails ends with 1 and says which', { skip }, () => {
  const { status, stdout } = brokenBy('terraform/modules/core/tests/names.tftest.hcl', '\nrun "it_is_wrong" {\n  command = plan\n  assert {\n    condition     = output.name == "other"\n    error_message = "The name is another."\n  }\n}\n', 'modules/core');
  assert.equal(status, 1, stdout);
  assert.match(stdout, /FAILED +\d+\.\d s {2}modules\/core: test[^]*it_is_wrong: Test assertion failed\. The name is another\./);
});

test('a module whose tests are gone ends with 1', { skip }, () => inProject(home => {
  rmSync(join(home, 'terraform/modules/core/tests'), { recursive: true });
  const { status, stdout } = infra(home, ['modules/core']);
  assert.equal(status, 1, stdout);
  assert.match(stdout, /FAILED +\d+\.\d s {2}modules\/core: test \(0 runs\)\n +No run of a test passed\./);
}));

test('breaches of the policy and a README behind its module, and nothing else, end with 4', { skip }, () => inProject(home => {
  appendFileSync(join(home, 'terraform/modules/core/.terraform.lock.hcl'), '# left behind\n');
  appendFileSync(join(home, 'terraform/modules/core/outputs.tf'), '\noutput "hours" {\n  description = "Hours of a month."\n  value       = local.hours_per_month\n}\n');
  const { status, stdout } = infra(home, ['--fast']);
  assert.equal(status, 4, stdout);
  assert.match(stdout, /^NO +\d+\.\d s {2}policy: over configuration \(exit 4\)$/m);
  assert.match(stdout, /breach {2}common-nothing-left-behind {2}modules\/core\/\.terraform\.lock\.hcl/);
  assert.match(stdout, /^NO +\d+\.\d s {2}policy: tables of the READMEs \(exit 4\)\n +modules\/core\/README\.md: its tables are not what/m);
}));

test('without Terraform it says so and where to get it, and fails only where all parts are required', { skip: skipWithout(hcl) }, () => inProject(home => {
  const without = infra(home, ['--fast'], { PATH: '/nowhere' });
  assert.equal(without.status, 0, without.stdout);
  assert.match(without.stdout, /skipped.*infra: all\n +terraform is not installed: .*https:\/\/developer\.hashicorp\.com/);
  assert.equal(infra(home, ['--fast'], { PATH: '/nowhere', CAPTION_TEST_REQUIRE_PARTS: '1' }).status, 1);
}));

test('wrong usage ends with 2', { skip }, () => {
  assert.equal(infra(root, ['--everything']).status, 2);
  const out = mkdtempSync(join(tmpdir(), 'captions-infra-'));
  try {
    const { status, stderr } = infra(root, ['--out', out, 'stacks/staging']);
    assert.equal(status, 2);
    assert.match(stderr, /nothing below terraform\/ called stacks\/staging/);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});

test('a stack is validated, planned, held against the policy, applied, and planned again without a change', { skip: skip || skipWithout(providerStandIns()) }, () => {
  const out = mkdtempSync(join(tmpdir(), 'captions-infra-'));
  try {
    const { status, stdout } = infra(root, ['--out', out, 'stacks/prod/kubernetes']);
    assert.equal(status, 0, stdout);
    for (const step of ['init', 'validate', 'test', 'plan', 'policy over the first plan', 'apply', 'second plan', 'policy over the second plan']) {
      assert.match(stdout, new RegExp(`^ok .*stacks/prod/kubernetes: ${step}( \\(|$)`, 'm'));
    }
    assert.ok(existsSync(join(out, 'plans/stacks-prod-kubernetes.first.json')) && !existsSync(join(out, 'terraform')));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});
