// Azure's rules over the plan of production: other ways to break each than its fixture's, and exceptions that excuse.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { changed } from '../../terraform/policy/engine/fixtures.mjs';
import { PlanModel } from '../../terraform/policy/engine/plan.mjs';
import { run } from '../../terraform/policy/engine/rules.mjs';
import rules from '../../terraform/policy/rules/azure.mjs';

const base = JSON.parse(readFileSync(new URL('../../terraform/policy/fixtures/azure.json', import.meta.url), 'utf8'));
const results = plan => run(rules, new PlanModel('azure', plan)).filter(({ state }) => state !== 'held');
const broken = plan => results(plan).map(({ rule, state }) => `${rule.id} ${state}`);
const withChanges = values => changed(base, { values }, 'premium');

const app = 'azurerm_linux_function_app.this[0]';
const slot = 'azurerm_linux_function_app_slot.staging[0]';
const [host, store] = ['host', 'store'].map(name => `azurerm_storage_account.this["${name}"]`);
const uploads = 'azurerm_eventgrid_system_topic_event_subscription.uploads';
const [vault, key, job] = ['azurerm_key_vault.this', 'azurerm_key_vault_key.store[0]', 'azurerm_container_app_job.archive[0]'];
const trust = 'azurerm_federated_identity_credential.gitlab["main"]';
const alarm = name => `azurerm_monitor_scheduled_query_rules_alert_v2.this["${name}"]`;
const role = name => `azurerm_role_assignment.function["${name}"]`;
const group = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-captions-prod';

for (const [what, rule, values] of [
  [
    'a role over the subscription',
    'azure-roles-at-resources',
    { [role('telemetry')]: { scope: group.replace(/\/resourceGroups.*/, '') } },
  ],
  ['a role at a scope that is none', 'azure-roles-at-resources', { [role('results')]: { scope: 'results' } }],
  ['the role Owner', 'azure-roles-narrow', { [role('host_blobs')]: { role_definition_name: 'Owner' } }],
  ['a role whose name is misspelled', 'azure-roles-narrow', { [role('pictures')]: { role_definition_name: 'Storage Blob Reader' } }],
  ['a role of our own over the group', 'azure-custom-roles-bounded', { 'azurerm_role_definition.deployer[0]': { scope: group } }],
  [
    'a role of our own for all data',
    'azure-custom-roles-bounded',
    { 'azurerm_role_definition.deployer[0]': { 'permissions.0.data_actions': ['*'] } },
  ],
  ['trust in every ref of a project', 'azure-pipeline-exact', { [trust]: { subject: 'project_path:pictures/captions' } }],
  ['trust in an issuer by http', 'azure-pipeline-exact', { [trust]: { issuer: 'http://gitlab.example.org' } }],
  ['trust with the audience of another', 'azure-pipeline-exact', { [trust]: { audience: ['https://gitlab.com'] } }],
  [
    'a container of containers',
    'azure-containers-private',
    { 'azurerm_storage_container.store["results"]': { container_access_type: 'container' } },
  ],
  ['an open host account', 'azure-store-network', { [host]: { 'network_rules.0.default_action': 'Allow' } }],
  ['an account without rules', 'azure-store-network', { [host]: { network_rules: [{ bypass: ['AzureServices'] }] } }],
  ['a slot that anyone may knock at', 'azure-function-callers', { [slot]: { 'app_settings.CAPTION_AUTH': 'jwt' } }],
  ['an app in no network', 'azure-function-in-network', { [app]: { virtual_network_subnet_id: null } }],
  [
    'a deployment endpoint that is open',
    'azure-deployment-endpoint-network',
    { [app]: { 'site_config.0.scm_ip_restriction_default_action': 'Allow' } },
  ],
  ["a store of the platform's key", 'azure-store-own-key', { [store]: { customer_managed_key: [] } }],
  ['a store with no least TLS', 'azure-store-tls', { [host]: { min_tls_version: null } }],
  ['a key without an end', 'azure-key-rotates', { [key]: { rotation_policy: [] } }],
  ['a key that nothing makes anew', 'azure-key-rotates', { [key]: { 'rotation_policy.0.automatic': [] } }],
  ['a lifetime without its P', 'azure-key-rotates', { [key]: { 'rotation_policy.0.notify_before_expiry': '30D' } }],
  ['a host account without versions', 'azure-store-versioned', { [host]: { 'blob_properties.0.versioning_enabled': null } }],
  ['a day of soft deletion', 'azure-store-soft-delete', { [store]: { 'blob_properties.0.delete_retention_policy.0.days': 1 } }],
  [
    'containers that are gone at once',
    'azure-store-soft-delete',
    { [store]: { 'blob_properties.0.container_delete_retention_policy': [] } },
  ],
  ['a lock that holds nothing', 'azure-store-locked', { 'azurerm_management_lock.vault[0]': { lock_level: 'None' } }],
  ['account keys that nobody turned off', 'azure-store-no-keys', { [host]: { shared_access_key_enabled: null } }],
  ['a vault that can be purged', 'azure-vault-purge-protection', { [vault]: { purge_protection_enabled: null } }],
  ['a vault that forgets in six days', 'azure-vault-purge-protection', { [vault]: { soft_delete_retention_days: 6 } }],
  [
    'a vault with access policies',
    'azure-vault-roles',
    { [vault]: { access_policy: [{ tenant_id: 't', object_id: 'o', key_permissions: ['Get'] }] } },
  ],
  ['a token among the settings', 'azure-settings-no-secrets', { [app]: { 'app_settings.GITLAB_TOKEN': 'abcdefgh' } }],
  [
    'a signed address among the settings',
    'azure-settings-no-secrets',
    { [slot]: { 'app_settings.CAPTION_MODEL': 'https://a.blob.core.windows.net/m?sv=1&sig=x' } },
  ],
  [
    "an account's key among the settings",
    'azure-settings-no-secrets',
    { [app]: { 'app_settings.Queue': 'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=x' } },
  ],
  ['an app without an identity', 'azure-function-identity', { [slot]: { identity: [] } }],
  ['a host that reads its storage by a key', 'azure-host-storage-by-identity', { [app]: { storage_account_access_key: 'key' } }],
  ['attempts beyond what Event Grid makes', 'azure-events-dead-letters', { [uploads]: { 'retry_policy.0.max_delivery_attempts': 50 } }],
  ['no attempts', 'azure-events-dead-letters', { [uploads]: { retry_policy: [] } }],
  [
    'events of a whole container',
    'azure-events-filtered',
    { [uploads]: { 'subject_filter.0.subject_begins_with': '/blobServices/default/containers/pictures/' } },
  ],
  ['events of all subjects', 'azure-events-filtered', { [uploads]: { subject_filter: [] } }],
  ['an event that there is not', 'azure-events-filtered', { [uploads]: { included_event_types: ['Microsoft.Storage.BlobWritten'] } }],
  ['events without FlushWithClose', 'azure-events-filtered', { [uploads]: { 'advanced_filter.0.string_in.0.values': ['PutBlob'] } }],
  ['dead letters by a key', 'azure-events-by-identity', { [uploads]: { dead_letter_identity: [] } }],
  ['a slot without a cap', 'azure-max-instances', { [slot]: { 'site_config.0.app_scale_limit': null } }],
  ['a plan of a thousand workers', 'azure-plan-cap', { 'azurerm_service_plan.this': { maximum_elastic_worker_count: 1000 } }],
  ['a time of ten minutes', 'azure-function-timeout', { [app]: { 'app_settings.AzureFunctionsJobHost__functionTimeout': '00:10:00' } }],
  ['a time in seconds', 'azure-function-timeout', { [app]: { 'app_settings.AzureFunctionsJobHost__functionTimeout': '30' } }],
  ['a program slower than its host', 'azure-function-timeout', { [app]: { 'app_settings.CAPTION_DEADLINE_SECONDS': '60' } }],
  ['a job without a number of workers', 'azure-job-bounded', { [job]: { manual_trigger_config: [] } }],
  ['logs that are kept for a week', 'azure-log-retention', { 'azurerm_log_analytics_workspace.this': { retention_in_days: null } }],
  ['telemetry that is sampled', 'azure-insights-in-workspace', { 'azurerm_application_insights.this': { sampling_percentage: 10 } }],
  ['an alarm that is off', 'azure-seven-alarms', { [alarm('errors')]: { enabled: false } }],
  ['people who are not written to', 'azure-alarms-act', { 'azurerm_monitor_action_group.people': { enabled: false } }],
  ['a window shorter than its frequency', 'azure-alarm-times', { [alarm('refused')]: { window_duration: 'PT5M' } }],
  ['a time that is no duration', 'azure-alarm-times', { [alarm('errors')]: { evaluation_frequency: '5 minutes' } }],
  [
    'more periods than there are',
    'azure-alarm-times',
    { [alarm('latency_p95')]: { 'criteria.0.failing_periods.0.minimum_failing_periods_to_trigger_alert': 3 } },
  ],
  ['a range that Azure has not', 'azure-alarm-times', { [alarm('oldest_event_age')]: { query_time_range_override: 'P7D' } }],
  [
    'a query of no table',
    'azure-alarm-queries',
    { [alarm('errors')]: { 'criteria.0.query': 'Requests | summarize Percent = count()' } },
  ],
  [
    'a query with an open bracket',
    'azure-alarm-queries',
    { [alarm('errors')]: { 'criteria.0.query': 'AppRequests | summarize Percent = avg((DurationMs)' } },
  ],
  [
    'a query that tells no time',
    'azure-alarm-queries',
    { [alarm('throttles')]: { 'criteria.0.query': 'AppRequests | summarize Throttles = sum(ItemCount)' } },
  ],
  ['a budget of nothing', 'azure-budget', { 'azurerm_consumption_budget_resource_group.this': { amount: 0 } }],
  ['a budget by the year', 'azure-budget', { 'azurerm_consumption_budget_resource_group.this': { time_grain: 'Annually' } }],
  [
    'a budget that is told when it is spent twice',
    'azure-budget',
    { 'azurerm_consumption_budget_resource_group.this': { notification: [{ threshold: 200, contact_emails: ['a@example.org'] }] } },
  ],
  [
    'an image pulled by a password',
    'azure-images-pinned',
    { [job]: { registry: [{ server: 'cr.azurecr.io', username: 'cr', password_secret_name: 'p' }] } },
  ],
  ['a tag that is empty', 'azure-tags', { [vault]: { 'tags.cost-center': '' } }],
  ['a tag that Azure does not take', 'azure-tags', { [vault]: { 'tags.a/b': 'c' } }],
  ['a value of 257 characters', 'azure-tags', { [vault]: { 'tags.note': 'x'.repeat(257) } }],
  ['TLS 1.1 at the deployment endpoint', 'azure-function-tls', { [app]: { 'site_config.0.scm_minimum_tls_version': '1.1' } }],
  ['basic authentication', 'azure-function-no-passwords', { [slot]: { webdeploy_publish_basic_authentication_enabled: true } }],
  ['FTP by a password', 'azure-function-no-passwords', { [app]: { ftp_publish_basic_authentication_enabled: null } }],
  [
    'the runtime in the process of the host',
    'azure-runtime',
    { [slot]: { 'site_config.0.application_stack.0.use_dotnet_isolated_runtime': false } },
  ],
  ['an account with a name too long', 'azure-names', { [host]: { name: 'captionsproductionwesteurope' } }],
  ['a setting that a swap carries along', 'azure-rollout-slot', { [app]: { sticky_settings: [] } }],
  [
    'a program that does not run from a package',
    'azure-rollout-package',
    { [slot]: { 'app_settings.WEBSITE_RUN_FROM_PACKAGE': null } },
  ],
  ['keys that the production slot has alone', 'azure-slot-keys', { [app]: { 'app_settings.AzureWebJobsSecretStorageType': 'Blob' } }],
  ['nobody to call', 'azure-rollback-called', { 'azurerm_monitor_action_group.rollback[0]': { webhook_receiver: [] } }],
  [
    'a webhook by http',
    'azure-rollback-called',
    { 'azurerm_monitor_action_group.rollback[0]': { 'webhook_receiver.0.service_uri': 'http://gitlab.example.org/' } },
  ],
])
  test(`${what} breaks ${rule} alone`, () => assert.deepEqual(broken(withChanges(values)), [`${rule} breached`]));

for (const [what, rule, remove] of [
  ['no slot', 'azure-rollout-slot', [slot]],
  ['no lock on the store', 'azure-store-locked', ['azurerm_management_lock.store[0]']],
  ['no alarm on dead letters', 'azure-seven-alarms', [alarm('dead_letters')]],
  ['no budget', 'azure-budget', ['azurerm_consumption_budget_resource_group.this']],
  ['no lifecycle', 'azure-results-lifecycle', ['azurerm_storage_management_policy.store']],
  ['no logs of the queues', 'azure-queue-logged', ['azurerm_monitor_diagnostic_setting.this["queues"]']],
  ['no registry', 'azure-registry-no-admin', ['azurerm_container_registry.this']],
  ['no subscription to events', 'azure-events-dead-letters', [uploads]],
])
  test(`${what} breaks ${rule}`, () => assert.ok(broken(changed(base, { remove }, 'premium')).includes(`${rule} breached`)));

test('nothing has to do with the archive job and the pipeline where nobody asks for them', () => {
  const remove = base.resource_changes
    .map(({ address }) => address)
    .filter(address => /_job\.|gitlab|deployer|\.archive\[/.test(address));
  assert.deepEqual(broken(changed(base, { remove }, 'premium')), []);
});

for (const [exception, values] of [
  [
    'public_network',
    {
      [store]: { 'network_rules.0.default_action': 'Allow' },
      [vault]: { 'network_acls.0.default_action': 'Allow' },
      [app]: { 'site_config.0.scm_ip_restriction_default_action': 'Allow', virtual_network_subnet_id: null },
    },
  ],
  ['public_access', { [app]: { 'app_settings.CAPTION_AUTH': 'jwt' }, [slot]: { 'app_settings.CAPTION_AUTH': 'jwt' } }],
  ['unencrypted_keys', { [store]: { customer_managed_key: [] }, [key]: { rotation_policy: [] } }],
  ['unversioned_store', { [store]: { 'blob_properties.0.versioning_enabled': false } }],
  ['deletable_store', { 'azurerm_management_lock.store[0]': { lock_level: 'None' } }],
  ['unbounded_instances', { [app]: { 'site_config.0.app_scale_limit': 500 } }],
  ['no_rollback', { 'azurerm_monitor_action_group.rollback[0]': { webhook_receiver: [] } }],
])
  test(`the exception ${exception} excuses what it is for, with its reason`, () => {
    const reason = 'Somebody answers for it until spring';
    const found = results(
      changed(withChanges(values), { values: { [store]: { [`tags.exception-${exception}`]: reason } } }, 'premium'),
    );
    assert.ok(found.length > 0);
    for (const each of found) assert.deepEqual([each.state, each.reason], ['excused', reason], each.rule.id);
  });
