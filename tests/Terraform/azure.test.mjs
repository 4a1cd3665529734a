// Azure's rules where fixtures do not reach: the other plan, the grammars, and what alarms read of the program's own log.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { changed } from '../../terraform/policy/engine/fixtures.mjs';
import { PlanModel } from '../../terraform/policy/engine/plan.mjs';
import { run } from '../../terraform/policy/engine/rules.mjs';
import rules from '../../terraform/policy/rules/azure.mjs';
import * as grammar from '../../terraform/policy/rules/azure/grammar.mjs';

const read = path => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const base = JSON.parse(read('terraform/policy/fixtures/azure.json'));
const breached = plan =>
  run(rules, new PlanModel('azure', plan))
    .filter(({ state }) => state === 'breached')
    .map(({ rule }) => rule.id);

/** The base, with Flex Consumption in place of Premium. */
const flex = (changes = {}, environment = 'dev') => {
  const premium = base.resource_changes.find(({ type }) => type === 'azurerm_linux_function_app');
  const {
    WEBSITE_RUN_FROM_PACKAGE: _,
    WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID: __,
    ...unknownSettings
  } = premium.change.after_unknown.app_settings;
  const address = 'module.captions.azurerm_function_app_flex_consumption.this[0]';
  const plan = changed(
    base,
    {
      remove: ['azurerm_linux_function_app.this[0]', 'azurerm_linux_function_app_slot.staging[0]'],
      values: { 'azurerm_service_plan.this': { sku_name: 'FC1', maximum_elastic_worker_count: null } },
      add: [
        {
          address,
          module: 'module.captions',
          type: 'azurerm_function_app_flex_consumption',
          name: 'this',
          index: 0,
          values: {
            ...structuredClone(premium.change.after),
            runtime_name: 'dotnet-isolated',
            runtime_version: '10.0',
            storage_container_type: 'blobContainer',
            storage_authentication_type: 'UserAssignedIdentity',
            maximum_instance_count: 10,
            instance_memory_in_mb: 2048,
            http_concurrency: 2,
          },
          unknown: { ...structuredClone(premium.change.after_unknown), app_settings: unknownSettings },
        },
      ],
    },
    'flex',
  );
  for (const { change } of plan.resource_changes) if (change.after.tags?.environment) change.after.tags.environment = environment;
  return changed(plan, { values: { [address]: changes } }, 'flex');
};

test('Flex Consumption holds every rule outside production', () => assert.deepEqual(breached(flex()), []));

test('Flex Consumption is no rollout for production', () => assert.deepEqual(breached(flex({}, 'prod')), ['azure-rollout-slot']));

for (const [what, changes, rule] of [
  ['without a cap', { maximum_instance_count: null }, 'azure-max-instances'],
  ['with a cap of a thousand', { maximum_instance_count: 1000 }, 'azure-max-instances'],
  ['of 512 MB', { instance_memory_in_mb: 512 }, 'azure-memory'],
  ['of .NET 8', { runtime_version: '8.0' }, 'azure-runtime'],
  ['with a custom handler', { runtime_name: 'custom' }, 'azure-runtime'],
  [
    'that reads its package by a key',
    { storage_authentication_type: 'StorageAccountConnectionString' },
    'azure-host-storage-by-identity',
  ],
  ['that takes more at once than the program', { http_concurrency: 16 }, 'azure-concurrency-per-instance'],
  ['told to run from a package as other plans are', { 'app_settings.WEBSITE_RUN_FROM_PACKAGE': '1' }, 'azure-rollout-package'],
  ['that anyone may knock at with a key of ours', { 'app_settings.CAPTION_AUTH': 'keys' }, 'azure-function-callers'],
  ['that publishes by password', { webdeploy_publish_basic_authentication_enabled: true }, 'azure-function-no-passwords'],
  [
    'with a secret in its settings',
    { 'app_settings.CAPTION_URL_PROXY': 'http://me:word@proxy.example.org' },
    'azure-settings-no-secrets',
  ],
])
  test(`Flex Consumption ${what} breaks ${rule} alone`, () => assert.deepEqual(breached(flex(changes)), [rule]));

test('a wrong cap is excused by its reason', () => {
  const plan = flex({
    maximum_instance_count: 1000,
    'tags.exception-unbounded_instances': 'One large import a year, watched by a person',
  });
  assert.deepEqual(breached(plan), []);
});

for (const [text, seconds] of [
  ['PT5M', 300],
  ['PT1H', 3600],
  ['P1D', 86400],
  ['P1DT1H30M5S', 91805],
  ['P', undefined],
  ['PT', undefined],
  ['5M', undefined],
  ['PT5', undefined],
  ['P1Y', undefined],
])
  test(`the duration ${text} has ${seconds ?? 'no'} seconds`, () => assert.equal(grammar.durationSeconds(text), seconds));

const subscription = '/subscriptions/00000000-0000-0000-0000-000000000000';
for (const [scope, level] of [
  [subscription, 'subscription'],
  [`${subscription}/resourceGroups/rg`, 'group'],
  [`${subscription}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/st`, 'resource'],
  [
    `${subscription}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/st/blobServices/default/containers/pictures`,
    'resource',
  ],
  ['/', 'none'],
  ['', 'none'],
  [`${subscription}/`, 'none'],
  [`${subscription}/resourceGroups/rg/providers/Microsoft.Storage`, 'none'],
  [`${subscription}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts`, 'none'],
  ['/providers/Microsoft.Management/managementGroups/all', 'none'],
])
  test(`the scope ${scope || '(empty)'} is of level ${level}`, () => assert.equal(grammar.scopeLevel(scope), level));

for (const [type, right, wrong] of [
  ['azurerm_storage_account', ['abc', 'captions123'], ['ab', 'Captions', 'cap-tions', 'a'.repeat(25)]],
  ['azurerm_key_vault', ['captions-dev-1a2b3c'], ['1captions', 'captions--dev', 'captions-', 'a'.repeat(25)]],
  ['azurerm_storage_container', ['pictures', 'dead-letters'], ['ab', 'a--b', 'Pictures', '-a1', 'a_b']],
  ['azurerm_container_registry', ['crcaptions'], ['cr-captions', 'crca']],
  ['azurerm_function_app_flex_consumption', ['func-captions'], ['func_captions', '-func', 'f'.repeat(61)]],
])
  test(`names of ${type} are told apart`, () => {
    for (const name of right) assert.match(name, grammar.names[type][0]);
    for (const name of wrong) assert.doesNotMatch(name, grammar.names[type][0]);
  });

for (const [text, isRight] of [
  ['@Microsoft.KeyVault(SecretUri=https://kv-secrets.vault.azure.net/secrets/proxy)', true],
  ['@Microsoft.KeyVault(SecretUri=https://kv-secrets.vault.azure.net/secrets/proxy/0123456789abcdef0123456789abcdef)', true],
  ['@Microsoft.KeyVault(VaultName=kv-secrets;SecretName=proxy)', true],
  ['@Microsoft.KeyVault(SecretUri=http://kv-secrets.vault.azure.net/secrets/proxy)', false],
  ['@Microsoft.KeyVault(SecretUri=https://kv-secrets.vault.azure.net/keys/proxy)', false],
  ['@Microsoft.KeyVault(kv-secrets/proxy)', false],
  ['proxy', false],
])
  test(`${text} is ${isRight ? 'a' : 'no'} reference to a vault`, () => assert.equal(grammar.isVaultReference(text), isRight));

test('the alarm on refused pictures reads the line that the program logs', () => {
  const template = /const string Line = "(.*)";/.exec(read('src/Api/Telemetry/RequestLogging.cs'))[1];
  const route = /public const string Captions = "([^"]*)"/.exec(read('src/Api/Endpoints/Routes.cs'))?.[1] ?? '/v1/captions';
  const pattern = new RegExp(/caption_line = "(.*)"/.exec(read('terraform/modules/azure/main.alarms.tf'))[1]);
  const line = (status, note) =>
    Object.entries({
      '{Method}': 'POST',
      '{Route}': route,
      '{Status}': status,
      '{ElapsedMs:F1}': '46.3',
      '{Bytes}': '51234',
      '{Note}': note,
      '{Trace}': '',
    }).reduce((text, [hole, value]) => text.replace(hole, value), template);
  for (const verdict of ['good', 'review', 'refused'])
    assert.equal(pattern.exec(line(200, `01M7ZKHWA29X91843HFMFDTNT5 ${verdict} 46 ms caption-base 1.0.0`))?.[1], verdict);
  assert.equal(pattern.exec(line(422, 'image_truncated 01M7ZKHWA29X91843HFMFDTNT5')), null);
});
