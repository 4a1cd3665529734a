// Rules of alarms and their tests, by promtool; every alarm is seen to fire and to keep quiet.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { program, skipWithout } from '../Support/parts.mjs';

const folder = new URL('../../deploy/observability/', import.meta.url).pathname;
const promtool = program('promtool', 'make test-deps, or apt-get install prometheus');
const skip = skipWithout(promtool);
const run = (...words) => { const { status, stdout, stderr } = spawnSync(promtool.path, words, { encoding: 'utf8', cwd: join(folder, 'alerts') }); return { status, said: stdout + stderr }; };
const files = readdirSync(join(folder, 'alerts')).filter(name => name.endsWith('.yaml'));
const themes = files.filter(name => !name.endsWith('.test.yaml'));
const textOf = name => readFileSync(join(folder, 'alerts', name), 'utf8');
const alertsOf = text => [...text.matchAll(/^ *- alert: (\w+)$/gm)].map(([, name]) => name);

for (const name of themes) {
  const tests = name.replace(/\.yaml$/, '.test.yaml');

  test(`the rules of ${name} are PromQL`, { skip }, () => {
    const { status, said } = run('check', 'rules', '--lint-fatal', name);
    assert.equal(status, 0, said);
  });

  test(`the alarms of ${name} fire for what they should, and for nothing else`, { skip }, () => {
    const { status, said } = run('test', 'rules', tests);
    assert.equal(status, 0, said);
  });

  test(`each alarm of ${name} fires in one of its tests, and one of them is quiet`, () => {
    const expected = [...textOf(tests).matchAll(/exp_samples: \[(.*)\]/g)].map(([, samples]) => samples);
    for (const alert of alertsOf(textOf(name))) assert.ok(expected.some(samples => samples.includes(`"${alert}"`)), `${alert} never fires`);
    assert.ok(expected.some(samples => samples === ''));
  });
}

test('a rule that no longer fires fails its test', { skip }, t => {
  const copy = mkdtempSync(join(tmpdir(), 'captions-alerts-'));
  t.after(() => rmSync(copy, { recursive: true, force: true }));
  writeFileSync(join(copy, 'quality.yaml'), textOf('quality.yaml').replace('> 0.6', '> 6'));
  writeFileSync(join(copy, 'quality.test.yaml'), textOf('quality.test.yaml'));
  assert.equal(run('test', 'rules', join(copy, 'quality.test.yaml')).status, 1);
});

test('every alarm has a name of its own, a severity that receivers know, and says what is wrong', () => {
  const all = themes.flatMap(name => textOf(name).split(/^ *- alert: /m).slice(1));
  assert.equal(new Set(all.map(text => text.split('\n')[0])).size, all.length);
  for (const text of all) {
    assert.match(text, /severity: (page|ticket) \}/);
    assert.match(text, /^ +summary: .+\n +description: .+$/m);
  }
});

test('Prometheus\' configuration and the ConfigMap name every file of rules', { skip }, t => {
  const [configuration, kustomization] = ['prometheus.yaml', 'kustomization.yaml'].map(name => readFileSync(join(folder, name), 'utf8'));
  for (const text of [configuration, kustomization]) assert.deepEqual([...text.matchAll(/- alerts\/(\S+)$/gm)].map(([, name]) => name), themes);
  // Debian's build leaves discovery in Kubernetes out, so that part is not seen by promtool.
  const without = join(mkdtempSync(join(tmpdir(), 'captions-prometheus-')), 'prometheus.yaml');
  t.after(() => rmSync(join(without, '..'), { recursive: true, force: true }));
  writeFileSync(without, configuration.replace(/^ {4}kubernetes_sd_configs:\n( {6}.*\n)+/m, '').replaceAll('- alerts/', `- ${folder}alerts/`));
  const { status, said } = run('check', 'config', without);
  assert.equal(status, 0, said);
});
