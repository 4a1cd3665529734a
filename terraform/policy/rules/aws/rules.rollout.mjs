// How versions come in and go back.
import { faultsOf, isLinked } from './model.mjs';
import { blocks, each, isProd, lambdaOf, rule } from './rule.mjs';

export default [
  // Rollout
  rule('alias-serves', 'rollout', null, 'Callers and events reach an alias, never the code that was uploaded last.', model => [
    ...model.missing('aws_lambda_alias', 'aws_lambda_event_source_mapping'),
    ...faultsOf(lambdaOf(model), lambda => lambda.get('publish') !== true && 'changes are no versions'),
    ...faultsOf(model.ofType('aws_lambda_function_url'), url => !url.has('qualifier') && 'it stands before $LATEST'),
    ...[
      ['aws_lambda_event_source_mapping', 'function_name'],
      ['aws_apigatewayv2_integration', 'integration_uri'],
    ].flatMap(([type, path]) =>
      faultsOf(
        model.ofType(type),
        one => !model.ofType('aws_lambda_alias').some(alias => isLinked(model, one, path, alias)) && 'it does not reach the alias',
      ),
    ),
  ]),
  rule(
    'canary',
    'rollout',
    null,
    'A new version gets a part of the traffic first, half at most, or is told to take all at once.',
    each('aws_codedeploy_deployment_config', config => {
      const type = config.get('traffic_routing_config.0.type');
      const { percentage = 0, interval = 0 } =
        blocks(config, 'traffic_routing_config.0.time_based_canary')[0] ??
        blocks(config, 'traffic_routing_config.0.time_based_linear')[0] ??
        {};
      if (config.get('compute_platform') !== 'Lambda') return 'it is not for Lambda';
      if (type === 'AllAtOnce') return undefined;
      return !['TimeBasedCanary', 'TimeBasedLinear'].includes(type)
        ? `type is ${type}`
        : !(percentage >= 1 && percentage <= 50 && interval >= 1 && interval <= 1440) &&
            `${percentage} % for ${interval} minutes, not 1 to 50 for 1 to 1440`;
    }),
  ),

  // Rollback
  rule(
    'rollout-goes-back',
    'rollback',
    null,
    'A deployment that an alarm stops goes back by itself.',
    each('aws_codedeploy_deployment_group', group =>
      !(
        group.get('auto_rollback_configuration.0.enabled') &&
        group.list('auto_rollback_configuration.0.events').includes('DEPLOYMENT_STOP_ON_ALARM')
      )
        ? 'it does not go back when an alarm fires'
        : !(group.get('alarm_configuration.0.enabled') && group.list('alarm_configuration.0.alarms').length > 0) && 'no alarm stops it',
    ),
    { exception: 'no_rollback' },
  ),
  rule(
    'alarms-call-pipeline',
    'rollback',
    null,
    'In prod an alarm of a bad version calls the pipeline over TLS.',
    model => [
      ...(isProd(model) && model.ofType('aws_cloudwatch_event_rule', 'aws_cloudwatch_event_api_destination').length < 2
        ? [{ address: 'aws_cloudwatch_event_rule', message: 'no alarm calls the pipeline' }]
        : []),
      ...faultsOf(model.ofType('aws_cloudwatch_event_rule'), one =>
        one.isUnknown('event_pattern') ? undefined : eventPatternFault(one.json('event_pattern'), model),
      ),
      ...faultsOf(
        model.ofType('aws_cloudwatch_event_api_destination'),
        one =>
          !/^https:\/\/[^\s/@?#]+\/[^\s@?#]*$/.test(one.get('invocation_endpoint') ?? '') &&
          'its endpoint is no https address without a secret',
      ),
    ],
    { optional: 'outside of prod nobody has to be called', exception: 'no_rollback' },
  ),
];

// Amazon EventBridge User Guide, Creating Amazon EventBridge event patterns: every leaf is a list; alarms change states to ALARM, OK or
// INSUFFICIENT_DATA (Amazon CloudWatch User Guide, Alarm events and EventBridge).
function eventPatternFault(pattern, model) {
  if (!pattern) return 'its pattern is no JSON';
  const leaves = value =>
    Array.isArray(value) ? [] : value && typeof value === 'object' ? Object.values(value).flatMap(leaves) : [value];
  if (leaves(pattern).length) return 'a value of its pattern is no list';
  if (!pattern.source?.includes('aws.cloudwatch') || !pattern['detail-type']?.includes('CloudWatch Alarm State Change'))
    return 'it does not wait for alarms';
  if (JSON.stringify(pattern.detail?.state?.value) !== '["ALARM"]') return 'it does not wait for the state ALARM';
  const names = model.ofType('aws_cloudwatch_metric_alarm').map(alarm => alarm.get('alarm_name'));
  const strange = (pattern.resources ?? []).filter(arn => !names.includes(/:alarm:(.+)$/.exec(arn)?.[1]));
  return !pattern.resources?.length
    ? 'it waits for alarms of the whole account'
    : strange.length && `${strange.join(', ')} is none of the alarms`;
}
