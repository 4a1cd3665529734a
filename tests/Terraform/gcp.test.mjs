// Google Cloud's rules where fixtures do not reach: more ways to be wrong, reasons that excuse, the grammars, and what alarms read of the
// program's own log; and what the module says to bad values.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { changed } from '../../terraform/policy/engine/fixtures.mjs';
import { PlanModel } from '../../terraform/policy/engine/plan.mjs';
import { controls, run } from '../../terraform/policy/engine/rules.mjs';
import rules from '../../terraform/policy/rules/gcp.mjs';
import * as grammar from '../../terraform/policy/rules/gcp/grammar.mjs';
import { providerStandIns, skipWithout, terraform } from '../Support/parts.mjs';
import { messages, refusals } from './refusals.mjs';

const root = new URL('../../', import.meta.url);
const read = path => readFileSync(new URL(path, root), 'utf8');
const base = JSON.parse(read('terraform/policy/fixtures/gcp.json'));
const results = changes => run(rules, new PlanModel('gcp', changed(base, changes, 'test')));
const breached = changes => results(changes).filter(({ state }) => state === 'breached').map(({ rule }) => rule.id);

const service = 'google_cloud_run_v2_service.caption';
const planOf = address => base.resource_changes.find(each => each.address === `module.captions.${address}`).change.after;
const environment = planOf(service).template[0].containers[0].env;
const setting = (name, value) => {
  const index = environment.findIndex(each => each.name === name);
  return index < 0 ? { [`template.0.containers.0.env.${environment.length}`]: { name, value } } : { [`template.0.containers.0.env.${index}.value`]: value };
};
const grant = (type, values) => ({ add: [{ address: `module.captions.${type}.test`, module: 'module.captions', type, name: 'test', values }] });

test('every control has a rule', () => assert.deepEqual(controls.filter(control => !rules.some(rule => rule.control === control)), []));

for (const [what, values, rule] of [
  ['open to all', { ingress: null }, 'gcp-service-network-internal'],
  ['without IAM', { invoker_iam_disabled: true }, 'gcp-service-not-public'],
  ['with two thousand instances', { 'template.0.scaling.0.max_instance_count': 2000 }, 'gcp-max-instances'],
  ['that keeps more ready than it may have', { 'scaling.0.min_instance_count': 41 }, 'gcp-max-instances'],
  ['with the platform\'s own concurrency', { 'template.0.max_instance_request_concurrency': null }, 'gcp-concurrency'],
  ['with no time limit', { 'template.0.timeout': null }, 'gcp-time-bounded'],
  ['with a time limit above an hour', { 'template.0.timeout': '3601s' }, 'gcp-time-bounded'],
  ['with a time limit in minutes', { 'template.0.timeout': '1m' }, 'gcp-durations'],
  ['with more memory than two processors take', { 'template.0.containers.0.resources.0.limits': { cpu: '2', memory: '16Gi' } }, 'gcp-memory-and-processors'],
  ['with three processors', { 'template.0.containers.0.resources.0.limits': { cpu: '3', memory: '2Gi' } }, 'gcp-memory-and-processors'],
  ['of a tag', { 'template.0.containers.0.image': 'gcr.io/project/captions:latest' }, 'gcp-images-pinned'],
  ['of the first generation', { 'template.0.execution_environment': 'EXECUTION_ENVIRONMENT_GEN1' }, 'gcp-sandbox'],
  ['whose liveness probe asks readiness', { 'template.0.containers.0.liveness_probe.0.http_get.0.path': '/health/ready' }, 'gcp-probes'],
  ['whose weights are not 100', { 'traffic.0.percent': 90 }, 'gcp-traffic-by-revision'],
  ['without a name for its revision', { 'template.0.revision': null }, 'gcp-revision-named'],
  ['with a token among its settings', setting('ROLLBACK_TOKEN', 'x'), 'gcp-secrets-by-reference'],
  ['with a private key among its settings', setting('CAPTION_ALLOWED_ORIGINS', '-----BEGIN PRIVATE KEY-----'), 'gcp-secrets-by-reference'],
  ['with keys from a file of the image', setting('CAPTION_KEYS_FILE', '/app/keys.json'), 'gcp-secret-files-mounted'],
  ['that asks nobody', setting('CAPTION_AUTH', 'none'), 'gcp-secret-files-mounted'],
  ['that answers after its platform', setting('CAPTION_DEADLINE_SECONDS', '300'), 'gcp-time-bounded'],
  ['that works on fewer pictures than it gets', setting('CAPTION_CONCURRENCY', '1'), 'gcp-concurrency'],
  ['that sends spans into another project', setting('GOOGLE_CLOUD_PROJECT', 'other-project'), 'gcp-traces'],
  ['that heeds another folder than is told of', setting('CAPTION_EVENTS_FROM', 'gs://other/in/'), 'gcp-uploads-told'],
  ['that asks another audience of pushes', setting('CAPTION_EVENTS_AUDIENCE', 'https://other.example.org'), 'gcp-push-authenticated'],
  ['with a label in capitals', { 'labels.Team': 'captions' }, 'gcp-label-grammar'],
  ['without its release among the labels', { 'labels.release': null }, 'gcp-labels'],
]) test(`a service ${what} breaks ${rule} alone`, () => assert.deepEqual(breached({ values: { [service]: values } }), [rule]));

for (const [what, address, values, rule] of [
  ['a bucket without a policy for deleted objects', 'google_storage_bucket.store', { soft_delete_policy: null }, 'gcp-store-hard-to-delete'],
  ['a key that never rotates', 'google_kms_crypto_key.captions[0]', { rotation_period: null }, 'gcp-key-rotates'],
  ['a key that rotates every hour', 'google_kms_crypto_key.captions[0]', { rotation_period: '3600s' }, 'gcp-key-rotates'],
  ['notifications of changed metadata', 'google_storage_notification.uploads', { event_types: ['OBJECT_FINALIZE', 'OBJECT_METADATA_UPDATE'] }, 'gcp-uploads-told'],
  ['notifications without a description', 'google_storage_notification.uploads', { payload_format: 'NONE' }, 'gcp-uploads-told'],
  ['a push without a token', 'google_pubsub_subscription.uploads', { 'push_config.0.oidc_token': null }, 'gcp-push-authenticated'],
  ['a push without dead letters', 'google_pubsub_subscription.uploads', { dead_letter_policy: null }, 'gcp-dead-letters'],
  ['a push that may take longer than Pub/Sub waits', 'google_pubsub_subscription.uploads', { ack_deadline_seconds: 900 }, 'gcp-push-has-time'],
  ['dead letters kept for a day', 'google_pubsub_subscription.dead_letters', { message_retention_duration: '86400s' }, 'gcp-subscriptions-stay'],
  ['logs kept for ever', 'google_logging_project_bucket_config.captions', { retention_days: 36500 }, 'gcp-logs-kept'],
  ['a sink that is off', 'google_logging_project_sink.captions', { disabled: true }, 'gcp-logs-routed'],
  ['an alarm on another metric', 'google_monitoring_alert_policy.alarms["latency_p95"]', { 'conditions.0.condition_threshold.0.filter': 'resource.type = "cloud_run_revision" AND metric.type = "run.googleapis.com/container/cpu/utilizations"' }, 'gcp-seven-alarms'],
  ['an alarm below its threshold', 'google_monitoring_alert_policy.alarms["throttles"]', { 'conditions.0.condition_threshold.0.comparison': 'COMPARISON_LT' }, 'gcp-seven-alarms'],
  ['a filter without its resource', 'google_monitoring_alert_policy.alarms["oldest_event_age"]', { 'conditions.0.condition_threshold.0.filter': 'metric.type = "pubsub.googleapis.com/subscription/oldest_unacked_message_age"' }, 'gcp-alarm-grammar'],
  ['a rollback by the end of an alarm', 'google_monitoring_alert_policy.alarms["errors"]', { 'alert_strategy.0.notification_prompts': ['OPENED', 'CLOSED'] }, 'gcp-alarms-roll-back'],
  ['a budget of nothing', 'google_billing_budget.captions', { 'amount.0.specified_amount.0.units': '0' }, 'gcp-budget'],
  ['a budget of a year', 'google_billing_budget.captions', { 'budget_filter.0.calendar_period': 'YEAR' }, 'gcp-budget'],
  ['a budget of every project', 'google_billing_budget.captions', { 'budget_filter.0.projects': [] }, 'gcp-budget'],
  ['a billing account in small letters', 'google_billing_budget.captions', { billing_account: '012345-6789ab-cdef01' }, 'gcp-names-grammar'],
  ['a job of endless tasks', 'google_cloud_run_v2_job.archive[0]', { 'template.0.template.0.timeout': '604800s' }, 'gcp-job-bounded'],
  ['trust for every ref', 'google_iam_workload_identity_pool_provider.gitlab["gitlab"]', { attribute_condition: 'assertion.project_path == "group/captions" && assertion.ref_protected == "true"' }, 'gcp-trust-restricted'],
  ['trust with another way in', 'google_iam_workload_identity_pool_provider.gitlab["gitlab"]', { attribute_condition: 'assertion.project_path == "group/captions" && assertion.ref_protected == "true" && assertion.ref in ["main"] || assertion.user_login == "ann"' }, 'gcp-trust-restricted'],
  ['trust for tokens of another service', 'google_iam_workload_identity_pool_provider.gitlab["gitlab"]', { 'oidc.0.allowed_audiences': ['sts.amazonaws.com'] }, 'gcp-trust-restricted'],
  ['a service that is disabled for everyone', 'google_project_service.required["run.googleapis.com"]', { disable_on_destroy: true }, 'gcp-services-enabled'],
]) test(`${what} breaks ${rule} alone`, () => assert.deepEqual(breached({ values: { [address]: values } }), [rule]));

for (const [what, changes, rule] of [
  ['an owner of the project', grant('google_project_iam_member', { role: 'roles/owner', member: 'user:ann@example.org' }), 'gcp-no-basic-roles'],
  ['an administrator of all buckets', grant('google_project_iam_binding', { role: 'roles/storage.admin', members: ['group:readers@example.org'] }), 'gcp-project-roles-narrow'],
  ['a role that is none', grant('google_storage_bucket_iam_member', { role: 'storage.objectViewer', member: 'user:ann@example.org' }), 'gcp-iam-grammar'],
  ['a key for everyone with an account', grant('google_kms_crypto_key_iam_binding', { role: 'roles/cloudkms.cryptoKeyDecrypter', members: ['allAuthenticatedUsers'] }), 'gcp-keys-not-public'],
  ['dead letters that nobody keeps', { remove: ['google_pubsub_subscription.dead_letters'] }, 'gcp-dead-letters'],
  ['a key that Cloud Run may not use', { remove: ['google_kms_crypto_key_iam_member.service_agents["run"]'] }, 'gcp-key-usable'],
  ['a secret that the service may not read', { remove: ['google_secret_manager_secret_iam_member.caption_reads["projects/captions-prod-4711/secrets/proxy"]'] }, 'gcp-secrets-readable'],
  ['no alarm on refusals', { remove: ['google_monitoring_alert_policy.alarms["refused"]'] }, 'gcp-seven-alarms'],
  ['a workflow that nothing starts', { remove: ['google_eventarc_trigger.rollback["gitlab"]'] }, 'gcp-rollback-arrives'],
]) test(`${what} breaks ${rule} alone`, () => assert.deepEqual(breached(changes), [rule]));

for (const [exception, address, values, rule] of [
  ['public_network', service, { ingress: 'INGRESS_TRAFFIC_ALL' }, 'gcp-service-network-internal'],
  ['public_access', service, { invoker_iam_disabled: true, ingress: 'INGRESS_TRAFFIC_ALL' }, 'gcp-service-not-public'],
  ['unbounded_instances', service, { 'template.0.scaling.0.max_instance_count': 1000 }, 'gcp-max-instances'],
  ['unversioned_store', 'google_storage_bucket.results', { 'versioning.0.enabled': false }, 'gcp-store-versioned'],
  ['short_logs', 'google_logging_project_bucket_config.captions', { retention_days: 7 }, 'gcp-logs-kept'],
]) {
  test(`${exception} excuses ${rule} where a label gives its reason, and nothing else does`, () => {
    assert.deepEqual(breached({ values: { [address]: values } }), [rule]);
    const excused = { values: { [address]: values, [address === service ? 'google_storage_bucket.store' : service]: { [`labels.exception-${exception}`]: 'a-reason-of-more-than-twenty-characters' } } };
    assert.deepEqual(breached(excused), []);
    assert.deepEqual(results(excused).filter(({ state }) => state === 'excused').map(each => each.rule.id), [rule]);
  });
}

for (const [what, pattern, good, bad] of [
  ['a duration', grammar.duration, ['30s', '0s', '1.5s', '7776000s'], ['30', 's', '1m', 'PT30S', '-1s', '1.s', '30 s']],
  ['a member', grammar.member, ['user:ann@example.org', 'allUsers', 'domain:example.org', 'serviceAccount:a@b.iam.gserviceaccount.com',
    'principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/attribute.a/b/c'], ['ann@example.org', 'user:ann', 'users:ann@example.org', 'principalSet://iam.googleapis.com/x', 'everyone']],
  ['a role', grammar.role, ['roles/run.invoker', 'projects/my-project/roles/captions.deployer'], ['run.invoker', 'roles/', 'roles/run invoker', 'projects/p/run.invoker']],
  ['a schedule', grammar.cron, ['0 3 * * *', '*/5 * * * *', '0 0 1,15 * mon-fri', '59 23 31 dec 7'], ['60 * * * *', '0 24 * * *', '0 0 0 * *', '0 0 * 13 *', '0 0 * * 8', '* * * *', '0 3 * * * *', '@daily', '*/0 * * * *']],
  ['a label\'s key', grammar.labelKey, ['a', 'cost-center', 'exception-public_network'], ['', 'A', '1a', '_a', 'a.b', 'a'.repeat(64)]],
  ['a label\'s value', grammar.labelValue, ['', '1-4-0', '_', 'a'.repeat(63)], ['1.4.0', 'A', 'ä', 'a b', 'a'.repeat(64)]],
  ['a pinned image', grammar.image, [`europe-west1-docker.pkg.dev/p/r/i@sha256:${'0'.repeat(64)}`, `localhost:5000/i:1@sha256:${'a'.repeat(64)}`],
    ['europe-west1-docker.pkg.dev/p/r/i:1', `i@sha256:${'0'.repeat(64)}`, `gcr.io/p/i@sha256:${'0'.repeat(63)}`, `gcr.io/p/i@sha256:${'A'.repeat(64)}`]],
]) {
  test(`${what} is known by its documented form`, () => {
    assert.deepEqual(good.filter(text => !pattern.test(text)), []);
    assert.deepEqual(bad.filter(text => pattern.test(text)), []);
  });
}

for (const [type, good, bad] of [
  ['google_service_account', ['abcdef', `a${'0'.repeat(29)}`], ['abcde', `a${'0'.repeat(30)}`, '1bcdef', 'abcde-', 'Abcdef']],
  ['google_storage_bucket', ['abc', 'captions-dev-06d4e3-store'], ['ab', 'my.bucket', 'googbucket', 'my-google-bucket', 'Bucket', 'a'.repeat(64)]],
  ['google_pubsub_topic', ['abc', 'captions-dev-uploads'], ['ab', '1abc', 'goog-topic', 'a'.repeat(256)]],
  ['google_cloud_run_v2_service', ['a', 'a'.repeat(49)], ['a'.repeat(50), '1a', 'a-']],
  ['google_iam_workload_identity_pool', ['gl-a', 'a'.repeat(32)], ['abc', 'gcp-pool', 'a'.repeat(33)]],
]) {
  test(`a name of ${type} is known by its documented form`, () => {
    const { pattern } = grammar.names.find(each => each.type === type);
    assert.deepEqual(good.filter(text => !pattern.test(text)), []);
    assert.deepEqual(bad.filter(text => pattern.test(text)), []);
  });
}

test('the alarm on refusals reads what the program writes', () => {
  const { filter, label_extractors: extractors } = planOf('google_logging_metric.verdicts');
  // The route and the note as the program has them, and the names of its log line's fields in small letters.
  assert.match(read('src/Api/Endpoints/CaptionEndpoints.cs'), /Note = \$"\{caption\.Id\} \{verdict\} \{caption\.Timings\.Total:F0\} ms /);
  assert.match(read('src/Api/Telemetry/RequestLogging.cs'), /\{Method\} \{Route\} \{Status\} \{ElapsedMs:F1\} ms \{Bytes\} bytes \{Note\} \{Trace\}/);
  assert.match(read('src/Hosts.Gcp/CloudLogging.cs'), /char\.ToLowerInvariant\(name\[0\]\) \+ name\[1\.\.\]/);
  const noteOf = /jsonPayload\.note=~"([^"]+)"/.exec(filter)[1];
  const verdictOf = /^REGEXP_EXTRACT\(jsonPayload\.note, "(.+)"\)$/.exec(extractors.verdict)[1];
  for (const verdict of ['good', 'review', 'refused']) {
    const note = `01M7ZW1ZBWNEASVKDBGHHDJH7C ${verdict} 46 ms caption-base 1.0.0`;
    assert.match(note, new RegExp(noteOf));
    assert.equal(new RegExp(verdictOf).exec(note)[1], verdict);
  }
  for (const note of ['1 captioned', 'busy 01M7ZW1ZBWNEASVKDBGHHDJH7C', 'refused caption-base 1.0.0']) assert.doesNotMatch(note, new RegExp(noteOf));
});

test('the settings that the module gives are settings', () => {
  const known = new Set([...read('docs/operations/settings.md').matchAll(/^\| `(CAPTION_[A-Z_]+)` \|/gm)].map(([, name]) => name));
  assert.deepEqual(environment.map(({ name }) => name).filter(name => name.startsWith('CAPTION_') && !known.has(name)), []);
  const text = read('terraform/modules/gcp/main.service.tf') + read('terraform/modules/gcp/main.archive.tf');
  assert.deepEqual([...text.matchAll(/^ +(CAPTION_[A-Z_]+) += /gm)].map(([, name]) => name).filter(name => !known.has(name)), []);
});

const skip = skipWithout(terraform(), providerStandIns());
const module = new URL('terraform/modules/gcp', root).pathname;
const runs = refusals(module);
const mirror = skip ? undefined : mkdtempSync(join(tmpdir(), 'captions-mirror-'));
after(() => { if (mirror) rmSync(mirror, { recursive: true, force: true }); });
const standIns = () => /TF_CLI_CONFIG_FILE=["']?([^"'\n;]+)/.exec(execFileSync(new URL('../shared/terraform/setup.sh', root).pathname, [mirror], { encoding: 'utf8' }))[1];
const found = skip ? new Map() : messages(module, runs, { ...process.env, TF_CLI_CONFIG_FILE: standIns(), CHECKPOINT_DISABLE: '1' });

for (const { name, says } of runs) {
  test(`the module for Google Cloud refuses ${name.replaceAll('_', ' ').replace(/ is refused$/, '')} by one message`, { skip }, () => {
    assert.ok(says, 'the run has no line `says`');
    assert.deepEqual(found.get(name), [says.replaceAll('\\n', '\n')]);
  });
}
