// Rules over plans for a cluster. What pods are is looked at in every Deployment and CronJob, whoever made it.
const target = 'kubernetes';
const breach = (address, message) => ({ address, message });
const workloadTypes = ['kubernetes_deployment_v1', 'kubernetes_cron_job_v1'];
const templateAt = { kubernetes_deployment_v1: 'spec.0.template.0', kubernetes_cron_job_v1: 'spec.0.job_template.0.spec.0.template.0' };

const missing = (model, ...types) => model.missing(...types);
const workloads = model => model.ofType(...workloadTypes);
const podOf = resource => resource.get(`${templateAt[resource.type]}.spec.0`) ?? {};
const containers = resource => [...podOf(resource).init_container ?? [], ...podOf(resource).container ?? []];
const hosts = model => model.ofType('kubernetes_deployment_v1');
const host = resource => podOf(resource).container?.[0] ?? {};
const setting = (resource, name) => (host(resource).env ?? []).find(each => each.name === name)?.value;
const annotations = resource => resource.get('metadata.0.annotations') ?? {};
const labels = resource => resource.get('metadata.0.labels') ?? {};
const track = resource => (resource.get('spec.0.selector.0.match_labels') ?? {})['captions/track'];
const manifests = (model, kind) => model.ofType('kubernetes_manifest').filter(each => each.get('manifest.kind') === kind);
const none = (list, what) => list.length === 0 ? [breach(target, `there is no ${what}`)] : [];

/** A rule for every container: what `fault` says is wrong with it, if anything. */
const everyContainer = fault => model => [
  ...missing(model, ...workloadTypes),
  ...workloads(model).flatMap(resource => containers(resource).map(container => [container, fault(container, podOf(resource))])
    .filter(([, said]) => said).map(([container, said]) => breach(resource.address, `container ${container.name} ${said}`))),
];

/** A rule for every pod. */
const everyPod = fault => model => [
  ...missing(model, ...workloadTypes),
  ...workloads(model).map(resource => [resource, fault(podOf(resource), resource)]).filter(([, said]) => said).map(([resource, said]) => breach(resource.address, said)),
];

const alertNames = ['CaptionsErrors', 'CaptionsLatencyP95', 'CaptionsThrottles', 'CaptionsDeadLetters', 'CaptionsOldestEventAge', 'CaptionsCost', 'CaptionsRefused'];

/** Texts of alarm rules and of receivers, of the operator's objects or of the files' ConfigMap; null where there are none. */
const monitoring = model => {
  const files = model.ofType('kubernetes_config_map_v1').find(each => each.get('data')?.['alarms.yaml']);
  const rule = manifests(model, 'PrometheusRule')[0];
  const receivers = manifests(model, 'AlertmanagerConfig')[0];
  return {
    address: (files ?? rule ?? receivers)?.address ?? 'kubernetes_manifest',
    rules: files ? files.get('data')['alarms.yaml'] : rule ? JSON.stringify(rule.get('manifest.spec')) : null,
    receivers: files ? files.get('data')['alertmanager.yaml'] ?? null : receivers ? JSON.stringify(receivers.get('manifest.spec')) : null,
  };
};

const quantity = text => {
  const found = /^([0-9.]+)(m|Mi|Gi|k|M|G)?$/.exec(text ?? '');
  return found ? Number(found[1]) * ({ m: 0.001, Mi: 2 ** 20, Gi: 2 ** 30, k: 1e3, M: 1e6, G: 1e9 }[found[2]] ?? 1) : NaN;
};

export default [
  {
    id: 'kubernetes-role-names-objects', control: 'least_privilege', target, public: 'CKV_K8S_49',
    says: 'Roles name what they may do to which objects, without wildcards, and read no secrets.',
    check: model => [...missing(model, 'kubernetes_role_v1'), ...model.ofType('kubernetes_role_v1').flatMap(role => role.list('rule').flatMap(rule => {
      const all = [...rule.api_groups ?? [], ...rule.resources ?? [], ...rule.verbs ?? []];
      // Pods have names that nobody knows before, and a way to a port of one changes nothing: a revision is asked by it before it has traffic.
      const opensWay = `${rule.resources}` === 'pods/portforward' && `${rule.verbs}` === 'create';
      const writes = !opensWay && (rule.verbs ?? []).some(verb => !['get', 'list', 'watch'].includes(verb));
      return [
        ...all.includes('*') ? [breach(role.address, 'a rule has a wildcard')] : [],
        ...(rule.resources ?? []).some(each => each.startsWith('secrets')) ? [breach(role.address, 'it may read secrets')] : [],
        ...writes && !(rule.resource_names ?? []).length ? [breach(role.address, `it may ${rule.verbs.join(', ')} all ${rule.resources.join(', ')}`)] : [],
      ];
    }))],
  },
  {
    id: 'kubernetes-no-rights-beyond-the-namespace', control: 'least_privilege', target, public: null,
    says: 'Nobody is given rights on the whole cluster.',
    optional: 'no rights at all are the fewest',
    check: model => [
      ...model.ofType('kubernetes_cluster_role_v1', 'kubernetes_cluster_role', 'kubernetes_cluster_role_binding_v1', 'kubernetes_cluster_role_binding').map(each => breach(each.address, 'it holds in every namespace')),
      ...model.ofType('kubernetes_role_binding_v1').filter(each => each.get('role_ref.0.kind') !== 'Role').map(each => breach(each.address, 'it binds a role of the cluster')),
    ],
  },
  {
    id: 'kubernetes-deployer-is-one-project', control: 'least_privilege', target, public: null,
    says: 'Who may deploy is a protected ref of one project, by its token, and no group or anonymous user.',
    optional: 'without a pipeline nobody deploys by one',
    check: model => model.ofType('kubernetes_role_binding_v1').flatMap(binding => binding.list('subject')
      .filter(({ kind, name }) => kind !== 'User' || !/project_path:[^:*]+:ref_type:branch:ref:[^:*]+$/.test(name ?? ''))
      .map(({ kind, name }) => breach(binding.address, `${kind} ${name} is no ref of a project`))),
  },
  {
    id: 'kubernetes-no-service-account-token', control: 'least_privilege', target, public: 'CKV_K8S_38',
    says: 'Pods have no token of the cluster.',
    check: model => [
      ...missing(model, 'kubernetes_service_account_v1'),
      ...everyPod(pod => pod.automount_service_account_token === false ? '' : 'its pods have a token of the cluster')(model),
      ...model.ofType('kubernetes_service_account_v1').filter(each => each.get('automount_service_account_token') !== false).map(each => breach(each.address, 'it gives its pods a token')),
    ],
  },
  {
    id: 'kubernetes-network-default-deny', control: 'private_by_default', target, public: 'CKV2_K8S_6',
    says: 'What no policy of the network lets in or out stays where it is.',
    check: model => {
      const all = model.ofType('kubernetes_network_policy_v1').filter(each => !Object.keys(each.get('spec.0.pod_selector.0.match_labels') ?? {}).length && !each.list('spec.0.ingress').length && !each.list('spec.0.egress').length);
      return all.some(each => ['Ingress', 'Egress'].every(type => each.list('spec.0.policy_types').includes(type))) ? [] : [breach('kubernetes_network_policy_v1', 'no policy denies all pods all traffic in and out')];
    },
  },
  {
    id: 'kubernetes-ingress-rules-name-callers', control: 'private_by_default', target, public: null,
    says: 'Every rule that lets traffic in names who may come, and on which port.',
    check: model => [...missing(model, 'kubernetes_network_policy_v1'), ...model.ofType('kubernetes_network_policy_v1').flatMap(policy => policy.list('spec.0.ingress')
      .filter(rule => !(rule.from ?? []).length || !(rule.ports ?? []).length || rule.from.some(from => (from.ip_block ?? []).some(block => /\/0$/.test(block.cidr ?? ''))))
      .map(() => breach(policy.address, 'a rule lets anyone in, or to any port')))],
  },
  {
    id: 'kubernetes-egress-not-to-the-world', control: 'private_by_default', target, public: null, exception: 'public_network',
    says: 'Pods reach networks that were named, not the world.',
    check: model => [...missing(model, 'kubernetes_network_policy_v1'), ...model.ofType('kubernetes_network_policy_v1').flatMap(policy => policy.list('spec.0.egress')
      .filter(rule => !(rule.to ?? []).length || rule.to.some(to => (to.ip_block ?? []).some(block => /\/0$/.test(block.cidr ?? ''))))
      .map(() => breach(policy.address, 'a rule lets pods reach everything')))],
  },
  {
    id: 'kubernetes-service-inside', control: 'private_by_default', target, public: null,
    says: 'Services have addresses of the cluster alone; an ingress or gateway stands between them and the world.',
    check: model => [...missing(model, 'kubernetes_service_v1'), ...model.ofType('kubernetes_service_v1')
      .filter(each => each.get('spec.0.type') !== 'ClusterIP' || each.list('spec.0.external_ips').length).map(each => breach(each.address, `it is a ${each.get('spec.0.type')}, which others than the cluster reach`))],
  },
  {
    id: 'kubernetes-callers-are-known', control: 'private_by_default', target, public: null, exception: 'public_access',
    says: 'Whoever comes in from outside was asked who they are: by the ingress, or by the service with keys or tokens.',
    optional: 'callers inside the cluster need no ingress; the network names them',
    check: model => {
      const asks = hosts(model).length > 0 && hosts(model).every(each => ['keys', 'jwt'].includes(setting(each, 'CAPTION_AUTH')));
      const open = [
        ...model.ofType('kubernetes_ingress_v1').filter(each => !/^https?:\/\//.test(annotations(each)['nginx.ingress.kubernetes.io/auth-url'] ?? '')),
        ...manifests(model, 'HTTPRoute'),
      ];
      return asks ? [] : open.map(each => breach(each.address, 'it lets callers in whom nobody asks who they are'));
    },
  },
  {
    id: 'kubernetes-tls', control: 'encryption', target, public: null,
    says: 'What comes in from outside comes by TLS.',
    optional: 'callers inside the cluster need no ingress',
    check: model => model.ofType('kubernetes_ingress_v1')
      .filter(each => !each.list('spec.0.tls').some(tls => tls.secret_name && (tls.hosts ?? []).length) || annotations(each)['nginx.ingress.kubernetes.io/ssl-redirect'] !== 'true')
      .map(each => breach(each.address, 'it has no certificate, or answers without TLS')),
  },
  {
    id: 'kubernetes-store-encrypted', control: 'encryption', target, public: null, exception: 'unencrypted_keys',
    says: 'The store is stated to be encrypted with a key of the owner\'s.',
    check: model => stores(model, 'captions/store-has-own-key', 'the store is not encrypted with a key of yours'),
  },
  {
    id: 'kubernetes-store-keeps-versions', control: 'versioned_store', target, public: null, exception: 'unversioned_store',
    says: 'The store is stated to keep old versions.',
    check: model => stores(model, 'captions/store-keeps-versions', 'the store keeps no versions'),
  },
  {
    id: 'kubernetes-volume-retained', control: 'versioned_store', target, public: null, exception: 'deletable_store',
    says: 'A volume outlives its claim.',
    optional: 'a bucket or container by its address needs no claim',
    check: model => model.ofType('kubernetes_persistent_volume_claim_v1').filter(each => annotations(each)['captions/is-retained'] !== 'true')
      .map(each => breach(each.address, 'its storage class is not stated to retain volumes')),
  },
  {
    id: 'kubernetes-secrets-as-files', control: 'keys', target, public: 'CKV_K8S_35',
    says: 'Secrets reach the program as files; only the proxy\'s address, which is no file to it, is a variable.',
    check: everyContainer(container => (container.env_from ?? []).some(each => (each.secret_ref ?? []).length) ? 'takes a whole secret into its environment'
      : (container.env ?? []).some(each => each.name !== 'CAPTION_URL_PROXY' && (each.value_from ?? []).some(from => (from.secret_key_ref ?? []).length)) ? 'takes a secret into its environment' : ''),
  },
  {
    id: 'kubernetes-no-secret-in-state', control: 'keys', target, public: null,
    says: 'Terraform makes no Secret, whose value its state would hold.',
    optional: 'no secret is none in the state',
    check: model => model.ofType('kubernetes_secret_v1', 'kubernetes_secret', 'kubernetes_secret_v1_data', 'kubernetes_service_account_token_v1').map(each => breach(each.address, 'its value stands in the state')),
  },
  {
    id: 'kubernetes-secret-files-read-only', control: 'keys', target, public: null,
    says: 'Files of secrets are mounted for reading, and not for everyone.',
    check: model => [...missing(model, 'kubernetes_deployment_v1'), ...workloads(model).flatMap(resource => (podOf(resource).volume ?? []).filter(volume => (volume.secret ?? []).length).flatMap(volume => [
      ...['0440', '0400'].includes(volume.secret[0].default_mode) ? [] : [breach(resource.address, `volume ${volume.name} has the mode ${volume.secret[0].default_mode ?? '0644'}`)],
      ...containers(resource).flatMap(each => each.volume_mount ?? []).filter(mount => mount.name === volume.name && mount.read_only !== true).map(() => breach(resource.address, `volume ${volume.name} can be written`)),
    ]))],
  },
  {
    id: 'kubernetes-loop', control: 'rollout', target, public: null,
    says: 'A loop by the clock looks once, one at a time, and is not tried again where a gate said no.',
    optional: 'the loop is off by default',
    check: model => model.ofType('kubernetes_cron_job_v1').filter(each => host(each).args?.[0] === 'loop').flatMap(each => [
      ...host(each).args.includes('--once') ? [] : [breach(each.address, 'it looks for ever, by the clock')],
      ...each.get('spec.0.concurrency_policy') === 'Forbid' ? [] : [breach(each.address, 'two may look at the same time')],
      ...each.list('spec.0.job_template.0.spec.0.pod_failure_policy.0.rule').some(rule => rule.action === 'FailJob' && (rule.on_exit_codes ?? []).some(codes => (codes.values ?? []).includes(4)))
        ? [] : [breach(each.address, 'exit code 4 (a gate said no) is tried again')],
    ]),
  },
  {
    id: 'kubernetes-sweep', control: 'failure_path', target, public: null,
    says: 'What events missed is swept up by a schedule, one sweep at a time, and wrong settings are not tried again.',
    check: model => {
      const sweeps = model.ofType('kubernetes_cron_job_v1').filter(each => host(each).args?.[0] === 'sweep');
      return [...none(sweeps, 'CronJob that sweeps'), ...sweeps.flatMap(each => [
        ...each.get('spec.0.suspend') === true ? [breach(each.address, 'it is suspended')] : [],
        ...each.get('spec.0.concurrency_policy') === 'Forbid' ? [] : [breach(each.address, 'two may run at the same time')],
        ...each.list('spec.0.job_template.0.spec.0.pod_failure_policy.0.rule').some(rule => rule.action === 'FailJob' && (rule.on_exit_codes ?? []).some(codes => (codes.values ?? []).includes(2)))
          ? [] : [breach(each.address, 'exit code 2 (wrong settings) is tried again')],
      ])];
    },
  },
  {
    id: 'kubernetes-dead-letters', control: 'failure_path', target, public: null,
    says: 'Events that cannot be delivered are tried again, then kept elsewhere.',
    optional: 'without a broker the sweep alone finds pictures',
    check: model => manifests(model, 'Trigger').filter(each => !(each.get('manifest.spec.delivery.retry') > 0) || !each.get('manifest.spec.delivery.deadLetterSink')).map(each => breach(each.address, 'what it cannot deliver is lost')),
  },
  {
    id: 'kubernetes-replicas-bounded', control: 'concurrency', target, public: null, exception: 'unbounded_instances',
    says: 'The autoscaler has an upper end that the quota of pods lets it reach.',
    check: model => [...missing(model, 'kubernetes_horizontal_pod_autoscaler_v2', 'kubernetes_resource_quota_v1'), ...model.ofType('kubernetes_horizontal_pod_autoscaler_v2').flatMap(each => {
      const max = each.get('spec.0.max_replicas');
      const pods = Math.min(...model.ofType('kubernetes_resource_quota_v1').map(quota => Number(quota.get('spec.0.hard.pods') ?? Infinity)));
      return max >= 1 && max <= 1000 && max < pods ? [] : [breach(each.address, `it goes to ${max} pods, the quota is ${pods}`)];
    })],
  },
  {
    id: 'kubernetes-time-limits', control: 'time_and_memory', target, public: null,
    says: 'Jobs end, requests end, and pods have the time to end what they work on.',
    check: model => [
      ...missing(model, ...workloadTypes),
      ...model.ofType('kubernetes_cron_job_v1').filter(each => !(each.get('spec.0.job_template.0.spec.0.active_deadline_seconds') > 0)).map(each => breach(each.address, 'its jobs may run for ever')),
      ...hosts(model).filter(each => !(Number(setting(each, 'CAPTION_DEADLINE_SECONDS')) > 0 && podOf(each).termination_grace_period_seconds > Number(setting(each, 'CAPTION_DEADLINE_SECONDS')) + 5))
        .map(each => breach(each.address, 'its pods are ended before a request could be, with the five seconds of preStop')),
    ],
  },
  {
    id: 'kubernetes-memory-limit', control: 'time_and_memory', target, public: 'CKV_K8S_13',
    says: 'Every container says how much memory it asks for and how much it may have.',
    check: everyContainer(container => [container.resources?.[0]?.limits?.memory, container.resources?.[0]?.requests?.memory].every(each => quantity(each) > 0) ? '' : 'has no limit or no request of memory'),
  },
  {
    id: 'kubernetes-cpu-limit', control: 'time_and_memory', target, public: 'CKV_K8S_11',
    says: 'Every container says how many processors it asks for and how many it may have.',
    check: everyContainer(container => [container.resources?.[0]?.limits?.cpu, container.resources?.[0]?.requests?.cpu].every(each => quantity(each) > 0) ? '' : 'has no limit or no request of processors'),
  },
  {
    id: 'kubernetes-log-retention', control: 'logs', target, public: null, exception: 'short_logs',
    says: 'Pods say for how many days their logs are to be kept, thirty at least.',
    check: everyPod((pod, resource) => Number((resource.get(`${templateAt[resource.type]}.metadata.0.annotations`) ?? {})['captions/log-retention-days']) >= 30 ? '' : 'its pods do not ask for thirty days of logs'),
  },
  {
    id: 'kubernetes-tracing', control: 'tracing', target, public: null,
    says: 'The service sends spans and measurements to a collector that the network lets it reach.',
    check: model => [...missing(model, 'kubernetes_deployment_v1'), ...hosts(model).flatMap(each => {
      const port = /:(\d+)$/.exec(setting(each, 'OTEL_EXPORTER_OTLP_ENDPOINT') ?? '')?.[1];
      if (!port) return [breach(each.address, 'OTEL_EXPORTER_OTLP_ENDPOINT names no collector')];
      const isOpen = model.ofType('kubernetes_network_policy_v1').some(policy => policy.list('spec.0.egress').some(rule => (rule.ports ?? []).some(open => open.port === port)));
      return isOpen ? [] : [breach(each.address, `no policy of the network lets it reach port ${port} of the collector`)];
    })],
  },
  {
    id: 'kubernetes-seven-alarms', control: 'alarms', target, public: null,
    says: 'The seven alarms are there, each with an expression and a limit.',
    check: model => {
      const { address, rules } = monitoring(model);
      if (!rules) return [breach(address, 'there are no rules of alarms')];
      return alertNames.filter(name => !rules.includes(`"${name}"`)).map(name => breach(address, `${name} is missing`));
    },
  },
  {
    id: 'kubernetes-alarms-reach-people', control: 'alarms', target, public: null,
    says: 'Alarms go to people by e-mail.',
    check: model => {
      const { address, receivers } = monitoring(model);
      if (!receivers) return [breach(address, 'there are no receivers of alarms')];
      const isDev = workloads(model).length > 0 && workloads(model).every(each => labels(each).environment !== 'prod');
      return isDev || /"(to)"?: ?"?[^"@\s]+@/.test(receivers) ? [] : [breach(address, 'no e-mail goes out')];
    },
  },
  {
    id: 'kubernetes-quota', control: 'budget', target, public: null,
    says: 'A quota caps what the namespace may ask for, and so what it may cost.',
    check: model => [...missing(model, 'kubernetes_resource_quota_v1', 'kubernetes_limit_range_v1'), ...model.ofType('kubernetes_resource_quota_v1').flatMap(quota =>
      ['pods', 'requests.cpu', 'requests.memory', 'limits.memory', 'services.loadbalancers'].filter(name => Number.isNaN(quantity((quota.get('spec.0.hard') ?? {})[name])))
        .map(name => breach(quota.address, `${name} is not capped`)))],
  },
  {
    id: 'kubernetes-cost-alarm', control: 'budget', target, public: null,
    says: 'The cost alarm counts what pods ask for against a budget.',
    check: model => {
      const { address, rules } = monitoring(model);
      return rules && /kube_pod_container_resource_requests/.test(rules) ? [] : [breach(address, 'no alarm counts what pods ask for')];
    },
  },
  {
    id: 'kubernetes-image-digest', control: 'registry', target, public: 'CKV_K8S_43',
    says: 'Images are pinned by their digest.',
    check: everyContainer(container => /@sha256:[0-9a-f]{64}$/.test(container.image ?? '') ? '' : `runs ${container.image}, which may be another image tomorrow`),
  },
  {
    id: 'kubernetes-labels', control: 'tags', target, public: null,
    says: 'Everything in the namespace says whose it is, what for and of which release.',
    check: model => {
      const labelled = model.resources.filter(each => each.type.startsWith('kubernetes_'));
      return [...none(labelled, 'resource'), ...labelled.flatMap(each => {
        const own = each.type === 'kubernetes_manifest' ? each.get('manifest.metadata.labels') ?? {} : labels(each);
        return ['name', 'environment', 'owner', 'cost-center', 'data-classification', 'release', 'managed-by'].filter(key => !own[key]).slice(0, 1).map(key => breach(each.address, `it has no label ${key}`));
      })];
    },
  },
  {
    id: 'kubernetes-non-root', control: 'hardening', target, public: 'CKV_K8S_40',
    says: 'Pods run as a user with a high number, not as root.',
    check: everyPod(pod => pod.security_context?.[0]?.run_as_non_root === true && Number(pod.security_context[0].run_as_user) >= 10000 ? '' : 'its pods may run as root, or as a user of the node'),
  },
  {
    id: 'kubernetes-read-only-root', control: 'hardening', target, public: 'CKV_K8S_22',
    says: 'Containers cannot write to their own files.',
    check: everyContainer(container => container.security_context?.[0]?.read_only_root_filesystem === true ? '' : 'may write to its own files'),
  },
  {
    id: 'kubernetes-no-escalation', control: 'hardening', target, public: 'CKV_K8S_20',
    says: 'No process gets more rights than it began with.',
    check: everyContainer(container => container.security_context?.[0]?.allow_privilege_escalation === false && container.security_context[0].privileged !== true ? '' : 'may get more rights'),
  },
  {
    id: 'kubernetes-capabilities-dropped', control: 'hardening', target, public: 'CKV_K8S_37',
    says: 'Containers have no capabilities.',
    check: everyContainer(({ security_context: [context = {}] = [] }) => (context.capabilities?.[0]?.drop ?? []).includes('ALL') && !(context.capabilities[0].add ?? []).length ? '' : 'has capabilities'),
  },
  {
    id: 'kubernetes-seccomp', control: 'hardening', target, public: 'CKV_K8S_31',
    says: 'System calls are filtered by the runtime\'s profile.',
    check: everyPod(pod => ['RuntimeDefault', 'Localhost'].includes(pod.security_context?.[0]?.seccomp_profile?.[0]?.type) ? '' : 'no profile filters its system calls'),
  },
  {
    id: 'kubernetes-host-apart', control: 'hardening', target, public: 'CKV_K8S_19',
    says: 'Pods share nothing with their node: no network, processes or folders.',
    check: everyPod(pod => pod.host_network === true || pod.host_pid === true || pod.host_ipc === true ? 'its pods are part of their node'
      : (pod.volume ?? []).some(volume => (volume.host_path ?? []).length) ? 'its pods see folders of their node' : ''),
  },
  {
    id: 'kubernetes-namespace-restricted', control: 'hardening', target, public: 'CKV_K8S_21',
    says: 'A namespace of its own lets in only pods of the restricted standard.',
    check: model => [...missing(model, 'kubernetes_namespace_v1'), ...model.ofType('kubernetes_namespace_v1').filter(each => labels(each)['pod-security.kubernetes.io/enforce'] !== 'restricted')
      .map(each => breach(each.address, 'it lets in pods that the restricted standard does not')),
    ...workloads(model).filter(each => ['default', undefined].includes(each.get('metadata.0.namespace'))).map(each => breach(each.address, 'it is in the namespace default'))],
  },
  {
    id: 'kubernetes-two-tracks', control: 'rollout', target, public: null,
    says: 'A stable and a canary Deployment stand behind one Service, and only the stable one has pods before a release comes.',
    check: model => {
      const tracks = Object.fromEntries(hosts(model).map(each => [track(each), each]));
      const lacking = ['stable', 'canary'].filter(name => !tracks[name]);
      if (lacking.length) return lacking.map(name => breach('kubernetes_deployment_v1', `there is no ${name} Deployment`));
      const isBehind = each => model.ofType('kubernetes_service_v1').some(service => Object.entries(service.get('spec.0.selector') ?? { none: '' })
        .every(([key, value]) => (each.get('spec.0.template.0.metadata.0.labels') ?? {})[key] === value) && !(service.get('spec.0.selector') ?? {})['captions/track']);
      return [
        ...Object.values(tracks).filter(each => !isBehind(each)).map(each => breach(each.address, 'no Service that takes both tracks takes its pods')),
        ...tracks.canary.get('spec.0.replicas') === '0' ? [] : [breach(tracks.canary.address, 'it has pods before a release comes')],
      ];
    },
  },
  {
    id: 'kubernetes-nothing-lost-in-a-rollout', control: 'rollout', target, public: null,
    says: 'A new pod is ready before an old one goes, and an old one serves on until nobody sends it requests.',
    check: model => [...missing(model, 'kubernetes_deployment_v1', 'kubernetes_pod_disruption_budget_v1'), ...hosts(model).flatMap(each => [
      ...each.get('spec.0.strategy.0.type') === 'RollingUpdate' && each.get('spec.0.strategy.0.rolling_update.0.max_unavailable') === '0' ? [] : [breach(each.address, 'old pods go before new ones are ready')],
      ...(host(each).lifecycle ?? []).some(hook => (hook.pre_stop ?? []).length) ? [] : [breach(each.address, 'pods end while requests still come to them')],
    ])],
  },
  {
    id: 'kubernetes-readiness-probe', control: 'rollout', target, public: 'CKV_K8S_9',
    says: 'Pods get requests only when they are ready, which the service itself says.',
    check: model => [...missing(model, 'kubernetes_deployment_v1'), ...hosts(model).filter(each => !/^\/health\/ready$/.test(host(each).readiness_probe?.[0]?.http_get?.[0]?.path ?? '') || !(host(each).startup_probe ?? []).length)
      .map(each => breach(each.address, 'nothing asks whether its pods are ready'))],
  },
  {
    id: 'kubernetes-liveness-probe', control: 'rollout', target, public: 'CKV_K8S_8',
    says: 'Pods that no longer answer are started again, by a probe that looks at nothing else.',
    check: model => [...missing(model, 'kubernetes_deployment_v1'), ...hosts(model).filter(each => host(each).liveness_probe?.[0]?.http_get?.[0]?.path !== '/health/live')
      .map(each => breach(each.address, 'nothing asks whether its pods live'))],
  },
  {
    id: 'kubernetes-rollback-on-alarm', control: 'rollback', target, public: null, exception: 'no_rollback',
    says: 'In prod an alarm that tells of a bad revision calls what rolls back.',
    check: model => {
      const { address, rules, receivers } = monitoring(model);
      if (!rules || !receivers) return [breach(address, 'there are no alarms that could roll back')];
      if (workloads(model).length > 0 && workloads(model).every(each => labels(each).environment !== 'prod')) return [];
      return /"?rolls_back"?: ?"true"/.test(rules) && /"?(urlSecret|url_file)"?: ?/.test(receivers) ? [] : [breach(address, 'no alarm calls a rollback')];
    },
  },
  {
    id: 'kubernetes-revisions-kept', control: 'rollback', target, public: null,
    says: 'The cluster keeps two revisions at least to go back to.',
    check: model => [...missing(model, 'kubernetes_deployment_v1'), ...hosts(model).filter(each => !(each.get('spec.0.revision_history_limit') >= 2)).map(each => breach(each.address, 'the revision before is forgotten'))],
  },
];

function stores(model, name, message) {
  const stated = model.ofType('kubernetes_config_map_v1', 'kubernetes_persistent_volume_claim_v1').filter(each => annotations(each)[name] !== undefined);
  return [...none(stated, 'store of which this is stated'), ...stated.filter(each => annotations(each)[name] !== 'true').map(each => breach(each.address, message))];
}
