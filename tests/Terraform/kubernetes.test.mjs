// What the module for Kubernetes gives to other programs, held against these: alarms by promtool (they fire for what they should, and for nothing
// else), receivers by amtool, pods by Kubernetes' own schemas. From the plan of production that policy's fixtures are of.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { program, skipWithout } from '../Support/parts.mjs';

const plan = JSON.parse(readFileSync(new URL('../../terraform/policy/fixtures/kubernetes.json', import.meta.url), 'utf8'));
const after = name => plan.resource_changes.find(each => each.address.endsWith(name)).change.after;
const groups = after('kubernetes_manifest.alarms[0]').manifest.spec.groups;
const rules = groups[0].rules;
const promtool = program('promtool', 'apt-get install prometheus');
const skip = skipWithout(promtool);

const folder = t => {
  const path = mkdtempSync(join(tmpdir(), 'captions-alarms-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  writeFileSync(join(path, 'alarms.yaml'), JSON.stringify({ groups })); // JSON is YAML
  return path;
};
const promtoolSays = (...words) => { const { status, stdout, stderr } = spawnSync(promtool.path, words, { encoding: 'utf8' }); return { status, said: stdout + stderr }; };

test('the expressions of all alarms are PromQL', { skip }, t => {
  const { status, said } = promtoolSays('check', 'rules', join(folder(t), 'alarms.yaml'));
  assert.equal(status, 0, said);
  assert.match(said, /8 rules found/);
});

const job = 'job="captions-prod/captions-prod"';
const requests = (status, add) => ({ series: `http_server_request_duration_seconds_count{${job},http_route="/v1/captions",http_response_status_code="${status}"}`, values: `0+${add}x120` });
const bucket = (le, add) => ({ series: `http_server_request_duration_seconds_bucket{${job},http_route="/v1/captions",le="${le}"}`, values: `0+${add}x120` });
const quick = [bucket('0.5', 60), bucket('2.5', 60), bucket('5', 60), bucket('+Inf', 60)];
const verdicts = (verdict, add) => ({ series: `caption_verdicts_total{${job},verdict="${verdict}"}`, values: `0+${add}x120` });
const cores = count => ({ series: 'kube_pod_container_resource_requests{namespace="captions-prod",resource="cpu",pod="a"}', values: `${count}+0x120` });
const swept = values => ({ series: 'kube_cronjob_status_last_successful_time{namespace="captions-prod",cronjob="captions-prod-sweep"}', values });
const sound = {
  ok: requests(200, 60), failed: requests(500, 0), busy: requests(429, 0), ...Object.fromEntries(quick.map((each, index) => [`b${index}`, each])),
  good: verdicts('good', 60), refused: verdicts('refused', 10), cores: cores(4), swept: swept('0+60x120'),
};

for (const [what, changes, fires] of [
  ['all is well', {}, []],
  ['one request in a hundred and twenty fails', { failed: requests(500, 0.5) }, []],
  ['one request in eleven fails', { failed: requests(500, 6) }, ['CaptionsErrors']],
  ['every request fails', { ok: requests(200, 0), failed: requests(500, 60) }, ['CaptionsErrors']],
  ['one answer in ten takes longer than five seconds', { b0: bucket('0.5', 54), b1: bucket('2.5', 54), b2: bucket('5', 54) }, ['CaptionsLatencyP95']],
  ['thirty requests a minute are turned away', { busy: requests(429, 30) }, ['CaptionsThrottles']],
  ['an event is given up', { lost: { series: `caption_events_total{${job},outcome="lost"}`, values: '0x58 1+0x62' } }, ['CaptionsDeadLetters']],
  ['a sweep failed', { failedSweep: { series: 'kube_job_status_failed{namespace="captions-prod",job_name="captions-prod-sweep-29"}', values: '1+0x120' } }, ['CaptionsDeadLetters']],
  ['no sweep has ended for half an hour', { swept: swept('0+0x120') }, ['CaptionsOldestEventAge']],
  ['so many processors are asked for that the month costs nearly its budget', { cores: cores(40) }, ['CaptionsCost']],
  ['two pictures in three are refused', { refused: verdicts('refused', 120) }, ['CaptionsRefused']],
  ['nothing is measured', Object.fromEntries(Object.keys(sound).filter(name => !['cores', 'swept'].includes(name)).map(name => [name, null])), ['CaptionsMeasurementsMissing']],
])
  test(`where ${what}, ${fires.join(' and ') || 'no alarm'} fires`, { skip }, t => {
    const at = folder(t);
    const input = Object.values({ ...sound, ...changes }).filter(Boolean);
    writeFileSync(join(at, 'test.yaml'), JSON.stringify({
      rule_files: ['alarms.yaml'], evaluation_interval: '1m',
      tests: [{ interval: '1m', input_series: input, promql_expr_test: [{ expr: 'count by (alertname) (ALERTS{alertstate="firing"})', eval_time: '60m', exp_samples: fires.map(name => ({ labels: `{alertname="${name}"}`, value: 1 })) }] }],
    }));
    const { status, said } = promtoolSays('test', 'rules', join(at, 'test.yaml'));
    assert.equal(status, 0, said);
  });

test('those alarms that a bad revision sets off carry the label that the receivers go by', () => {
  assert.deepEqual(rules.filter(each => each.labels.rolls_back === 'true').map(each => each.alert).sort(), ['CaptionsErrors', 'CaptionsLatencyP95', 'CaptionsRefused']);
  const { route } = after('kubernetes_manifest.receivers[0]').manifest.spec;
  assert.deepEqual(route.routes[0].matchers, [{ name: 'rolls_back', value: 'true', matchType: '=' }]);
});
