// What values must look like, as the vendor's pages have it (cloud.google.com unless said otherwise), and small things that rules share.

/** A duration of a JSON API: seconds with an s (protobuf.dev, "ProtoJSON Format", Duration). */
export const duration = /^\d+(\.\d{1,9})?s$/;
export const seconds = text => duration.test(text ?? '') ? Number.parseFloat(text) : undefined;

/** Labels (Resource Manager, "Requirements for labels"): at most 64; the subset of ASCII. */
export const labelKey = /^[a-z][a-z0-9_-]{0,62}$/;
export const labelValue = /^[a-z0-9_-]{0,63}$/;

/** Names, by type and attribute, with the page that has the rule. */
export const names = [
  { type: 'google_service_account', path: 'account_id', pattern: /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/, says: '6 to 30 of a-z, 0-9 and -', source: 'IAM, "Create service accounts"' },
  { type: 'google_storage_bucket', path: 'name', pattern: /^(?!goog)(?!.*google)[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$/, says: '3 to 63 of a-z, 0-9, - and _', source: 'Cloud Storage, "Bucket naming requirements"' },
  { type: 'google_pubsub_topic', path: 'name', pattern: /^(?!goog)[A-Za-z][A-Za-z0-9._~+%-]{2,254}$/, says: '3 to 255 letters, digits and - . _ ~ + %', source: 'Pub/Sub, "Guidelines to name a topic or a subscription"' },
  { type: 'google_pubsub_subscription', path: 'name', pattern: /^(?!goog)[A-Za-z][A-Za-z0-9._~+%-]{2,254}$/, says: '3 to 255 letters, digits and - . _ ~ + %', source: 'Pub/Sub, "Guidelines to name a topic or a subscription"' },
  { type: 'google_cloud_run_v2_service', path: 'name', pattern: /^[a-z]([a-z0-9-]{0,47}[a-z0-9])?$/, says: 'at most 49 of a-z, 0-9 and -', source: 'Cloud Run, "Deploy container images", service name' },
  { type: 'google_cloud_run_v2_service', path: 'template.0.revision', pattern: /^[a-z][a-z0-9-]{0,61}[a-z0-9]$/, says: 'at most 63 of a-z, 0-9 and -', source: 'Cloud Run, API v2, RevisionTemplate.revision' },
  { type: 'google_cloud_run_v2_job', path: 'name', pattern: /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/, says: 'at most 63 of a-z, 0-9 and -', source: 'Cloud Run, "Create jobs"' },
  { type: 'google_iam_workload_identity_pool', path: 'workload_identity_pool_id', pattern: /^(?!gcp-)[a-z0-9-]{4,32}$/, says: '4 to 32 of a-z, 0-9 and -, not beginning with gcp-', source: 'IAM, API v1, workloadIdentityPools.create' },
  { type: 'google_iam_workload_identity_pool_provider', path: 'workload_identity_pool_provider_id', pattern: /^(?!gcp-)[a-z0-9-]{4,32}$/, says: '4 to 32 of a-z, 0-9 and -, not beginning with gcp-', source: 'IAM, API v1, workloadIdentityPools.providers.create' },
  { type: 'google_artifact_registry_repository', path: 'repository_id', pattern: /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/, says: 'at most 63 of a-z, 0-9 and -', source: 'Artifact Registry, "Create standard repositories"' },
  { type: 'google_kms_crypto_key', path: 'name', pattern: /^[A-Za-z0-9_-]{1,63}$/, says: '1 to 63 letters, digits, - and _', source: 'Cloud KMS, API v1, cryptoKeys.create' },
  { type: 'google_billing_budget', path: 'billing_account', pattern: /^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$/, says: 'three groups of six of 0-9 and A-F', source: 'Cloud Billing, "Find your billing account ID"' },
];

/** Durations, by type and attribute. */
export const durations = [
  ['google_cloud_run_v2_service', 'template.0.timeout'], ['google_cloud_run_v2_job', 'template.0.template.0.timeout'],
  ['google_kms_crypto_key', 'rotation_period'], ['google_kms_crypto_key', 'destroy_scheduled_duration'],
  ['google_pubsub_topic', 'message_retention_duration'], ['google_pubsub_subscription', 'message_retention_duration'],
  ['google_pubsub_subscription', 'retry_policy.0.minimum_backoff'], ['google_pubsub_subscription', 'retry_policy.0.maximum_backoff'],
  ['google_pubsub_subscription', 'expiration_policy.0.ttl'], ['google_monitoring_alert_policy', 'alert_strategy.0.auto_close'],
  ['google_monitoring_alert_policy', 'conditions.0.condition_threshold.0.duration'],
  ['google_monitoring_alert_policy', 'conditions.0.condition_threshold.0.aggregations.0.alignment_period'],
  ['google_cloud_scheduler_job', 'attempt_deadline'], ['google_cloud_scheduler_job', 'retry_config.0.min_backoff_duration'],
  ['google_cloud_scheduler_job', 'retry_config.0.max_backoff_duration'], ['google_artifact_registry_repository', 'cleanup_policies.0.condition.0.older_than'],
];

/** A principal in an allow policy (IAM, "Principal identifiers"). Everyone is one too; whether it may be is another rule's. */
export const member = new RegExp([
  '^(allUsers|allAuthenticatedUsers)$', '^(user|group|serviceAccount):[A-Za-z0-9._%+-]+@[a-z0-9-]+(\\.[a-z0-9-]+)+$', '^domain:[a-z0-9-]+(\\.[a-z0-9-]+)+$',
  '^(principal|principalSet)://iam\\.googleapis\\.com/projects/\\d+/locations/global/workloadIdentityPools/[a-z0-9-]+/(subject/|group/|attribute\\.[a-z0-9_]+/|\\*)\\S*$',
].join('|'));
export const role = /^(roles\/[A-Za-z0-9]+(\.[A-Za-z0-9]+)*|(projects\/[a-z0-9-]+|organizations\/\d+)\/roles\/[A-Za-z0-9_.]{3,64})$/;
export const everyone = ['allUsers', 'allAuthenticatedUsers'];

/** Five fields of unix-cron (Cloud Scheduler, "Cron job format and time zone"). */
const field = value => `(\\*|${value}(-${value})?)(/[1-9][0-9]?)?`;
const fields = ['[0-5]?[0-9]', '(1?[0-9]|2[0-3])', '([1-9]|[12][0-9]|3[01])', '([1-9]|1[0-2]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)', '([0-7]|sun|mon|tue|wed|thu|fri|sat)'];
export const cron = new RegExp(`^${fields.map(value => `${field(value)}(,${field(value)})*`).join(' +')}$`, 'i');

/** Memory in MiB that a number of processors takes (Cloud Run, "Configure CPU limits for services", vCPU and memory table; second generation). */
export const memoryByCpus = { 1: [512, 4096], 2: [512, 8192], 4: [2048, 16384], 6: [4096, 24576], 8: [4096, 32768] };
export const mebibytes = text => {
  const [, amount, unit] = /^(\d+)(Mi|Gi)$/.exec(text ?? '') ?? [];
  return amount === undefined ? undefined : Number(amount) * (unit === 'Gi' ? 1024 : 1);
};

export const image = /^[a-z0-9.-]+(:[0-9]+)?\/[a-z0-9][a-z0-9._/-]*(:[A-Za-z0-9_.-]+)?@sha256:[0-9a-f]{64}$/;

export const breach = ({ address }, message) => ({ address, message });

/** Whether `from` names `to` at `path`: by reference, or by a value once it is known. */
export const isLinked = (model, from, path, to, ...attributes) => {
  const value = from.get(path);
  if ([value].flat().some(each => each !== undefined && attributes.some(attribute => each === to.get(attribute)))) return true;
  return from.has(path) && model.referredBy(from, path).includes(to);
};

/** Containers of services and jobs, each with where it is. */
export const containers = model => [
  ...model.ofType('google_cloud_run_v2_service').flatMap(service => service.list('template.0.containers').map(container => ({ resource: service, container }))),
  ...model.ofType('google_cloud_run_v2_job').flatMap(job => job.list('template.0.template.0.containers').map(container => ({ resource: job, container }))),
];
export const settingsOf = container => Object.fromEntries((container.env ?? []).map(({ name, value }) => [name, value]));
export const mainContainer = service => service.list('template.0.containers').find(({ name }) => name === 'caption') ?? service.list('template.0.containers')[0] ?? {};
