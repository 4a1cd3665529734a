// Who may do what: accounts, roles, callers, the trust for pipelines.
import { breach, everyone, isLinked, member, role } from './grammar.mjs';

const members = model => model.resources.filter(({ type }) => /^google_.*_iam_(member|binding)$/.test(type));
const principals = grant => [grant.get('member'), ...grant.list('members')].filter(each => each !== undefined);
const isOpen = grant => principals(grant).some(each => everyone.includes(each));

/** Roles that can be given on a whole project alone, and are narrow. */
const projectRoles = [
  'roles/cloudtrace.agent', 'roles/monitoring.metricWriter', 'roles/monitoring.viewer', 'roles/logging.logWriter', 'roles/workflows.invoker',
];
const basicRoles = ['roles/owner', 'roles/editor', 'roles/viewer', 'roles/browser'];
const nothingPublic = (types, what) => model => [
  ...model.missing(what),
  ...members(model).filter(grant => types.test(grant.type) && isOpen(grant)).map(grant => breach(grant, `it gives ${grant.get('role')} to everyone`)),
];

export default [
  {
    id: 'gcp-no-basic-roles', control: 'least_privilege', public: 'CKV_GCP_117',
    says: 'Nobody has a basic role, which spans all services.',
    check: model => [
      ...model.missing('google_service_account'),
      ...members(model).filter(grant => basicRoles.includes(grant.get('role'))).map(grant => breach(grant, `it gives ${grant.get('role')}`)),
    ],
  },
  {
    id: 'gcp-project-roles-narrow', control: 'least_privilege', public: 'CKV_GCP_49',
    says: 'On the whole project nothing is given but writing logs, traces and measurements, reading measurements and starting workflows.',
    check: model => [
      ...model.missing('google_service_account'),
      ...model.ofType('google_project_iam_member', 'google_project_iam_binding').filter(grant => ![...projectRoles, ...basicRoles].includes(grant.get('role')))
        .map(grant => breach(grant, `it gives ${grant.get('role')} on the project; give it on the one resource`)),
    ],
  },
  {
    id: 'gcp-own-identity', control: 'least_privilege', public: null,
    says: 'The service and the job run as service accounts of their own, not as the default one.',
    check: model => [
      ...model.missing('google_cloud_run_v2_service'),
      ...[...model.ofType('google_cloud_run_v2_service').map(each => [each, 'template.0.service_account']), ...model.ofType('google_cloud_run_v2_job').map(each => [each, 'template.0.template.0.service_account'])]
        .filter(([resource, path]) => !model.ofType('google_service_account').some(account => isLinked(model, resource, path, account, 'email')))
        .map(([resource]) => breach(resource, 'it runs as no service account of this deployment')),
    ],
  },
  {
    id: 'gcp-identities-apart', control: 'least_privilege', public: null,
    says: 'Who pushes events may call the service and has no other right.',
    check: model => [
      ...model.missing('google_cloud_run_v2_service_iam_member'),
      ...model.ofType('google_pubsub_subscription').map(each => each.get('push_config.0.oidc_token.0.service_account_email')).filter(Boolean).flatMap(email =>
        members(model).filter(grant => principals(grant).includes(`serviceAccount:${email}`) && grant.get('role') !== 'roles/run.invoker')
          .map(grant => breach(grant, `it gives ${grant.get('role')} to the account that pushes events`))),
    ],
  },
  {
    id: 'gcp-service-agents-may', control: 'least_privilege', public: null,
    says: 'Pub/Sub may make the tokens of the account that pushes, and that account may call the service.',
    check: model => model.ofType('google_cloud_run_v2_service').length === 0 ? model.missing('google_cloud_run_v2_service') : model.ofType('google_pubsub_subscription')
      .filter(subscription => subscription.list('push_config').length > 0).flatMap(subscription => {
        const email = subscription.get('push_config.0.oidc_token.0.service_account_email');
        if (!email) return []; // said by gcp-push-authenticated
        const may = members(model).some(grant => grant.type.startsWith('google_cloud_run_v2_service_iam') && grant.get('role') === 'roles/run.invoker' && principals(grant).includes(`serviceAccount:${email}`));
        const account = model.ofType('google_service_account').find(each => each.get('email') === email);
        const tokens = members(model).some(grant => grant.type.startsWith('google_service_account_iam') && grant.get('role') === 'roles/iam.serviceAccountTokenCreator'
          && account && isLinked(model, grant, 'service_account_id', account, 'name', 'id') && principals(grant).some(each => /@gcp-sa-pubsub\./.test(each)));
        return [
          ...may ? [] : [breach(subscription, `${email} may not call the service`)],
          ...tokens ? [] : [breach(subscription, `Pub/Sub may not make tokens of ${email}`)],
        ];
      }),
  },
  {
    id: 'gcp-iam-grammar', control: 'least_privilege', public: null,
    says: 'Roles and members are in the form that IAM takes.',
    check: model => [
      ...model.missing('google_service_account'),
      ...members(model).flatMap(grant => [
        ...grant.get('role') === undefined || role.test(grant.get('role')) ? [] : [breach(grant, `${grant.get('role')} is no role`)],
        // Agents whose address only the project knows are not looked at.
        ...principals(grant).filter(each => !member.test(each) && !/^serviceAccount:mock-/.test(each)).map(each => breach(grant, `${each} is no member`)),
      ]),
    ],
  },
  {
    id: 'gcp-service-not-public', control: 'private_by_default', public: 'CKV_GCP_102', exception: 'public_access',
    says: 'Only named callers may call the service.',
    check: model => [
      ...nothingPublic(/^google_cloud_run_v2_/, 'google_cloud_run_v2_service')(model),
      ...model.ofType('google_cloud_run_v2_service').filter(service => service.get('invoker_iam_disabled') === true).map(service => breach(service, 'IAM does not check its callers')),
    ],
  },
  {
    id: 'gcp-service-network-internal', control: 'private_by_default', public: null, exception: 'public_network',
    says: 'The service is reached from the project\'s networks, its events and its load balancer, not from the internet.',
    check: model => [
      ...model.missing('google_cloud_run_v2_service'),
      ...model.ofType('google_cloud_run_v2_service').filter(service => service.get('invoker_iam_disabled') !== true // open on purpose: said by gcp-service-not-public
        && !['INGRESS_TRAFFIC_INTERNAL_ONLY', 'INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER'].includes(service.get('ingress')))
        .map(service => breach(service, `its ingress is ${service.get('ingress') ?? 'not set, which is all'}`)),
    ],
  },
  {
    id: 'gcp-store-not-shared', control: 'private_by_default', public: 'CKV_GCP_28',
    says: 'No bucket gives a right to everyone.',
    check: nothingPublic(/^google_storage_/, 'google_storage_bucket'),
  },
  {
    id: 'gcp-topics-not-public', control: 'private_by_default', public: 'CKV_GCP_99',
    says: 'No topic or subscription gives a right to everyone.',
    check: nothingPublic(/^google_pubsub_/, 'google_pubsub_topic'),
  },
  {
    id: 'gcp-registry-not-public', control: 'private_by_default', public: 'CKV_GCP_101',
    says: 'The registry gives no right to everyone.',
    check: nothingPublic(/^google_artifact_registry_/, 'google_artifact_registry_repository'),
  },
  {
    id: 'gcp-keys-not-public', control: 'private_by_default', public: 'CKV_GCP_112', exception: 'unencrypted_keys',
    says: 'No key gives a right to everyone.',
    check: nothingPublic(/^google_kms_/, 'google_kms_crypto_key'),
  },
  {
    id: 'gcp-trust-restricted', control: 'least_privilege', public: 'CKV_GCP_118',
    says: 'Pipelines come in from one project at GitLab, on protected refs that are named, with tokens for Google.',
    optional: 'without the variable gitlab no pipeline comes in',
    check: model => model.ofType('google_iam_workload_identity_pool_provider').flatMap(provider => {
      const condition = provider.get('attribute_condition') ?? '';
      return [
        ...provider.list('oidc').length === 0 || /^https:\/\//.test(provider.get('oidc.0.issuer_uri') ?? '') ? [] : [breach(provider, 'its issuer is no https address')],
        ...[[/assertion\.project_path == "[^"*]+\/[^"*]+"/, 'the project'], [/assertion\.ref_protected == "true"/, 'protected refs'], [/assertion\.ref in \["[^"*]+"/, 'named refs']]
          .filter(([pattern]) => !pattern.test(condition)).map(([, what]) => breach(provider, `its condition does not ask for ${what}`)),
        ...condition.includes('||') ? [breach(provider, 'its condition has another way in (||)')] : [],
        ...provider.list('oidc.0.allowed_audiences').some(audience => /\/\/iam\.googleapis\.com/.test(audience)) ? [] : [breach(provider, 'it takes tokens that are for another service')],
        ...provider.get('attribute_mapping')?.['google.subject'] ? [] : [breach(provider, 'it maps no google.subject')],
      ];
    }),
  },
  {
    id: 'gcp-trust-one-project', control: 'least_privilege', public: null,
    says: 'Only identities with the project\'s own attribute may act as the deploy account.',
    optional: 'without the variable gitlab no pipeline comes in',
    check: model => model.ofType('google_service_account_iam_member').filter(grant => grant.get('role') === 'roles/iam.workloadIdentityUser' && !grant.isUnknown('member')
      && !/\/workloadIdentityPools\/[^/]+\/attribute\.project_path\/[^/*]+\/[^*]+$/.test(grant.get('member') ?? ''))
      .map(grant => breach(grant, `${grant.get('member')} is more than one project`)),
  },
];
