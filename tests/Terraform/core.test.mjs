// Module core by Terraform itself: it needs no provider.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { skipWithout, terraform } from '../Support/parts.mjs';
import { messages, refusals } from './refusals.mjs';

const skip = skipWithout(terraform());
const core = new URL('../../terraform/modules/core', import.meta.url).pathname;
const environment = { ...process.env, TF_CLI_CONFIG_FILE: '/dev/null', CHECKPOINT_DISABLE: '1' };
const runs = refusals(core);
// Terraform wraps nothing in JSON; a line's end inside a message is written \n in the file.
const found = skip ? new Map() : messages(core, runs, environment);

for (const { name, says } of runs) {
  test(`core refuses ${name.replaceAll('_', ' ')} by one message`, { skip }, () => {
    assert.ok(says, 'the run has no line `says`');
    assert.deepEqual(found.get(name), [says.replaceAll('\\n', '\n')]);
  });
}

test('every common variable has a bad value that is refused', { skip }, () => {
  const checked = new Set(runs.map(({ name }) => name));
  for (const variable of [
    'name',
    'environment',
    'region',
    'owner',
    'cost_center',
    'data_classification',
    'tags',
    'release_version',
    'package',
    'memory_mb',
    'timeout_seconds',
    'concurrency_per_instance',
    'max_instances',
    'min_instances',
    'settings',
    'secrets',
    'access',
    'events_prefix',
    'log_retention_days',
    'result_retention_days',
    'monthly_budget_amount',
    'monthly_budget_currency',
    'alarm_emails',
    'alarm_thresholds',
    'canary',
    'rollback_trigger',
    'archive_job',
    'gitlab',
    'exceptions',
    'cloud',
  ]) {
    assert.ok(
      [...checked].some(name => name.startsWith(`${variable}_`)),
      variable,
    );
  }
});

test('names, tags, budget and outputs of core are what its own tests count', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'captions-core-'));
  try {
    cpSync(core, folder, { recursive: true });
    const files = readdirSync(join(folder, 'tests')).filter(name => !name.startsWith('refusals'));
    spawnSync('terraform', ['init', '-backend=false'], { cwd: folder, env: environment });
    const { status, stdout, stderr } = spawnSync('terraform', ['test', '-no-color', ...files.map(name => `-filter=tests/${name}`)], {
      cwd: folder,
      env: environment,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /Success! [1-9]\d* passed, 0 failed/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('all of the configuration is formatted', { skip }, () => {
  const { status, stdout } = spawnSync('terraform', ['fmt', '-check', '-recursive'], {
    cwd: join(core, '../..'),
    env: environment,
    encoding: 'utf8',
  });
  assert.equal(status, 0, stdout);
});
