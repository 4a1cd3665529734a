// Rules over plans for Azure. What operators see, and how revisions come and go.
import { alertFrequencies, alertRanges, alertWindows, durationSeconds } from './grammar.mjs';
import { alarms, breach, each, eachApp, flexApps, inRange, isProduction, noApp, premiumApps, setting, slots, target } from './model.mjs';

// The seventh, cost, is the budget.
const sevenAlarms = ['errors', 'latency_p95', 'throttles', 'dead_letters', 'oldest_event_age', 'refused'];
const rollbackAlarms = ['errors', 'latency_p95', 'refused'];

/** Resources that a diagnostic setting watches: by reference, or by the end of its target's id. */
const watched = (model, ending) =>
  model.ofType('azurerm_monitor_diagnostic_setting').filter(each => (each.get('target_resource_id') ?? '').endsWith(ending));
const categories = resource =>
  resource
    .list('enabled_log')
    .flatMap(log =>
      log.category_group === 'allLogs'
        ? ['StorageRead', 'StorageWrite', 'StorageDelete', 'AuditEvent']
        : (log.category ?? log.category_group),
    );

/** Tables that requests, traces, and calls to the store leave rows in. */
const tables = [
  'AppRequests',
  'AppTraces',
  'AppExceptions',
  'AppDependencies',
  'StorageQueueLogs',
  'StorageBlobLogs',
  'AzureDiagnostics',
];
const queryFault = alarm => {
  const [query, column] = [alarm.get('criteria.0.query'), alarm.get('criteria.0.metric_measure_column')];
  if (typeof query !== 'string' || query.trim() === '') return 'it has no query';
  if (!tables.some(table => new RegExp(`\\b${table}\\b`).test(query))) return `its query reads none of ${tables.join(', ')}`;
  if (!column || !new RegExp(`\\b${column}\\s*=`).test(query)) return `its query gives no column ${column}`;
  if (alarm.get('criteria.0.failing_periods.0.number_of_evaluation_periods') > 1 && !/\bbin\(TimeGenerated,/.test(query)) {
    return 'its query gives no time, so Azure cannot tell its windows apart';
  }
  const open = [...query.replace(/@?"(?:[^"\\]|\\.)*"/g, '')].reduce(
    (depth, character) => (depth < 0 ? depth : depth + (character === '(') - (character === ')')),
    0,
  );
  return open === 0 ? '' : 'the brackets of its query do not match';
};

export default [
  // Logs
  {
    id: 'azure-log-retention',
    control: 'logs',
    target,
    public: null,
    exception: 'short_logs',
    says: 'Logs are kept for 30 days to two years.',
    // learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure: 30 to 730 days
    check: each(
      'azurerm_log_analytics_workspace',
      workspace => inRange(workspace.get('retention_in_days'), 30, 730),
      workspace => `logs are kept for ${workspace.get('retention_in_days') ?? 'an unknown number of'} days`,
    ),
  },
  {
    id: 'azure-queue-logged',
    control: 'logs',
    target,
    public: 'CKV_AZURE_33',
    says: 'Calls to the queues are logged: alarms are made of them.',
    check: model =>
      watched(model, '/queueServices/default').some(each =>
        ['StorageRead', 'StorageWrite', 'StorageDelete'].every(category => categories(each).includes(category)),
      )
        ? []
        : [breach('azurerm_monitor_diagnostic_setting', 'no setting logs reads, writes and deletions of the queues')],
  },
  {
    id: 'azure-blobs-logged',
    control: 'logs',
    target,
    public: 'CKV2_AZURE_21',
    says: 'Calls for blobs are logged.',
    check: model =>
      watched(model, '/blobServices/default').some(each =>
        ['StorageRead', 'StorageWrite'].every(category => categories(each).includes(category)),
      )
        ? []
        : [breach('azurerm_monitor_diagnostic_setting', 'no setting logs reads and writes of blobs')],
  },
  {
    id: 'azure-vault-logged',
    control: 'logs',
    target,
    public: null,
    says: 'Uses of keys and secrets are logged.',
    check: each(
      'azurerm_key_vault',
      (vault, model) => watched(model, `/vaults/${vault.get('name')}`).some(each => categories(each).includes('AuditEvent')),
      'no setting logs its audit events',
    ),
  },

  // Tracing
  {
    id: 'azure-insights-in-workspace',
    control: 'tracing',
    target,
    public: null,
    says: 'Application Insights lies over the workspace and takes telemetry by identity alone.',
    check: each(
      'azurerm_application_insights',
      insights =>
        insights.has('workspace_id') &&
        insights.get('local_authentication_enabled') === false &&
        insights.get('sampling_percentage') === 100,
      'it is of the old kind, takes what anyone sends, or samples what alarms count',
    ),
  },
  {
    id: 'azure-function-traced',
    control: 'tracing',
    target,
    public: null,
    says: 'The function sends its traces to Application Insights, by its identity.',
    check: eachApp(
      app =>
        app.has('site_config.0.application_insights_connection_string') &&
        app.has('app_settings.APPLICATIONINSIGHTS_AUTHENTICATION_STRING'),
      'its invocations leave no trace',
    ),
  },

  // Alarms
  {
    id: 'azure-seven-alarms',
    control: 'alarms',
    target,
    public: null,
    says: 'There are the same alarms as on every cloud, all on.',
    check: model => [
      ...sevenAlarms
        .filter(name => !alarms(model).some(alarm => alarm.get('action.0.custom_properties.alarm') === name))
        .map(name => breach('azurerm_monitor_scheduled_query_rules_alert_v2', `there is no alarm on ${name}`)),
      ...alarms(model)
        .filter(alarm => alarm.get('enabled') === false)
        .map(alarm => breach(alarm, 'it is off')),
    ],
  },
  {
    id: 'azure-alarms-act',
    control: 'alarms',
    target,
    public: null,
    says: 'Every alarm writes to people.',
    check: model => {
      const people = model
        .ofType('azurerm_monitor_action_group')
        .filter(group => group.list('email_receiver').length > 0 && group.get('enabled') !== false);
      return [
        ...(people.length ? [] : [breach('azurerm_monitor_action_group', 'no action group has an address')]),
        ...model.missing('azurerm_monitor_scheduled_query_rules_alert_v2'),
        ...alarms(model)
          .filter(
            alarm =>
              !model.referredBy(alarm, 'action.0.action_groups', 'azurerm_monitor_action_group').some(group => people.includes(group)),
          )
          .map(alarm => breach(alarm, 'it reaches no people')),
      ];
    },
  },
  {
    id: 'azure-alarm-times',
    control: 'alarms',
    target,
    public: null,
    says: 'Windows and frequencies of alarms are durations that Azure takes, the window as long as the frequency or longer.',
    check: each(
      'azurerm_monitor_scheduled_query_rules_alert_v2',
      alarm =>
        alertFrequencies.includes(alarm.get('evaluation_frequency')) &&
        alertWindows.includes(alarm.get('window_duration')) &&
        durationSeconds(alarm.get('window_duration')) >= durationSeconds(alarm.get('evaluation_frequency')) &&
        (alarm.get('query_time_range_override') === undefined || alertRanges.includes(alarm.get('query_time_range_override'))) &&
        inRange(alarm.get('criteria.0.failing_periods.0.number_of_evaluation_periods'), 1, 6) &&
        alarm.get('criteria.0.failing_periods.0.minimum_failing_periods_to_trigger_alert') <=
          alarm.get('criteria.0.failing_periods.0.number_of_evaluation_periods'),
      alarm => `Azure does not take ${alarm.get('evaluation_frequency')} over ${alarm.get('window_duration')}`,
    ),
  },
  {
    id: 'azure-alarm-queries',
    control: 'alarms',
    target,
    public: null,
    says: 'The query of an alarm reads a table that the deployment fills, and gives the column that the alarm measures.',
    // learn.microsoft.com/azure/azure-monitor/reference/tables-index; learn.microsoft.com/kusto/query
    check: each(
      'azurerm_monitor_scheduled_query_rules_alert_v2',
      alarm => queryFault(alarm) === '',
      queryFault,
    ),
  },

  // Budget
  {
    id: 'azure-budget',
    control: 'budget',
    target,
    public: null,
    says: 'The resource group has a monthly budget that writes to people before it is spent.',
    check: each(
      'azurerm_consumption_budget_resource_group',
      budget =>
        budget.get('amount') > 0 &&
        budget.get('time_grain') === 'Monthly' &&
        /^\d{4}-\d\d-01T00:00:00Z$/.test(budget.get('time_period.0.start_date') ?? '2000-01-01T00:00:00Z') &&
        budget
          .list('notification')
          .some(
            each =>
              each.threshold <= 100 &&
              each.enabled !== false &&
              (each.contact_emails?.length > 0 || each.contact_groups?.length > 0 || budget.isUnknown('notification')),
          ),
      'it has no amount, does not begin with a month, or writes to nobody',
    ),
  },

  // Rollout and rollback
  {
    id: 'azure-rollout-slot',
    control: 'rollout',
    target,
    public: null,
    says: 'In production a revision comes in by a slot that takes traffic by weight, and no uploads.',
    check: model => [
      ...noApp(model),
      ...(isProduction(model)
        ? [
            ...flexApps(model).map(app =>
              breach(app, 'Flex Consumption has no slots, and its rolling update is a preview that production is advised against'),
            ),
            ...premiumApps(model)
              .filter(app => model.referringTo(app, 'azurerm_linux_function_app_slot', 'function_app_id').length === 0)
              .map(app => breach(app, 'it has no slot')),
            ...premiumApps(model)
              .filter(app => !app.list('sticky_settings.0.app_setting_names').includes('CaptionQueue'))
              .map(app => breach(app, 'a swap would carry CaptionQueue along')),
            ...slots(model)
              .filter(slot => setting(slot, 'CaptionQueue') !== undefined)
              .map(slot => breach(slot, 'a revision without traffic would take uploads')),
          ]
        : []),
    ],
  },
  {
    id: 'azure-slot-keys',
    control: 'rollout',
    target,
    public: null,
    says: 'Where callers send a function key, production and its slot take the same ones.',
    check: model => [
      ...noApp(model),
      ...(slots(model).length > 0 ? [...premiumApps(model), ...slots(model)] : [])
        .filter(app => setting(app, 'CAPTION_AUTH') === 'platform')
        .filter(
          app =>
            setting(app, 'AzureWebJobsSecretStorageType') !== 'keyvault' ||
            !app.has('app_settings.AzureWebJobsSecretStorageKeyVaultUri'),
        )
        .map(app => breach(app, 'its keys are its own: a caller sent to the other one gets 401')),
    ],
  },
  {
    id: 'azure-rollout-package',
    control: 'rollout',
    target,
    public: null,
    says: 'The program runs from a package that nobody can change where it runs.',
    check: eachApp(
      app =>
        app.type === 'azurerm_function_app_flex_consumption'
          ? app.get('storage_container_type') === 'blobContainer' && setting(app, 'WEBSITE_RUN_FROM_PACKAGE') === undefined
          : app.has('app_settings.WEBSITE_RUN_FROM_PACKAGE') && app.has('app_settings.WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID'),
      'it does not run from a package, or not by its identity',
    ),
  },
  {
    id: 'azure-rollback-called',
    control: 'rollback',
    target,
    public: null,
    exception: 'no_rollback',
    says: 'In production alarms of a bad revision call the pipeline, which rolls it back.',
    check: model => {
      if (alarms(model).length === 0) return model.missing('azurerm_monitor_scheduled_query_rules_alert_v2');
      if (!isProduction(model)) return [];
      const callers = model
        .ofType('azurerm_monitor_action_group')
        .filter(group => group.list('webhook_receiver').length > 0 || group.isUnknown('webhook_receiver'));
      const badAddresses = callers.flatMap(group =>
        group
          .list('webhook_receiver')
          .filter(({ service_uri: uri }) => uri !== undefined && !/^https:\/\/\S+$/.test(uri))
          .map(() => breach(group, 'its webhook is no https address')),
      );
      return [
        ...(callers.length ? [] : [breach('azurerm_monitor_action_group', 'no action group has a webhook')]),
        ...badAddresses,
        ...rollbackAlarms
          .flatMap(name => alarms(model).filter(alarm => alarm.get('action.0.custom_properties.alarm') === name))
          .filter(
            alarm =>
              alarm.get('action.0.custom_properties.rolls_back') !== 'true' ||
              !model.referredBy(alarm, 'action.0.action_groups', 'azurerm_monitor_action_group').some(group => callers.includes(group)),
          )
          .map(alarm => breach(alarm, 'it does not call the pipeline')),
      ];
    },
  },
];
