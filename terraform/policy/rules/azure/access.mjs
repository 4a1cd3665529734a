// Rules over plans for Azure. Who may do what, and from where.
import { builtInRoles, names, scopeLevel } from './grammar.mjs';
import { breach, each, eachApp, setting, target } from './model.mjs';

export default [
  // Least privilege
  {
    id: 'azure-roles-at-resources',
    control: 'least_privilege',
    target,
    public: null,
    says: 'A role reaches one resource or a part of it, never a resource group or subscription.',
    check: each(
      'azurerm_role_assignment',
      role => scopeLevel(role.get('scope')) === 'resource',
      role =>
        role.get('scope') ? `its scope is ${role.get('scope')}` : 'its scope is not known while planning, so nobody can judge it',
    ),
  },
  {
    id: 'azure-roles-narrow',
    control: 'least_privilege',
    target,
    public: null,
    says: 'A role is a built-in one for data or one of our own, none that gives rights to others.',
    check: each(
      'azurerm_role_assignment',
      (role, model) =>
        model.referredBy(role, 'role_definition_id', 'azurerm_role_definition').length > 0 ||
        builtInRoles.includes(role.get('role_definition_name')),
      role => `${role.get('role_definition_name') ?? 'no role'} is too wide or none of Azure's`,
    ),
  },
  {
    id: 'azure-custom-roles-bounded',
    control: 'least_privilege',
    target,
    public: 'CKV_AZURE_39',
    says: 'A role of our own names each action and can be given on one resource alone.',
    optional: 'without a pipeline that deploys there is no role of our own',
    check: model =>
      model.ofType('azurerm_role_definition').flatMap(role => [
        ...(scopeLevel(role.get('scope')) === 'resource' ? [] : [breach(role, `its scope is ${role.get('scope') ?? 'not known'}`)]),
        ...role
          .list('permissions')
          .flatMap(each => [...(each.actions ?? []), ...(each.data_actions ?? [])])
          .filter(action => action.includes('*'))
          .map(action => breach(role, `it allows ${action}`)),
      ]),
  },
  {
    id: 'azure-pipeline-exact',
    control: 'least_privilege',
    target,
    public: null,
    says: "GitLab is trusted for single refs of one project, by Entra's own audience.",
    optional: 'without a pipeline that deploys there is no trust',
    // docs.gitlab.com/ci/cloud_services/azure; learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations
    check: model =>
      model
        .ofType('azurerm_federated_identity_credential')
        .flatMap(trust => [
          ...(/^project_path:[A-Za-z0-9_][\w.-]*(\/[A-Za-z0-9_][\w.-]*)+:ref_type:(branch|tag):ref:[A-Za-z0-9_][\w./-]*$/.test(
            trust.get('subject') ?? '',
          )
            ? []
            : [breach(trust, `its subject is ${trust.get('subject')}`)]),
          ...(/^https:\/\/[^/?#*]+$/.test(trust.get('issuer') ?? '') ? [] : [breach(trust, `its issuer is ${trust.get('issuer')}`)]),
          ...(JSON.stringify(trust.list('audience')) === '["api://AzureADTokenExchange"]'
            ? []
            : [breach(trust, 'its audience is not api://AzureADTokenExchange')]),
          ...(/^[A-Za-z0-9][\w-]{2,119}$/.test(trust.get('name') ?? '')
            ? []
            : [breach(trust, 'its name is not 3 to 120 letters, digits, dashes and underscores')]),
        ]),
  },

  // Private by default
  {
    id: 'azure-store-network',
    control: 'private_by_default',
    target,
    public: 'CKV_AZURE_35',
    exception: 'public_network',
    says: 'Storage accounts are closed to all networks but those they name.',
    check: each(
      'azurerm_storage_account',
      account => account.get('network_rules.0.default_action') === 'Deny',
      'it is open to every network',
    ),
  },
  {
    id: 'azure-store-trusted-services',
    control: 'private_by_default',
    target,
    public: 'CKV_AZURE_36',
    says: "Past their firewall storage accounts let Azure's own services, such as Event Grid.",
    check: each(
      'azurerm_storage_account',
      account => account.list('network_rules.0.bypass').includes('AzureServices'),
      'Event Grid could not deliver',
    ),
  },
  {
    id: 'azure-store-no-public-blobs',
    control: 'private_by_default',
    target,
    public: 'CKV_AZURE_190',
    says: 'No blob can be made public.',
    check: each(
      'azurerm_storage_account',
      account => account.get('allow_nested_items_to_be_public') === false,
      'its containers can be made public',
    ),
  },
  {
    id: 'azure-containers-private',
    control: 'private_by_default',
    target,
    public: 'CKV_AZURE_34',
    says: 'Containers are private.',
    check: each(
      'azurerm_storage_container',
      container => container.get('container_access_type') === 'private',
      container => `its access is ${container.get('container_access_type')}`,
    ),
  },
  {
    id: 'azure-vault-network',
    control: 'private_by_default',
    target,
    public: 'CKV_AZURE_109',
    exception: 'public_network',
    says: 'Key vaults are closed to all networks but those they name.',
    check: each('azurerm_key_vault', vault => vault.get('network_acls.0.default_action') === 'Deny', 'it is open to every network'),
  },
  {
    id: 'azure-deployment-endpoint-network',
    control: 'private_by_default',
    target,
    public: null,
    exception: 'public_network',
    says: 'The deployment endpoint is closed to all networks but those of the runners.',
    check: eachApp(
      app => app.get('site_config.0.scm_ip_restriction_default_action') === 'Deny',
      'its deployment endpoint is open to every network',
    ),
  },
  {
    id: 'azure-function-callers',
    control: 'private_by_default',
    target,
    public: null,
    exception: 'public_access',
    says: 'Anyone may knock only where the platform itself asks for a key.',
    check: eachApp(
      app => setting(app, 'CAPTION_AUTH') === 'platform' || app.get('site_config.0.ip_restriction_default_action') === 'Deny',
      app => `it asks for ${setting(app, 'CAPTION_AUTH') ?? 'nothing'} itself and is open to every network`,
    ),
  },
  {
    id: 'azure-subnets-guarded',
    control: 'private_by_default',
    target,
    public: 'CKV2_AZURE_31',
    exception: 'public_network',
    says: 'Each subnet has a network security group.',
    check: model => [
      ...model.missing('azurerm_subnet'),
      ...model
        .ofType('azurerm_subnet')
        .filter(subnet => model.referringTo(subnet, 'azurerm_subnet_network_security_group_association', 'subnet_id').length === 0)
        .map(subnet => breach(subnet, 'it has no network security group')),
    ],
  },
  {
    id: 'azure-function-in-network',
    control: 'private_by_default',
    target,
    public: null,
    exception: 'public_network',
    says: 'The function reaches its stores by a network of its own.',
    check: eachApp(
      app => app.has('virtual_network_subnet_id') && app.get('site_config.0.vnet_route_all_enabled') === true,
      'it is in no network, or sends past it',
    ),
  },
];
