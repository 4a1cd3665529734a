// The project's own configuration against the rules, and what is generated from it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ConfigurationModel } from '../../terraform/policy/engine/configuration.mjs';
import { FilesModel } from '../../terraform/policy/engine/files.mjs';
import { asText } from '../../terraform/policy/engine/report.mjs';
import { controls, loadRules, run } from '../../terraform/policy/engine/rules.mjs';
import { commonVariables } from '../../terraform/tools/common.mjs';
import { makeParity, parityFaults, parityPage } from '../../terraform/tools/parity.mjs';
import { outdated, tablesOf, withTables } from '../../terraform/tools/tables.mjs';
import { npm, skipWithout } from '../Support/parts.mjs';

const root = new URL('../../', import.meta.url).pathname;
const skip = skipWithout(npm('@cdktf/hcl2json', new URL('../../terraform/policy/', import.meta.url)));
const breaches = results =>
  asText(results.filter(result => result.state !== 'held'))
    .split('\n')
    .slice(0, -1);

test('the configuration keeps every rule', { skip }, async () => {
  assert.deepEqual(breaches(run(await loadRules('common'), await ConfigurationModel.read(`${root}terraform`))), []);
});

test('the target without a cloud keeps every rule', async () => {
  assert.deepEqual(breaches(run(await loadRules('onprem'), FilesModel.read(`${root}deploy/onprem`))), []);
});

test('tables of the READMEs are what the configuration says', { skip }, async () => {
  assert.deepEqual(await outdated(`${root}terraform`, false), [], 'node terraform/tools/tables.mjs writes them');
});

test('the table of controls is what the policy says of the plans of production', async () => {
  assert.deepEqual(await makeParity(`${root}terraform/policy/fixtures`, true), []);
});

const held = (id, control, state = 'held') => ({
  rule: { id, control, says: 'So it is.', public: null },
  state,
  breaches: state === 'held' ? [] : [{ address: 'a', message: 'b' }],
});

test('a blank cell of the table of controls is a failure, and so are a breach and an excuse', () => {
  const all = controls.map(control => held(`aws-${control}`, control));
  assert.deepEqual(parityFaults({ aws: all }), []);
  assert.deepEqual(parityFaults({ aws: all.slice(1) }), ['least_privilege is blank for aws: no rule held']);
  assert.deepEqual(parityFaults({ aws: [...all, held('aws-x', 'logs', 'breached')] }), ['aws-x is breached: a: b']);
  assert.deepEqual(parityFaults({ aws: [...all.slice(1), held('aws-x', 'least_privilege', 'excused')] }), [
    'aws-x is excused: a: b',
    'least_privilege is blank for aws: no rule held',
  ]);
  assert.match(parityPage({ aws: all, gcp: all }), /^\| \[logs\]\(#logs\) \| 1 \| 1 \|$/m);
});

test('a table has a row for each variable, required or with its default, and what stands around it stays', { skip }, async () => {
  const model = await ConfigurationModel.of({
    'modules/core/variables.tf':
      'variable "b" {\n  description = "One | two <three>."\n  type = object({\n    x = optional(number, 1)\n    y = string\n  })\n}\n\n' +
      'variable "a" {\n  description = "First."\n  type = string\n  default = "z"\n}\n',
    'modules/core/outputs.tf': 'output "c" {\n  description = "Third."\n  value = 1\n}\n',
  });
  const tables = tablesOf(model, model.folders[0]);
  assert.match(
    tables,
    new RegExp(
      '\\| `a` \\| `string` \\| `"z"` \\| First\\. \\|\\n' +
        '\\| `b` \\| `object\\(\\{ x = optional\\(number, 1\\), y = string \\}\\)` \\| required \\| One \\\\\\| two &lt;three>\\. \\|',
    ),
  );
  assert.match(tables, /\| `c` \| Third\. \|/);
  const readme = withTables('# Core\n\nWords.\n', tables);
  assert.equal(withTables(readme, tables), readme);
  assert.equal(withTables(`${readme}\nMore.\n`, tables), `${readme}\nMore.\n`);
});

test('core knows the settings that the documentation lists', { skip }, async () => {
  const model = await ConfigurationModel.read(`${root}terraform`);
  const [core] = model.ofKind('core');
  const known = core.files
    .flatMap(file => file.blocks?.locals ?? [])
    .map(locals => locals.known_settings)
    .find(Boolean);
  const documented = [...readFileSync(`${root}docs/operations/settings.md`, 'utf8').matchAll(/^\| `(CAPTION_\w+)`/gm)].map(
    ([, name]) => name,
  );
  assert.deepEqual([...known].sort(), documented.sort());
});

test('common variables are handed out without their checks', () => {
  const variables = commonVariables();
  assert.ok(variables.length >= 29 && !variables.some(({ name }) => name === 'cloud'));
  assert.ok(
    variables.every(({ text }) => !text.includes('validation') && /^variable "\w+" \{\n {2}description = .*\n[\s\S]*\n\}\n$/.test(text)),
  );
});

test('no lock file, state or plan is tracked', () => {
  const tracked = execFileSync('git', ['ls-files', '-z', 'terraform'], { cwd: root, encoding: 'utf8' }).split('\0');
  assert.deepEqual(
    tracked.filter(path => /\.terraform(\/|\.lock\.hcl$)|\.tfstate|\.tfplan$|\.tfvars$/.test(path)),
    [],
  );
});
