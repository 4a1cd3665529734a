// The service and the job: limits, secrets, images, revisions.
import { breach, containers, image, isLinked, mainContainer, mebibytes, memoryByCpus, names, seconds, settingsOf } from './grammar.mjs';

const eachService = check => model => [...model.missing('google_cloud_run_v2_service'), ...model.ofType('google_cloud_run_v2_service').flatMap(service => check(service, model))];
const looksSecret = /:\/\/[^\/?#\s]*:[^\/?#\s]*@|-----BEGIN|\b(AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[0-9A-Za-z_-]{35}\b|\bya29\.|\bgl[a-z]{2,}-[0-9A-Za-z_-]{20}|\bgh[a-z]_[0-9A-Za-z]{30}|[?&](sig|X-Goog-Signature)=/;
const namesSecret = /(^|_)(SECRET|TOKEN|PASSWORD|API_KEY|PRIVATE_KEY)$/;

export default [
  {
    id: 'gcp-secrets-by-reference', control: 'keys', public: null,
    says: 'No variable of the service or the job holds a secret as its value.',
    check: model => [...model.missing('google_cloud_run_v2_service'), ...containers(model).flatMap(({ resource, container }) => (container.env ?? [])
      .filter(({ name, value }) => typeof value === 'string' && value !== '' && (looksSecret.test(value) || namesSecret.test(name)))
      .map(({ name }) => breach(resource, `${name} holds a secret as its value; give its id in secrets`)))],
  },
  {
    id: 'gcp-secret-files-mounted', control: 'keys', public: null,
    says: 'Files of secrets come from Secret Manager, and a service that asks for keys has their file.',
    check: eachService(service => {
      const container = mainContainer(service);
      const settings = settingsOf(container);
      const mounts = (container.volume_mounts ?? []).filter(({ name }) => service.list('template.0.volumes').some(volume => volume.name === name && (volume.secret ?? []).length > 0)).map(({ mount_path: path }) => path);
      return [
        ...['CAPTION_KEYS_FILE', 'CAPTION_JWT_KEY_SET'].filter(name => settings[name] && !/^https:/.test(settings[name]) && !mounts.some(path => settings[name].startsWith(`${path}/`)))
          .map(name => breach(service, `${name} is ${settings[name]}, where no secret is mounted`)),
        ...settings.CAPTION_AUTH !== 'keys' || settings.CAPTION_KEYS_FILE ? [] : [breach(service, 'CAPTION_AUTH is keys, and CAPTION_KEYS_FILE is not set')],
        ...settings.CAPTION_AUTH === 'none' ? [breach(service, 'CAPTION_AUTH is none')] : [],
      ];
    }),
  },
  {
    id: 'gcp-secrets-readable', control: 'keys', public: null,
    says: 'The service may read exactly the secrets that it is given.',
    optional: 'a service whose callers IAM checks needs no secret',
    check: model => model.ofType('google_cloud_run_v2_service').flatMap(service => {
      const plain = id => id?.replace(/^projects\/[^/]+\/secrets\//, '');
      const given = [
        ...service.list('template.0.volumes').flatMap(volume => (volume.secret ?? []).map(({ secret }) => secret)),
        ...service.list('template.0.containers').flatMap(({ env }) => env ?? []).flatMap(({ value_source: source }) => source?.[0]?.secret_key_ref?.map(({ secret }) => secret) ?? []),
      ].map(plain);
      const own = `serviceAccount:${service.get('template.0.service_account')}`;
      const readable = model.ofType('google_secret_manager_secret_iam_member').filter(grant => grant.get('role') === 'roles/secretmanager.secretAccessor' && grant.get('member') === own);
      return [
        ...given.filter(secret => !readable.some(grant => plain(grant.get('secret_id')) === secret)).map(secret => breach(service, `it may not read the secret ${secret}`)),
        ...readable.filter(grant => !given.includes(plain(grant.get('secret_id')))).map(grant => breach(grant, 'the service may read a secret that it is not given')),
      ];
    }),
  },
  {
    id: 'gcp-max-instances', control: 'concurrency', public: null, exception: 'unbounded_instances',
    says: 'The service has a greatest number of instances, at most 200, and no more kept ready than that.',
    check: eachService(service => {
      const max = service.get('template.0.scaling.0.max_instance_count');
      const min = service.get('scaling.0.min_instance_count') ?? 0;
      return [
        ...max >= 1 && max <= 200 ? [] : [breach(service, `its greatest number of instances is ${max ?? 'not set'}`)],
        ...max === undefined || min <= max ? [] : [breach(service, `${min} instances are kept ready of at most ${max}`)],
      ];
    }),
  },
  {
    id: 'gcp-concurrency', control: 'concurrency', public: null,
    says: 'An instance gets as many requests at once as the program works on.',
    check: eachService(service => {
      const requests = service.get('template.0.max_instance_request_concurrency');
      const pictures = settingsOf(mainContainer(service)).CAPTION_CONCURRENCY;
      return requests >= 1 && requests <= 256 && (pictures === undefined || Number(pictures) === requests) ? [] : [breach(service, `it gets ${requests ?? 'the default of 80'} requests at once, the program works on ${pictures ?? 2}`)];
    }),
  },
  {
    id: 'gcp-job-bounded', control: 'concurrency', public: null,
    says: 'The archive job has bounds: tasks, tasks at once, tries, time of a task.',
    optional: 'the archive job is off by default',
    check: model => model.ofType('google_cloud_run_v2_job').flatMap(job => [
      ...[['template.0.task_count', 1, 10000], ['template.0.parallelism', 1, 1000], ['template.0.template.0.max_retries', 0, 10]]
        .filter(([path, min, max]) => !(job.get(path) >= min && job.get(path) <= max)).map(([path, min, max]) => breach(job, `${path} is ${job.get(path) ?? 'not set'}; ${min} to ${max}`)),
      ...seconds(job.get('template.0.template.0.timeout')) <= 86400 ? [] : [breach(job, `a task may take ${job.get('template.0.template.0.timeout') ?? 'the default time'}; at most 86400s`)],
    ]),
  },
  {
    id: 'gcp-time-bounded', control: 'time_and_memory', public: null,
    says: 'A request has a time limit of at most an hour, and the program answers before it.',
    check: eachService(service => {
      const timeout = seconds(service.get('template.0.timeout'));
      const deadline = Number(settingsOf(mainContainer(service)).CAPTION_DEADLINE_SECONDS ?? 30);
      if (service.has('template.0.timeout') && timeout === undefined) return []; // said by gcp-durations
      return timeout <= 3600 && deadline < timeout ? [] : [breach(service, `its time limit is ${service.get('template.0.timeout') ?? 'the default of 300s'}, the program's ${deadline} s`)];
    }),
  },
  {
    id: 'gcp-memory-and-processors', control: 'time_and_memory', public: null,
    says: 'Every container states processors and memory, in amounts that Cloud Run takes together.',
    check: model => [...model.missing('google_cloud_run_v2_service'), ...containers(model).flatMap(({ resource, container }) => {
      const { cpu, memory } = container.resources?.[0]?.limits ?? {};
      const range = memoryByCpus[cpu];
      const amount = mebibytes(memory);
      // A container beside the main one may have less than the least of an instance.
      const min = container.name === 'collector' ? 256 : range?.[0];
      return range && amount >= min && amount <= range[1] ? [] : [breach(resource, `${container.name ?? 'a container'} has ${cpu ?? 'no stated'} processors and ${memory ?? 'no stated memory'}`)];
    })],
  },
  {
    id: 'gcp-images-pinned', control: 'registry', public: null,
    says: 'Images are named by their digest, so that what was tested is what runs.',
    check: model => [...model.missing('google_cloud_run_v2_service'), ...containers(model).filter(({ container }) => !image.test(container.image ?? ''))
      .map(({ resource, container }) => breach(resource, `${container.image ?? 'its image'} is not pinned by @sha256:`))],
  },
  {
    id: 'gcp-registry-immutable', control: 'registry', public: null,
    says: 'A tag in the registry names one image for ever.',
    check: model => [...model.missing('google_artifact_registry_repository'), ...model.ofType('google_artifact_registry_repository')
      .filter(repository => repository.get('docker_config.0.immutable_tags') !== true).map(repository => breach(repository, 'its tags can be moved'))],
  },
  {
    id: 'gcp-registry-scans', control: 'registry', public: null,
    says: 'Images are scanned for vulnerabilities.',
    check: model => [...model.missing('google_artifact_registry_repository'), ...model.ofType('google_artifact_registry_repository').filter(repository =>
      repository.get('vulnerability_scanning_config.0.enablement_config') !== 'INHERITED' || !model.ofType('google_project_service').some(each => each.get('service') === 'containerscanning.googleapis.com'))
      .map(repository => breach(repository, 'its images are not scanned'))],
  },
  {
    id: 'gcp-registry-cleans-up', control: 'registry', public: null,
    says: 'Old images are deleted, and the newest are kept.',
    check: model => [...model.missing('google_artifact_registry_repository'), ...model.ofType('google_artifact_registry_repository').flatMap(repository => {
      const policies = repository.list('cleanup_policies');
      return [
        ...repository.get('cleanup_policy_dry_run') === true ? [breach(repository, 'its cleanup only says what it would delete')] : [],
        ...policies.some(({ action }) => action === 'DELETE') ? [] : [breach(repository, 'nothing deletes old images')],
        ...policies.some(({ action, most_recent_versions: newest }) => action === 'KEEP' && newest?.[0]?.keep_count >= 2) ? [] : [breach(repository, 'nothing keeps the newest images, which a rollback needs')],
      ];
    })],
  },
  {
    id: 'gcp-service-hardened', control: 'hardening', public: null, exception: 'deletable_store',
    says: 'The service is protected from deletion.',
    check: eachService(service => service.get('deletion_protection') === true ? [] : [breach(service, 'it can be deleted')]),
  },
  {
    id: 'gcp-sandbox', control: 'hardening', public: null,
    says: 'Containers run in the second generation, and only images that the project\'s binary authorization lets in.',
    check: model => [...model.missing('google_cloud_run_v2_service'), ...[
      ...model.ofType('google_cloud_run_v2_service').map(each => [each, 'template.0.execution_environment']),
      ...model.ofType('google_cloud_run_v2_job').map(each => [each, 'template.0.template.0.execution_environment']),
    ].flatMap(([resource, path]) => [
      ...resource.get(path) === 'EXECUTION_ENVIRONMENT_GEN2' ? [] : [breach(resource, `its execution environment is ${resource.get(path) ?? 'not set'}`)],
      ...resource.get('binary_authorization.0.use_default') === true || resource.has('binary_authorization.0.policy') ? [] : [breach(resource, 'binary authorization does not look at its images')],
    ])],
  },
  {
    id: 'gcp-probes', control: 'hardening', public: null,
    says: 'A revision gets requests once it has made a caption, and an instance that hangs is replaced.',
    check: eachService(service => {
      const container = mainContainer(service);
      return [['startup_probe', '/health/started'], ['liveness_probe', '/health/live']].filter(([probe, path]) => container[probe]?.[0]?.http_get?.[0]?.path !== path)
        .map(([probe, path]) => breach(service, `its ${probe.replace('_', ' ')} does not ask ${path}`));
    }),
  },
  {
    id: 'gcp-names-grammar', control: 'hardening', public: null,
    says: 'Names are in the form that their service takes.',
    check: model => [...model.missing('google_cloud_run_v2_service'), ...names.flatMap(({ type, path, pattern, says, source }) => model.ofType(type)
      .filter(resource => resource.get(path) !== undefined && !pattern.test(resource.get(path)))
      .map(resource => breach(resource, `${path} is ${resource.get(path)}; it must be ${says} (${source})`)))],
  },
  {
    id: 'gcp-services-enabled', control: 'hardening', public: null,
    says: 'The services that are used are enabled, and stay so when this is destroyed.',
    check: model => [
      ...model.missing('google_project_service'),
      ...['run', 'storage', 'pubsub', 'artifactregistry', 'logging', 'monitoring', 'iam', 'billingbudgets', 'binaryauthorization', ...model.ofType('google_kms_crypto_key').length ? ['cloudkms'] : [],
        ...model.ofType('google_cloud_scheduler_job').length ? ['cloudscheduler'] : [], ...model.ofType('google_workflows_workflow').length ? ['workflows', 'eventarc'] : []]
        .map(name => `${name}.googleapis.com`).filter(name => model.ofType('google_project_service').length && !model.ofType('google_project_service').some(each => each.get('service') === name))
        .map(name => ({ address: 'google_project_service', message: `${name} is not enabled` })),
      ...model.ofType('google_project_service').filter(each => each.get('disable_on_destroy') !== false).map(each => breach(each, 'it is disabled for everyone when this is destroyed')),
    ],
  },
  {
    id: 'gcp-traffic-by-revision', control: 'rollout', public: null,
    says: 'Traffic goes to revisions by their names and weights, never to whatever is the latest.',
    check: eachService(service => {
      const traffic = service.list('traffic');
      return [
        ...traffic.length && traffic.every(({ type, revision }) => type === 'TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION' && revision) ? [] : [breach(service, 'its traffic follows the latest revision, so nothing can come in slowly')],
        ...traffic.length === 0 || traffic.reduce((sum, { percent = 0 }) => sum + percent, 0) === 100 ? [] : [breach(service, 'the weights of its traffic are not 100 together')],
      ];
    }),
  },
  {
    id: 'gcp-revision-named', control: 'rollout', public: null,
    says: 'A revision is named after its release.',
    check: eachService(service => {
      const release = service.get('labels')?.release;
      const revision = service.get('template.0.revision') ?? '';
      return revision.startsWith(`${service.get('name')}-`) && (release === undefined || revision.includes(release.slice(0, 20))) ? [] : [breach(service, `its revision is called ${revision || 'anything'}, of the release ${release}`)];
    }),
  },
  {
    id: 'gcp-deployer-may', control: 'rollout', public: null,
    says: 'Where pipelines come in, they may make revisions of this service, and act as its account.',
    optional: 'without the variable gitlab no pipeline comes in',
    check: model => model.ofType('google_iam_workload_identity_pool_provider').flatMap(provider => {
      const service = model.ofType('google_cloud_run_v2_service')[0];
      const account = model.ofType('google_service_account').find(each => each.get('email') === service?.get('template.0.service_account'));
      const developers = model.ofType('google_cloud_run_v2_service_iam_member').filter(grant => grant.get('role') === 'roles/run.developer').map(grant => grant.get('member'));
      const actors = model.ofType('google_service_account_iam_member').filter(grant => grant.get('role') === 'roles/iam.serviceAccountUser' && account && isLinked(model, grant, 'service_account_id', account, 'name', 'id'))
        .map(grant => grant.get('member'));
      return [
        ...developers.length ? [] : [breach(provider, 'nobody may make revisions of the service')],
        ...developers.filter(each => !actors.includes(each)).map(each => breach(provider, `${each} may make revisions and not act as the service's account`)),
      ];
    }),
  },
];
