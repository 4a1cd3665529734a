// What is seen of it and what it costs: logs, traces, alarms, budget, labels, the way back.
import { breach, isLinked, labelKey, labelValue, mainContainer, seconds, settingsOf } from './grammar.mjs';

const policyOf = (model, alarm) => model.ofType('google_monitoring_alert_policy').find(policy => policy.get('user_labels')?.alarm === alarm);
const channels = (model, policy, ...types) => model.ofType('google_monitoring_notification_channel').filter(channel => types.includes(channel.get('type')) && isLinked(model, policy, 'notification_channels', channel, 'name', 'id'));
const eachService = check => model => [...model.missing('google_cloud_run_v2_service'), ...model.ofType('google_cloud_run_v2_service').flatMap(service => check(service, model))];
const eachPolicy = check => model => [...model.missing('google_monitoring_alert_policy'), ...model.ofType('google_monitoring_alert_policy').flatMap(policy => check(policy, model))];
const eachBudget = check => model => [...model.missing('google_billing_budget'), ...model.ofType('google_billing_budget').flatMap(budget => check(budget, model))];

/** The alarms, and the metric that each must look at (cloud.google.com/monitoring/api/metrics_gcp); cost is the budget's. */
const alarms = {
  errors: /metric\.type = "run\.googleapis\.com\/request_count".*response_code_class = "5xx"/,
  latency_p95: /metric\.type = "run\.googleapis\.com\/request_latencies"/,
  throttles: /metric\.type = "run\.googleapis\.com\/request_count".*response_code = "429"/,
  dead_letters: /metric\.type = "pubsub\.googleapis\.com\/subscription\/(num_undelivered_messages|dead_letter_message_count)"/,
  oldest_event_age: /metric\.type = "pubsub\.googleapis\.com\/subscription\/oldest_unacked_message_age"/,
  refused: /metric\.type = "logging\.googleapis\.com\/user\/[^"]+".*verdict = "refused"/,
};
const rollBack = ['errors', 'latency_p95', 'refused'];

const requiredLabels = ['name', 'environment', 'owner', 'cost-center', 'data-classification', 'release', 'managed-by'];
const labelled = [
  ...['google_cloud_run_v2_service', 'google_cloud_run_v2_job', 'google_storage_bucket', 'google_pubsub_topic', 'google_pubsub_subscription', 'google_artifact_registry_repository', 'google_kms_crypto_key', 'google_workflows_workflow']
    .map(type => [type, 'labels']),
  ...['google_monitoring_alert_policy', 'google_monitoring_notification_channel'].map(type => [type, 'user_labels']),
];

export default [
  {
    id: 'gcp-logs-kept', control: 'logs', public: null, exception: 'short_logs',
    says: 'Log lines are kept for 30 days or more, and not for ever.',
    check: model => [...model.missing('google_logging_project_bucket_config'), ...model.ofType('google_logging_project_bucket_config')
      .filter(bucket => !(bucket.get('retention_days') >= 30 && bucket.get('retention_days') <= 3650)).map(bucket => breach(bucket, `they are kept ${bucket.get('retention_days') ?? 'no stated number of'} days`))],
  },
  {
    id: 'gcp-logs-routed', control: 'logs', public: null,
    says: 'The service\'s log lines go to their own bucket.',
    check: model => [...model.missing('google_logging_project_sink'), ...model.ofType('google_logging_project_sink').filter(sink => {
      const service = model.ofType('google_cloud_run_v2_service')[0]?.get('name');
      const isHere = /^logging\.googleapis\.com\/projects\/[^/]+\/locations\/[^/]+\/buckets\/[^/]+$/.test(sink.get('destination') ?? '');
      return !isHere || sink.get('disabled') === true || service !== undefined && !sink.get('filter')?.includes(`resource.labels.service_name="${service}"`);
    }).map(sink => breach(sink, 'it does not bring the service\'s lines to a log bucket'))],
  },
  {
    id: 'gcp-traces', control: 'tracing', public: null,
    says: 'Log lines carry the name of their trace, for which the program must know its project.',
    check: eachService(service => settingsOf(mainContainer(service)).GOOGLE_CLOUD_PROJECT === service.get('project') && service.has('project') ? []
      : [breach(service, 'GOOGLE_CLOUD_PROJECT is not its project')]),
  },
  {
    id: 'gcp-spans-arrive', control: 'tracing', public: null,
    says: 'Where the program sends spans, a collector beside it takes them and may write them.',
    optional: 'without collector_image Cloud Run\'s own sampled traces are all there is',
    check: model => model.ofType('google_cloud_run_v2_service').flatMap(service => {
      const endpoint = settingsOf(mainContainer(service)).OTEL_EXPORTER_OTLP_ENDPOINT;
      if (!endpoint) return [];
      const own = `serviceAccount:${service.get('template.0.service_account')}`;
      return [
        ...!/^http:\/\/(127\.0\.0\.1|localhost)[:/]/.test(endpoint) || service.list('template.0.containers').length > 1 ? [] : [breach(service, `it sends spans to ${endpoint}, where nothing listens`)],
        ...model.ofType('google_project_iam_member').some(grant => grant.get('role') === 'roles/cloudtrace.agent' && grant.get('member') === own) ? [] : [breach(service, 'its account may not write traces')],
      ];
    }),
  },
  {
    id: 'gcp-seven-alarms', control: 'alarms', public: null,
    says: 'Errors, latency, throttles, dead letters, the oldest event and refusals each have an alarm on their own metric; cost has a budget.',
    check: model => Object.entries(alarms).flatMap(([alarm, metric]) => {
      const policy = policyOf(model, alarm);
      if (!policy) return [{ address: 'google_monitoring_alert_policy', message: `there is no alarm ${alarm}` }];
      const condition = policy.get('conditions.0.condition_threshold.0') ?? {};
      return [
        ...policy.get('enabled') === false ? [breach(policy, 'it is off')] : [],
        ...policy.isUnknown('conditions.0.condition_threshold.0.filter') || metric.test(condition.filter ?? '') ? [] : [breach(policy, `it looks at ${condition.filter ?? 'nothing'}`)],
        ...condition.comparison === 'COMPARISON_GT' && typeof condition.threshold_value === 'number' ? [] : [breach(policy, 'it does not fire above a threshold')],
      ];
    }),
  },
  {
    id: 'gcp-alarm-grammar', control: 'alarms', public: null,
    says: 'Filters name one metric and one resource, and windows are whole minutes.',
    check: eachPolicy(policy => {
      const condition = policy.get('conditions.0.condition_threshold.0') ?? {};
      const minutes = text => seconds(text) === undefined || seconds(text) % 60 === 0;
      return [
        ...[condition.filter, condition.denominator_filter].filter(Boolean).filter(filter => !/^resource\.type = "\w+"/.test(filter) || (filter.match(/metric\.type = "[^"]+"/g) ?? []).length !== 1 || / OR /.test(filter))
          .map(filter => breach(policy, `its filter is ${filter}`)),
        ...[condition.duration, ...(condition.aggregations ?? []).map(each => each.alignment_period)].filter(text => !minutes(text)).map(text => breach(policy, `${text} is no whole number of minutes`)),
        ...Boolean(condition.denominator_filter) === (condition.denominator_aggregations ?? []).length > 0 ? [] : [breach(policy, 'the two parts of its ratio are not aggregated alike')],
      ];
    }),
  },
  {
    id: 'gcp-verdicts-counted', control: 'alarms', public: null,
    says: 'Captions are counted by verdict from the program\'s log lines.',
    check: model => [...model.missing('google_logging_metric'), ...model.ofType('google_logging_metric').flatMap(metric => [
      ...['jsonPayload.route="/v1/captions"', 'resource.type="cloud_run_revision"'].filter(part => !metric.get('filter')?.includes(part)).map(part => breach(metric, `its filter does not ask for ${part}`)),
      ...metric.get('metric_descriptor.0.metric_kind') === 'DELTA' && metric.list('metric_descriptor.0.labels').some(({ key }) => key === 'verdict') && /^(REGEXP_)?EXTRACT\(jsonPayload\.note\b.*\)$/.test(metric.get('label_extractors')?.verdict ?? '')
        ? [] : [breach(metric, 'it does not tell verdicts apart')],
    ])],
  },
  {
    id: 'gcp-alarms-reach-people', control: 'alarms', public: null,
    says: 'Every alarm sends e-mail.',
    check: eachPolicy((policy, model) => channels(model, policy, 'email').length ? [] : [breach(policy, 'it reaches nobody')]),
  },
  {
    id: 'gcp-dashboard', control: 'alarms', public: null,
    says: 'A dashboard shows what the alarms look at.',
    check: model => [...model.missing('google_monitoring_dashboard'), ...model.ofType('google_monitoring_dashboard').filter(dashboard => !dashboard.isUnknown('dashboard_json')
      && !['request_count', 'request_latencies', 'num_undelivered_messages', 'oldest_unacked_message_age', 'logging.googleapis.com/user/'].every(metric => dashboard.get('dashboard_json')?.includes(metric) && dashboard.json('dashboard_json')))
      .map(dashboard => breach(dashboard, 'it lacks what an alarm looks at'))],
  },
  {
    id: 'gcp-budget', control: 'budget', public: null,
    says: 'The project has a monthly budget that tells before it is spent.',
    check: eachBudget(budget => [
      ...Number(budget.get('amount.0.specified_amount.0.units') ?? 0) + (budget.get('amount.0.specified_amount.0.nanos') ?? 0) > 0 ? [] : [breach(budget, 'it has no amount')],
      ...budget.list('threshold_rules').some(({ threshold_percent: share, spend_basis: basis }) => share > 0 && share <= 1 && basis !== 'FORECASTED_SPEND') ? [] : [breach(budget, 'nothing tells before it is spent (shares of 1, not percents)')],
      ...budget.list('budget_filter.0.projects').length && budget.list('budget_filter.0.projects').every(project => /^projects\/[^/]+$/.test(project)) ? [] : [breach(budget, 'it watches no project of its own')],
      ...budget.get('budget_filter.0.calendar_period') === 'MONTH' ? [] : [breach(budget, 'it is not a month\'s')],
    ]),
  },
  {
    id: 'gcp-budget-reaches-people', control: 'budget', public: null,
    says: 'The budget tells the people that alarms tell.',
    check: eachBudget((budget, model) => {
      const path = 'all_updates_rule.0.monitoring_notification_channels';
      const emails = model.ofType('google_monitoring_notification_channel').filter(channel => channel.get('type') === 'email');
      // Plans tell no references of dynamic blocks: a channel that is not known yet is taken for one of these.
      return emails.some(channel => budget.list(path).includes(channel.get('name'))) || emails.length > 0 && budget.isUnknown(`${path}.0`) ? []
        : [breach(budget, 'it tells nobody but who administers the billing account')];
    }),
  },
  {
    id: 'gcp-labels', control: 'tags', public: null,
    says: 'What can have labels says whose it is, of which environment and release.',
    check: model => [...model.missing('google_cloud_run_v2_service'), ...labelled.flatMap(([type, path]) => model.ofType(type).flatMap(resource => {
      const missing = requiredLabels.filter(key => !(key in (resource.get(path) ?? {})));
      return missing.length ? [breach(resource, `it lacks the labels ${missing.join(', ')}`)] : [];
    }))],
  },
  {
    id: 'gcp-label-grammar', control: 'tags', public: null,
    says: 'Labels are at most 64, of a-z, 0-9, _ and -.',
    check: model => [...model.missing('google_cloud_run_v2_service'), ...labelled.flatMap(([type, path]) => model.ofType(type).flatMap(resource => {
      const labels = Object.entries(resource.get(path) ?? {});
      return [
        ...labels.length <= 64 ? [] : [breach(resource, `it has ${labels.length} labels`)],
        ...labels.filter(([key, value]) => !labelKey.test(key) || !labelValue.test(value ?? '')).map(([key, value]) => breach(resource, `${key} = ${value} is no label`)),
      ];
    }))],
  },
  {
    id: 'gcp-alarms-roll-back', control: 'rollback', public: null, exception: 'no_rollback',
    says: 'In production, alarms that tell of a bad revision call the pipeline, and none does when it ends.',
    check: eachPolicy((policy, model) => {
      const alarm = policy.get('user_labels')?.alarm;
      if (!rollBack.includes(alarm)) return [];
      const calls = channels(model, policy, 'pubsub', 'webhook_tokenauth', 'webhook_basicauth').length > 0;
      const prompts = policy.list('alert_strategy.0.notification_prompts');
      return [
        ...calls || policy.get('user_labels')?.environment !== 'prod' ? [] : [breach(policy, 'it takes nothing back')],
        ...calls && (prompts.length !== 1 || prompts[0] !== 'OPENED') ? [breach(policy, 'its end takes a revision back too')] : [],
      ];
    }),
  },
  {
    id: 'gcp-rollback-arrives', control: 'rollback', public: null,
    says: 'What an alarm publishes starts a workflow that calls the pipeline by https, and the token comes from Secret Manager.',
    optional: 'without rollback_trigger nothing calls the pipeline',
    check: model => model.ofType('google_monitoring_notification_channel').filter(channel => channel.get('type') === 'pubsub').flatMap(channel => {
      const topics = model.ofType('google_pubsub_topic').filter(topic => isLinked(model, channel, 'labels', topic, 'id') || channel.get('labels')?.topic === topic.get('id') || model.referredBy(channel, 'labels').includes(topic));
      const workflows = model.ofType('google_eventarc_trigger').filter(trigger => topics.some(topic => isLinked(model, trigger, 'transport.0.pubsub.0.topic', topic, 'id')))
        .flatMap(trigger => model.ofType('google_workflows_workflow').filter(workflow => isLinked(model, trigger, 'destination.0.workflow', workflow, 'id')));
      const publishes = topics.some(topic => model.ofType('google_pubsub_topic_iam_member').some(grant => isLinked(model, grant, 'topic', topic, 'name', 'id') && /@gcp-sa-monitoring-notification\./.test(grant.get('member') ?? '')));
      return [
        ...publishes ? [] : [breach(channel, 'Cloud Monitoring may not publish to its topic')],
        ...workflows.length ? [] : [breach(channel, 'nothing happens when it publishes')],
        ...workflows.filter(workflow => !workflow.isUnknown('source_contents') && !(/"?url"?: "?https:\/\//.test(workflow.get('source_contents') ?? '') && /secretmanager\.v1\.projects\.secrets\.versions\.accessString/.test(workflow.get('source_contents') ?? '')))
          .map(workflow => breach(workflow, 'it does not call by https with a token from Secret Manager')),
      ];
    }),
  },
];
