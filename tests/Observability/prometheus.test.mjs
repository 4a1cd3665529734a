// The real Prometheus reads the real container host: what the dashboard, the alarms and the autoscalers ask for is what the host tells.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { program, skipWithout } from '../Support/parts.mjs';
import { alarmMetrics, namesIn, panelQueries, scalingQueries } from './queries.mjs';

const root = new URL('../../', import.meta.url).pathname;
const built = process.env.CAPTION_TEST_HOST ?? `${root}src/Hosts.Kubernetes/bin/Release/net10.0/Serverless.Hosts.Kubernetes`;
const prometheus = program('prometheus', 'make test-deps, or apt-get install prometheus');
const skip = existsSync(built) ? skipWithout(prometheus) : 'the container host is not built: dotnet build src/Hosts.Kubernetes -c Release';
const patience = 120_000;

const freePort = () => new Promise(resolve => { const server = createServer().listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => resolve(port)); }); });
const until = async (what, ask) => {
  for (const end = Date.now() + patience; ; await new Promise(resolve => setTimeout(resolve, 100))) {
    const found = await Promise.resolve(ask()).catch(error => { if (Date.now() > end) throw error; });
    if (found) return found;
    if (Date.now() > end) throw new Error(`${what}: patience is over`);
  }
};
const start = (path, words, environment, log) => {
  const running = spawn(path, words, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  running.stdout.on('data', text => log.push(String(text))); running.stderr.on('data', text => log.push(String(text)));
  return running;
};

const folder = mkdtempSync(join(tmpdir(), 'captions-prometheus-'));
const running = [];
const log = [];
let host, metrics, server;

const post = (path, body, type) => fetch(`${host}${path}`, { method: 'POST', headers: { 'Content-Type': type }, body });
const ask = async expr => {
  const answer = await (await fetch(`${server}/api/v1/query?query=${encodeURIComponent(expr)}`)).json();
  assert.equal(answer.status, 'success', `${expr}: ${answer.error}`);
  return answer.data.result;
};

before(async () => {
  if (skip) return;
  const [port, metricsPort, prometheusPort] = [await freePort(), await freePort(), await freePort()];
  [host, metrics, server] = [port, metricsPort, prometheusPort].map(each => `http://127.0.0.1:${each}`);
  mkdirSync(join(folder, 'registry/aliases/champion'), { recursive: true });
  writeFileSync(join(folder, 'registry/aliases/champion/0000000001.json'), '{'); // what cannot be read is refused, and counted
  running.push(start(built, [], {
    CAPTION_PORT: `${port}`, CAPTION_METRICS_PORT: `${metricsPort}`, CAPTION_CONCURRENCY: '1', CAPTION_QUEUE: '0', CAPTION_EVENTS_FROM: `file://${folder}/in/`,
    CAPTION_TRAFFIC_TO: `file://${folder}/traffic/`, CAPTION_TRAFFIC_SECONDS: '10',
    CAPTION_MODEL_FROM: `${folder}/registry`, CAPTION_MODEL_SECONDS: '1', CAPTION_UNSIGNED_MODELS: 'on', CAPTION_MODEL_CACHE: `${folder}/cache`,
  }, log));
  await until('the host', async () => { if (running[0].exitCode !== null) throw new Error(log.join('')); return (await fetch(`${host}/health/ready`)).ok; });
  const picture = readFileSync(`${root}samples/nagasaki-boats.jpg`);
  // More at a time than one: some are turned away.
  await until('a refusal', async () => (await Promise.all(Array.from({ length: 6 }, () => post('/v1/captions', picture, 'image/jpeg')))).some(({ status }) => status === 429));
  await until('a caption', async () => (await post('/v1/captions', picture, 'image/jpeg')).ok);
  // The report of traffic is made once a window that is over.
  await until('traffic', async () => (await (await fetch(`${metrics}/metrics`)).text()).match(/^caption_traffic_window_age_seconds/m));
  await post('/v1/events', JSON.stringify({ Event: 's3:ObjectDreamt' }), 'application/json');
  writeFileSync(join(folder, 'prometheus.yaml'), JSON.stringify({ global: { scrape_interval: '1s' }, rule_files: [`${root}deploy/observability/alerts/*s.yaml`.replace('*s', 'absence')],
    scrape_configs: [{ job_name: 'captions', static_configs: [{ targets: [`127.0.0.1:${metricsPort}`], labels: { namespace: 'captions', pod: 'a' } }] }] }));
  running.push(start(prometheus.path, [`--config.file=${folder}/prometheus.yaml`, `--storage.tsdb.path=${folder}/data`, `--web.listen-address=127.0.0.1:${prometheusPort}`], {}, log));
  await until('Prometheus', async () => (await ask('up{job="captions"} == 1')).length === 1);
}, { timeout: 4 * patience });
after(async () => {
  for (const each of running) { const ended = new Promise(resolve => each.on('exit', resolve)); each.kill('SIGTERM'); await (each.exitCode ?? ended); }
  rmSync(folder, { recursive: true, force: true });
});

test('Prometheus reads the host, and has its captions', { skip }, async () => {
  assert.equal((await ask('up{job="captions"}'))[0].value[1], '1');
  await until('captions', async () => Number((await ask('sum(caption_verdicts_total{job="captions"})'))[0]?.value[1]) >= 1);
  assert.equal((await ask('caption_requests_in_flight{job="captions"}')).length, 1);
});

test('every measurement that the dashboard, the alarms and the autoscalers ask for is told by the host', { skip }, async () => {
  const text = await (await fetch(`${metrics}/metrics`)).text();
  const told = new Set([...text.matchAll(/^([a-z][a-z0-9_]*)(?:\{| )/gm)].map(([, name]) => name));
  const asked = new Set([...panelQueries, ...scalingQueries].flatMap(({ expr }) => namesIn(expr)).concat(alarmMetrics));
  assert.ok(asked.size > 15, 'queries name measurements');
  assert.deepEqual([...asked].filter(name => !told.has(name)), [], [...told].join('\n'));
});

test('every panel but those of the cluster shows something', { skip }, async () => {
  // Rates need two readings.
  await until('two readings', async () => Number((await ask('count_over_time(up{job="captions"}[1m])'))[0]?.value[1]) > 2);
  for (const { where, expr } of [...panelQueries, ...scalingQueries].filter(each => !each.expr.includes('kube_')))
    await until(where, async () => (await ask(expr)).length > 0).catch(error => { throw new Error(`${where}: ${expr}: ${error.message}`); });
});

test('measurements are on their own port alone', { skip }, async () => {
  assert.equal((await fetch(`${host}/metrics`)).status, 404);
  assert.equal((await fetch(`${metrics}/v1/model`)).status, 404);
});
