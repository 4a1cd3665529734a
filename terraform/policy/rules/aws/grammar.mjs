// The vendor's documented grammar of values: a fault as text, or nothing.

const partition = '(aws|aws-cn|aws-us-gov|aws-iso(-[a-z])?|aws-eusc)';
const region = '[a-z]{2}(-[a-z]+)+-[1-9]';
const account = '[0-9]{12}';
const regional = (service, rest) => new RegExp(`^arn:${partition}:${service}:${region}:${account}:${rest}$`);

// Forms of ARNs (Service Authorization Reference, "Resource types defined by ..." of each service).
const forms = {
  s3: new RegExp(`^arn:${partition}:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/.+)?$`),
  lambda: regional('lambda', '(function:[A-Za-z0-9_-]{1,64}(:([A-Za-z0-9_-]+|\\*|\\$LATEST))?|layer:[A-Za-z0-9_-]+:[0-9]+)'),
  sqs: regional('sqs', '[A-Za-z0-9_-]{1,80}(\\.fifo)?'),
  sns: regional('sns', '[A-Za-z0-9_-]{1,256}(\\.fifo)?'),
  kms: regional('kms', 'key/([0-9a-f-]{36}|mrk-[0-9a-f]{32})'),
  logs: regional('logs', 'log-group:[A-Za-z0-9_/.#-]{1,512}:(\\*|log-stream:.+)'),
  secretsmanager: regional('secretsmanager', 'secret:[A-Za-z0-9/_+=.@!-]+'),
  ssm: regional('ssm', 'parameter/[A-Za-z0-9/_.-]+'),
  ecr: regional('ecr', 'repository/[a-z0-9]+([._/-][a-z0-9]+)*'),
  cloudwatch: regional('cloudwatch', 'alarm:[^:]{1,255}'),
  codedeploy: regional('codedeploy', '(application:[^/:]+|deploymentgroup:[^/:]+/[^/:]+|deploymentconfig:[^/:]+)'),
  events: regional('events', '(rule/[A-Za-z0-9._-]+|api-destination/[A-Za-z0-9._-]+/([0-9a-f-]{36}|\\*))'),
  batch: regional('batch', '(job-queue/[A-Za-z0-9_-]+|job-definition/[A-Za-z0-9_-]+(:([0-9]+|\\*))?)'),
  'execute-api': regional('execute-api', '[a-z0-9]+/.+'),
  iam: new RegExp(`^arn:${partition}:iam::${account}:(role|policy|oidc-provider)/.+$`),
};

// Calls on a bucket, not on what is in it (Service Authorization Reference, Amazon S3).
const ofBuckets = /^s3:(ListBucket(Versions|MultipartUploads)?|(Get|Put)Bucket\w+|DeleteBucket\w*|(Get|Put)LifecycleConfiguration)$/;

/** IAM User Guide, Grammar of the IAM JSON policy language; Amazon Resource Names (ARNs). */
export const arnFault = (arn, actions) => {
  if (arn === '*') return undefined;
  const service = /^arn:[^:]+:([^:]+):/.exec(arn)?.[1];
  if (!service) return `${arn} is no ARN`;
  const strange = actions.filter(action => action !== '*' && !action.startsWith(`${service}:`));
  if (strange.length) return `${strange.join(', ')} does nothing on ${arn}`;
  if (forms[service] && !forms[service].test(arn)) return `${arn} is no ARN of ${service}`;
  if (service !== 's3') return undefined;
  const wrong = actions.filter(action => action !== 's3:*' && ofBuckets.test(action) === /^arn:[^:]+:s3:::[^/]+\//.test(arn));
  return wrong.length ? `${wrong.join(', ')} does nothing on ${arn.includes('/') ? 'objects' : 'a bucket'} (${arn})` : undefined;
};

const operators = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
  'NumericEquals',
  'NumericNotEquals',
  'NumericLessThan',
  'NumericLessThanEquals',
  'NumericGreaterThan',
  'NumericGreaterThanEquals',
  'DateEquals',
  'DateNotEquals',
  'DateLessThan',
  'DateLessThanEquals',
  'DateGreaterThan',
  'DateGreaterThanEquals',
  'Bool',
  'BinaryEquals',
  'IpAddress',
  'NotIpAddress',
  'ArnEquals',
  'ArnLike',
  'ArnNotEquals',
  'ArnNotLike',
  'Null',
];

/** IAM User Guide, IAM JSON policy elements: Condition operators. */
export const conditionFault = ({ test, variable, values }) => {
  const plain = test.replace(/^For(All|Any)Values:/, '').replace(/IfExists$/, '');
  if (!operators.includes(plain)) return `${test} is no condition operator`;
  if (!/^[A-Za-z0-9.-]+(\/[^:]*)?:[A-Za-z0-9:_./-]+$/.test(variable)) return `${variable} is no condition key`;
  const odd = plain.startsWith('Arn')
    ? values.filter(value => !/^(arn:[^:]*:[^:]*:[^:]*:[^:]*:.+|\*)$/.test(value))
    : plain === 'Bool'
      ? values.filter(value => !['true', 'false'].includes(value))
      : [];
  return odd.length ? `${odd.join(', ')} is no value for ${test}` : undefined;
};

// Each service's own page of its naming rules or API reference.
const names = {
  // Amazon S3 User Guide, General purpose bucket naming rules
  aws_s3_bucket: [
    'bucket',
    value =>
      /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(value) &&
      !/\.\.|^xn--|^sthree-|^amzn-s3-demo-|-s3alias$|--ol-s3$|^\d+\.\d+\.\d+\.\d+$/.test(value),
  ],
  aws_lambda_function: ['function_name', value => /^[A-Za-z0-9_-]{1,64}$/.test(value)], // Lambda API Reference, CreateFunction
  aws_lambda_alias: ['name', value => /^(?!\d+$)[A-Za-z0-9_-]{1,128}$/.test(value)], // CreateAlias
  aws_sqs_queue: ['name', value => /^[A-Za-z0-9_-]{1,80}$/.test(value)], // SQS API Reference, CreateQueue
  aws_sns_topic: ['name', value => /^[A-Za-z0-9_-]{1,256}$/.test(value)], // SNS API Reference, CreateTopic
  aws_iam_role: ['name', value => /^[\w+=,.@-]{1,64}$/.test(value)], // IAM API Reference, CreateRole
  aws_iam_policy: ['name', value => /^[\w+=,.@-]{1,128}$/.test(value)], // CreatePolicy
  aws_kms_alias: ['name', value => /^alias\/(?!aws\/)[A-Za-z0-9:/_-]{1,250}$/.test(value)], // KMS API Reference, CreateAlias
  // CloudWatch Logs API Reference, CreateLogGroup
  aws_cloudwatch_log_group: ['name', value => /^(?!aws\/)[A-Za-z0-9_/.#-]{1,512}$/.test(value)],
  aws_cloudwatch_metric_alarm: ['alarm_name', value => /^.{1,255}$/.test(value)], // CloudWatch API Reference, PutMetricAlarm
  aws_cloudwatch_dashboard: ['dashboard_name', value => /^[A-Za-z0-9_-]{1,255}$/.test(value)], // PutDashboard
  aws_cloudwatch_event_rule: ['name', value => /^[.\-_A-Za-z0-9]{1,64}$/.test(value)], // EventBridge API Reference, PutRule
  aws_cloudwatch_event_connection: ['name', value => /^[.\-_A-Za-z0-9]{1,64}$/.test(value)], // CreateConnection
  aws_cloudwatch_event_api_destination: ['name', value => /^[.\-_A-Za-z0-9]{1,64}$/.test(value)], // CreateApiDestination
  // ECR API Reference, CreateRepository
  aws_ecr_repository: ['name', value => /^(?=.{2,256}$)([a-z0-9]+([._-][a-z0-9]+)*\/)*[a-z0-9]+([._-][a-z0-9]+)*$/.test(value)],
  // Batch API Reference, RegisterJobDefinition
  aws_batch_job_definition: ['name', value => /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/.test(value)],
  aws_batch_job_queue: ['name', value => /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/.test(value)], // CreateJobQueue
  aws_codedeploy_app: ['name', value => /^[A-Za-z0-9+=,.@_-]{1,100}$/.test(value)], // CodeDeploy User Guide, CodeDeploy quotas
  aws_codedeploy_deployment_config: ['deployment_config_name', value => /^(?!CodeDeployDefault\.)[A-Za-z0-9+=,.@_-]{1,100}$/.test(value)],
  aws_budgets_budget: ['name', value => /^(?!.*\/action\/)[^:\\]{1,100}$/.test(value)], // AWS Cost Management, Budget
  aws_xray_group: ['group_name', value => /^(?!Default$)[A-Za-z0-9_-]{1,32}$/.test(value)], // X-Ray API Reference, CreateGroup
};

export const nameFault = resource => {
  const [path, isRight] = names[resource.type] ?? [];
  const value = path && resource.get(path);
  return typeof value === 'string' && !isRight(value) ? `${value} is no name that it takes` : undefined;
};

// Amazon ECR User Guide, Lifecycle policy properties.
export const repositoryFault = policy => {
  const rules = policy?.rules ?? [];
  const priorities = rules.map(({ rulePriority }) => rulePriority);
  if (rules.length === 0) return 'its policy has no rules';
  if (new Set(priorities).size < rules.length || priorities.some(value => !(value >= 1))) return 'two rules have one priority';
  const odd = rules.filter(
    ({ selection = {}, action }) =>
      action?.type !== 'expire' ||
      !['tagged', 'untagged', 'any'].includes(selection.tagStatus) ||
      !(selection.countNumber >= 1) ||
      !['imageCountMoreThan', 'sinceImagePushed'].includes(selection.countType) ||
      (selection.countType === 'sinceImagePushed' && selection.countUnit !== 'days'),
  );
  if (odd.length) return `rule ${odd[0].rulePriority} is none that ECR takes`;
  const all = rules.filter(({ selection }) => selection.tagStatus === 'any');
  return all.length > 1 || (all.length === 1 && all[0].rulePriority !== Math.max(...priorities))
    ? 'the rule for any image must come last'
    : undefined;
};

// AWS Batch API Reference, ResourceRequirement: memory in MiB by VCPU on Fargate.
const range = (from, to, step) => Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step);
const fargate = {
  0.25: [512, 1024, 2048],
  0.5: range(1024, 4096, 1024),
  1: range(2048, 8192, 1024),
  2: range(4096, 16384, 1024),
  4: range(8192, 30720, 1024),
  8: range(16384, 61440, 4096),
  16: range(32768, 122880, 8192),
};
export const fargateFault = ({ resourceRequirements = [] }) => {
  const of = kind => Number(resourceRequirements.find(({ type }) => type === kind)?.value);
  return fargate[of('VCPU')]?.includes(of('MEMORY'))
    ? undefined
    : `${of('VCPU')} processors with ${of('MEMORY')} MiB are no size of Fargate`;
};

// Amazon CloudWatch Logs User Guide, Filter pattern syntax for metric filters: JSON. Fields are those of the host's lines.
const fields = [
  'time',
  'severity',
  'message',
  'eventId',
  'method',
  'route',
  'status',
  'elapsedMs',
  'bytes',
  'note',
  'requestId',
  'trace',
  'why',
  'model',
  'version',
  'exception',
];
const term = /^\$\.[A-Za-z]+(\.[A-Za-z]+)* (=|!=) "[^"]*"$|^\$\.[A-Za-z]+ (=|!=|<|<=|>|>=) -?\d+(\.\d+)?$/;
export const patternFault = pattern => {
  const inner = /^\{ (.+) \}$/.exec(pattern)?.[1];
  if (!inner) return 'its pattern is no JSON pattern, { $.field = value }';
  const terms = inner.split(/ (?:&&|\|\|) /).map(part => part.replace(/^\((.*)\)$/, '$1'));
  const odd = terms.filter(part => !term.test(part));
  if (odd.length) return `${odd[0]} is no term of a pattern`;
  const strange = terms.map(part => /^\$\.([A-Za-z]+)/.exec(part)[1]).filter(field => !fields.includes(field));
  return strange.length ? `lines of the log have no field ${strange.join(', ')}` : undefined;
};
