// The dashboard's form and its queries, by promtool; that the host exports what they ask for is prometheus.test.mjs's.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { program, skipWithout } from '../Support/parts.mjs';
import { dashboard, panelQueries, scalingQueries } from './queries.mjs';

const promtool = program('promtool', 'make test-deps, or apt-get install prometheus');
const skip = skipWithout(promtool);

/** What promtool says to expressions, as rules that record them: this version has no command for a lone one. */
const check = (t, queries) => {
  const folder = mkdtempSync(join(tmpdir(), 'captions-queries-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'rules.yaml');
  writeFileSync(file, JSON.stringify({ groups: [{ name: 'queries', rules: queries.map(({ expr }, index) => ({ record: `query:${index}`, expr })) }] }));
  const { status, stdout, stderr } = spawnSync(promtool.path, ['check', 'rules', file], { encoding: 'utf8' });
  return { status, said: stdout + stderr };
};

test('every query of the dashboard and of the autoscalers is PromQL', { skip }, t => {
  const queries = [...panelQueries, ...scalingQueries];
  const { status, said } = check(t, queries);
  assert.equal(status, 0, said);
  assert.match(said, new RegExp(`${queries.length} rules found`));
});

test('one that is none is told', { skip }, t => {
  const { status, said } = check(t, [{ expr: 'sum by (le (rate(x[1m]))' }]);
  assert.equal(status, 1);
  assert.match(said, /could not parse expression/);
});

test('panels have numbers and places of their own, a unit and a legend, and ask the chosen Prometheus', () => {
  const panels = dashboard.panels.filter(({ type }) => type !== 'row');
  assert.equal(new Set(dashboard.panels.map(({ id }) => id)).size, dashboard.panels.length);
  const taken = new Set();
  for (const { title, gridPos: { x, y, w, h }, targets, datasource, fieldConfig } of panels) {
    for (let column = x; column < x + w; column++) for (let row = y; row < y + h; row++) {
      assert.ok(!taken.has(`${column},${row}`) && column < 24, `"${title}" lies on another panel, or beyond the edge`);
      taken.add(`${column},${row}`);
    }
    assert.equal(datasource.uid, '${datasource}', title);
    assert.ok(fieldConfig.defaults.unit, title);
    for (const { legendFormat } of targets) assert.ok(legendFormat, title);
  }
  assert.deepEqual(dashboard.templating.list.map(({ name, type }) => [name, type]), [['datasource', 'datasource']]);
});
