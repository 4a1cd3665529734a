// What runs: how much, how long, from what, and where failures go.
import { fargateFault, nameFault, repositoryFault } from './grammar.mjs';
import { breach, faultsOf, isLinked, linked } from './model.mjs';
import { blocks, each, eachBucket, lambdaOf, rule, variablesOf } from './rule.mjs';

const isDeadLetterQueue = (model, queue) =>
  model.ofType('aws_sqs_queue_redrive_allow_policy').some(allow => isLinked(model, allow, 'queue_url', queue)) ||
  model.ofType('aws_cloudwatch_event_target').some(one => isLinked(model, one, 'dead_letter_config.0.arn', queue)) ||
  lambdaOf(model).some(lambda => isLinked(model, lambda, 'dead_letter_config.0.target_arn', queue));

export default [
  // Failure path
  rule(
    'events-redrive',
    'failure_path',
    null,
    'The queue of events hands what cannot be done to a queue of dead letters, after five tries at least.',
    model => {
      const sources = model
        .ofType('aws_sqs_queue')
        .filter(queue => linked(model, queue, 'aws_lambda_event_source_mapping', 'event_source_arn').length > 0);
      return [
        ...model.missing('aws_lambda_event_source_mapping'),
        ...(sources.length === 0 ? model.missing('aws_sqs_queue') : []),
        ...faultsOf(sources, queue => {
          const redrive = queue.json('redrive_policy');
          if (!queue.has('redrive_policy')) return 'it has no redrive policy';
          return (
            redrive &&
            !(redrive.maxReceiveCount >= 5 && redrive.maxReceiveCount <= 1000) &&
            `maxReceiveCount is ${redrive.maxReceiveCount}, not 5 to 1000`
          );
        }),
      ];
    },
  ),
  rule('dead-letters-kept', 'failure_path', null, 'Dead letters are kept for two weeks, the most that SQS allows.', model => {
    const queues = model.ofType('aws_sqs_queue').filter(queue => isDeadLetterQueue(model, queue));
    return [
      ...(queues.length === 0 ? [breach('aws_sqs_queue', 'there is none for dead letters')] : []),
      ...faultsOf(
        queues,
        queue =>
          (queue.get('message_retention_seconds') ?? 345600) < 1209600 &&
          `message_retention_seconds is ${queue.get('message_retention_seconds') ?? 345600}, not 1209600`,
      ),
    ];
  }),
  rule(
    'partial-answers',
    'failure_path',
    null,
    'Failed messages are named one by one; without that they would count as done.',
    each(
      'aws_lambda_event_source_mapping',
      mapping =>
        !mapping.list('function_response_types').includes('ReportBatchItemFailures') &&
        'function_response_types lacks ReportBatchItemFailures',
    ),
  ),
  rule(
    'function-dead-letters',
    'failure_path',
    'CKV_AWS_116',
    'Calls without an answer that failed for good are kept.',
    each('aws_lambda_function', lambda => !lambda.has('dead_letter_config.0.target_arn') && 'it has no dead_letter_config'),
  ),
  // AWS Lambda Developer Guide, Creating and configuring an Amazon SQS event source mapping; SQS takes at most twelve hours.
  rule('visibility-timeout', 'failure_path', null, 'A message that is worked on stays hidden for six timeouts of the function.', model => {
    const longest = Math.max(0, ...lambdaOf(model).map(lambda => lambda.get('timeout') ?? 3));
    const sources = model
      .ofType('aws_sqs_queue')
      .filter(queue => linked(model, queue, 'aws_lambda_event_source_mapping', 'event_source_arn').length > 0);
    return [
      ...model.missing('aws_lambda_function'),
      ...(sources.length === 0 ? [breach('aws_sqs_queue', 'none feeds the function')] : []),
      ...faultsOf(sources, queue => {
        const seconds = queue.get('visibility_timeout_seconds') ?? 30;
        return (seconds < 6 * longest || seconds > 43200) && `visibility_timeout_seconds is ${seconds}, not ${6 * longest} to 43200`;
      }),
    ];
  }),
  rule(
    'uploads-reach-queue',
    'failure_path',
    'CKV2_AWS_62',
    'Uploads go to the queue, and the queue lets S3 in.',
    each('aws_s3_bucket_notification', notification => {
      const queues = blocks(notification, 'queue');
      return queues.length === 0
        ? 'it tells no queue'
        : queues.map(({ events = [], filter_prefix: prefix }) => notificationFault(events, prefix)).find(Boolean);
    }),
  ),
  rule(
    'targets-dead-letters',
    'failure_path',
    null,
    'Calls of the pipeline that failed for good are kept.',
    model =>
      faultsOf(model.ofType('aws_cloudwatch_event_target'), one => !one.has('dead_letter_config.0.arn') && 'it has no dead_letter_config'),
    { optional: 'outside of prod nobody has to be called' },
  ),

  // Concurrency
  rule(
    'concurrency-capped',
    'concurrency',
    'CKV_AWS_115',
    'The function has a most of instances.',
    each('aws_lambda_function', lambda => {
      const most = lambda.get('reserved_concurrent_executions') ?? -1;
      return !(most >= 1 && most <= 1000) && `reserved_concurrent_executions is ${most}`;
    }),
    { exception: 'unbounded_instances' },
  ),
  // AWS Lambda Developer Guide, Configuring scaling behavior for SQS event source mappings: 2 to 1000, and no more than is reserved.
  rule('events-leave-room', 'concurrency', null, 'Events take a part of the instances, so that callers find one.', model => {
    const most = Math.max(...lambdaOf(model).map(lambda => lambda.get('reserved_concurrent_executions') ?? -1));
    return each('aws_lambda_event_source_mapping', mapping => {
      const taken = mapping.get('scaling_config.0.maximum_concurrency') ?? 0;
      return !(taken >= 2 && taken <= 1000 && (most < 1 || taken <= most)) && `maximum_concurrency is ${taken}, not 2 to ${most}`;
    })(model);
  }),

  // Time and memory (AWS Lambda Developer Guide, Lambda quotas)
  rule(
    'time-and-memory',
    'time_and_memory',
    null,
    'Time and memory are stated, within what Lambda takes.',
    each('aws_lambda_function', lambda => {
      const { timeout = 0, memory_size: memory = 0 } = { timeout: lambda.get('timeout'), memory_size: lambda.get('memory_size') };
      return !(timeout >= 3 && timeout <= 900)
        ? `timeout is ${timeout}, not 3 to 900`
        : !(memory >= 512 && memory <= 10240) && `memory_size is ${memory}, not 512 to 10240`;
    }),
  ),
  rule(
    'environment-fits',
    'time_and_memory',
    null,
    'Settings have names that Lambda takes and 4 KB at most.',
    each('aws_lambda_function', lambda => {
      const variables = variablesOf(lambda);
      const bytes = Buffer.byteLength(Object.entries(variables).flat().join(''));
      const names = Object.keys(variables).filter(
        name => !/^[A-Za-z][A-Za-z0-9_]+$/.test(name) || /^(AWS_|LAMBDA_|_HANDLER$|_X_AMZN)/.test(name),
      );
      return names.length
        ? `${names.join(', ')} cannot be set`
        : bytes > 4096
          ? `they take ${bytes} bytes`
          : Object.keys(variables).length === 0 && 'it has no settings';
    }),
  ),
  rule(
    'job-size',
    'time_and_memory',
    null,
    "Workers of the archive's job have a size that Fargate has, an end, and a retry for exit code 5.",
    model =>
      faultsOf(model.ofType('aws_batch_job_definition'), job => {
        const properties = job.json('container_properties');
        const seconds = job.get('timeout.0.attempt_duration_seconds') ?? 0;
        const retries = blocks(job, 'retry_strategy.0.evaluate_on_exit');
        if (seconds < 60) return `attempt_duration_seconds is ${seconds}, not 60 or more`;
        if (!retries.some(({ action, on_exit_code: code }) => action?.toUpperCase() === 'RETRY' && code === '5'))
          return 'exit code 5 is not tried again';
        return properties && fargateFault(properties);
      }),
    { optional: 'archive jobs are off by default' },
  ),

  // Registry
  rule(
    'image-tags-immutable',
    'registry',
    'CKV_AWS_51',
    'A tag of an image never moves.',
    each(
      'aws_ecr_repository',
      repository => repository.get('image_tag_mutability') !== 'IMMUTABLE' && 'image_tag_mutability is not IMMUTABLE',
    ),
  ),
  rule(
    'images-scanned',
    'registry',
    'CKV_AWS_163',
    'Images are looked through for known faults.',
    each(
      'aws_ecr_repository',
      repository => repository.get('image_scanning_configuration.0.scan_on_push') !== true && 'scan_on_push is not true',
    ),
  ),
  rule('images-end', 'registry', null, 'Images that nobody refers to go after a while.', model => [
    ...model.missing('aws_ecr_repository', 'aws_ecr_lifecycle_policy'),
    ...model.ofType('aws_ecr_repository').flatMap(repository => {
      const policies = linked(model, repository, 'aws_ecr_lifecycle_policy', 'repository');
      return policies.length === 0
        ? [breach(repository, 'nothing goes')]
        : faultsOf(policies, policy => (policy.isUnknown('policy') ? undefined : repositoryFault(policy.json('policy'))));
    }),
  ]),
  rule('images-pinned', 'registry', null, 'What runs is a package with its digest, or an image by digest.', model => [
    ...model.missing('aws_lambda_function'),
    ...faultsOf(lambdaOf(model), lambda =>
      lambda.get('package_type') === 'Image'
        ? !/@sha256:[0-9a-f]{64}$/.test(lambda.get('image_uri') ?? '') && 'its image is not pinned by @sha256:'
        : !/^[A-Za-z0-9+/]{43}=$/.test(lambda.get('source_code_hash') ?? '') && 'its package has no digest',
    ),
    ...faultsOf(
      model.ofType('aws_batch_job_definition'),
      job =>
        job.json('container_properties') &&
        !/@sha256:[0-9a-f]{64}$/.test(job.json('container_properties').image) &&
        'its image is not pinned by @sha256:',
    ),
  ]),

  // Hardening
  rule(
    'runtime-supported',
    'hardening',
    'CKV_AWS_363',
    'The function runs on a runtime that is cared for.',
    each(
      'aws_lambda_function',
      lambda =>
        lambda.get('package_type') !== 'Image' &&
        lambda.get('runtime') !== 'provided.al2023' &&
        `runtime is ${lambda.get('runtime') ?? 'not set'}`,
    ),
  ),
  rule('names', 'hardening', null, 'Names are what each service takes.', model => [
    ...model.missing('aws_s3_bucket', 'aws_lambda_function'),
    ...faultsOf(model.resources, nameFault),
  ]),
  rule('acls-off', 'hardening', 'CKV2_AWS_65', 'Buckets have no access lists.', model => [
    ...eachBucket(
      'aws_s3_bucket_ownership_controls',
      controls => controls.get('rule.0.object_ownership') !== 'BucketOwnerEnforced' && 'object_ownership is not BucketOwnerEnforced',
    )(model),
    ...faultsOf(model.ofType('aws_s3_bucket_acl'), () => 'it is an access list'),
  ]),
  rule(
    'recursion-ends',
    'hardening',
    null,
    'A loop of our own writes is cut.',
    each(
      'aws_lambda_function_recursion_config',
      config => config.get('recursive_loop') !== 'Terminate' && 'recursive_loop is not Terminate',
    ),
  ),
  rule(
    'jobs-unprivileged',
    'hardening',
    'CKV_AWS_210',
    "Workers of the archive's job have no rights over their machine.",
    model =>
      faultsOf(
        model.ofType('aws_batch_job_definition'),
        job => job.json('container_properties')?.privileged === true && 'its containers are privileged',
      ),
    { optional: 'archive jobs are off by default' },
  ),
];

// Amazon S3 User Guide, Supported event types for SQS, SNS, and Lambda. Filters have no wildcards and at most 1024 bytes.
const uploadEvents =
  /^s3:(ObjectCreated:(\*|Put|Post|Copy|CompleteMultipartUpload)|(ObjectRemoved|LifecycleExpiration):(\*|Delete|DeleteMarkerCreated))$/;
function notificationFault(events, prefix) {
  const odd = events.filter(event => !uploadEvents.test(event));
  if (odd.length) return `${odd.join(', ')} is nothing that is captioned`;
  if (!events.some(event => event.startsWith('s3:ObjectCreated:'))) return 'uploads are not told';
  return (
    (typeof prefix !== 'string' || /[*?]/.test(prefix) || Buffer.byteLength(prefix) > 1024) && 'its prefix is none, or has a wildcard'
  );
}
