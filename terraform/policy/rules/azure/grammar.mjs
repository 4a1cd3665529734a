// What only a value decides, with the vendor's documented grammar. Each says where it is documented.

/**
 * Seconds of an ISO 8601 duration; undefined where a text is none.
 * (learn.microsoft.com/azure/azure-monitor/alerts/alerts-create-log-alert-rule-templates)
 */
export const durationSeconds = text => {
  const [, days, hours, minutes, seconds] = /^P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text ?? '') ?? [];
  return [days, hours, minutes, seconds].every(part => part === undefined)
    ? undefined
    : 86400 * (days ?? 0) + 3600 * (hours ?? 0) + 60 * (minutes ?? 0) + Number(seconds ?? 0);
};

/**
 * Lifetimes of keys: ISO 8601 in days, months or years.
 * (learn.microsoft.com/azure/key-vault/keys/how-to-configure-key-rotation, Key rotation policy)
 */
export const isKeyLifetime = text => /^P[1-9]\d*[DMY]$/.test(text ?? '');

/**
 * Times of alarms. (registry.terraform.io/providers/hashicorp/azurerm, azurerm_monitor_scheduled_query_rules_alert_v2:
 * evaluation_frequency, window_duration, query_time_range_override)
 */
export const alertFrequencies = [
  'PT1M',
  'PT5M',
  'PT10M',
  'PT15M',
  'PT30M',
  'PT45M',
  'PT1H',
  'PT2H',
  'PT3H',
  'PT4H',
  'PT5H',
  'PT6H',
  'P1D',
];
export const alertWindows = [...alertFrequencies, 'P2D'];
export const alertRanges = [
  'PT5M',
  'PT10M',
  'PT15M',
  'PT20M',
  'PT30M',
  'PT45M',
  'PT1H',
  'PT2H',
  'PT3H',
  'PT4H',
  'PT5H',
  'PT6H',
  'P1D',
  'P2D',
];

/** Names. (learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules) */
export const names = {
  azurerm_container_registry: [/^[A-Za-z0-9]{5,50}$/, '5 to 50 letters and digits'],
  azurerm_function_app_flex_consumption: [
    /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,58}[A-Za-z0-9])$/,
    '2 to 60 letters, digits and dashes, no dash at its ends',
  ],
  azurerm_key_vault: [
    /^(?!.*--)[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]$/,
    '3 to 24 letters, digits and dashes, a letter first, no two dashes together, none at its end',
  ],
  azurerm_linux_function_app: [
    /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,58}[A-Za-z0-9])$/,
    '2 to 60 letters, digits and dashes, no dash at its ends',
  ],
  azurerm_log_analytics_workspace: [
    /^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$/,
    '4 to 63 letters, digits and dashes, no dash at its ends',
  ],
  azurerm_resource_group: [/^[\p{L}0-9._()-]{0,89}[\p{L}0-9_()-]$/u, '1 to 90 letters, digits, . _ ( ) and -, no dot at its end'],
  azurerm_storage_account: [/^[a-z0-9]{3,24}$/, '3 to 24 small letters and digits'],
  azurerm_storage_container: [
    /^(?!.*--)[a-z0-9](?:[a-z0-9-]{1,61}[a-z0-9])$/,
    '3 to 63 small letters, digits and dashes, no two dashes together, none at its ends',
  ],
  azurerm_storage_queue: [
    /^(?!.*--)[a-z0-9](?:[a-z0-9-]{1,61}[a-z0-9])$/,
    '3 to 63 small letters, digits and dashes, no two dashes together, none at its ends',
  ],
  azurerm_user_assigned_identity: [
    /^[A-Za-z0-9][A-Za-z0-9_-]{2,127}$/,
    '3 to 128 letters, digits, dashes and underscores, a letter or digit first',
  ],
};

/**
 * Ids of resources: of a subscription, of a group, or of a resource with any children. A role's scope may be any of them.
 * (learn.microsoft.com/azure/role-based-access-control/scope-overview, Scope format)
 */
export const scopeLevel = id => {
  const [, group, resource] =
    /^\/subscriptions\/[0-9a-fA-F-]{36}(?:(\/resourceGroups\/[^/]+)(\/providers\/[A-Za-z]+\.[A-Za-z]+(?:\/[^/]+\/[^/]+)+)?)?$/.exec(
      id ?? '',
    ) ?? [null];
  if (group === undefined) return /^\/subscriptions\/[0-9a-fA-F-]{36}$/.test(id ?? '') ? 'subscription' : 'none';
  return resource ? 'resource' : 'group';
};

/**
 * Built-in roles that this product needs; a name that is none of Azure's fails at apply alone.
 * (learn.microsoft.com/azure/role-based-access-control/built-in-roles)
 */
export const builtInRoles = [
  'AcrPull',
  'AcrPush',
  'Key Vault Crypto Officer',
  'Key Vault Crypto Service Encryption User',
  'Key Vault Secrets Officer',
  'Key Vault Secrets User',
  'Log Analytics Reader',
  'Monitoring Metrics Publisher',
  'Monitoring Reader',
  'Reader',
  'Storage Blob Data Contributor',
  'Storage Blob Data Owner',
  'Storage Blob Data Reader',
  'Storage Blob Delegator',
  'Storage Queue Data Contributor',
  'Storage Queue Data Message Processor',
  'Storage Queue Data Message Sender',
  'Storage Queue Data Reader',
  'Storage Table Data Contributor',
  'Website Contributor',
];

/** References of app settings to a vault. (learn.microsoft.com/azure/app-service/app-service-key-vault-references) */
export const isVaultReference = text => {
  const inner = /^@Microsoft\.KeyVault\((.*)\)$/i.exec(text ?? '')?.[1] ?? '';
  return (
    /^SecretUri=https:\/\/[a-z][a-z0-9-]{1,22}[a-z0-9]\.vault\.[a-z.]+\/secrets\/[a-z0-9-]{1,127}(\/[0-9a-f]{32})?\/?$/i.test(inner) ||
    /^VaultName=[a-z][a-z0-9-]{1,22}[a-z0-9];SecretName=[a-z0-9-]{1,127}(;SecretVersion=[0-9a-f]{32})?$/i.test(inner)
  );
};

/** Settings that hold a secret where their value is no reference. */
export const secretSetting = /(ConnectionString|CONNECTION_STRING|PASSWORD|SECRET|TOKEN|API_?KEY|ACCESS_?KEY)$/i;
export const secretText = /AccountKey=|SharedAccessKey=|SharedAccessSignature=|[?&;]sig=|-----BEGIN|:\/\/[^/?#\s]*:[^/?#\s]*@/;

/** Event types of a storage account. (learn.microsoft.com/azure/event-grid/event-schema-blob-storage) */
export const blobEvents = [
  'BlobCreated',
  'BlobDeleted',
  'BlobTierChanged',
  'BlobRenamed',
  'DirectoryCreated',
  'DirectoryRenamed',
  'DirectoryDeleted',
  'AsyncOperationInitiated',
  'BlobInventoryPolicyCompleted',
  'LifecyclePolicyCompleted',
].map(name => `Microsoft.Storage.${name}`);
