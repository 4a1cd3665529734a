// Rules over plans for Azure. What is stored: encryption, versions, images, tags and names.
import { isKeyLifetime } from './grammar.mjs';
import { breach, each, target } from './model.mjs';

const requiredTags = ['name', 'environment', 'owner', 'cost-center', 'data-classification', 'release', 'managed-by'];

/** Container, queue, topic subscription and the rest that Azure gives no tags. */
const taggable = resource => 'tags' in resource.values || resource.isUnknown('tags');

export default [
  // Encryption
  {
    id: 'azure-store-own-key',
    control: 'encryption',
    target,
    public: 'CKV2_AZURE_1',
    exception: 'unencrypted_keys',
    says: 'What is stored is encrypted by a key of our own.',
    check: each(
      'azurerm_storage_account',
      account => account.has('customer_managed_key.0.key_vault_key_id'),
      'it is encrypted by a key of the platform',
    ),
  },
  {
    id: 'azure-store-https',
    control: 'encryption',
    target,
    public: 'CKV_AZURE_3',
    says: 'Storage accounts answer by https alone.',
    check: each('azurerm_storage_account', account => account.get('https_traffic_only_enabled') === true, 'it answers by http too'),
  },
  {
    id: 'azure-store-tls',
    control: 'encryption',
    target,
    public: 'CKV_AZURE_44',
    says: 'Storage accounts speak TLS 1.2 or newer.',
    check: each(
      'azurerm_storage_account',
      account => ['TLS1_2', 'TLS1_3'].includes(account.get('min_tls_version')),
      account => `it speaks ${account.get('min_tls_version') ?? 'what Azure takes for usual'}`,
    ),
  },
  {
    id: 'azure-key-rotates',
    control: 'encryption',
    target,
    public: 'CKV_AZURE_40',
    exception: 'unencrypted_keys',
    says: 'Keys end, and are made anew before.',
    check: each(
      'azurerm_key_vault_key',
      key =>
        isKeyLifetime(key.get('rotation_policy.0.expire_after')) &&
        isKeyLifetime(key.get('rotation_policy.0.notify_before_expiry')) &&
        isKeyLifetime(
          key.get('rotation_policy.0.automatic.0.time_after_creation') ?? key.get('rotation_policy.0.automatic.0.time_before_expiry'),
        ),
      'it has no end, or none in days, months or years (P90D, P6M, P1Y)',
    ),
  },

  // Versions
  {
    id: 'azure-store-versioned',
    control: 'versioned_store',
    target,
    public: null,
    exception: 'unversioned_store',
    says: 'Blobs keep their versions.',
    check: each(
      'azurerm_storage_account',
      account => account.get('blob_properties.0.versioning_enabled') === true,
      'what is overwritten is lost',
    ),
  },
  {
    id: 'azure-store-soft-delete',
    control: 'versioned_store',
    target,
    public: 'CKV2_AZURE_38',
    says: 'What is deleted can be had back for a week and more, containers too.',
    check: each(
      'azurerm_storage_account',
      account =>
        account.get('blob_properties.0.delete_retention_policy.0.days') >= 7 &&
        account.get('blob_properties.0.container_delete_retention_policy.0.days') >= 7,
      'what is deleted is gone',
    ),
  },
  {
    id: 'azure-store-locked',
    control: 'versioned_store',
    target,
    public: null,
    exception: 'deletable_store',
    says: 'A lock keeps the store and the key of its bytes from deletion.',
    check: model => [
      ...model.missing('azurerm_management_lock'),
      ...model
        .ofType('azurerm_management_lock')
        .filter(lock => !['CanNotDelete', 'ReadOnly'].includes(lock.get('lock_level')))
        .map(lock => breach(lock, `its level is ${lock.get('lock_level')}`)),
      ...model
        .ofType('azurerm_eventgrid_system_topic')
        .flatMap(topic => model.referredBy(topic, 'source_resource_id', 'azurerm_storage_account'))
        .filter(
          store =>
            !model
              .ofType('azurerm_management_lock')
              .some(lock => (lock.get('scope') ?? '').endsWith(`/storageAccounts/${store.get('name')}`)),
        )
        .map(store => breach(store, 'no lock keeps it')),
    ],
  },
  {
    id: 'azure-results-lifecycle',
    control: 'versioned_store',
    target,
    public: null,
    says: 'Old versions are deleted in time, for they cost as much as new ones.',
    check: each(
      'azurerm_storage_management_policy',
      policy =>
        policy.list('rule').some(rule => rule.enabled && rule.actions?.[0]?.version?.[0]?.delete_after_days_since_creation > 0) &&
        policy.list('rule').every(rule => /^[A-Za-z0-9-]{1,256}$/.test(rule.name)),
      'old versions are kept for ever',
    ),
  },

  // Registry
  {
    id: 'azure-registry-no-admin',
    control: 'registry',
    target,
    public: 'CKV_AZURE_137',
    says: 'The registry has no account with a password.',
    check: each('azurerm_container_registry', registry => registry.get('admin_enabled') === false, 'its admin account is on'),
  },
  {
    id: 'azure-registry-no-anonymous',
    control: 'registry',
    target,
    public: 'CKV_AZURE_138',
    says: 'Nobody pulls an image without saying who they are.',
    check: each('azurerm_container_registry', registry => registry.get('anonymous_pull_enabled') === false, 'anyone may pull'),
  },
  {
    id: 'azure-images-pinned',
    control: 'registry',
    target,
    public: null,
    says: 'Images are pinned by digest and pulled by identity.',
    optional: 'an archive job is made where it is asked for',
    check: model =>
      model
        .ofType('azurerm_container_app_job')
        .filter(
          job =>
            !(
              job.list('template.0.container').every(({ image }) => /@sha256:[0-9a-f]{64}$/.test(image ?? '')) &&
              job
                .list('registry')
                .every((registry, index) => (registry.identity || job.isUnknown(`registry.${index}.identity`)) && !registry.username)
            ),
        )
        .map(job => breach(job, 'its image is not pinned, or pulled by a password')),
  },

  // Tags
  {
    id: 'azure-tags',
    control: 'tags',
    target,
    public: null,
    says: 'Everything that can have tags has ours, with values that Azure takes.',
    // learn.microsoft.com/azure/azure-resource-manager/management/tag-resources, Limitations
    check: model => [
      ...(model.resources.length ? [] : [breach('azurerm', 'there is no resource')]),
      ...model.resources
        .filter(resource => resource.type.startsWith('azurerm_') && taggable(resource))
        .flatMap(resource => [
          ...requiredTags
            .filter(tag => !resource.tags()[tag])
            .slice(0, 1)
            .map(tag => breach(resource, `tag ${tag} is missing`)),
          ...Object.entries(resource.tags())
            .filter(([key, value]) => key.length > 512 || /[<>%&\\?/]/.test(key) || String(value).length > 256)
            .map(([key]) => breach(resource, `Azure does not take tag ${key}`)),
          ...(Object.keys(resource.tags()).length > 50 ? [breach(resource, 'it has more than 50 tags')] : []),
        ]),
    ],
  },
];
