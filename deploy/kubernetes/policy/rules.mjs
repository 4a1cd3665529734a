// What manifests have to hold, whoever wrote them: { id, says, check }. `check` gives breaches { object, message }. Plans of Terraform are
// held to the same by terraform/policy/rules/kubernetes.mjs.
import { containersOf, nameOf, quantity, selects } from './manifests.mjs';

const breach = (object, message) => ({ object: nameOf(object), message });

/** A rule for pods: what is wrong with one, '' where nothing. */
const everyPod = fault => model => model.workloads().map(({ object, pod }) => [object, fault(pod, object)]).filter(([, said]) => said).map(([object, said]) => breach(object, said));

/** A rule for containers. */
const everyContainer = fault => model => model.workloads().flatMap(({ object, pod }) => containersOf(pod)
  .map(container => [container, fault(container, pod)]).filter(([, said]) => said).map(([{ name }, said]) => breach(object, `container ${name} ${said}`)));

/** A rule for the container of a host, with its settings. */
const everyHost = fault => model => model.hosts().flatMap(({ object, pod }) => {
  const [container] = pod.containers ?? [];
  const said = fault({ object, pod, container: container ?? {}, settings: model.settings(container ?? {}, object.metadata.namespace) });
  return said ? [breach(object, said)] : [];
});

const rulesOf = policy => ({ ingress: policy.spec.ingress ?? [], egress: policy.spec.egress ?? [] });
const isWorld = ({ ipBlock }) => /\/0$/.test(ipBlock?.cidr ?? '');
const probe = (name, path) => ({ container }) => {
  const { httpGet, timeoutSeconds } = container[name] ?? {};
  return httpGet?.path !== path ? `its ${name} does not ask ${path}` : timeoutSeconds >= 5 ? '' : `its ${name} gives up before 5 s, as it would on a busy processor`;
};
const preStopSeconds = ({ lifecycle }) => lifecycle?.preStop?.sleep?.seconds ?? 0;
/** How long the host may take to end after the longest request: ShutdownTimeout of src/Api/Hosting is the deadline and this. */
const shutdownSeconds = 5;
const autoscalersOf = (model, { metadata }) => model.of('HorizontalPodAutoscaler', 'ScaledObject').filter(({ metadata: own, spec }) => own.namespace === metadata.namespace && spec.scaleTargetRef?.name === metadata.name);
const behaviorOf = ({ kind, spec }) => (kind === 'ScaledObject' ? spec.advanced?.horizontalPodAutoscalerConfig?.behavior : spec.behavior);

export default [
  {
    id: 'non-root',
    says: 'Pods run as a user with a high number, not as root.',
    check: everyPod(({ securityContext: context }) => context?.runAsNonRoot === true && context.runAsUser >= 10000 ? '' : 'its pods may run as root, or as a user of the node'),
  },
  {
    id: 'read-only-root',
    says: 'Containers cannot write to their own files.',
    check: everyContainer(({ securityContext }) => securityContext?.readOnlyRootFilesystem === true ? '' : 'may write to its own files'),
  },
  {
    id: 'no-escalation',
    says: 'No process gets more rights than it began with.',
    check: everyContainer(({ securityContext }) => securityContext?.allowPrivilegeEscalation === false && securityContext.privileged !== true ? '' : 'may get more rights'),
  },
  {
    id: 'capabilities-dropped',
    says: 'Containers have no capabilities.',
    check: everyContainer(({ securityContext }) => securityContext?.capabilities?.drop?.includes('ALL') && !securityContext.capabilities.add?.length ? '' : 'has capabilities'),
  },
  {
    id: 'seccomp',
    says: 'System calls are filtered by the runtime\'s profile.',
    check: everyPod(pod => ['RuntimeDefault', 'Localhost'].includes(pod.securityContext?.seccompProfile?.type)
      && containersOf(pod).every(({ securityContext }) => securityContext?.seccompProfile?.type !== 'Unconfined') ? '' : 'no profile filters its system calls'),
  },
  {
    id: 'no-service-account-token',
    says: 'Pods have no token of the cluster.',
    check: model => [
      ...everyPod(pod => pod.automountServiceAccountToken === false ? '' : 'its pods have a token of the cluster')(model),
      ...model.of('ServiceAccount').filter(each => each.automountServiceAccountToken !== false).map(each => breach(each, 'it gives its pods a token')),
    ],
  },
  {
    id: 'host-apart',
    says: 'Pods share nothing with their node: no network, processes or folders.',
    check: everyPod(pod => pod.hostNetwork || pod.hostPID || pod.hostIPC ? 'its pods are part of their node' : (pod.volumes ?? []).some(({ hostPath }) => hostPath) ? 'its pods see folders of their node' : ''),
  },
  {
    id: 'namespace-restricted',
    says: 'A namespace of its own lets in only pods of the restricted standard.',
    check: model => [
      ...model.of('Namespace').filter(({ metadata }) => metadata.labels?.['pod-security.kubernetes.io/enforce'] !== 'restricted').map(each => breach(each, 'it lets in pods that the restricted standard does not')),
      ...model.objects.filter(({ kind, metadata }) => kind !== 'Namespace' && [undefined, 'default'].includes(metadata.namespace)).map(each => breach(each, 'it is in no namespace of its own')),
    ],
  },
  {
    id: 'network-default-deny',
    says: 'What no policy of the network lets in or out stays where it is.',
    check: model => model.of('Namespace').filter(({ metadata: { name } }) => !model.of('NetworkPolicy').some(({ metadata, spec }) => metadata.namespace === name
      && Object.keys(spec.podSelector ?? {}).length === 0 && !spec.ingress?.length && !spec.egress?.length && ['Ingress', 'Egress'].every(type => spec.policyTypes?.includes(type))))
      .map(each => breach(each, 'no policy denies all pods in it all traffic in and out')),
  },
  {
    id: 'ingress-names-callers',
    says: 'Every rule that lets traffic in names who may come, and on which port.',
    check: model => model.of('NetworkPolicy').filter(policy => rulesOf(policy).ingress.some(({ from, ports }) => !from?.length || !ports?.length || from.some(isWorld)
      || from.some(({ namespaceSelector, ipBlock }) => !ipBlock && namespaceSelector && Object.keys(namespaceSelector).length === 0))).map(each => breach(each, 'a rule lets anyone in, or to any port')),
  },
  {
    id: 'measurements-apart',
    says: 'Measurements are read by Prometheus alone: no other may come to their port, and no Service offers it.',
    check: model => [
      ...model.of('NetworkPolicy').filter(policy => rulesOf(policy).ingress.some(({ from, ports }) => ports?.some(({ port }) => ['metrics', 9464].includes(port))
        && !from?.every(({ podSelector }) => podSelector?.matchLabels?.['app.kubernetes.io/name'] === 'prometheus'))).map(each => breach(each, 'a rule lets others than Prometheus come to the port of measurements')),
      ...model.of('Service').filter(({ spec }) => spec.ports?.some(({ targetPort, port }) => [targetPort, port].some(each => ['metrics', 9464].includes(each)))).map(each => breach(each, 'it offers the port of measurements')),
    ],
  },
  {
    id: 'egress-not-to-the-world',
    says: 'Pods reach what was named, not the world.',
    check: model => model.of('NetworkPolicy').filter(policy => rulesOf(policy).egress.some(({ to, ports }) => !to?.length || !ports?.length || to.some(isWorld))).map(each => breach(each, 'a rule lets pods reach everything, or by any port')),
  },
  {
    id: 'service-inside',
    says: 'Services have addresses of the cluster alone; a gateway stands between them and the world.',
    check: model => model.of('Service').filter(({ spec }) => (spec.type ?? 'ClusterIP') !== 'ClusterIP' || spec.externalIPs?.length).map(each => breach(each, 'others than the cluster reach it')),
  },
  {
    id: 'secrets-as-files',
    says: 'Secrets are files for reading, not for everyone, and none stands in a manifest.',
    check: model => [
      ...model.of('Secret').map(each => breach(each, 'its value stands in a manifest')),
      ...everyContainer(({ env, envFrom }) => env?.some(({ valueFrom }) => valueFrom?.secretKeyRef) || envFrom?.some(({ secretRef }) => secretRef) ? 'takes a secret into its environment' : '')(model),
      ...everyPod(pod => {
        const secrets = (pod.volumes ?? []).filter(({ secret }) => secret);
        const open = secrets.find(({ secret }) => ![0o440, 0o400].includes(secret.defaultMode));
        const writable = containersOf(pod).flatMap(({ volumeMounts }) => volumeMounts ?? []).find(({ name, readOnly }) => secrets.some(each => each.name === name) && readOnly !== true);
        return open ? `anybody may read volume ${open.name}` : writable ? `volume ${writable.name} can be written` : '';
      })(model),
    ],
  },
  {
    id: 'resource-envelope',
    says: 'Every container says how many processors and how much memory it asks for and may have, and every folder in memory or on the node how large it may get.',
    check: model => [
      ...everyContainer(({ resources }) => ['requests', 'limits'].flatMap(kind => ['cpu', 'memory'].map(name => quantity(resources?.[kind]?.[name]))).every(each => each > 0) ? '' : 'lacks a request or a limit of processors or memory')(model),
      ...everyPod(pod => { const open = (pod.volumes ?? []).find(({ emptyDir }) => emptyDir && !(quantity(emptyDir.sizeLimit) > 0)); return open ? `volume ${open.name} may fill its node` : ''; })(model),
    ],
  },
  {
    id: 'gpu-whole',
    says: 'Whoever computes on a GPU has whole ones, may stand on their nodes, and needs no spare one for a rollout.',
    check: everyHost(({ object, pod, container, settings }) => {
      const gpus = container.resources?.limits?.['nvidia.com/gpu'];
      if (settings.CAPTION_PROVIDER !== 'cuda' && gpus === undefined) return '';
      const asked = container.resources?.requests?.['nvidia.com/gpu'];
      const { maxSurge, maxUnavailable } = object.spec.strategy?.rollingUpdate ?? {};
      return !(Number.isInteger(Number(gpus)) && Number(gpus) > 0) || (asked !== undefined && Number(asked) !== Number(gpus)) ? 'it has no whole GPU'
        : settings.CAPTION_PROVIDER !== 'cuda' ? 'it has a GPU and does not use it'
        : !pod.tolerations?.some(({ key, effect }) => key === 'nvidia.com/gpu' && effect === 'NoSchedule') ? 'nodes with GPUs do not take its pods'
        : object.kind === 'Deployment' && !(maxSurge === 0 && maxUnavailable >= 1) ? 'its rollout waits for a spare GPU' : '';
    }),
  },
  {
    id: 'startup-probe',
    says: 'A pod has minutes to load its models, and is not asked anything else before.',
    check: everyHost(each => probe('startupProbe', '/health/started')(each) || (each.container.startupProbe.periodSeconds * each.container.startupProbe.failureThreshold >= 120 ? '' : 'its models have less than two minutes to load')),
  },
  {
    id: 'readiness-probe',
    says: 'Pods get requests only when they are ready, which the service itself says.',
    check: everyHost(probe('readinessProbe', '/health/ready')),
  },
  {
    id: 'liveness-probe',
    says: 'Pods that no longer answer are started again, by a probe that looks at nothing else.',
    check: everyHost(probe('livenessProbe', '/health/live')),
  },
  {
    id: 'drained',
    says: 'A pod serves on until nobody sends it requests, and has the time to finish those it took: preStop, the deadline and the time to end fit into the grace period.',
    check: everyHost(({ pod, container, settings }) => {
      const needed = preStopSeconds(container) + Number(settings.CAPTION_DEADLINE_SECONDS ?? 30) + shutdownSeconds;
      return preStopSeconds(container) < 5 ? 'its pods end while requests still come to them'
        : (pod.terminationGracePeriodSeconds ?? 30) > needed ? '' : `its pods are ended after ${pod.terminationGracePeriodSeconds ?? 30} s and may need ${needed}`;
    }),
  },
  {
    id: 'rollout',
    says: 'Capacity does not fall in a rollout, and there is something to go back to.',
    check: model => model.of('Deployment').flatMap(each => {
      const { type, rollingUpdate } = each.spec.strategy ?? {};
      const hasGpu = each.spec.template.spec.containers[0].resources?.limits?.['nvidia.com/gpu'] !== undefined;
      return type !== 'RollingUpdate' || (rollingUpdate?.maxUnavailable !== 0 && !hasGpu) ? [breach(each, 'old pods go before new ones are ready')]
        : each.spec.revisionHistoryLimit >= 2 ? [] : [breach(each, 'the revision before is forgotten')];
    }),
  },
  {
    id: 'disruption-budget',
    says: 'Nodes are emptied one pod at a time, and can be emptied.',
    check: model => model.workloads('Deployment').flatMap(({ object, labels }) => {
      const budgets = model.of('PodDisruptionBudget').filter(({ metadata, spec }) => metadata.namespace === object.metadata.namespace && selects(spec.selector, labels));
      return budgets.length !== 1 ? [breach(object, `${budgets.length} budgets count its pods, and one should`)]
        : budgets[0].spec.maxUnavailable >= 1 ? [] : [breach(budgets[0], 'no pod may go: no node can be emptied')];
    }),
  },
  {
    id: 'autoscaled',
    says: 'One autoscaler counts requests or what waits in a queue, up to an end, and nobody else sets the replicas.',
    check: model => model.of('Deployment').flatMap(each => {
      const [autoscaler, ...others] = autoscalersOf(model, each);
      if (!autoscaler || others.length) return [breach(each, `${others.length + (autoscaler ? 1 : 0)} autoscalers have it, and one should`)];
      const { maxReplicas, maxReplicaCount, metrics, triggers } = autoscaler.spec;
      const counted = [...(metrics ?? []).map(({ pods, object }) => (pods ?? object)?.metric?.name), ...(triggers ?? []).map(({ type, metadata }) => (type === 'prometheus' ? metadata.query : type))];
      return each.spec.replicas !== undefined ? [breach(each, 'it sets its replicas against the autoscaler')]
        : !((maxReplicas ?? maxReplicaCount) <= 100) ? [breach(autoscaler, 'it has no end that a budget could bear')]
        : counted.length && counted.every(name => /in_flight|kafka|sqs|queue|rabbitmq|servicebus/.test(name ?? '')) ? [] : [breach(autoscaler, 'it goes by processors, which tell no queue')];
    }),
  },
  {
    id: 'scale-down-slow',
    says: 'Fewer pods only after five quiet minutes, one at a time.',
    check: model => model.of('HorizontalPodAutoscaler', 'ScaledObject').filter(each => {
      const { stabilizationWindowSeconds, policies } = behaviorOf(each)?.scaleDown ?? {};
      return !(stabilizationWindowSeconds >= 300 && policies?.length && policies.every(({ type, value }) => type === 'Pods' && value === 1));
    }).map(each => breach(each, 'it takes pods away from work')),
  },
  {
    id: 'spread',
    says: 'Pods stand in several zones and on several nodes, where there are any.',
    check: model => model.workloads('Deployment').filter(({ labels, pod }) => !['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].every(key => pod.topologySpreadConstraints
      ?.some(({ topologyKey, labelSelector }) => topologyKey === key && Object.keys(labelSelector?.matchLabels ?? {}).length && selects(labelSelector, labels)))).map(({ object }) => breach(object, 'its pods may all stand on one node, or in one zone')),
  },
  {
    id: 'image-pinned',
    says: 'Images are named with their registry and a version or a digest.',
    check: everyContainer(({ image }) => /^[a-z0-9.-]+(:\d+)?\/[a-z0-9./_-]+(:(?!latest$|latest@)[\w.-]+)?(@sha256:[0-9a-f]{64})?$/.test(image ?? '') && /(:[\w.-]+|@sha256:[0-9a-f]{64})$/.test(image.split('/').at(-1)) ? '' : `runs ${image}, which may be another image tomorrow`),
  },
  {
    id: 'jobs-end',
    says: 'Jobs end, wrong settings are not tried again, and a node that goes away is no failure.',
    check: model => model.jobs().flatMap(({ object, job, pod }) => {
      const rules = job.podFailurePolicy?.rules ?? [];
      return !(job.activeDeadlineSeconds > 0) ? [breach(object, 'it may run for ever')]
        : !rules.some(({ action, onExitCodes }) => action === 'FailJob' && onExitCodes?.values?.includes(2)) ? [breach(object, 'exit code 2 (wrong settings) is tried again')]
        : !rules.some(({ action, onPodConditions }) => action === 'Ignore' && onPodConditions?.some(({ type }) => type === 'DisruptionTarget')) ? [breach(object, 'a node that goes away counts as a failure')]
        : pod.restartPolicy !== 'Never' ? [breach(object, 'a policy of failures needs restartPolicy Never')] : [];
    }),
  },
  {
    id: 'loop-looks-once',
    says: 'A loop by the clock looks once, one at a time, and is not tried again where a gate said no.',
    check: model => model.of('CronJob').flatMap(object => {
      const { concurrencyPolicy, jobTemplate: { spec: job } } = object.spec;
      const { args } = job.template.spec.containers?.[0] ?? {};
      if (args?.[0] !== 'loop') return [];
      return !args.includes('--once') ? [breach(object, 'it looks for ever, by the clock')]
        : concurrencyPolicy !== 'Forbid' ? [breach(object, 'two of it may look at once')]
        : !job.podFailurePolicy?.rules?.some(({ action, onExitCodes }) => action === 'FailJob' && onExitCodes?.values?.includes(4)) ? [breach(object, 'exit code 4 (a gate said no) is tried again')] : [];
    }),
  },
  {
    id: 'shares-counted',
    says: 'Workers of an Indexed Job know how many they are; one that fails ends itself alone, and is replaced when it is gone.',
    check: model => model.jobs().filter(({ job }) => job.completionMode === 'Indexed').flatMap(({ object, job, pod }) => {
      const count = pod.containers?.[0]?.env?.find(({ name }) => name === 'CAPTION_SHARD_COUNT')?.value;
      return count !== String(job.completions) ? [breach(object, `it has ${job.completions} shares and tells its workers ${count}`)]
        : job.backoffLimitPerIndex === undefined || job.podReplacementPolicy !== 'Failed' ? [breach(object, 'one bad share ends all, or two pods do the same')] : [];
    }),
  },
  {
    id: 'ports-agree',
    says: 'The ports that pods open are those that the settings name.',
    check: everyHost(({ container, settings }) => {
      const open = Object.fromEntries((container.ports ?? []).map(({ name, containerPort }) => [name, String(containerPort)]));
      const expected = { CAPTION_PORT: ['http', 'http1', 'h1'], CAPTION_METRICS_PORT: ['metrics'], CAPTION_GRPC_PORT: ['h2c', 'grpc'] };
      const wrong = Object.entries(expected).find(([name, ports]) => { const found = ports.find(port => open[port]); return settings[name] === undefined ? name !== 'CAPTION_PORT' && found : open[found] !== settings[name]; });
      return wrong ? `${wrong[0]} and the container's ports do not agree` : '';
    }),
  },
  {
    id: 'names-lead-somewhere',
    says: 'Selectors find pods, autoscalers their workload, and pods their settings, volumes and account.',
    check: model => [
      ...model.of('Service').filter(({ metadata, spec }) => !model.workloads().some(({ object, labels }) => object.metadata.namespace === metadata.namespace && selects({ matchLabels: spec.selector }, labels))).map(each => breach(each, 'it selects no pod')),
      ...model.workloads('Deployment').filter(({ object, labels }) => !selects(object.spec.selector, labels)).map(({ object }) => breach(object, 'it does not select its own pods')),
      ...model.of('NetworkPolicy', 'PodDisruptionBudget').filter(({ spec }) => !model.workloads().some(({ labels }) => selects(spec.podSelector ?? spec.selector, labels))).map(each => breach(each, 'it selects no pod')),
      ...model.of('HorizontalPodAutoscaler', 'ScaledObject').filter(each => ![...model.of('Deployment').map(({ metadata }) => metadata.name), ...model.of('InferenceService').map(({ metadata }) => `${metadata.name}-predictor`)]
        .includes(each.spec.scaleTargetRef?.name)).map(each => breach(each, 'what it scales is not there')),
      ...model.workloads().flatMap(({ object, pod }) => containersOf(pod).flatMap(container => [
        ...(container.envFrom ?? []).filter(({ configMapRef }) => configMapRef && !model.of('ConfigMap').some(({ metadata }) => metadata.name === configMapRef.name)).map(({ configMapRef }) => breach(object, `ConfigMap ${configMapRef.name} is not there`)),
        ...(container.volumeMounts ?? []).filter(({ name }) => !(pod.volumes ?? []).some(volume => volume.name === name)).map(({ name }) => breach(object, `volume ${name} is not there`)),
      ])),
      ...model.of('Namespace').length === 0 ? [] : model.workloads().filter(({ pod }) => pod.serviceAccountName && !model.of('ServiceAccount').some(({ metadata }) => metadata.name === pod.serviceAccountName)).map(({ object, pod }) => breach(object, `account ${pod.serviceAccountName} is not there`)),
    ],
  },
];
