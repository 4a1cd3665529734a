// Who may do what, who is let in, and where secrets are.
import { arnFault, conditionFault } from './grammar.mjs';
import { breach, faultsOf, statements } from './model.mjs';
import { blocks, each, eachBucket, rule, variablesOf } from './rule.mjs';

// Calls that have no resource type of their own, so that "*" is all that can be said (Service Authorization Reference, the pages of Amazon
// ECR, AWS X-Ray, Amazon CloudWatch and Amazon EC2).
const withoutResources = new RegExp(
  `^(${[
    'ecr:GetAuthorizationToken',
    'xray:Put(TraceSegments|TelemetryRecords)',
    'cloudwatch:GetMetricData',
    'ec2:(Create|Describe|Delete)NetworkInterfaces?',
    'ec2:DescribeSubnets',
    'ec2:(Una|A)ssignPrivateIpAddresses',
  ].join('|')})$`,
);

// Services that the key and resources of this module may be used by; their policies must say whose.
const confines =
  /^(aws:Source(Arn|Account|OrgID|OrgPaths)|aws:PrincipalOrgID|kms:EncryptionContext:.+|kms:CallerAccount|kms:ViaService|.+:(aud|sub))$/i;
// What it may take on is in who may pass the role (AWS Lambda Developer Guide, Defining Lambda function permissions with an execution
// role).
const passedRoles = ['lambda.amazonaws.com'];

const secretLike = new RegExp(
  [
    '-----BEGIN',
    '\\b(AKIA|ASIA)[0-9A-Z]{16}\\b',
    '\\bgl[a-z]{2,}-[0-9A-Za-z_-]{20,}',
    '\\bgh[a-z]_[0-9A-Za-z]{30,}',
    '://[^/?#\\s:]+:[^/?#\\s@]+@',
    'AccountKey=',
  ].join('|'),
);
// The file of keys is a secret; a proxy's address is one only with a password in it.
const secretName = /^CAPTION_KEYS_FILE$|PASSWORD|SECRET|TOKEN|API_?KEY/i;
const entries = ['aws_lambda_function_url', 'aws_apigatewayv2_route'];

export default [
  // Least privilege
  rule(
    'iam-no-wildcards',
    'least_privilege',
    'CKV_AWS_356',
    'Roles may do exact actions on exact resources; "*" stands only where the vendor has no resource.',
    model => [
      ...model.missing('aws_iam_role', 'aws_iam_role_policy'),
      ...statements(model)
        .filter(({ effect, principals }) => effect === 'Allow' && principals.length === 0)
        .flatMap(({ resource, sid, actions, resources }) => [
          ...actions.filter(action => action.includes('*')).map(action => breach(resource, `${sid} allows ${action}`)),
          ...resources
            .filter(arn => arn === '*' || /^arn:[^:]*:[^:]*:[^:]*:[^:]*:\*$/.test(arn))
            .flatMap(() =>
              actions
                .filter(action => !withoutResources.test(action))
                .map(action => breach(resource, `${sid} allows ${action} on everything`)),
            ),
        ]),
    ],
  ),
  rule('iam-grammar', 'least_privilege', null, 'Policies are what IAM takes: actions, ARNs that belong to them, conditions.', model => [
    ...model.missing('aws_iam_role_policy'),
    ...statements(model).flatMap(statement => [
      ...statement.actions
        .filter(action => !/^([a-z0-9-]+:[A-Za-z0-9*?]+|\*)$/.test(action))
        .map(action => breach(statement.resource, `${action} is no action`)),
      ...statement.resources
        .map(arn => arnFault(arn, statement.actions))
        .filter(Boolean)
        .map(fault => breach(statement.resource, fault)),
      ...statement.conditions
        .map(conditionFault)
        .filter(Boolean)
        .map(fault => breach(statement.resource, fault)),
      ...(statement.sid && !/^[A-Za-z0-9 _-]+$/.test(statement.sid) ? [breach(statement.resource, `${statement.sid} is no Sid`)] : []),
    ]),
  ]),
  rule(
    'no-vendor-policies',
    'least_privilege',
    'CKV_AWS_274',
    "Roles have policies of ours alone: the vendor's are made for every use.",
    model => [
      ...faultsOf(
        model.ofType('aws_iam_role_policy_attachment', 'aws_iam_policy_attachment'),
        attachment =>
          /^arn:[a-z-]+:iam::aws:policy\//.test(attachment.get('policy_arn') ?? '') && `${attachment.get('policy_arn')} is attached`,
      ),
      ...faultsOf(
        model.ofType('aws_iam_role'),
        role => role.list('managed_policy_arns').some(arn => arn !== null) && 'managed_policy_arns are attached',
      ),
    ],
    { optional: 'roles have their policies inline' },
  ),
  rule(
    'pipeline-trust',
    'least_privilege',
    null,
    "The pipeline comes by GitLab's tokens for one project's protected branches, without wildcards.",
    model =>
      statements(model)
        .filter(({ actions }) => actions.includes('sts:AssumeRoleWithWebIdentity'))
        .flatMap(({ resource, conditions }) => {
          const of = claim =>
            conditions.find(({ test, variable }) => test === 'StringEquals' && variable.endsWith(`:${claim}`))?.values ?? [];
          const subjects = of('sub');
          return [
            ...(of('aud').length === 0 ? [breach(resource, "the token's audience is not asked for")] : []),
            ...(subjects.length === 0 ? [breach(resource, "the token's project and branch are not asked for by StringEquals")] : []),
            ...subjects
              .filter(subject => !/^project_path:[^:*?]+\/[^:*?]+:ref_type:branch:ref:[^:*?]+$/.test(subject))
              .map(subject => breach(resource, `${subject} is no single project and branch of GitLab's`)),
          ];
        }),
    { optional: 'a deployment by hand has no pipeline' },
  ),

  // Private by default
  rule(
    'buckets-block-public',
    'private_by_default',
    'CKV2_AWS_6',
    'Every bucket blocks public access in all four ways.',
    eachBucket('aws_s3_bucket_public_access_block', block => {
      const open = ['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets'].filter(
        name => block.get(name) !== true,
      );
      return open.length && `${open.join(', ')} not true`;
    }),
  ),
  rule(
    'entry-asks-iam',
    'private_by_default',
    'CKV_AWS_258',
    'Whoever calls is known to IAM.',
    model => [
      ...(model.ofType(...entries).length === 0 ? model.missing(entries[0]) : []),
      ...faultsOf(
        model.ofType(...entries),
        entry =>
          !['AWS_IAM', 'JWT'].includes(entry.get('authorization_type')) &&
          `authorization_type is ${entry.get('authorization_type') ?? 'not set'}`,
      ),
      ...faultsOf(model.ofType('aws_lambda_permission'), permission => permission.get('principal') === '*' && 'anyone may invoke it'),
    ],
    { exception: 'public_access' },
  ),
  rule(
    'policies-name-callers',
    'private_by_default',
    'CKV_AWS_168',
    "Resources let in services and roles by name, and services only for this account's own.",
    model => [
      ...model.missing('aws_sqs_queue_policy', 'aws_s3_bucket_policy'),
      ...statements(model)
        .filter(({ effect }) => effect === 'Allow')
        .flatMap(({ resource, sid, principals, conditions }) =>
          principals.flatMap(({ type, identifiers }) => [
            ...(identifiers.includes('*') ? [breach(resource, `${sid} lets anyone in`)] : []),
            ...(type === 'Service' &&
            !identifiers.every(name => passedRoles.includes(name)) &&
            !conditions.some(({ variable }) => confines.test(variable))
              ? [breach(resource, `${sid} lets ${identifiers.join(', ')} in for anyone's account`)]
              : []),
          ]),
        ),
      ...faultsOf(
        model.ofType('aws_lambda_permission'),
        permission =>
          /\.amazonaws\.com$/.test(permission.get('principal') ?? '') &&
          !permission.has('source_arn') &&
          !permission.has('source_account') &&
          "it lets a service in for anyone's account",
      ),
    ],
  ),
  rule(
    'jobs-private',
    'private_by_default',
    null,
    "Workers of the archive's job have no public address.",
    model =>
      faultsOf(model.ofType('aws_batch_job_definition'), job => {
        const properties = job.json('container_properties');
        return properties && properties.networkConfiguration?.assignPublicIp !== 'DISABLED' && 'assignPublicIp is not DISABLED';
      }),
    { optional: 'archive jobs are off by default', exception: 'public_network' },
  ),

  // Keys
  rule(
    'no-secrets-in-environment',
    'keys',
    'CKV_AWS_45',
    'The environment names secrets by ARN and holds none.',
    each('aws_lambda_function', lambda => {
      const variables = Object.entries(variablesOf(lambda)).filter(([, value]) => typeof value === 'string');
      const open = variables.filter(
        ([name, value]) => secretLike.test(value) || (secretName.test(name) && !/^arn:[a-z-]+:(secretsmanager|ssm):/.test(value)),
      );
      return open.length && `${open.map(([name]) => name).join(', ')} holds a value where an ARN belongs`;
    }),
  ),
  rule(
    'no-secrets-made',
    'keys',
    null,
    'No secret is made by Terraform, whose state would hold it.',
    model => [
      ...faultsOf(
        model.ofType('aws_secretsmanager_secret_version'),
        version => (version.has('secret_string') || version.has('secret_binary')) && 'its value would stand in the state',
      ),
      ...faultsOf(
        model.ofType('aws_ssm_parameter'),
        one => one.get('type') === 'SecureString' && one.has('value') && 'its value would stand in the state',
      ),
      ...faultsOf(model.ofType('aws_iam_access_key', 'aws_iam_user_login_profile'), () => 'it lives until somebody deletes it'),
    ],
    { optional: 'secrets are put into their store by hand' },
  ),
  rule(
    'trigger-token-hidden',
    'keys',
    null,
    "The token of the rollback's trigger is marked as a secret.",
    model =>
      faultsOf(model.ofType('aws_cloudwatch_event_connection'), connection => {
        const sent = ['query_string', 'header', 'body'].flatMap(place =>
          blocks(connection, `auth_parameters.0.invocation_http_parameters.0.${place}`),
        );
        const open = sent.filter(({ key, is_value_secret: isSecret }) => /token|key|secret/i.test(key) && isSecret !== true);
        return open.length && `${open.map(({ key }) => key).join(', ')} can be read in the console`;
      }),
    { optional: 'outside of prod nobody has to be called' },
  ),
];
