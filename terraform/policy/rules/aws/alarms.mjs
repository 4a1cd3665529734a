// Alarms of CloudWatch: what the seven measure, and what CloudWatch takes (Amazon CloudWatch API Reference, PutMetricAlarm; Amazon
// CloudWatch User Guide, Using math expressions with CloudWatch metrics).

/** What each alarm must look at: namespace (own for metrics of our log filters), metric. */
const measures = {
  errors: ['AWS/Lambda', 'Errors'],
  'latency-p95': ['AWS/Lambda', 'Duration'],
  throttles: ['AWS/Lambda', 'Throttles'],
  'dead-letters': ['AWS/SQS', 'ApproximateNumberOfMessagesVisible'],
  'oldest-event-age': ['AWS/SQS', 'ApproximateAgeOfOldestMessage'],
  cost: ['AWS/Lambda', 'Duration'],
  refused: ['own', 'refused'],
};
export const alarmNames = Object.keys(measures);

// AWS Lambda Developer Guide, Types of metrics for Lambda functions; Amazon SQS Developer Guide, Available CloudWatch metrics for
// Amazon SQS.
const vendorMetrics = {
  'AWS/Lambda': {
    metrics: [
      'Invocations',
      'Errors',
      'Throttles',
      'Duration',
      'ConcurrentExecutions',
      'DeadLetterErrors',
      'Url4xxCount',
      'Url5xxCount',
      'UrlRequestLatency',
    ],
    dimensions: ['FunctionName', 'Resource', 'ExecutedVersion'],
  },
  'AWS/SQS': {
    metrics: [
      'ApproximateNumberOfMessagesVisible',
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateAgeOfOldestMessage',
      'NumberOfMessagesSent',
    ],
    dimensions: ['QueueName'],
  },
  'AWS/ApiGateway': {
    metrics: ['Count', '4xx', '5xx', 'Latency', 'IntegrationLatency'],
    dimensions: ['ApiId', 'Stage', 'Method', 'Resource'],
  },
};
const statistic = /^(Sum|Average|Minimum|Maximum|SampleCount|p(100|\d{1,2}(\.\d{1,10})?))$/;

const metricsOf = alarm =>
  alarm.list('metric_query').length > 0
    ? alarm.list('metric_query').flatMap(({ metric }) => metric ?? [])
    : [
        {
          namespace: alarm.get('namespace'),
          metric_name: alarm.get('metric_name'),
          stat: alarm.get('statistic') ?? alarm.get('extended_statistic'),
          period: alarm.get('period'),
          dimensions: alarm.get('dimensions'),
        },
      ];

/** What is wrong with an alarm, as texts. */
export const alarmFaults = (alarm, model) => {
  const metrics = metricsOf(alarm);
  const queries = alarm.list('metric_query');
  const filters = model
    .ofType('aws_cloudwatch_log_metric_filter')
    .flatMap(filter => filter.list('metric_transformation'))
    .map(({ namespace, name }) => `${namespace} ${name}`);
  const name = alarmNames.find(each => alarm.get('alarm_name')?.endsWith(`-${each}`));
  const [namespace, metric] = measures[name] ?? [];
  const isMeant = each =>
    each.metric_name === metric && (namespace === 'own' ? !each.namespace?.startsWith('AWS/') : each.namespace === namespace);
  const ids = queries.map(({ id }) => id);
  return [
    ...(metrics.length === 0 ? ['it compares nothing'] : []),
    ...(name && !metrics.some(isMeant) ? [`it does not look at ${metric}`] : []),
    ...metrics.flatMap(each => metricFaults(each, filters)),
    ...(queries.length && queries.filter(({ return_data: isCompared }) => isCompared === true).length !== 1
      ? ['not exactly one of its metrics is compared']
      : []),
    ...ids.filter(id => !/^[a-z][A-Za-z0-9_]{0,254}$/.test(id)).map(id => `${id} is no id of a metric`),
    ...queries.filter(({ expression }) => expression).flatMap(({ expression }) => expressionFaults(expression, ids)),
    ...windowFaults(alarm, metrics),
    ...(alarm.get('treat_missing_data') === 'notBreaching'
      ? []
      : ['without calls it would not be quiet: treat_missing_data is not notBreaching']),
  ];
};

const metricFaults = ({ namespace, metric_name: metric, stat, dimensions }, filters) => {
  const vendor = vendorMetrics[namespace];
  const strange = vendor ? Object.keys(dimensions ?? {}).filter(each => !vendor.dimensions.includes(each)) : [];
  return [
    ...(vendor
      ? vendor.metrics.includes(metric)
        ? []
        : [`${namespace} has no ${metric}`]
      : filters.includes(`${namespace} ${metric}`)
        ? []
        : [`nothing counts ${metric} in ${namespace}`]),
    ...strange.map(each => `${namespace} has no dimension ${each}`),
    ...(statistic.test(stat ?? '') ? [] : [`${stat} is no statistic`]),
  ];
};

const functions = ['IF', 'SUM', 'MAX', 'MIN', 'AVG', 'ABS', 'METRICS', 'FILL', 'CEIL', 'FLOOR', 'RATE', 'AND', 'OR'];
const expressionFaults = (expression, ids) => {
  const open = [...expression].reduce((depth, character) => (depth < 0 ? depth : depth + (character === '(') - (character === ')')), 0);
  const words = expression.match(/[A-Za-z_]\w*/g) ?? [];
  return [
    ...(open === 0 ? [] : [`${expression} has brackets that do not meet`]),
    ...words.filter(word => !ids.includes(word) && !functions.includes(word)).map(word => `${word} is no metric of its expression`),
  ];
};

// A period is 10, 20, 30 or a multiple of 60 seconds; all of them together a day, or a week with periods of an hour and more.
const windowFaults = (alarm, metrics) => {
  const periods = [...new Set(metrics.map(({ period }) => period))];
  const count = alarm.get('evaluation_periods') ?? 0;
  const [period = 0] = periods;
  return [
    ...(periods.length > 1 ? ['its metrics have different periods'] : []),
    ...([10, 20, 30].includes(period) || (period >= 60 && period % 60 === 0) ? [] : [`${period} seconds is no period`]),
    ...(count >= 1 && count * period <= (period >= 3600 ? 604800 : 86400)
      ? []
      : [`${count} periods of ${period} seconds are more than CloudWatch looks back`]),
    ...((alarm.get('datapoints_to_alarm') ?? count) > count ? ['datapoints_to_alarm is more than evaluation_periods'] : []),
  ];
};
