// What rules see of rendered manifests: objects, and the pods that they make.

const podTemplateAt = {
  Deployment: object => object.spec?.template,
  Job: object => object.spec?.template,
  CronJob: object => object.spec?.jobTemplate?.spec?.template,
  // The predictor is a pod's spec with fields of KServe's own beside it.
  InferenceService: object => object.spec?.predictor && { metadata: { labels: object.spec.predictor.labels }, spec: object.spec.predictor },
};

export class Manifests {
  constructor(objects) {
    this.objects = objects.filter(Boolean);
  }

  of(...kinds) {
    return this.objects.filter(({ kind }) => kinds.includes(kind));
  }

  /** Objects that make pods: { object, labels, pod }. */
  workloads(...kinds) {
    return this.objects
      .filter(({ kind }) => podTemplateAt[kind] && (kinds.length === 0 || kinds.includes(kind)))
      .map(object => ({ object, labels: podTemplateAt[object.kind](object)?.metadata?.labels ?? {}, pod: podTemplateAt[object.kind](object)?.spec ?? {} }));
  }

  /** Workloads that answer requests: those that stay. */
  hosts() {
    return this.workloads('Deployment', 'InferenceService');
  }

  /** Jobs' specs, those of CronJobs too: { object, job, pod }. */
  jobs() {
    return this.workloads('Job', 'CronJob').map(({ object, pod }) => ({ object, pod, job: object.kind === 'Job' ? object.spec : object.spec.jobTemplate.spec }));
  }

  /** Settings of a container: its ConfigMaps', then its own variables. */
  settings(container, namespace) {
    const maps = (container.envFrom ?? []).map(({ configMapRef }) => this.of('ConfigMap').find(({ metadata }) => metadata.name === configMapRef?.name && metadata.namespace === namespace));
    return Object.assign({}, ...maps.map(map => map?.data ?? {}), Object.fromEntries((container.env ?? []).map(({ name, value }) => [name, value])));
  }
}

export const containersOf = pod => [...(pod.initContainers ?? []), ...(pod.containers ?? [])];

/** Whether a selector of labels takes these. Without any it takes all. */
export const selects = (selector, labels) => Object.entries(selector?.matchLabels ?? {}).every(([name, value]) => labels[name] === value) && !selector?.matchExpressions;

/** A number of bytes or processors. */
export const quantity = text => {
  const [, amount, unit] = /^([0-9.]+)(m|[KMGT]i|k|M|G)?$/.exec(String(text ?? '')) ?? [];
  return amount ? Number(amount) * ({ m: 0.001, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, k: 1e3, M: 1e6, G: 1e9 }[unit] ?? 1) : NaN;
};

export const nameOf = ({ kind, metadata }) => `${kind}/${metadata?.name}`;
