// What is kept: encrypted, in versions, and no longer than it should.
import { breach, linked, statements } from './model.mjs';
import { blocks, each, eachBucket, isLogTarget, rule } from './rule.mjs';

export default [
  // Encryption
  rule(
    'buckets-own-key',
    'encryption',
    'CKV_AWS_145',
    'Pictures and results are encrypted with a key of ours.',
    eachBucket(
      'aws_s3_bucket_server_side_encryption_configuration',
      block =>
        !(
          block.get('rule.0.apply_server_side_encryption_by_default.0.sse_algorithm') === 'aws:kms' &&
          block.has('rule.0.apply_server_side_encryption_by_default.0.kms_master_key_id')
        ) && 'it does not encrypt with a key of ours',
      (model, bucket) => !isLogTarget(model, bucket),
    ),
    { exception: 'unencrypted_keys' },
  ),
  rule(
    'buckets-encrypted',
    'encryption',
    'CKV_AWS_19',
    "Every bucket encrypts, with S3's own key at least.",
    eachBucket(
      'aws_s3_bucket_server_side_encryption_configuration',
      block =>
        !['aws:kms', 'aws:kms:dsse', 'AES256'].includes(block.get('rule.0.apply_server_side_encryption_by_default.0.sse_algorithm')) &&
        'it names no algorithm',
    ),
  ),
  rule(
    'queues-own-key',
    'encryption',
    'CKV_AWS_27',
    'Queues are encrypted with a key of ours.',
    each('aws_sqs_queue', queue => !queue.has('kms_master_key_id') && 'it has no key of ours'),
    { exception: 'unencrypted_keys' },
  ),
  rule(
    'topics-own-key',
    'encryption',
    'CKV_AWS_26',
    'Topics are encrypted with a key of ours, which CloudWatch may use.',
    each(
      'aws_sns_topic',
      topic => !(topic.has('kms_master_key_id') && topic.get('kms_master_key_id') !== 'alias/aws/sns') && 'it has no key of ours',
    ),
    { exception: 'unencrypted_keys' },
  ),
  rule(
    'logs-own-key',
    'encryption',
    'CKV_AWS_158',
    'Logs are encrypted with a key of ours.',
    each('aws_cloudwatch_log_group', group => !group.has('kms_key_id') && 'it has no key of ours'),
    { exception: 'unencrypted_keys' },
  ),
  rule(
    'environment-own-key',
    'encryption',
    'CKV_AWS_173',
    'Settings of the function are encrypted with a key of ours.',
    each('aws_lambda_function', lambda => !lambda.has('kms_key_arn') && 'it has no key of ours'),
    { exception: 'unencrypted_keys' },
  ),
  rule(
    'images-own-key',
    'encryption',
    'CKV_AWS_136',
    'Images are encrypted with a key of ours.',
    each(
      'aws_ecr_repository',
      repository => repository.get('encryption_configuration.0.encryption_type') !== 'KMS' && 'encryption_type is not KMS',
    ),
    { exception: 'unencrypted_keys' },
  ),
  rule(
    'key-rotates',
    'encryption',
    'CKV_AWS_7',
    'The key rotates, and takes its time to go.',
    each('aws_kms_key', key =>
      key.get('enable_key_rotation') !== true
        ? 'it does not rotate'
        : (key.get('deletion_window_in_days') ?? 30) < 7 && 'it goes within a week',
    ),
    { exception: 'unencrypted_keys' },
  ),
  rule('tls-alone', 'encryption', null, 'Buckets, queues and topics answer over TLS alone.', model => [
    ...model.missing('aws_s3_bucket_policy', 'aws_sqs_queue_policy', 'aws_sns_topic_policy'),
    ...[
      ['aws_s3_bucket', 'aws_s3_bucket_policy', 'bucket'],
      ['aws_sqs_queue', 'aws_sqs_queue_policy', 'queue_url'],
      ['aws_sns_topic', 'aws_sns_topic_policy', 'arn'],
    ].flatMap(([type, policyType, path]) =>
      model
        .ofType(type)
        .filter(resource => {
          const policies = linked(model, resource, policyType, path);
          const documents = policies.flatMap(policy => [policy, ...model.referredBy(policy, 'policy', 'aws_iam_policy_document')]);
          return !statements(model).some(
            statement =>
              documents.includes(statement.resource) &&
              statement.effect === 'Deny' &&
              statement.conditions.some(
                ({ test, variable, values }) => test === 'Bool' && variable === 'aws:SecureTransport' && values.includes('false'),
              ),
          );
        })
        .map(resource => breach(resource, 'nothing denies calls without TLS')),
    ),
  ]),

  // Versioned store
  rule(
    'buckets-versioned',
    'versioned_store',
    'CKV_AWS_21',
    'Every bucket keeps versions.',
    eachBucket(
      'aws_s3_bucket_versioning',
      versioning =>
        versioning.get('versioning_configuration.0.status') !== 'Enabled' &&
        `versioning is ${versioning.get('versioning_configuration.0.status') ?? 'not set'}`,
    ),
    { exception: 'unversioned_store' },
  ),
  rule(
    'buckets-kept',
    'versioned_store',
    null,
    'A bucket does not go while something is in it.',
    each('aws_s3_bucket', bucket => bucket.get('force_destroy') === true && 'force_destroy empties it'),
    { exception: 'deletable_store' },
  ),
  rule(
    'versions-end',
    'versioned_store',
    'CKV2_AWS_61',
    'Replaced versions and interrupted uploads go after a while.',
    eachBucket('aws_s3_bucket_lifecycle_configuration', lifecycle => {
      const rules = blocks(lifecycle, 'rule').filter(one => one.status === 'Enabled');
      return !rules.some(one => one.noncurrent_version_expiration?.[0]?.noncurrent_days > 0)
        ? 'replaced versions stay for ever'
        : !rules.some(one => one.abort_incomplete_multipart_upload?.[0]?.days_after_initiation > 0) && 'interrupted uploads stay for ever';
    }),
  ),
];
