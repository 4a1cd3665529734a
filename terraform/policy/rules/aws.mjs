// Rules over plans and states for AWS. What only a value decides is held to the vendor's documented grammar; the page stands beside it.
import { breach, faultsOf, isLinked, linked, statements } from './aws/model.mjs';
import { arnFault, conditionFault, fargateFault, nameFault, patternFault, repositoryFault } from './aws/grammar.mjs';
import { alarmFaults, alarmNames } from './aws/alarms.mjs';

const target = 'aws';
const rule = (id, control, number, says, check, more = {}) => ({ id: `aws-${id}`, control, target, public: number, says, check, ...more });

/** A rule over every resource of a type: a fault as text, or nothing. */
const each = (type, fault) => model => [...model.missing(type), ...faultsOf(model.ofType(type), resource => fault(resource, model))];

/** A rule over every bucket and what belongs to it. `isMeant` leaves out the bucket of access logs, for what cannot hold there. */
const eachBucket = (type, fault, isMeant = () => true) => model => [
  ...model.missing('aws_s3_bucket'),
  ...model.ofType('aws_s3_bucket').filter(bucket => isMeant(model, bucket)).flatMap(bucket => {
    const own = linked(model, bucket, type, 'bucket');
    return own.length === 0 ? [breach(bucket, `it has no ${type}`)] : faultsOf(own, resource => fault(resource, model));
  }),
];
const isLogTarget = (model, bucket) => model.ofType('aws_s3_bucket_logging').some(logging => isLinked(model, logging, 'target_bucket', bucket));

// Calls that have no resource type of their own, so that "*" is all that can be said (Service Authorization Reference, the pages of Amazon
// ECR, AWS X-Ray, Amazon CloudWatch and Amazon EC2).
const withoutResources = /^(ecr:GetAuthorizationToken|xray:Put(TraceSegments|TelemetryRecords)|cloudwatch:GetMetricData|ec2:(Create|Describe|Delete)NetworkInterfaces?|ec2:DescribeSubnets|ec2:(Una|A)ssignPrivateIpAddresses)$/;

// Services that the key and resources of this module may be used by; their policies must say whose.
const confines = /^(aws:Source(Arn|Account|OrgID|OrgPaths)|aws:PrincipalOrgID|kms:EncryptionContext:.+|kms:CallerAccount|kms:ViaService|.+:(aud|sub))$/i;
// Trust of these two is in who may pass the role (AWS Lambda Developer Guide, Defining Lambda function permissions with an execution role).
const passedRoles = ['lambda.amazonaws.com'];

// PutRetentionPolicy, Amazon CloudWatch Logs API Reference.
const logRetentions = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];
const secretLike = /(-----BEGIN|\b(AKIA|ASIA)[0-9A-Z]{16}\b|\bgl[a-z]{2,}-[0-9A-Za-z_-]{20,}|\bgh[a-z]_[0-9A-Za-z]{30,}|:\/\/[^/?#\s:]+:[^/?#\s@]+@|AccountKey=)/;
const secretSettings = ['CAPTION_KEYS_FILE', 'CAPTION_URL_PROXY'];
const requiredTags = ['name', 'environment', 'owner', 'cost-center', 'data-classification', 'release', 'managed-by'];
const isProd = model => model.resources.some(resource => resource.tags().environment === 'prod');
const blocks = (resource, path) => resource.list(path).filter(block => block !== null);
const variablesOf = lambda => lambda.get('environment.0.variables') ?? {};
const lambdaOf = model => model.ofType('aws_lambda_function');
const isDeadLetterQueue = (model, queue) => model.ofType('aws_sqs_queue_redrive_allow_policy').some(allow => isLinked(model, allow, 'queue_url', queue))
  || model.ofType('aws_cloudwatch_event_target').some(one => isLinked(model, one, 'dead_letter_config.0.arn', queue))
  || lambdaOf(model).some(lambda => isLinked(model, lambda, 'dead_letter_config.0.target_arn', queue));
const entries = ['aws_lambda_function_url', 'aws_apigatewayv2_route'];

export default [
  // Least privilege
  rule('iam-no-wildcards', 'least_privilege', 'CKV_AWS_356', 'Roles may do exact actions on exact resources; "*" stands only where the vendor has no resource.', model => [
    ...model.missing('aws_iam_role', 'aws_iam_role_policy'),
    ...statements(model).filter(({ effect, principals }) => effect === 'Allow' && principals.length === 0).flatMap(({ resource, sid, actions, resources }) => [
      ...actions.filter(action => action.includes('*')).map(action => breach(resource, `${sid} allows ${action}`)),
      ...resources.filter(arn => arn === '*' || /^arn:[^:]*:[^:]*:[^:]*:[^:]*:\*$/.test(arn)).flatMap(() => actions.filter(action => !withoutResources.test(action))
        .map(action => breach(resource, `${sid} allows ${action} on everything`))),
    ]),
  ]),
  rule('iam-grammar', 'least_privilege', null, 'Policies are what IAM takes: actions, ARNs that belong to them, conditions.', model => [
    ...model.missing('aws_iam_role_policy'),
    ...statements(model).flatMap(statement => [
      ...statement.actions.filter(action => !/^([a-z0-9-]+:[A-Za-z0-9*?]+|\*)$/.test(action)).map(action => breach(statement.resource, `${action} is no action`)),
      ...statement.resources.map(arn => arnFault(arn, statement.actions)).filter(Boolean).map(fault => breach(statement.resource, fault)),
      ...statement.conditions.map(conditionFault).filter(Boolean).map(fault => breach(statement.resource, fault)),
      ...statement.sid && !/^[A-Za-z0-9 _-]+$/.test(statement.sid) ? [breach(statement.resource, `${statement.sid} is no Sid`)] : [],
    ]),
  ]),
  rule('pipeline-trust', 'least_privilege', null, 'The pipeline comes by GitLab\'s tokens for one project\'s protected branches, without wildcards.', model =>
    statements(model).filter(({ actions }) => actions.includes('sts:AssumeRoleWithWebIdentity')).flatMap(({ resource, conditions }) => {
      const of = claim => conditions.find(({ test, variable }) => test === 'StringEquals' && variable.endsWith(`:${claim}`))?.values ?? [];
      const subjects = of('sub');
      return [
        ...of('aud').length === 0 ? [breach(resource, 'the token\'s audience is not asked for')] : [],
        ...subjects.length === 0 ? [breach(resource, 'the token\'s project and branch are not asked for by StringEquals')] : [],
        ...subjects.filter(subject => !/^project_path:[^:*?]+\/[^:*?]+:ref_type:branch:ref:[^:*?]+$/.test(subject))
          .map(subject => breach(resource, `${subject} is no single project and branch of GitLab's`)),
      ];
    }), { optional: 'a deployment by hand has no pipeline' }),

  // Private by default
  rule('buckets-block-public', 'private_by_default', 'CKV2_AWS_6', 'Every bucket blocks public access in all four ways.', eachBucket('aws_s3_bucket_public_access_block', block => {
    const open = ['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets'].filter(name => block.get(name) !== true);
    return open.length && `${open.join(', ')} not true`;
  })),
  rule('entry-asks-iam', 'private_by_default', 'CKV_AWS_258', 'Whoever calls is known to IAM.', model => [
    ...model.ofType(...entries).length === 0 ? model.missing(entries[0]) : [],
    ...faultsOf(model.ofType(...entries), entry => !['AWS_IAM', 'JWT'].includes(entry.get('authorization_type')) && `authorization_type is ${entry.get('authorization_type') ?? 'not set'}`),
    ...faultsOf(model.ofType('aws_lambda_permission'), permission => permission.get('principal') === '*' && 'anyone may invoke it'),
  ], { exception: 'public_access' }),
  rule('policies-name-callers', 'private_by_default', 'CKV_AWS_168', 'Resources let in services and roles by name, and services only for this account\'s own.', model => [
    ...model.missing('aws_sqs_queue_policy', 'aws_s3_bucket_policy'),
    ...statements(model).filter(({ effect }) => effect === 'Allow').flatMap(({ resource, sid, principals, conditions }) => principals.flatMap(({ type, identifiers }) => [
      ...identifiers.includes('*') ? [breach(resource, `${sid} lets anyone in`)] : [],
      ...type === 'Service' && !identifiers.every(name => passedRoles.includes(name)) && !conditions.some(({ variable }) => confines.test(variable))
        ? [breach(resource, `${sid} lets ${identifiers.join(', ')} in for anyone's account`)] : [],
    ])),
    ...faultsOf(model.ofType('aws_lambda_permission'), permission => /\.amazonaws\.com$/.test(permission.get('principal') ?? '')
      && !permission.has('source_arn') && !permission.has('source_account') && 'it lets a service in for anyone\'s account'),
  ]),
  rule('jobs-private', 'private_by_default', null, 'Workers of the archive\'s job have no public address.', model => faultsOf(model.ofType('aws_batch_job_definition'), job => {
    const properties = job.json('container_properties');
    return properties && properties.networkConfiguration?.assignPublicIp !== 'DISABLED' && 'assignPublicIp is not DISABLED';
  }), { optional: 'archive jobs are off by default', exception: 'public_network' }),

  // Encryption
  rule('buckets-own-key', 'encryption', 'CKV_AWS_145', 'Pictures and results are encrypted with a key of ours.', eachBucket('aws_s3_bucket_server_side_encryption_configuration', block =>
    !(block.get('rule.0.apply_server_side_encryption_by_default.0.sse_algorithm') === 'aws:kms' && block.has('rule.0.apply_server_side_encryption_by_default.0.kms_master_key_id'))
    && 'it does not encrypt with a key of ours', (model, bucket) => !isLogTarget(model, bucket)), { exception: 'unencrypted_keys' }),
  rule('buckets-encrypted', 'encryption', 'CKV_AWS_19', 'Every bucket encrypts, with S3\'s own key at least.', eachBucket('aws_s3_bucket_server_side_encryption_configuration', block =>
    !['aws:kms', 'aws:kms:dsse', 'AES256'].includes(block.get('rule.0.apply_server_side_encryption_by_default.0.sse_algorithm')) && 'it names no algorithm')),
  rule('queues-own-key', 'encryption', 'CKV_AWS_27', 'Queues are encrypted with a key of ours.', each('aws_sqs_queue', queue => !queue.has('kms_master_key_id') && 'it has no key of ours'), { exception: 'unencrypted_keys' }),
  rule('topics-own-key', 'encryption', 'CKV_AWS_26', 'Topics are encrypted with a key of ours, which CloudWatch may use.', each('aws_sns_topic', topic =>
    !(topic.has('kms_master_key_id') && topic.get('kms_master_key_id') !== 'alias/aws/sns') && 'it has no key of ours'), { exception: 'unencrypted_keys' }),
  rule('logs-own-key', 'encryption', 'CKV_AWS_158', 'Logs are encrypted with a key of ours.', each('aws_cloudwatch_log_group', group => !group.has('kms_key_id') && 'it has no key of ours'), { exception: 'unencrypted_keys' }),
  rule('environment-own-key', 'encryption', 'CKV_AWS_173', 'Settings of the function are encrypted with a key of ours.', each('aws_lambda_function', lambda => !lambda.has('kms_key_arn') && 'it has no key of ours'), { exception: 'unencrypted_keys' }),
  rule('images-own-key', 'encryption', 'CKV_AWS_136', 'Images are encrypted with a key of ours.', each('aws_ecr_repository', repository =>
    repository.get('encryption_configuration.0.encryption_type') !== 'KMS' && 'encryption_type is not KMS'), { exception: 'unencrypted_keys' }),
  rule('key-rotates', 'encryption', 'CKV_AWS_7', 'The key rotates, and takes its time to go.', each('aws_kms_key', key =>
    key.get('enable_key_rotation') !== true ? 'it does not rotate' : (key.get('deletion_window_in_days') ?? 30) < 7 && 'it goes within a week'), { exception: 'unencrypted_keys' }),
  rule('tls-alone', 'encryption', null, 'Buckets, queues and topics answer over TLS alone.', model => [
    ...model.missing('aws_s3_bucket_policy', 'aws_sqs_queue_policy', 'aws_sns_topic_policy'),
    ...[['aws_s3_bucket', 'aws_s3_bucket_policy', 'bucket'], ['aws_sqs_queue', 'aws_sqs_queue_policy', 'queue_url'], ['aws_sns_topic', 'aws_sns_topic_policy', 'arn']]
      .flatMap(([type, policyType, path]) => model.ofType(type).filter(resource => {
        const policies = linked(model, resource, policyType, path);
        const documents = policies.flatMap(policy => [policy, ...model.referredBy(policy, 'policy', 'aws_iam_policy_document')]);
        return !statements(model).some(statement => documents.includes(statement.resource) && statement.effect === 'Deny'
          && statement.conditions.some(({ test, variable, values }) => test === 'Bool' && variable === 'aws:SecureTransport' && values.includes('false')));
      }).map(resource => breach(resource, 'nothing denies calls without TLS'))),
  ]),

  // Versioned store
  rule('buckets-versioned', 'versioned_store', 'CKV_AWS_21', 'Every bucket keeps versions.', eachBucket('aws_s3_bucket_versioning', versioning =>
    versioning.get('versioning_configuration.0.status') !== 'Enabled' && `versioning is ${versioning.get('versioning_configuration.0.status') ?? 'not set'}`), { exception: 'unversioned_store' }),
  rule('buckets-kept', 'versioned_store', null, 'A bucket does not go while something is in it.', each('aws_s3_bucket', bucket => bucket.get('force_destroy') === true && 'force_destroy empties it'), { exception: 'deletable_store' }),
  rule('versions-end', 'versioned_store', 'CKV2_AWS_61', 'Replaced versions and interrupted uploads go after a while.', eachBucket('aws_s3_bucket_lifecycle_configuration', lifecycle => {
    const rules = blocks(lifecycle, 'rule').filter(one => one.status === 'Enabled');
    return !rules.some(one => one.noncurrent_version_expiration?.[0]?.noncurrent_days > 0) ? 'replaced versions stay for ever'
      : !rules.some(one => one.abort_incomplete_multipart_upload?.[0]?.days_after_initiation > 0) && 'interrupted uploads stay for ever';
  })),

  // Keys
  rule('no-secrets-in-environment', 'keys', 'CKV_AWS_45', 'The environment names secrets by ARN and holds none.', each('aws_lambda_function', lambda => {
    const variables = Object.entries(variablesOf(lambda)).filter(([, value]) => typeof value === 'string');
    const open = variables.filter(([name, value]) => secretLike.test(value) || secretSettings.includes(name) && !/^arn:[a-z-]+:(secretsmanager|ssm):/.test(value));
    return open.length && `${open.map(([name]) => name).join(', ')} holds a value where an ARN belongs`;
  })),
  rule('trigger-token-hidden', 'keys', null, 'The token of the rollback\'s trigger is marked as a secret.', model => faultsOf(model.ofType('aws_cloudwatch_event_connection'), connection => {
    const sent = ['query_string', 'header', 'body'].flatMap(place => blocks(connection, `auth_parameters.0.invocation_http_parameters.0.${place}`));
    const open = sent.filter(({ key, is_value_secret: isSecret }) => /token|key|secret/i.test(key) && isSecret !== true);
    return open.length && `${open.map(({ key }) => key).join(', ')} can be read in the console`;
  }), { optional: 'outside of prod nobody has to be called' }),

  // Failure path
  rule('events-redrive', 'failure_path', null, 'The queue of events hands what cannot be done to a queue of dead letters, after five tries at least.', model => {
    const sources = model.ofType('aws_sqs_queue').filter(queue => linked(model, queue, 'aws_lambda_event_source_mapping', 'event_source_arn').length > 0);
    return [
      ...model.missing('aws_lambda_event_source_mapping'), ...sources.length === 0 ? model.missing('aws_sqs_queue') : [],
      ...faultsOf(sources, queue => {
        const redrive = queue.json('redrive_policy');
        if (!queue.has('redrive_policy')) return 'it has no redrive policy';
        return redrive && !(redrive.maxReceiveCount >= 5 && redrive.maxReceiveCount <= 1000) && `maxReceiveCount is ${redrive.maxReceiveCount}, not 5 to 1000`;
      }),
    ];
  }),
  rule('dead-letters-kept', 'failure_path', null, 'Dead letters are kept for two weeks, the most that SQS allows.', model => {
    const queues = model.ofType('aws_sqs_queue').filter(queue => isDeadLetterQueue(model, queue));
    return [...queues.length === 0 ? [breach('aws_sqs_queue', 'there is none for dead letters')] : [],
      ...faultsOf(queues, queue => (queue.get('message_retention_seconds') ?? 345600) < 1209600 && `message_retention_seconds is ${queue.get('message_retention_seconds') ?? 345600}, not 1209600`)];
  }),
  rule('partial-answers', 'failure_path', null, 'Failed messages are named one by one; without that they would count as done.', each('aws_lambda_event_source_mapping', mapping =>
    !mapping.list('function_response_types').includes('ReportBatchItemFailures') && 'function_response_types lacks ReportBatchItemFailures')),
  rule('function-dead-letters', 'failure_path', 'CKV_AWS_116', 'Calls without an answer that failed for good are kept.', each('aws_lambda_function', lambda => !lambda.has('dead_letter_config.0.target_arn') && 'it has no dead_letter_config')),
  // AWS Lambda Developer Guide, Creating and configuring an Amazon SQS event source mapping; SQS takes at most twelve hours.
  rule('visibility-timeout', 'failure_path', null, 'A message that is worked on stays hidden for six timeouts of the function.', model => {
    const longest = Math.max(0, ...lambdaOf(model).map(lambda => lambda.get('timeout') ?? 3));
    const sources = model.ofType('aws_sqs_queue').filter(queue => linked(model, queue, 'aws_lambda_event_source_mapping', 'event_source_arn').length > 0);
    return [...model.missing('aws_lambda_function'), ...sources.length === 0 ? [breach('aws_sqs_queue', 'none feeds the function')] : [], ...faultsOf(sources, queue => {
      const seconds = queue.get('visibility_timeout_seconds') ?? 30;
      return (seconds < 6 * longest || seconds > 43200) && `visibility_timeout_seconds is ${seconds}, not ${6 * longest} to 43200`;
    })];
  }),
  rule('uploads-reach-queue', 'failure_path', 'CKV2_AWS_62', 'Uploads go to the queue, and the queue lets S3 in.', each('aws_s3_bucket_notification', notification => {
    const queues = blocks(notification, 'queue');
    return queues.length === 0 ? 'it tells no queue' : queues.map(({ events = [], filter_prefix: prefix }) => notificationFault(events, prefix)).find(Boolean);
  })),
  rule('targets-dead-letters', 'failure_path', null, 'Calls of the pipeline that failed for good are kept.', model => faultsOf(model.ofType('aws_cloudwatch_event_target'),
    one => !one.has('dead_letter_config.0.arn') && 'it has no dead_letter_config'), { optional: 'outside of prod nobody has to be called' }),

  // Concurrency
  rule('concurrency-capped', 'concurrency', 'CKV_AWS_115', 'The function has a most of instances.', each('aws_lambda_function', lambda => {
    const most = lambda.get('reserved_concurrent_executions') ?? -1;
    return !(most >= 1 && most <= 1000) && `reserved_concurrent_executions is ${most}`;
  }), { exception: 'unbounded_instances' }),
  // AWS Lambda Developer Guide, Configuring scaling behavior for SQS event source mappings: 2 to 1000, and no more than is reserved.
  rule('events-leave-room', 'concurrency', null, 'Events take a part of the instances, so that callers find one.', model => {
    const most = Math.max(...lambdaOf(model).map(lambda => lambda.get('reserved_concurrent_executions') ?? -1));
    return each('aws_lambda_event_source_mapping', mapping => {
      const taken = mapping.get('scaling_config.0.maximum_concurrency') ?? 0;
      return !(taken >= 2 && taken <= 1000 && (most < 1 || taken <= most)) && `maximum_concurrency is ${taken}, not 2 to ${most}`;
    })(model);
  }),

  // Time and memory (AWS Lambda Developer Guide, Lambda quotas)
  rule('time-and-memory', 'time_and_memory', null, 'Time and memory are stated, within what Lambda takes.', each('aws_lambda_function', lambda => {
    const { timeout = 0, memory_size: memory = 0 } = { timeout: lambda.get('timeout'), memory_size: lambda.get('memory_size') };
    return !(timeout >= 3 && timeout <= 900) ? `timeout is ${timeout}, not 3 to 900` : !(memory >= 512 && memory <= 10240) && `memory_size is ${memory}, not 512 to 10240`;
  })),
  rule('environment-fits', 'time_and_memory', null, 'Settings have names that Lambda takes and 4 KB at most.', each('aws_lambda_function', lambda => {
    const variables = variablesOf(lambda);
    const bytes = Buffer.byteLength(Object.entries(variables).flat().join(''));
    const names = Object.keys(variables).filter(name => !/^[A-Za-z][A-Za-z0-9_]+$/.test(name) || /^(AWS_|LAMBDA_|_HANDLER$|_X_AMZN)/.test(name));
    return names.length ? `${names.join(', ')} cannot be set` : bytes > 4096 ? `they take ${bytes} bytes` : Object.keys(variables).length === 0 && 'it has no settings';
  })),
  rule('job-size', 'time_and_memory', null, 'Workers of the archive\'s job have a size that Fargate has, an end, and a retry for exit code 5.', model => faultsOf(model.ofType('aws_batch_job_definition'), job => {
    const properties = job.json('container_properties');
    const seconds = job.get('timeout.0.attempt_duration_seconds') ?? 0;
    const retries = blocks(job, 'retry_strategy.0.evaluate_on_exit');
    if (seconds < 60) return `attempt_duration_seconds is ${seconds}, not 60 or more`;
    if (!retries.some(({ action, on_exit_code: code }) => action?.toUpperCase() === 'RETRY' && code === '5')) return 'exit code 5 is not tried again';
    return properties && fargateFault(properties);
  }), { optional: 'archive jobs are off by default' }),

  // Logs
  rule('logs-end', 'logs', 'CKV_AWS_66', 'Logs are kept for thirty days or more, and not for ever.', each('aws_cloudwatch_log_group', group => {
    const days = group.get('retention_in_days') ?? 0;
    return !logRetentions.includes(days) ? `retention_in_days is ${days}, which CloudWatch Logs does not take` : days < 30 && `retention_in_days is ${days}`;
  }), { exception: 'short_logs' }),
  rule('function-logs-there', 'logs', null, 'The function writes into the log group that has an end and a key.', each('aws_lambda_function', (lambda, model) => {
    const groups = model.ofType('aws_cloudwatch_log_group');
    return !groups.some(group => isLinked(model, lambda, 'logging_config.0.log_group', group)) && 'its log group is none of these';
  })),
  rule('buckets-log-access', 'logs', 'CKV_AWS_18', 'Who read pictures and results is logged.', eachBucket('aws_s3_bucket_logging', logging => !logging.has('target_bucket') && 'it names no bucket', (model, bucket) => !isLogTarget(model, bucket))),
  rule('entry-logs-calls', 'logs', 'CKV_AWS_95', 'An HTTP API logs its calls, without their addresses.', model => faultsOf(model.ofType('aws_apigatewayv2_stage'), stage => {
    const format = stage.get('access_log_settings.0.format');
    return !stage.has('access_log_settings.0.destination_arn') ? 'it logs no calls' : /\$context\.(path|routeKey|identity\.sourceIp)|\$request\.querystring/.test(format ?? '') && 'its lines hold paths or addresses';
  }), { optional: 'a function URL takes its place by default' }),

  // Tracing
  rule('function-traced', 'tracing', 'CKV_AWS_50', 'Calls are traced, and the function may say so.', each('aws_lambda_function', (lambda, model) => lambda.get('tracing_config.0.mode') !== 'Active' ? 'tracing is not Active'
    : !statements(model).some(({ actions }) => actions.includes('xray:PutTraceSegments')) && 'no role may send traces')),

  // Alarms
  rule('seven-alarms', 'alarms', null, 'The seven alarms are there, and each measures what its name says.', model => [
    ...model.missing('aws_cloudwatch_metric_alarm'),
    ...alarmNames.filter(name => !model.ofType('aws_cloudwatch_metric_alarm').some(alarm => alarm.get('alarm_name')?.endsWith(`-${name}`)))
      .map(name => ({ address: 'aws_cloudwatch_metric_alarm', message: `${name} is missing` })),
  ]),
  rule('alarms-measure', 'alarms', null, 'Alarms compare metrics that exist, in windows that CloudWatch takes.', model => [
    ...model.missing('aws_cloudwatch_metric_alarm'), ...model.ofType('aws_cloudwatch_metric_alarm').flatMap(alarm => alarmFaults(alarm, model).map(fault => breach(alarm, fault))),
  ]),
  rule('alarms-act', 'alarms', 'CKV_AWS_319', 'Every alarm tells a topic, and the topic a person.', model => [
    ...model.missing('aws_cloudwatch_metric_alarm'), ...faultsOf(model.ofType('aws_cloudwatch_metric_alarm'), alarm =>
      (alarm.get('actions_enabled') === false || !alarm.isUnknown('alarm_actions') && !alarm.isUnknown('alarm_actions.0') && alarm.list('alarm_actions').length === 0) && 'it tells nobody'),
    ...isProd(model) && !model.ofType('aws_sns_topic_subscription').some(one => one.get('protocol') === 'email') ? [{ address: 'aws_sns_topic_subscription', message: 'in prod nobody gets e-mail' }] : [],
  ]),
  rule('log-filters', 'alarms', null, 'Filters of the log read fields of its lines, and count.', each('aws_cloudwatch_log_metric_filter', filter => {
    const pattern = filter.get('pattern') ?? '';
    return patternFault(pattern) ?? (!/^\d+$/.test(filter.get('metric_transformation.0.value') ?? '') && !/^\$\./.test(filter.get('metric_transformation.0.value') ?? '') && 'it counts nothing');
  })),
  rule('dashboard', 'alarms', null, 'A dashboard shows the alarms.', each('aws_cloudwatch_dashboard', dashboard => {
    if (dashboard.isUnknown('dashboard_body')) return undefined;
    const widgets = dashboard.json('dashboard_body')?.widgets ?? [];
    return !widgets.some(({ type, properties }) => type === 'alarm' && properties.alarms?.length >= 7) ? 'it does not show the seven alarms'
      : widgets.some(({ x = 0, width = 6 }) => x + width > 24) && 'a widget reaches beyond its 24 columns';
  })),

  // Budget
  rule('budget', 'budget', null, 'A month\'s budget is told to people before it is spent and when that is foreseen.', each('aws_budgets_budget', budget => {
    const told = blocks(budget, 'notification').filter(one => (one.subscriber_email_addresses ?? []).length + (one.subscriber_sns_topic_arns ?? []).length > 0);
    return budget.get('budget_type') !== 'COST' || budget.get('time_unit') !== 'MONTHLY' ? 'it is no monthly cost budget'
      : !(Number(budget.get('limit_amount')) > 0) || budget.get('limit_unit') !== 'USD' ? 'its limit is no amount in USD, in which AWS keeps budgets'
        : !told.some(one => one.notification_type === 'ACTUAL' && one.threshold < 100) ? 'nobody hears before it is spent'
          : !told.some(one => one.notification_type === 'FORECASTED') && 'nobody hears that it is foreseen to be spent';
  })),
  rule('budget-by-tag', 'budget', null, 'The budget counts what carries this deployment\'s tag.', each('aws_budgets_budget', (budget, model) => {
    const values = blocks(budget, 'cost_filter').filter(({ name }) => name === 'TagKeyValue').flatMap(({ values: list }) => list ?? []);
    const tags = Object.entries(lambdaOf(model)[0]?.tags() ?? {}).map(([key, value]) => `user:${key}$${value}`);
    return !values.some(value => tags.includes(value)) && `it counts ${values.join(', ') || 'the whole account'}, which the function does not carry`;
  })),

  // Registry
  rule('image-tags-immutable', 'registry', 'CKV_AWS_51', 'A tag of an image never moves.', each('aws_ecr_repository', repository => repository.get('image_tag_mutability') !== 'IMMUTABLE' && 'image_tag_mutability is not IMMUTABLE')),
  rule('images-scanned', 'registry', 'CKV_AWS_163', 'Images are looked through for known faults.', each('aws_ecr_repository', repository => repository.get('image_scanning_configuration.0.scan_on_push') !== true && 'scan_on_push is not true')),
  rule('images-end', 'registry', null, 'Images that nobody refers to go after a while.', model => [...model.missing('aws_ecr_repository', 'aws_ecr_lifecycle_policy'), ...model.ofType('aws_ecr_repository').flatMap(repository => {
    const policies = linked(model, repository, 'aws_ecr_lifecycle_policy', 'repository');
    return policies.length === 0 ? [breach(repository, 'nothing goes')] : faultsOf(policies, policy => policy.isUnknown('policy') ? undefined : repositoryFault(policy.json('policy')));
  })]),
  rule('images-pinned', 'registry', null, 'What runs is a package with its digest, or an image by digest.', model => [
    ...model.missing('aws_lambda_function'),
    ...faultsOf(lambdaOf(model), lambda => lambda.get('package_type') === 'Image' ? !/@sha256:[0-9a-f]{64}$/.test(lambda.get('image_uri') ?? '') && 'its image is not pinned by @sha256:'
      : !/^[A-Za-z0-9+/]{43}=$/.test(lambda.get('source_code_hash') ?? '') && 'its package has no digest'),
    ...faultsOf(model.ofType('aws_batch_job_definition'), job => job.json('container_properties') && !/@sha256:[0-9a-f]{64}$/.test(job.json('container_properties').image) && 'its image is not pinned by @sha256:'),
  ]),

  // Tags
  rule('tags', 'tags', null, 'What can be tagged says whose it is, of which environment and release.', model => {
    const taggable = model.resources.filter(resource => 'tags_all' in resource.values || resource.isUnknown('tags_all'));
    return [...taggable.length === 0 ? [{ address: 'aws', message: 'there is nothing that could have tags' }] : [], ...faultsOf(taggable, resource => {
      const tags = resource.tags();
      const lacks = requiredTags.filter(key => !tags[key]);
      const odd = Object.entries(tags).filter(([key, value]) => key.length > 128 || String(value).length > 256 || /^aws:/i.test(key) || !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(`${key}${value}`));
      return lacks.length ? `it lacks ${lacks.join(', ')}` : odd.length && `${odd.map(([key]) => key).join(', ')} is no tag that AWS takes`;
    })];
  }),

  // Hardening
  rule('runtime-supported', 'hardening', 'CKV_AWS_363', 'The function runs on a runtime that is cared for.', each('aws_lambda_function', lambda =>
    lambda.get('package_type') !== 'Image' && lambda.get('runtime') !== 'provided.al2023' && `runtime is ${lambda.get('runtime') ?? 'not set'}`)),
  rule('names', 'hardening', null, 'Names are what each service takes.', model => [
    ...model.missing('aws_s3_bucket', 'aws_lambda_function'), ...faultsOf(model.resources, nameFault),
  ]),
  rule('acls-off', 'hardening', 'CKV2_AWS_65', 'Buckets have no access lists.', eachBucket('aws_s3_bucket_ownership_controls', controls => controls.get('rule.0.object_ownership') !== 'BucketOwnerEnforced' && 'object_ownership is not BucketOwnerEnforced')),
  rule('recursion-ends', 'hardening', null, 'A loop of our own writes is cut.', each('aws_lambda_function_recursion_config', config => config.get('recursive_loop') !== 'Terminate' && 'recursive_loop is not Terminate')),
  rule('jobs-unprivileged', 'hardening', 'CKV_AWS_210', 'Workers of the archive\'s job have no rights over their machine.', model => faultsOf(model.ofType('aws_batch_job_definition'),
    job => job.json('container_properties')?.privileged === true && 'its containers are privileged'), { optional: 'archive jobs are off by default' }),

  // Rollout
  rule('alias-serves', 'rollout', null, 'Callers and events reach an alias, never the code that was uploaded last.', model => [
    ...model.missing('aws_lambda_alias', 'aws_lambda_event_source_mapping'),
    ...faultsOf(lambdaOf(model), lambda => lambda.get('publish') !== true && 'changes are no versions'),
    ...faultsOf(model.ofType('aws_lambda_function_url'), url => !url.has('qualifier') && 'it stands before $LATEST'),
    ...[['aws_lambda_event_source_mapping', 'function_name'], ['aws_apigatewayv2_integration', 'integration_uri']].flatMap(([type, path]) => faultsOf(model.ofType(type),
      one => !model.ofType('aws_lambda_alias').some(alias => isLinked(model, one, path, alias)) && 'it does not reach the alias')),
  ]),
  rule('canary', 'rollout', null, 'A new version gets a part of the traffic first, half at most, or is told to take all at once.', each('aws_codedeploy_deployment_config', config => {
    const type = config.get('traffic_routing_config.0.type');
    const { percentage = 0, interval = 0 } = blocks(config, 'traffic_routing_config.0.time_based_canary')[0] ?? blocks(config, 'traffic_routing_config.0.time_based_linear')[0] ?? {};
    if (config.get('compute_platform') !== 'Lambda') return 'it is not for Lambda';
    if (type === 'AllAtOnce') return undefined;
    return !['TimeBasedCanary', 'TimeBasedLinear'].includes(type) ? `type is ${type}` : !(percentage >= 1 && percentage <= 50 && interval >= 1 && interval <= 1440)
      && `${percentage} % for ${interval} minutes, not 1 to 50 for 1 to 1440`;
  })),

  // Rollback
  rule('rollout-goes-back', 'rollback', null, 'A deployment that an alarm stops goes back by itself.', each('aws_codedeploy_deployment_group', group =>
    !(group.get('auto_rollback_configuration.0.enabled') && group.list('auto_rollback_configuration.0.events').includes('DEPLOYMENT_STOP_ON_ALARM')) ? 'it does not go back when an alarm fires'
      : !(group.get('alarm_configuration.0.enabled') && group.list('alarm_configuration.0.alarms').length > 0) && 'no alarm stops it'), { exception: 'no_rollback' }),
  rule('alarms-call-pipeline', 'rollback', null, 'In prod an alarm of a bad version calls the pipeline over TLS.', model => [
    ...isProd(model) && model.ofType('aws_cloudwatch_event_rule', 'aws_cloudwatch_event_api_destination').length < 2 ? [{ address: 'aws_cloudwatch_event_rule', message: 'no alarm calls the pipeline' }] : [],
    ...faultsOf(model.ofType('aws_cloudwatch_event_rule'), one => one.isUnknown('event_pattern') ? undefined : eventPatternFault(one.json('event_pattern'), model)),
    ...faultsOf(model.ofType('aws_cloudwatch_event_api_destination'), one => !/^https:\/\/[^\s/@?#]+\/[^\s@?#]*$/.test(one.get('invocation_endpoint') ?? '') && 'its endpoint is no https address without a secret'),
  ], { optional: 'outside of prod nobody has to be called', exception: 'no_rollback' }),
];

// Amazon S3 User Guide, Supported event types for SQS, SNS, and Lambda. Filters have no wildcards and at most 1024 bytes.
const uploadEvents = /^s3:(ObjectCreated:(\*|Put|Post|Copy|CompleteMultipartUpload)|ObjectRemoved:(\*|Delete|DeleteMarkerCreated)|LifecycleExpiration:(\*|Delete|DeleteMarkerCreated))$/;
function notificationFault(events, prefix) {
  const odd = events.filter(event => !uploadEvents.test(event));
  if (odd.length) return `${odd.join(', ')} is nothing that is captioned`;
  if (!events.some(event => event.startsWith('s3:ObjectCreated:'))) return 'uploads are not told';
  return (typeof prefix !== 'string' || /[*?]/.test(prefix) || Buffer.byteLength(prefix) > 1024) && 'its prefix is none, or has a wildcard';
}

// Amazon EventBridge User Guide, Creating Amazon EventBridge event patterns: every leaf is a list; alarms change states to ALARM, OK or
// INSUFFICIENT_DATA (Amazon CloudWatch User Guide, Alarm events and EventBridge).
function eventPatternFault(pattern, model) {
  if (!pattern) return 'its pattern is no JSON';
  const leaves = value => Array.isArray(value) ? [] : value && typeof value === 'object' ? Object.values(value).flatMap(leaves) : [value];
  if (leaves(pattern).length) return 'a value of its pattern is no list';
  if (!pattern.source?.includes('aws.cloudwatch') || !pattern['detail-type']?.includes('CloudWatch Alarm State Change')) return 'it does not wait for alarms';
  if (JSON.stringify(pattern.detail?.state?.value) !== '["ALARM"]') return 'it does not wait for the state ALARM';
  const names = model.ofType('aws_cloudwatch_metric_alarm').map(alarm => alarm.get('alarm_name'));
  const strange = (pattern.resources ?? []).filter(arn => !names.includes(/:alarm:(.+)$/.exec(arn)?.[1]));
  return !pattern.resources?.length ? 'it waits for alarms of the whole account' : strange.length && `${strange.join(', ')} is none of the alarms`;
}
