// What the dashboard, the alarms and the autoscalers ask Prometheus for.
import { readFileSync, readdirSync } from 'node:fs';

const root = new URL('../../', import.meta.url).pathname;
const text = path => readFileSync(`${root}${path}`, 'utf8');

export const dashboard = JSON.parse(text('deploy/observability/dashboard.json'));

/** { where, expr } of every panel, as Grafana asks it. */
export const panelQueries = dashboard.panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ where: `panel "${title}"`, expr: expr.replaceAll('$__rate_interval', '1m') })));

/** Those of the autoscalers: the adapter's rule with its places filled in, and KEDA's. */
export const scalingQueries = [
  { where: 'prometheus-adapter.yaml', expr: text('deploy/kubernetes/monitoring/prometheus-adapter.yaml').match(/metricsQuery: '(.*)'/)[1]
    .replace('<<.Series>>', 'caption_requests_in_flight').replace('<<.LabelMatchers>>', 'namespace="captions",pod=~"a|b"').replace('<<.GroupBy>>', 'pod') },
  { where: 'scaled-object.yaml', expr: text('deploy/kubernetes/overlays/queue/scaled-object.yaml').match(/query: (.*)/)[1] },
];

/** Names of the host's own measurements in rules of alarms: what others measure (kube-state-metrics, Prometheus itself) is theirs. */
export const alarmMetrics = readdirSync(`${root}deploy/observability/alerts`).filter(name => !name.endsWith('.test.yaml'))
  .flatMap(name => namesIn(text(`deploy/observability/alerts/${name}`)));

export function namesIn(expr) {
  return [...expr.matchAll(/\b((?:caption|http|dotnet|kestrel)_[a-z0-9_]+)(?=[{[ )])/g)].map(([, name]) => name).filter(name => !/^http_(route|response)/.test(name));
}
