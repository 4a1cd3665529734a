// terraform/tools/stack in a copy whose stacks keep their state beside them, against the stand-ins of the providers: what the pipeline's
// jobs plan and apply.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { npm, providerStandIns, skipWithout, terraform } from '../Support/parts.mjs';

const root = new URL('../../', import.meta.url).pathname;
const standIns = join(root, '../shared/terraform/setup.sh');
const policy = new URL('../../terraform/policy/', import.meta.url);
const skip = skipWithout(terraform(), providerStandIns(), npm('@cdktf/hcl2json', policy));

let copy, environment;
before(() => {
  if (skip) return;
  copy = mkdtempSync(join(tmpdir(), 'stack-'));
  for (const part of ['modules', 'stacks', 'policy', 'tools']) {
    cpSync(join(root, 'terraform', part), join(copy, 'terraform', part), { recursive: true, filter: from => !/node_modules|\.terraform/.test(from) });
  }
  symlinkSync(join(root, 'terraform/policy/node_modules'), join(copy, 'terraform/policy/node_modules'));
  cpSync(join(root, 'docs/operations/settings.md'), join(copy, 'docs/operations/settings.md'), { recursive: true });
  const stack = join(copy, 'terraform/stacks/dev/aws');
  writeFileSync(join(stack, 'zz_override.tf'), 'terraform {\n  backend "local" {}\n}\n');
  cpSync(join(stack, 'terraform.tfvars.example'), join(stack, 'terraform.tfvars'));
  const said = spawnSync(standIns, [join(copy, 'mirror')], { encoding: 'utf8' }).stdout;
  environment = { ...process.env, TF_CLI_CONFIG_FILE: /'(.*)'/.exec(said)[1], TF_IN_AUTOMATION: '1' };
});
after(() => { if (copy) rmSync(copy, { recursive: true, force: true }); });

const stack = (...words) => {
  const said = spawnSync(join(copy, 'terraform/tools/stack'), words, { encoding: 'utf8', env: environment });
  return { code: said.status, text: said.stdout + said.stderr };
};

test('a stack is planned, held against the policy, applied as planned, and leaves its outputs for the deploy', { skip }, () => {
  const early = stack('apply', 'dev', 'aws');
  assert.equal(early.code, 2);
  assert.match(early.text, /There is no plan for dev\/aws .* make plan ENVIRONMENT=dev TARGET=aws first/);

  const planned = stack('plan', 'dev', 'aws');
  assert.equal(planned.code, 0, planned.text);
  const applied = stack('apply', 'dev', 'aws');
  assert.equal(applied.code, 0, applied.text);
  const outputs = JSON.parse(readFileSync(join(copy, 'artifacts/outputs/dev/aws.json')));
  for (const name of ['caption_url', 'store', 'result_store', 'registry', 'alarms', 'identity', 'deployment']) assert.ok(outputs[name]?.value, name);
  assert.equal(outputs.deployment.value.cloud, 'aws');
  assert.equal(stack('apply', 'dev', 'aws').code, 2, 'a plan is applied once');
});

test('a plan that the policy refuses cannot be applied', { skip }, () => {
  const folder = join(copy, 'terraform/stacks/dev/aws');
  writeFileSync(join(folder, 'open.tf'), 'resource "aws_s3_bucket" "open" {\n  bucket = "captions-open"\n}\n');
  try {
    const planned = stack('plan', 'dev', 'aws');
    assert.equal(planned.code, 4, planned.text);
    assert.equal(stack('apply', 'dev', 'aws').code, 2);
  } finally {
    rmSync(join(folder, 'open.tf'));
  }
});

test('places that are none are refused with those there are', { skip }, () => {
  assert.match(stack('plan', 'production', 'aws').text, /ENVIRONMENT is 'production'; allowed are dev, preprod and prod/);
  assert.match(stack('plan', 'dev', 'onprem').text, /stacks are there for aws, azure, gcp and kubernetes/);
  assert.equal(stack('destroy', 'dev', 'aws').code, 2);
});
