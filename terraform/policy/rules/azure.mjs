// Rules over plans for Azure. Grammars of names, scopes and durations: azure/grammar.mjs.
import {
  alertFrequencies, alertRanges, alertWindows, blobEvents, builtInRoles, durationSeconds, isKeyLifetime, isVaultReference, names, scopeLevel, secretSetting, secretText,
} from './azure/grammar.mjs';

const target = 'azure';
const breach = (resource, message) => ({ address: resource.address ?? resource, message });

const flexApps = model => model.ofType('azurerm_function_app_flex_consumption');
const premiumApps = model => model.ofType('azurerm_linux_function_app');
const apps = model => [...flexApps(model), ...premiumApps(model)];
const slots = model => model.ofType('azurerm_linux_function_app_slot');
const accounts = model => model.ofType('azurerm_storage_account');
const alarms = model => model.ofType('azurerm_monitor_scheduled_query_rules_alert_v2');
const noApp = model => apps(model).length ? [] : [breach('azurerm_function_app_flex_consumption', 'there is no function app')];

/** A breach for each resource of the type that is not as it must be, and one where there is none of the type. */
const each = (type, isRight, message) => model => [
  ...model.missing(type),
  ...model.ofType(type).filter(resource => !isRight(resource, model)).map(resource => breach(resource, typeof message === 'function' ? message(resource) : message)),
];
/** The same over function apps of both plans and their slots. */
const eachApp = (isRight, message) => model => [
  ...noApp(model),
  ...[...apps(model), ...slots(model)].filter(app => !isRight(app, model)).map(app => breach(app, typeof message === 'function' ? message(app) : message)),
];
const setting = (app, name) => app.get(`app_settings.${name}`);
const environment = resource => resource.tags().environment;
const isProduction = model => model.resources.some(resource => environment(resource) === 'prod');

const requiredTags = ['name', 'environment', 'owner', 'cost-center', 'data-classification', 'release', 'managed-by'];
const sevenAlarms = ['errors', 'latency_p95', 'throttles', 'dead_letters', 'oldest_event_age', 'refused']; // the seventh, cost, is the budget
const rollbackAlarms = ['errors', 'latency_p95', 'refused'];

/** Container, queue, topic subscription and the rest that Azure gives no tags. */
const taggable = resource => 'tags' in resource.values || resource.isUnknown('tags');

/** Resources that a diagnostic setting watches: by reference, or by the end of its target's id. */
const watched = (model, ending) => model.ofType('azurerm_monitor_diagnostic_setting').filter(each => (each.get('target_resource_id') ?? '').endsWith(ending));
const categories = resource => resource.list('enabled_log').flatMap(log => log.category_group === 'allLogs' ? ['StorageRead', 'StorageWrite', 'StorageDelete', 'AuditEvent'] : log.category ?? log.category_group);

export default [
  // Least privilege
  {
    id: 'azure-roles-at-resources', control: 'least_privilege', target, public: null,
    says: 'A role reaches one resource or a part of it, never a resource group or subscription.',
    check: each('azurerm_role_assignment', role => scopeLevel(role.get('scope')) === 'resource',
      role => role.get('scope') ? `its scope is ${role.get('scope')}` : 'its scope is not known while planning, so nobody can judge it'),
  },
  {
    id: 'azure-roles-narrow', control: 'least_privilege', target, public: null,
    says: 'A role is a built-in one for data or one of our own, none that gives rights to others.',
    check: each('azurerm_role_assignment', role => role.get('role_definition_name') === undefined
      ? role.has('role_definition_id') : builtInRoles.includes(role.get('role_definition_name')),
    role => `${role.get('role_definition_name') ?? 'no role'} is too wide or none of Azure's`),
  },
  {
    id: 'azure-custom-roles-bounded', control: 'least_privilege', target, public: 'CKV_AZURE_39',
    says: 'A role of our own names each action and can be given on one resource alone.',
    optional: 'without a pipeline that deploys there is no role of our own',
    check: model => model.ofType('azurerm_role_definition').flatMap(role => [
      ...scopeLevel(role.get('scope')) === 'resource' ? [] : [breach(role, `its scope is ${role.get('scope') ?? 'not known'}`)],
      ...role.list('permissions').flatMap(each => [...each.actions ?? [], ...each.data_actions ?? []]).filter(action => action.includes('*')).map(action => breach(role, `it allows ${action}`)),
    ]),
  },
  {
    id: 'azure-pipeline-exact', control: 'least_privilege', target, public: null,
    says: 'GitLab is trusted for single refs of one project, by Entra\'s own audience.',
    optional: 'without a pipeline that deploys there is no trust',
    // https://docs.gitlab.com/ci/cloud_services/azure/ and learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations
    check: model => model.ofType('azurerm_federated_identity_credential').flatMap(trust => [
      .../^project_path:[A-Za-z0-9_][\w.-]*(\/[A-Za-z0-9_][\w.-]*)+:ref_type:(branch|tag):ref:[A-Za-z0-9_][\w./-]*$/.test(trust.get('subject') ?? '') ? [] : [breach(trust, `its subject is ${trust.get('subject')}`)],
      .../^https:\/\/[^/?#*]+$/.test(trust.get('issuer') ?? '') ? [] : [breach(trust, `its issuer is ${trust.get('issuer')}`)],
      ...JSON.stringify(trust.list('audience')) === '["api://AzureADTokenExchange"]' ? [] : [breach(trust, 'its audience is not api://AzureADTokenExchange')],
      .../^[A-Za-z0-9][\w-]{2,119}$/.test(trust.get('name') ?? '') ? [] : [breach(trust, 'its name is not 3 to 120 letters, digits, dashes and underscores')],
    ]),
  },

  // Private by default
  {
    id: 'azure-store-network', control: 'private_by_default', target, public: 'CKV_AZURE_35', exception: 'public_network',
    says: 'Storage accounts are closed to all networks but those they name.',
    check: each('azurerm_storage_account', account => account.get('network_rules.0.default_action') === 'Deny', 'it is open to every network'),
  },
  {
    id: 'azure-store-trusted-services', control: 'private_by_default', target, public: 'CKV_AZURE_36',
    says: 'Past their firewall storage accounts let Azure\'s own services, such as Event Grid.',
    check: each('azurerm_storage_account', account => account.list('network_rules.0.bypass').includes('AzureServices'), 'Event Grid could not deliver'),
  },
  {
    id: 'azure-store-no-public-blobs', control: 'private_by_default', target, public: 'CKV_AZURE_190',
    says: 'No blob can be made public.',
    check: each('azurerm_storage_account', account => account.get('allow_nested_items_to_be_public') === false, 'its containers can be made public'),
  },
  {
    id: 'azure-containers-private', control: 'private_by_default', target, public: 'CKV_AZURE_34',
    says: 'Containers are private.',
    check: each('azurerm_storage_container', container => container.get('container_access_type') === 'private', container => `its access is ${container.get('container_access_type')}`),
  },
  {
    id: 'azure-vault-network', control: 'private_by_default', target, public: 'CKV_AZURE_109', exception: 'public_network',
    says: 'Key vaults are closed to all networks but those they name.',
    check: each('azurerm_key_vault', vault => vault.get('network_acls.0.default_action') === 'Deny', 'it is open to every network'),
  },
  {
    id: 'azure-deployment-endpoint-network', control: 'private_by_default', target, public: null, exception: 'public_network',
    says: 'The deployment endpoint is closed to all networks but those of the runners.',
    check: eachApp(app => app.get('site_config.0.scm_ip_restriction_default_action') === 'Deny', 'its deployment endpoint is open to every network'),
  },
  {
    id: 'azure-function-callers', control: 'private_by_default', target, public: null, exception: 'public_access',
    says: 'Anyone may knock only where the platform itself asks for a key.',
    check: eachApp(app => setting(app, 'CAPTION_AUTH') === 'platform' || app.get('site_config.0.ip_restriction_default_action') === 'Deny',
      app => `it asks for ${setting(app, 'CAPTION_AUTH') ?? 'nothing'} itself and is open to every network`),
  },
  {
    id: 'azure-subnets-guarded', control: 'private_by_default', target, public: 'CKV2_AZURE_31', exception: 'public_network',
    says: 'Each subnet has a network security group.',
    check: model => [...model.missing('azurerm_subnet'), ...model.ofType('azurerm_subnet')
      .filter(subnet => model.referringTo(subnet, 'azurerm_subnet_network_security_group_association', 'subnet_id').length === 0).map(subnet => breach(subnet, 'it has no network security group'))],
  },
  {
    id: 'azure-function-in-network', control: 'private_by_default', target, public: null, exception: 'public_network',
    says: 'The function reaches its stores by a network of its own.',
    check: eachApp(app => app.has('virtual_network_subnet_id') && app.get('site_config.0.vnet_route_all_enabled') === true, 'it is in no network, or sends past it'),
  },

  // Encryption
  {
    id: 'azure-store-own-key', control: 'encryption', target, public: 'CKV2_AZURE_1', exception: 'unencrypted_keys',
    says: 'What is stored is encrypted by a key of our own.',
    check: each('azurerm_storage_account', account => account.has('customer_managed_key.0.key_vault_key_id'), 'it is encrypted by a key of the platform'),
  },
  {
    id: 'azure-store-https', control: 'encryption', target, public: 'CKV_AZURE_3',
    says: 'Storage accounts answer by https alone.',
    check: each('azurerm_storage_account', account => account.get('https_traffic_only_enabled') === true, 'it answers by http too'),
  },
  {
    id: 'azure-store-tls', control: 'encryption', target, public: 'CKV_AZURE_44',
    says: 'Storage accounts speak TLS 1.2 or newer.',
    check: each('azurerm_storage_account', account => ['TLS1_2', 'TLS1_3'].includes(account.get('min_tls_version')), account => `it speaks ${account.get('min_tls_version') ?? 'what Azure takes for usual'}`),
  },
  {
    id: 'azure-key-rotates', control: 'encryption', target, public: 'CKV_AZURE_40', exception: 'unencrypted_keys',
    says: 'Keys end, and are made anew before.',
    check: each('azurerm_key_vault_key', key => isKeyLifetime(key.get('rotation_policy.0.expire_after')) && isKeyLifetime(key.get('rotation_policy.0.notify_before_expiry'))
      && isKeyLifetime(key.get('rotation_policy.0.automatic.0.time_after_creation') ?? key.get('rotation_policy.0.automatic.0.time_before_expiry')), 'it has no end, or none in days, months or years (P90D, P6M, P1Y)'),
  },

  // Versions
  {
    id: 'azure-store-versioned', control: 'versioned_store', target, public: null, exception: 'unversioned_store',
    says: 'Blobs keep their versions.',
    check: each('azurerm_storage_account', account => account.get('blob_properties.0.versioning_enabled') === true, 'what is overwritten is lost'),
  },
  {
    id: 'azure-store-soft-delete', control: 'versioned_store', target, public: 'CKV2_AZURE_38',
    says: 'What is deleted can be had back for a week and more, containers too.',
    check: each('azurerm_storage_account', account => account.get('blob_properties.0.delete_retention_policy.0.days') >= 7
      && account.get('blob_properties.0.container_delete_retention_policy.0.days') >= 7, 'what is deleted is gone'),
  },
  {
    id: 'azure-store-locked', control: 'versioned_store', target, public: null, exception: 'deletable_store',
    says: 'A lock keeps the store and the key of its bytes from deletion.',
    check: model => [
      ...model.missing('azurerm_management_lock'),
      ...model.ofType('azurerm_management_lock').filter(lock => !['CanNotDelete', 'ReadOnly'].includes(lock.get('lock_level'))).map(lock => breach(lock, `its level is ${lock.get('lock_level')}`)),
      ...model.ofType('azurerm_eventgrid_system_topic').flatMap(topic => model.referredBy(topic, 'source_resource_id', 'azurerm_storage_account'))
        .filter(store => !model.ofType('azurerm_management_lock').some(lock => (lock.get('scope') ?? '').endsWith(`/storageAccounts/${store.get('name')}`)))
        .map(store => breach(store, 'no lock keeps it')),
    ],
  },
  {
    id: 'azure-results-lifecycle', control: 'versioned_store', target, public: null,
    says: 'Old versions are deleted in time, for they cost as much as new ones.',
    check: each('azurerm_storage_management_policy', policy => policy.list('rule').some(rule => rule.enabled && rule.actions?.[0]?.version?.[0]?.delete_after_days_since_creation > 0)
      && policy.list('rule').every(rule => /^[A-Za-z0-9-]{1,256}$/.test(rule.name)), 'old versions are kept for ever'),
  },

  // Keys and secrets
  {
    id: 'azure-store-no-keys', control: 'keys', target, public: 'CKV2_AZURE_40',
    says: 'Storage accounts have no keys, but for one that holds mounted files alone.',
    check: model => [...model.missing('azurerm_storage_account'), ...accounts(model)
      .filter(account => account.get('shared_access_key_enabled') !== false && account.tags().purpose !== 'mounted-files').map(account => breach(account, 'whoever has a key may do everything'))],
  },
  {
    id: 'azure-vault-purge-protection', control: 'keys', target, public: 'CKV_AZURE_110',
    says: 'What a key vault holds cannot be destroyed at once.',
    check: each('azurerm_key_vault', vault => vault.get('purge_protection_enabled') === true && vault.get('soft_delete_retention_days') >= 7 && vault.get('soft_delete_retention_days') <= 90, 'a deleted key is gone'),
  },
  {
    id: 'azure-vault-roles', control: 'keys', target, public: null,
    says: 'Roles say who may use a key vault, not access policies.',
    check: each('azurerm_key_vault', vault => vault.get('rbac_authorization_enabled') === true && vault.list('access_policy').length === 0, 'access policies reach over the whole vault'),
  },
  {
    id: 'azure-settings-no-secrets', control: 'keys', target, public: null,
    says: 'App settings hold references to secrets, never secrets.',
    check: eachApp(app => faultySettings(app).length === 0, app => `${faultySettings(app).join(', ')} holds a secret, or a reference that Azure cannot read`),
  },
  {
    id: 'azure-function-identity', control: 'keys', target, public: 'CKV_AZURE_71',
    says: 'The function has a managed identity.',
    check: eachApp(app => /UserAssigned/.test(app.get('identity.0.type') ?? '') && app.has('identity.0.identity_ids'), 'it has no user-assigned identity'),
  },
  {
    id: 'azure-host-storage-by-identity', control: 'keys', target, public: null,
    says: 'The host reaches its storage and its queue by identity.',
    // learn.microsoft.com/azure/azure-functions/functions-reference, Configure an identity-based connection
    check: eachApp(app => ['AzureWebJobsStorage', 'CaptionQueueStorage'].every(prefix => setting(app, `${prefix}__credential`) === 'managedidentity' && app.has(`app_settings.${prefix}__clientId`))
      && !setting(app, 'AzureWebJobsStorage') && !app.has('storage_account_access_key') && !app.has('storage_access_key')
      && (app.type !== 'azurerm_function_app_flex_consumption' || app.get('storage_authentication_type') === 'UserAssignedIdentity'), 'it uses a key of its storage account'),
  },

  // Failure path
  {
    id: 'azure-events-dead-letters', control: 'failure_path', target, public: null,
    says: 'What Event Grid cannot deliver it tries for a day, then keeps.',
    // learn.microsoft.com/azure/event-grid/delivery-and-retry: 1 to 30 attempts, 1 to 1440 minutes
    check: each('azurerm_eventgrid_system_topic_event_subscription', subscription => subscription.has('storage_blob_dead_letter_destination.0.storage_blob_container_name')
      && inRange(subscription.get('retry_policy.0.max_delivery_attempts'), 5, 30) && inRange(subscription.get('retry_policy.0.event_time_to_live'), 60, 1440), 'an event that cannot be delivered is dropped'),
  },
  {
    id: 'azure-events-filtered', control: 'failure_path', target, public: null,
    says: 'Events come from one folder, for whole files alone.',
    // learn.microsoft.com/azure/storage/blobs/storage-blob-event-overview, Filtering events
    check: each('azurerm_eventgrid_system_topic_event_subscription', subscription => /^\/blobServices\/default\/containers\/[a-z0-9-]{3,63}\/blobs\/.+\/$/.test(subscription.get('subject_filter.0.subject_begins_with') ?? '')
      && subscription.list('included_event_types').length > 0 && subscription.list('included_event_types').every(type => blobEvents.includes(type))
      && subscription.list('advanced_filter.0.string_in').some(({ key, values }) => key === 'data.api' && values.includes('FlushWithClose') && !values.includes('CreateFile')), 'events come from other folders, of kinds that are none, or before the data'),
  },
  {
    id: 'azure-events-by-identity', control: 'failure_path', target, public: null,
    says: 'Event Grid delivers, and keeps what it cannot deliver, by an identity of the topic.',
    check: each('azurerm_eventgrid_system_topic_event_subscription', subscription => ['delivery_identity', 'dead_letter_identity'].every(block => subscription.get(`${block}.0.type`) === 'SystemAssigned'),
      'it delivers by a key, or by an identity that stops before a firewall'),
  },
  {
    id: 'azure-poison-queue', control: 'failure_path', target, public: null,
    says: 'The queue of uploads has its poison queue.',
    check: model => [...model.missing('azurerm_storage_queue'), ...model.ofType('azurerm_eventgrid_system_topic_event_subscription')
      .filter(subscription => subscription.get('storage_queue_endpoint.0.queue_name')
        && !model.ofType('azurerm_storage_queue').some(queue => queue.get('name') === `${subscription.get('storage_queue_endpoint.0.queue_name')}-poison`))
      .map(subscription => breach(subscription, `there is no queue ${subscription.get('storage_queue_endpoint.0.queue_name')}-poison, and nobody may make it`))],
  },
  {
    id: 'azure-queue-is-read', control: 'failure_path', target, public: null,
    says: 'The function reads the queue that events come to.',
    check: model => [...noApp(model), ...model.missing('azurerm_eventgrid_system_topic_event_subscription'), ...model.ofType('azurerm_eventgrid_system_topic_event_subscription')
      .filter(subscription => !apps(model).some(app => setting(app, 'CaptionQueue') === subscription.get('storage_queue_endpoint.0.queue_name')))
      .map(subscription => breach(subscription, 'no function reads its queue'))],
  },

  // Concurrency
  {
    id: 'azure-max-instances', control: 'concurrency', target, public: null, exception: 'unbounded_instances',
    says: 'The number of instances has a cap, and no more than 100 without a reason.',
    check: model => [...noApp(model),
      ...flexApps(model).filter(app => !inRange(app.get('maximum_instance_count'), 1, 100)).map(app => breach(app, `its cap is ${app.get('maximum_instance_count') ?? 'Azure\'s own of 100 and more'}`)),
      ...[...premiumApps(model), ...slots(model)].filter(app => !inRange(app.get('site_config.0.app_scale_limit'), 1, 100)).map(app => breach(app, `its cap is ${app.get('site_config.0.app_scale_limit') ?? 'the plan\'s'}`))],
  },
  {
    id: 'azure-plan-cap', control: 'concurrency', target, public: null,
    says: 'An elastic plan has a cap that its apps share.',
    check: each('azurerm_service_plan', plan => plan.get('sku_name') === 'FC1' || inRange(plan.get('maximum_elastic_worker_count'), 1, 100), 'its workers have no cap'),
  },
  {
    id: 'azure-concurrency-per-instance', control: 'concurrency', target, public: null,
    says: 'An instance takes as many pictures at once as it was measured for.',
    check: eachApp(app => inRange(Number(setting(app, 'CAPTION_CONCURRENCY')), 1, 256)
      && (app.type !== 'azurerm_function_app_flex_consumption' || app.get('http_concurrency') === Number(setting(app, 'CAPTION_CONCURRENCY'))), 'its concurrency is not set, or another than the platform\'s'),
  },

  // Time and memory
  {
    id: 'azure-memory', control: 'time_and_memory', target, public: null,
    says: 'Instances have a size that Azure has and that the models fit into.',
    check: model => [...model.missing('azurerm_service_plan'),
      ...flexApps(model).filter(app => ![2048, 4096].includes(app.get('instance_memory_in_mb'))).map(app => breach(app, `its memory is ${app.get('instance_memory_in_mb')} MB, not 2048 or 4096`)),
      ...model.ofType('azurerm_service_plan').filter(plan => !['FC1', 'EP1', 'EP2', 'EP3'].includes(plan.get('sku_name'))).map(plan => breach(plan, `${plan.get('sku_name')} is none of FC1, EP1, EP2, EP3`))],
  },
  {
    id: 'azure-function-timeout', control: 'time_and_memory', target, public: null,
    says: 'The host waits longer than the program takes for a picture, and no longer than the load balancer.',
    // learn.microsoft.com/azure/azure-functions/functions-scale, Function app time-out duration: answers within 230 s
    check: eachApp(app => {
      const [, hours, minutes, seconds] = /^(\d\d):(\d\d):(\d\d)$/.exec(setting(app, 'AzureFunctionsJobHost__functionTimeout') ?? '') ?? [];
      const limit = 3600 * hours + 60 * minutes + Number(seconds);
      return limit <= 230 && Number(setting(app, 'CAPTION_DEADLINE_SECONDS')) < limit;
    }, 'its time is not set as hh:mm:ss, above 230 s, or shorter than the program\'s'),
  },
  {
    id: 'azure-job-bounded', control: 'time_and_memory', target, public: null,
    says: 'An archive job ends, and has few workers.',
    optional: 'an archive job is made where it is asked for',
    check: model => model.ofType('azurerm_container_app_job').filter(job => !(inRange(job.get('replica_timeout_in_seconds'), 60, 86400) && inRange(job.get('manual_trigger_config.0.parallelism'), 1, 1000)
      && job.get('template.0.container.0.cpu') > 0)).map(job => breach(job, 'it has no end within a day, or no number of workers')),
  },

  // Logs
  {
    id: 'azure-log-retention', control: 'logs', target, public: null, exception: 'short_logs',
    says: 'Logs are kept for 30 days to two years.',
    // learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure: 30 to 730 days
    check: each('azurerm_log_analytics_workspace', workspace => inRange(workspace.get('retention_in_days'), 30, 730), workspace => `logs are kept for ${workspace.get('retention_in_days') ?? 'an unknown number of'} days`),
  },
  {
    id: 'azure-queue-logged', control: 'logs', target, public: 'CKV_AZURE_33',
    says: 'Calls to the queues are logged: alarms are made of them.',
    check: model => watched(model, '/queueServices/default').some(each => ['StorageRead', 'StorageWrite', 'StorageDelete'].every(category => categories(each).includes(category))) ? []
      : [breach('azurerm_monitor_diagnostic_setting', 'no setting logs reads, writes and deletions of the queues')],
  },
  {
    id: 'azure-blobs-logged', control: 'logs', target, public: 'CKV2_AZURE_21',
    says: 'Calls for blobs are logged.',
    check: model => watched(model, '/blobServices/default').some(each => ['StorageRead', 'StorageWrite'].every(category => categories(each).includes(category))) ? []
      : [breach('azurerm_monitor_diagnostic_setting', 'no setting logs reads and writes of blobs')],
  },
  {
    id: 'azure-vault-logged', control: 'logs', target, public: null,
    says: 'Uses of keys and secrets are logged.',
    check: each('azurerm_key_vault', (vault, model) => watched(model, `/vaults/${vault.get('name')}`).some(each => categories(each).includes('AuditEvent')), 'no setting logs its audit events'),
  },

  // Tracing
  {
    id: 'azure-insights-in-workspace', control: 'tracing', target, public: null,
    says: 'Application Insights lies over the workspace and takes telemetry by identity alone.',
    check: each('azurerm_application_insights', insights => insights.has('workspace_id') && insights.get('local_authentication_enabled') === false && insights.get('sampling_percentage') === 100, 'it is of the old kind, takes what anyone sends, or samples what alarms count'),
  },
  {
    id: 'azure-function-traced', control: 'tracing', target, public: null,
    says: 'The function sends its traces to Application Insights, by its identity.',
    check: eachApp(app => app.has('site_config.0.application_insights_connection_string') && app.has('app_settings.APPLICATIONINSIGHTS_AUTHENTICATION_STRING'), 'its invocations leave no trace'),
  },

  // Alarms
  {
    id: 'azure-seven-alarms', control: 'alarms', target, public: null,
    says: 'There are the same alarms as on every cloud, all on.',
    check: model => [
      ...sevenAlarms.filter(name => !alarms(model).some(alarm => alarm.get('action.0.custom_properties.alarm') === name)).map(name => breach('azurerm_monitor_scheduled_query_rules_alert_v2', `there is no alarm on ${name}`)),
      ...alarms(model).filter(alarm => alarm.get('enabled') === false).map(alarm => breach(alarm, 'it is off')),
    ],
  },
  {
    id: 'azure-alarms-act', control: 'alarms', target, public: null,
    says: 'Every alarm writes to people.',
    check: model => {
      const people = model.ofType('azurerm_monitor_action_group').filter(group => group.list('email_receiver').length > 0 && group.get('enabled') !== false);
      return [
        ...people.length ? [] : [breach('azurerm_monitor_action_group', 'no action group has an address')],
        ...model.missing('azurerm_monitor_scheduled_query_rules_alert_v2'),
        ...alarms(model).filter(alarm => !model.referredBy(alarm, 'action.0.action_groups', 'azurerm_monitor_action_group').some(group => people.includes(group))).map(alarm => breach(alarm, 'it reaches no people')),
      ];
    },
  },
  {
    id: 'azure-alarm-times', control: 'alarms', target, public: null,
    says: 'Windows and frequencies of alarms are durations that Azure takes, the window as long as the frequency or longer.',
    check: each('azurerm_monitor_scheduled_query_rules_alert_v2', alarm => alertFrequencies.includes(alarm.get('evaluation_frequency')) && alertWindows.includes(alarm.get('window_duration'))
      && durationSeconds(alarm.get('window_duration')) >= durationSeconds(alarm.get('evaluation_frequency'))
      && (alarm.get('query_time_range_override') === undefined || alertRanges.includes(alarm.get('query_time_range_override')))
      && inRange(alarm.get('criteria.0.failing_periods.0.number_of_evaluation_periods'), 1, 6)
      && alarm.get('criteria.0.failing_periods.0.minimum_failing_periods_to_trigger_alert') <= alarm.get('criteria.0.failing_periods.0.number_of_evaluation_periods'),
    alarm => `Azure does not take ${alarm.get('evaluation_frequency')} over ${alarm.get('window_duration')}`),
  },
  {
    id: 'azure-alarm-queries', control: 'alarms', target, public: null,
    says: 'The query of an alarm reads a table that the deployment fills, and gives the column that the alarm measures.',
    // learn.microsoft.com/azure/azure-monitor/reference/tables-index; learn.microsoft.com/kusto/query
    check: each('azurerm_monitor_scheduled_query_rules_alert_v2', alarm => queryFault(alarm.get('criteria.0.query'), alarm.get('criteria.0.metric_measure_column')) === '',
      alarm => queryFault(alarm.get('criteria.0.query'), alarm.get('criteria.0.metric_measure_column'))),
  },

  // Budget
  {
    id: 'azure-budget', control: 'budget', target, public: null,
    says: 'The resource group has a monthly budget that writes to people before it is spent.',
    check: each('azurerm_consumption_budget_resource_group', budget => budget.get('amount') > 0 && budget.get('time_grain') === 'Monthly'
      && /^\d{4}-\d\d-01T00:00:00Z$/.test(budget.get('time_period.0.start_date') ?? '2000-01-01T00:00:00Z')
      && budget.list('notification').some(each => each.threshold <= 100 && each.enabled !== false && (each.contact_emails?.length > 0 || each.contact_groups?.length > 0 || budget.isUnknown('notification'))),
    'it has no amount, does not begin with a month, or writes to nobody'),
  },

  // Registry
  {
    id: 'azure-registry-no-admin', control: 'registry', target, public: 'CKV_AZURE_137',
    says: 'The registry has no account with a password.',
    check: each('azurerm_container_registry', registry => registry.get('admin_enabled') === false, 'its admin account is on'),
  },
  {
    id: 'azure-registry-no-anonymous', control: 'registry', target, public: 'CKV_AZURE_138',
    says: 'Nobody pulls an image without saying who they are.',
    check: each('azurerm_container_registry', registry => registry.get('anonymous_pull_enabled') === false, 'anyone may pull'),
  },
  {
    id: 'azure-images-pinned', control: 'registry', target, public: null,
    says: 'Images are pinned by digest and pulled by identity.',
    optional: 'an archive job is made where it is asked for',
    check: model => model.ofType('azurerm_container_app_job').filter(job => !(job.list('template.0.container').every(({ image }) => /@sha256:[0-9a-f]{64}$/.test(image ?? ''))
      && job.list('registry').every((registry, index) => (registry.identity || job.isUnknown(`registry.${index}.identity`)) && !registry.username))).map(job => breach(job, 'its image is not pinned, or pulled by a password')),
  },

  // Tags
  {
    id: 'azure-tags', control: 'tags', target, public: null,
    says: 'Everything that can have tags has ours, with values that Azure takes.',
    // learn.microsoft.com/azure/azure-resource-manager/management/tag-resources, Limitations
    check: model => [
      ...model.resources.length ? [] : [breach('azurerm', 'there is no resource')],
      ...model.resources.filter(resource => resource.type.startsWith('azurerm_') && taggable(resource)).flatMap(resource => [
        ...requiredTags.filter(tag => !resource.tags()[tag]).slice(0, 1).map(tag => breach(resource, `tag ${tag} is missing`)),
        ...Object.entries(resource.tags()).filter(([key, value]) => key.length > 512 || /[<>%&\\?/]/.test(key) || String(value).length > 256).map(([key]) => breach(resource, `Azure does not take tag ${key}`)),
        ...Object.keys(resource.tags()).length > 50 ? [breach(resource, 'it has more than 50 tags')] : [],
      ]),
    ],
  },

  // Hardening
  {
    id: 'azure-function-https', control: 'hardening', target, public: 'CKV_AZURE_70',
    says: 'The function answers by https alone.',
    check: eachApp(app => app.get('https_only') === true, 'it answers by http too'),
  },
  {
    id: 'azure-function-tls', control: 'hardening', target, public: 'CKV_AZURE_145',
    says: 'The function and its deployment endpoint speak TLS 1.2 or newer.',
    check: eachApp(app => ['minimum_tls_version', 'scm_minimum_tls_version'].every(name => ['1.2', '1.3'].includes(app.get(`site_config.0.${name}`))), 'it speaks older TLS'),
  },
  {
    id: 'azure-function-http2', control: 'hardening', target, public: 'CKV_AZURE_67',
    says: 'The function speaks HTTP/2.',
    check: eachApp(app => app.get('site_config.0.http2_enabled') === true, 'it speaks HTTP/1.1 alone'),
  },
  {
    id: 'azure-function-no-passwords', control: 'hardening', target, public: 'CKV_AZURE_78',
    says: 'Nobody publishes by FTP or by a password.',
    check: eachApp(app => app.get('webdeploy_publish_basic_authentication_enabled') === false
      && (app.type === 'azurerm_function_app_flex_consumption' || app.get('ftp_publish_basic_authentication_enabled') === false && app.get('site_config.0.ftps_state') === 'Disabled'), 'FTP or basic authentication is on'),
  },
  {
    id: 'azure-function-no-debugging', control: 'hardening', target, public: 'CKV_AZURE_72',
    says: 'Nobody debugs the running function from outside.',
    check: eachApp(app => app.get('site_config.0.remote_debugging_enabled') === false, 'remote debugging is on, or not said to be off'),
  },
  {
    id: 'azure-runtime', control: 'hardening', target, public: null,
    says: 'The runtime is the one that the program is built for.',
    check: model => [...noApp(model),
      ...flexApps(model).filter(app => app.get('runtime_name') !== 'dotnet-isolated' || app.get('runtime_version') !== '10.0').map(app => breach(app, `it runs ${app.get('runtime_name')} ${app.get('runtime_version')}`)),
      ...[...premiumApps(model), ...slots(model)].filter(app => app.get('site_config.0.application_stack.0.dotnet_version') !== '10.0' || app.get('site_config.0.application_stack.0.use_dotnet_isolated_runtime') !== true || app.get('functions_extension_version') !== '~4')
        .map(app => breach(app, 'it does not run dotnet-isolated 10.0 on version 4'))],
  },
  {
    id: 'azure-names', control: 'hardening', target, public: 'CKV_AZURE_43',
    says: 'Names are such as Azure takes.',
    check: model => [
      ...model.missing('azurerm_storage_account'),
      ...Object.entries(names).flatMap(([type, [pattern, says]]) => model.ofType(type).filter(resource => !pattern.test(resource.get('name') ?? '')).map(resource => breach(resource, `${resource.get('name')} is not ${says}`))),
    ],
  },

  // Rollout and rollback
  {
    id: 'azure-rollout-slot', control: 'rollout', target, public: null,
    says: 'In production a revision comes in by a slot that takes traffic by weight, and no uploads.',
    check: model => [...noApp(model), ...isProduction(model) ? [
      ...flexApps(model).map(app => breach(app, 'Flex Consumption has no slots, and its rolling update is a preview that production is advised against')),
      ...premiumApps(model).filter(app => model.referringTo(app, 'azurerm_linux_function_app_slot', 'function_app_id').length === 0).map(app => breach(app, 'it has no slot')),
      ...premiumApps(model).filter(app => !app.list('sticky_settings.0.app_setting_names').includes('CaptionQueue')).map(app => breach(app, 'a swap would carry CaptionQueue along')),
      ...slots(model).filter(slot => setting(slot, 'CaptionQueue') !== undefined).map(slot => breach(slot, 'a revision without traffic would take uploads')),
    ] : []],
  },
  {
    id: 'azure-rollout-package', control: 'rollout', target, public: null,
    says: 'The program runs from a package that nobody can change where it runs.',
    check: eachApp(app => app.type === 'azurerm_function_app_flex_consumption' ? app.get('storage_container_type') === 'blobContainer' && setting(app, 'WEBSITE_RUN_FROM_PACKAGE') === undefined
      : app.has('app_settings.WEBSITE_RUN_FROM_PACKAGE') && app.has('app_settings.WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID'), 'it does not run from a package, or not by its identity'),
  },
  {
    id: 'azure-rollback-called', control: 'rollback', target, public: null, exception: 'no_rollback',
    says: 'In production alarms of a bad revision call the pipeline, which rolls it back.',
    check: model => {
      if (alarms(model).length === 0) return model.missing('azurerm_monitor_scheduled_query_rules_alert_v2');
      if (!isProduction(model)) return [];
      const callers = model.ofType('azurerm_monitor_action_group').filter(group => group.list('webhook_receiver').length > 0 || group.isUnknown('webhook_receiver'));
      const badAddresses = callers.flatMap(group => group.list('webhook_receiver').filter(({ service_uri: uri }) => uri !== undefined && !/^https:\/\/\S+$/.test(uri)).map(() => breach(group, 'its webhook is no https address')));
      return [
        ...callers.length ? [] : [breach('azurerm_monitor_action_group', 'no action group has a webhook')],
        ...badAddresses,
        ...rollbackAlarms.flatMap(name => alarms(model).filter(alarm => alarm.get('action.0.custom_properties.alarm') === name))
          .filter(alarm => alarm.get('action.0.custom_properties.rolls_back') !== 'true' || !model.referredBy(alarm, 'action.0.action_groups', 'azurerm_monitor_action_group').some(group => callers.includes(group)))
          .map(alarm => breach(alarm, 'it does not call the pipeline')),
      ];
    },
  },
];

const inRange = (value, low, high) => typeof value === 'number' && value >= low && value <= high;

const faultySettings = app => Object.entries(app.get('app_settings') ?? {}).filter(([name, value]) => typeof value === 'string' && value !== '' && !app.isUnknown(`app_settings.${name}`) && (
  value.startsWith('@') ? !isVaultReference(value) : secretSetting.test(name) || secretText.test(value))).map(([name]) => name);

/** Tables that requests, traces, and calls to the store leave rows in. */
const tables = ['AppRequests', 'AppTraces', 'AppExceptions', 'AppDependencies', 'StorageQueueLogs', 'StorageBlobLogs', 'AzureDiagnostics'];
const queryFault = (query, column) => {
  if (typeof query !== 'string' || query.trim() === '') return 'it has no query';
  if (!tables.some(table => new RegExp(`\\b${table}\\b`).test(query))) return `its query reads none of ${tables.join(', ')}`;
  if (!column || !new RegExp(`\\b${column}\\s*=`).test(query)) return `its query gives no column ${column}`;
  const open = [...query.replace(/@?"(?:[^"\\]|\\.)*"/g, '')].reduce((depth, character) => depth < 0 ? depth : depth + (character === '(') - (character === ')'), 0);
  return open === 0 ? '' : 'the brackets of its query do not match';
};
