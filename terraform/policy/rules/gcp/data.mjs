// Pictures, results, messages, images, keys.
import { breach, isLinked, seconds } from './grammar.mjs';

const buckets = model => model.missing('google_storage_bucket');
const everyBucket = (isWrong, message) => model => [...buckets(model), ...model.ofType('google_storage_bucket').filter(bucket => isWrong(bucket, model)).map(bucket => breach(bucket, message))];
const isLogBucket = (bucket, model) => model.ofType('google_storage_bucket').some(other => other !== bucket && other.get('logging.0.log_bucket') === bucket.get('name'));
const withKey = (type, path) => model => [...model.missing(type), ...model.ofType(type).filter(each => !each.has(path)).map(each => breach(each, 'it has no key of ours'))];

/** Which of Google's agents encrypts for which type (Cloud KMS, "CMEK integrations"). */
const agents = {
  google_storage_bucket: 'gs-project-accounts', google_pubsub_topic: 'gcp-sa-pubsub', google_artifact_registry_repository: 'gcp-sa-artifactregistry',
  google_cloud_run_v2_service: 'serverless-robot-prod',
};

export default [
  {
    id: 'gcp-store-access-prevention', control: 'private_by_default', public: 'CKV_GCP_114',
    says: 'Buckets refuse to be made public.',
    check: everyBucket(bucket => bucket.get('public_access_prevention') !== 'enforced', 'public access prevention is not enforced'),
  },
  {
    id: 'gcp-store-uniform-access', control: 'private_by_default', public: 'CKV_GCP_29',
    says: 'Buckets are governed by IAM alone, without lists of their objects.',
    check: everyBucket(bucket => bucket.get('uniform_bucket_level_access') !== true, 'uniform bucket-level access is off'),
  },
  {
    id: 'gcp-store-own-key', control: 'encryption', public: null, exception: 'unencrypted_keys',
    says: 'Buckets are encrypted with a key of ours.',
    check: withKey('google_storage_bucket', 'encryption.0.default_kms_key_name'),
  },
  {
    id: 'gcp-topics-own-key', control: 'encryption', public: 'CKV_GCP_83', exception: 'unencrypted_keys',
    says: 'Messages are encrypted with a key of ours.',
    check: withKey('google_pubsub_topic', 'kms_key_name'),
  },
  {
    id: 'gcp-registry-own-key', control: 'encryption', public: 'CKV_GCP_84', exception: 'unencrypted_keys',
    says: 'Images are encrypted with a key of ours.',
    check: withKey('google_artifact_registry_repository', 'kms_key_name'),
  },
  {
    id: 'gcp-logs-own-key', control: 'encryption', public: null, exception: 'unencrypted_keys',
    says: 'Log lines are encrypted with a key of ours.',
    check: withKey('google_logging_project_bucket_config', 'cmek_settings.0.kms_key_name'),
  },
  {
    id: 'gcp-service-own-key', control: 'encryption', public: null, exception: 'unencrypted_keys',
    says: 'What the service is deployed from is encrypted with a key of ours.',
    check: withKey('google_cloud_run_v2_service', 'template.0.encryption_key'),
  },
  {
    id: 'gcp-key-rotates', control: 'encryption', public: 'CKV_GCP_43', exception: 'unencrypted_keys',
    says: 'Keys rotate within 90 days.',
    check: model => [...model.missing('google_kms_crypto_key'), ...model.ofType('google_kms_crypto_key').filter(key => {
      const period = seconds(key.get('rotation_period'));
      return period === undefined || period < 86400 || period > 7776000;
    }).map(key => breach(key, `its rotation period is ${key.get('rotation_period') ?? 'not set'}; 86400s to 7776000s`))],
  },
  {
    id: 'gcp-key-restorable', control: 'encryption', public: null, exception: 'unencrypted_keys',
    says: 'A destroyed version of a key can be restored for 30 days: with it go the pictures.',
    check: model => [...model.missing('google_kms_crypto_key'), ...model.ofType('google_kms_crypto_key').filter(key => !(seconds(key.get('destroy_scheduled_duration')) >= 2592000))
      .map(key => breach(key, `a destroyed version is gone after ${key.get('destroy_scheduled_duration') ?? 'the default'}`))],
  },
  {
    id: 'gcp-key-usable', control: 'encryption', public: null, exception: 'unencrypted_keys',
    says: 'Google\'s agents that encrypt for us may use the key.',
    check: model => [...model.missing('google_kms_crypto_key'), ...Object.entries(agents).filter(([type]) => model.ofType(type).length > 0).flatMap(([type, agent]) => {
      const grants = model.ofType('google_kms_crypto_key_iam_member').filter(grant => grant.get('role') === 'roles/cloudkms.cryptoKeyEncrypterDecrypter');
      // Cloud Storage's agent is known once the project has been asked.
      return grants.some(grant => grant.get('member')?.includes(`@${agent}.`) || grant.isUnknown('member') && agent === 'gs-project-accounts' && grant.index === 'storage')
        ? [] : [breach(model.ofType(type)[0], `its agent @${agent} may not use the key`)];
    })],
  },
  {
    id: 'gcp-store-versioned', control: 'versioned_store', public: 'CKV_GCP_78', exception: 'unversioned_store',
    says: 'Buckets keep what was replaced or deleted.',
    check: everyBucket(bucket => bucket.get('versioning.0.enabled') !== true, 'versioning is off'),
  },
  {
    id: 'gcp-store-hard-to-delete', control: 'versioned_store', public: null, exception: 'deletable_store',
    says: 'Buckets are not destroyed with their content, and deleted objects can be restored for a week.',
    check: model => [...model.missing('google_storage_bucket'), ...model.ofType('google_storage_bucket').flatMap(bucket => [
      ...bucket.get('force_destroy') === true ? [breach(bucket, 'force_destroy takes its content with it')] : [],
      ...bucket.get('soft_delete_policy.0.retention_duration_seconds') >= 604800 ? [] : [breach(bucket, 'deleted objects cannot be restored for a week')],
    ])],
  },
  {
    id: 'gcp-store-versions-end', control: 'versioned_store', public: null,
    says: 'Replaced and deleted versions go after a time, so that what is forgotten is gone and costs nothing.',
    check: everyBucket((bucket, model) => !isLogBucket(bucket, model) && !bucket.list('lifecycle_rule').some(rule => rule.action?.[0]?.type === 'Delete'
      && rule.condition?.[0]?.days_since_noncurrent_time >= 1), 'no rule deletes old versions'),
  },
  {
    id: 'gcp-store-access-logged', control: 'logs', public: 'CKV_GCP_62',
    says: 'Access to pictures and results is logged.',
    check: everyBucket((bucket, model) => !isLogBucket(bucket, model) && !bucket.has('logging.0.log_bucket'), 'access to it is not logged'),
  },
  {
    id: 'gcp-store-logs-apart', control: 'logs', public: 'CKV_GCP_63',
    says: 'A bucket does not log to itself.',
    check: everyBucket(bucket => bucket.get('logging.0.log_bucket') === bucket.get('name') && bucket.has('logging.0.log_bucket'), 'it logs to itself'),
  },
  {
    id: 'gcp-store-logs-arrive', control: 'logs', public: null,
    says: 'Cloud Storage may write usage logs to the bucket that they go to.',
    check: model => [...model.missing('google_storage_bucket'), ...model.ofType('google_storage_bucket').filter(bucket => isLogBucket(bucket, model)
      && !model.ofType('google_storage_bucket_iam_member').some(grant => isLinked(model, grant, 'bucket', bucket, 'name')
        && grant.get('member') === 'group:cloud-storage-analytics@google.com' && /^roles\/storage\.(objectCreator|legacyBucketWriter)$/.test(grant.get('role') ?? '')))
      .map(bucket => breach(bucket, 'group:cloud-storage-analytics@google.com may not write to it'))],
  },
];
