// What is told: logs, traces, alarms, budget and tags.
import { alarmFaults, alarmNames } from './alarms.mjs';
import { patternFault } from './grammar.mjs';
import { breach, faultsOf, isLinked, statements } from './model.mjs';
import { blocks, each, eachBucket, isLogTarget, isProd, lambdaOf, rule } from './rule.mjs';

// PutRetentionPolicy, Amazon CloudWatch Logs API Reference.
const logRetentions = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];
const requiredTags = ['name', 'environment', 'owner', 'cost-center', 'data-classification', 'release', 'managed-by'];

export default [
  // Logs
  rule(
    'logs-end',
    'logs',
    'CKV_AWS_66',
    'Logs are kept for thirty days or more, and not for ever.',
    each('aws_cloudwatch_log_group', group => {
      const days = group.get('retention_in_days') ?? 0;
      return !logRetentions.includes(days)
        ? `retention_in_days is ${days}, which CloudWatch Logs does not take`
        : days < 30 && `retention_in_days is ${days}`;
    }),
    { exception: 'short_logs' },
  ),
  rule(
    'function-logs-there',
    'logs',
    null,
    'The function writes into the log group that has an end and a key.',
    each('aws_lambda_function', (lambda, model) => {
      const groups = model.ofType('aws_cloudwatch_log_group');
      return !groups.some(group => isLinked(model, lambda, 'logging_config.0.log_group', group)) && 'its log group is none of these';
    }),
  ),
  rule(
    'buckets-log-access',
    'logs',
    'CKV_AWS_18',
    'Who read pictures and results is logged.',
    eachBucket(
      'aws_s3_bucket_logging',
      logging => !logging.has('target_bucket') && 'it names no bucket',
      (model, bucket) => !isLogTarget(model, bucket),
    ),
  ),
  rule(
    'entry-logs-calls',
    'logs',
    'CKV_AWS_95',
    'An HTTP API logs its calls, without their addresses.',
    model =>
      faultsOf(model.ofType('aws_apigatewayv2_stage'), stage => {
        const format = stage.get('access_log_settings.0.format');
        return !stage.has('access_log_settings.0.destination_arn')
          ? 'it logs no calls'
          : /\$context\.(path|routeKey|identity\.sourceIp)|\$request\.querystring/.test(format ?? '') &&
              'its lines hold paths or addresses';
      }),
    { optional: 'a function URL takes its place by default' },
  ),

  // Tracing
  rule(
    'function-traced',
    'tracing',
    'CKV_AWS_50',
    'Calls are traced, and the function may say so.',
    each('aws_lambda_function', (lambda, model) =>
      lambda.get('tracing_config.0.mode') !== 'Active'
        ? 'tracing is not Active'
        : !statements(model).some(({ actions }) => actions.includes('xray:PutTraceSegments')) && 'no role may send traces',
    ),
  ),

  // Alarms
  rule('seven-alarms', 'alarms', null, 'The seven alarms are there, and each measures what its name says.', model => [
    ...model.missing('aws_cloudwatch_metric_alarm'),
    ...alarmNames
      .filter(name => !model.ofType('aws_cloudwatch_metric_alarm').some(alarm => alarm.get('alarm_name')?.endsWith(`-${name}`)))
      .map(name => ({ address: 'aws_cloudwatch_metric_alarm', message: `${name} is missing` })),
  ]),
  rule('alarms-measure', 'alarms', null, 'Alarms compare metrics that exist, in windows that CloudWatch takes.', model => [
    ...model.missing('aws_cloudwatch_metric_alarm'),
    ...model.ofType('aws_cloudwatch_metric_alarm').flatMap(alarm => alarmFaults(alarm, model).map(fault => breach(alarm, fault))),
  ]),
  rule('alarms-act', 'alarms', 'CKV_AWS_319', 'Every alarm tells a topic, and the topic a person.', model => [
    ...model.missing('aws_cloudwatch_metric_alarm'),
    ...faultsOf(
      model.ofType('aws_cloudwatch_metric_alarm'),
      alarm =>
        (alarm.get('actions_enabled') === false ||
          (!alarm.isUnknown('alarm_actions') && !alarm.isUnknown('alarm_actions.0') && alarm.list('alarm_actions').length === 0)) &&
        'it tells nobody',
    ),
    ...(isProd(model) && !model.ofType('aws_sns_topic_subscription').some(one => one.get('protocol') === 'email')
      ? [{ address: 'aws_sns_topic_subscription', message: 'in prod nobody gets e-mail' }]
      : []),
  ]),
  rule(
    'log-filters',
    'alarms',
    null,
    'Filters of the log read fields of its lines, and count.',
    each('aws_cloudwatch_log_metric_filter', filter => {
      const pattern = filter.get('pattern') ?? '';
      return (
        patternFault(pattern) ??
        (!/^\d+$/.test(filter.get('metric_transformation.0.value') ?? '') &&
          !/^\$\./.test(filter.get('metric_transformation.0.value') ?? '') &&
          'it counts nothing')
      );
    }),
  ),
  rule(
    'dashboard',
    'alarms',
    null,
    'A dashboard shows the alarms.',
    each('aws_cloudwatch_dashboard', dashboard => {
      if (dashboard.isUnknown('dashboard_body')) return undefined;
      const widgets = dashboard.json('dashboard_body')?.widgets ?? [];
      return !widgets.some(({ type, properties }) => type === 'alarm' && properties.alarms?.length >= 7)
        ? 'it does not show the seven alarms'
        : widgets.some(({ x = 0, width = 6 }) => x + width > 24) && 'a widget reaches beyond its 24 columns';
    }),
  ),

  // Budget
  rule(
    'budget',
    'budget',
    null,
    "A month's budget is told to people before it is spent and when that is foreseen.",
    each('aws_budgets_budget', budget => {
      const told = blocks(budget, 'notification').filter(
        one => (one.subscriber_email_addresses ?? []).length + (one.subscriber_sns_topic_arns ?? []).length > 0,
      );
      return budget.get('budget_type') !== 'COST' || budget.get('time_unit') !== 'MONTHLY'
        ? 'it is no monthly cost budget'
        : !(Number(budget.get('limit_amount')) > 0) || budget.get('limit_unit') !== 'USD'
          ? 'its limit is no amount in USD, in which AWS keeps budgets'
          : !told.some(one => one.notification_type === 'ACTUAL' && one.threshold < 100)
            ? 'nobody hears before it is spent'
            : !told.some(one => one.notification_type === 'FORECASTED') && 'nobody hears that it is foreseen to be spent';
    }),
  ),
  rule(
    'budget-by-tag',
    'budget',
    null,
    "The budget counts what carries this deployment's tag.",
    each('aws_budgets_budget', (budget, model) => {
      const values = blocks(budget, 'cost_filter')
        .filter(({ name }) => name === 'TagKeyValue')
        .flatMap(({ values: list }) => list ?? []);
      const tags = Object.entries(lambdaOf(model)[0]?.tags() ?? {}).map(([key, value]) => `user:${key}$${value}`);
      return (
        !values.some(value => tags.includes(value)) &&
        `it counts ${values.join(', ') || 'the whole account'}, which the function does not carry`
      );
    }),
  ),

  // Tags
  rule('tags', 'tags', null, 'What can be tagged says whose it is, of which environment and release.', model => {
    const taggable = model.resources.filter(resource => 'tags_all' in resource.values || resource.isUnknown('tags_all'));
    return [
      ...(taggable.length === 0 ? [{ address: 'aws', message: 'there is nothing that could have tags' }] : []),
      ...faultsOf(taggable, resource => {
        const tags = resource.tags();
        const lacks = requiredTags.filter(key => !tags[key]);
        const odd = Object.entries(tags).filter(
          ([key, value]) =>
            key.length > 128 ||
            String(value).length > 256 ||
            /^aws:/i.test(key) ||
            !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(`${key}${value}`),
        );
        return lacks.length
          ? `it lacks ${lacks.join(', ')}`
          : odd.length && `${odd.map(([key]) => key).join(', ')} is no tag that AWS takes`;
      }),
    ];
  }),
];
