// The self-score of docs/mlops.md: every line names a test that is there, and the counts are those of the lines.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const score = where => spawnSync(join(root, 'tools', 'mlops-score'), { encoding: 'utf8', env: { ...process.env, MLOPS_ROOT: where } });

/** A checkout whose document is another one. */
const scoreOf = change => {
  const copy = mkdtempSync(join(tmpdir(), 'mlops-'));
  try {
    mkdirSync(join(copy, 'docs'));
    symlinkSync(join(root, 'tests'), join(copy, 'tests'));
    cpSync(join(root, 'docs', 'mlops.md'), join(copy, 'docs', 'mlops.md'));
    const path = join(copy, 'docs', 'mlops.md');
    const text = readFileSync(path, 'utf8');
    assert.notEqual(change(text), text, 'nothing was changed');
    writeFileSync(path, change(text));
    return score(copy);
  } finally {
    rmSync(copy, { recursive: true });
  }
};

test('the self-score names tests that are there, and its counts are its own', () => {
  const run = score(root);
  assert.equal(run.status, 0, run.stderr);
  assert.match(run.stdout, /ML Test Score: Data [0-9.]+ of 7/);
});

for (const [what, from, to, told] of [
  ['a test that is gone', 'LoopTests.cs#Drift_trains', 'LoopTests.cs#Rain_trains', /has no Rain_trains/],
  ['a file that is gone', 'tests/Loop.Tests/TriggerTests.cs', 'tests/Loop.Tests/GoneTests.cs', /GoneTests.cs is not there/],
  ['a yes without a proof', /(\| Data 5: privacy \| yes \|) .* \|/, '$1 surely |', /names nothing that shows it/],
  ['a no without a reason', /(\| Data 6: [^|]* \| no \|) .* \|/, '$1 |', /says not why/],
  ['a line that was left out', /\| Model 7: .*\n/, '', /seven tests of Model; 6 lines/],
  ['counts that are not its own', '| ML Test Score | ', '| ML Test Score | 2', /its counts are not those of its lines/],
]) {
  test(`the self-score tells ${what}`, () => {
    const run = scoreOf(text => text.replaceAll(from instanceof RegExp ? new RegExp(from, 'g') : from, to));
    assert.equal(run.status, 1, run.stdout);
    assert.match(run.stderr, told);
  });
}
