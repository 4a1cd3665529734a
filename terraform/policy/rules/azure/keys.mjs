// Rules over plans for Azure. Keys and secrets.
import { isVaultReference, secretSetting, secretText } from './grammar.mjs';
import { accounts, breach, each, eachApp, setting, target } from './model.mjs';

const faultySettings = app =>
  Object.entries(app.get('app_settings') ?? {})
    .filter(
      ([name, value]) =>
        typeof value === 'string' &&
        value !== '' &&
        !app.isUnknown(`app_settings.${name}`) &&
        (value.startsWith('@') ? !isVaultReference(value) : secretSetting.test(name) || secretText.test(value)),
    )
    .map(([name]) => name);

export default [
  {
    id: 'azure-store-no-keys',
    control: 'keys',
    target,
    public: 'CKV2_AZURE_40',
    says: 'Storage accounts have no keys, but for one that holds mounted files alone.',
    check: model => [
      ...model.missing('azurerm_storage_account'),
      ...accounts(model)
        .filter(account => account.get('shared_access_key_enabled') !== false && account.tags().purpose !== 'mounted-files')
        .map(account => breach(account, 'whoever has a key may do everything')),
    ],
  },
  {
    id: 'azure-vault-purge-protection',
    control: 'keys',
    target,
    public: 'CKV_AZURE_110',
    says: 'What a key vault holds cannot be destroyed at once.',
    check: each(
      'azurerm_key_vault',
      vault =>
        vault.get('purge_protection_enabled') === true &&
        vault.get('soft_delete_retention_days') >= 7 &&
        vault.get('soft_delete_retention_days') <= 90,
      'a deleted key is gone',
    ),
  },
  {
    id: 'azure-vault-roles',
    control: 'keys',
    target,
    public: null,
    says: 'Roles say who may use a key vault, not access policies.',
    check: each(
      'azurerm_key_vault',
      vault => vault.get('rbac_authorization_enabled') === true && vault.list('access_policy').length === 0,
      'access policies reach over the whole vault',
    ),
  },
  {
    id: 'azure-settings-no-secrets',
    control: 'keys',
    target,
    public: null,
    says: 'App settings hold references to secrets, never secrets.',
    check: eachApp(
      app => faultySettings(app).length === 0,
      app => `${faultySettings(app).join(', ')} holds a secret, or a reference that Azure cannot read`,
    ),
  },
  {
    id: 'azure-function-identity',
    control: 'keys',
    target,
    public: 'CKV_AZURE_71',
    says: 'The function has a managed identity.',
    check: eachApp(
      app => /UserAssigned/.test(app.get('identity.0.type') ?? '') && app.has('identity.0.identity_ids'),
      'it has no user-assigned identity',
    ),
  },
  {
    id: 'azure-host-storage-by-identity',
    control: 'keys',
    target,
    public: null,
    says: 'The host reaches its storage and its queue by identity.',
    // learn.microsoft.com/azure/azure-functions/functions-reference, Configure an identity-based connection
    check: eachApp(
      app =>
        ['AzureWebJobsStorage', 'CaptionQueueStorage'].every(
          prefix => setting(app, `${prefix}__credential`) === 'managedidentity' && app.has(`app_settings.${prefix}__clientId`),
        ) &&
        !setting(app, 'AzureWebJobsStorage') &&
        !app.has('storage_account_access_key') &&
        !app.has('storage_access_key') &&
        (app.type !== 'azurerm_function_app_flex_consumption' || app.get('storage_authentication_type') === 'UserAssignedIdentity'),
      'it uses a key of its storage account',
    ),
  },
];
