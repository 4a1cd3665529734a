#!/usr/bin/env node
// Everything about infrastructure that can be tried without a cloud: format, validity, tests, plans, applies, policy, tables.
// usage: node terraform/tools/infra.mjs [--fast] [--write] [--out FOLDER] [PART]…
//   --fast    what needs no provider: format, core's tests, the policy's fixtures, the tables
//   --out FOLDER   takes the place of artifacts/infra
//   --write   writes bases of fixtures, tables and docs/parity.md from what was found, instead of comparing
//   PART      folders below terraform/ to be tried alone, such as modules/aws or stacks/prod (with which the tables are made too)
// Works in a copy under artifacts/infra, which keeps junit.xml, the plans as JSON, and the logs of what failed.
// exits with 0 all well (or Terraform is absent), 1 something failed, 2 wrong usage, 4 nothing but the policy said no
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve as resolvePath } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { junit } from '../policy/engine/report.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
let home = join(root, 'artifacts/infra');
let copy = join(home, 'terraform');
const maxParallel = 2;
const clouds = ['aws', 'azure', 'gcp', 'kubernetes'];

/** What was done: { unit, step, seconds, state: 'ok'|'failed'|'no'|'skipped', log } in order of its end. */
const done = [];

const report = (unit, step, state, milliseconds, log = '', note = '') => {
  done.push({ unit, step, state, seconds: milliseconds / 1000, log });
  const mark = { ok: 'ok     ', failed: 'FAILED ', no: 'NO     ', skipped: 'skipped' }[state];
  console.log(`${mark} ${(milliseconds / 1000).toFixed(1).padStart(6)} s  ${unit}: ${step}${note ? ` (${note})` : ''}`);
  if (state !== 'ok' && log) console.log(log.trimEnd().split('\n').slice(-60).map(line => `        ${line}`).join('\n'));
};

const runProgram = (program, words, { cwd = root, environment = {} } = {}) => new Promise(resolve => {
  const started = performance.now();
  const child = spawn(program, words, { cwd, env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { all: '', out: '' };
  child.stdout.on('data', chunk => { said.all += chunk; said.out += chunk; });
  child.stderr.on('data', chunk => { said.all += chunk; });
  child.on('error', error => resolve({ code: 127, all: String(error), out: '', milliseconds: performance.now() - started }));
  child.on('close', code => resolve({ code, ...said, milliseconds: performance.now() - started }));
});

/** Runs one step; 'no' for exit codes that are the policy's. */
const step = async (unit, name, program, words, options = {}) => {
  const result = await runProgram(program, words, options);
  const state = result.code === 0 ? 'ok' : options.gate && result.code === 4 ? 'no' : 'failed';
  report(unit, name, state, result.milliseconds, result.all, state === 'ok' ? options.note?.(result) : `exit ${result.code}`);
  return { ...result, isGood: state === 'ok' };
};

const terraformIn = (unit, environment) => (name, words, options = {}) =>
  step(unit, name, 'terraform', words, { cwd: join(copy, unit), environment, ...options });

/** Folders of the copy with configuration, in order: core, modules, examples, stacks. */
const units = parts => {
  const below = (path, depth) => !existsSync(join(copy, path)) ? [] : depth === 0
    ? readdirSync(join(copy, path)).some(name => name.endsWith('.tf')) ? [path] : []
    : readdirSync(join(copy, path)).sort().flatMap(name => below(`${path}/${name}`, depth - 1));
  const all = [...below('modules', 1), ...below('examples', 1), ...below('stacks', 2)];
  return all.filter(unit => parts.length === 0 || parts.some(part => unit === part || unit.startsWith(`${part}/`)));
};

const cloudOf = unit => basename(unit);

/** The providers' environment: the stand-ins beside the project, else the machine's own, from the network's registry. */
const providers = async () => {
  const setUp = join(root, '../shared/terraform/setup.sh');
  if (!existsSync(setUp)) {
    const cache = join(home, 'providers');
    mkdirSync(cache, { recursive: true });
    console.log('There are no stand-ins of the providers beside the project: they come from the registry. Without a cloud nothing is planned or applied.');
    return { standIns: false, environment: { TF_PLUGIN_CACHE_DIR: cache, TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: '1' } };
  }
  const { code, out, all } = await runProgram(setUp, [join(home, 'mirror')]);
  const path = /TF_CLI_CONFIG_FILE='([^']*)'/.exec(out)?.[1];
  if (code !== 0 || !path) throw new Error(`The stand-ins of the providers could not be set up: ${all}`);
  return { standIns: true, environment: { TF_CLI_CONFIG_FILE: path } };
};

const passedRuns = ({ out }) => out.split('\n').filter(Boolean).map(line => JSON.parse(line)).find(event => event.type === 'test_summary')?.test_summary?.passed ?? 0;
const readable = out => out.split('\n').filter(Boolean).map(line => JSON.parse(line)).flatMap(event => event.type === 'diagnostic'
  ? [`${event['@testfile'] ?? ''} ${event['@testrun'] ?? ''}: ${event.diagnostic.summary}. ${event.diagnostic.detail}`] : []).join('\n');

const tests = async (unit, environment) => {
  const result = await runProgram('terraform', ['test', '-json'], { cwd: join(copy, unit), environment });
  const runs = passedRuns(result);
  const isGood = result.code === 0 && runs > 0; // Terraform calls no test a success
  report(unit, 'test', isGood ? 'ok' : 'failed', result.milliseconds, isGood ? '' : readable(result.out) || (runs ? result.all : 'No run of a test passed.'), `${runs} runs`);
};

/** Values of a root's variables: the `variables` block of its first file of tests, whose values are literals. */
const values = unit => {
  const folder = join(copy, unit, 'tests');
  const files = existsSync(folder) ? readdirSync(folder).filter(name => name.endsWith('.tftest.hcl')).sort() : [];
  for (const file of files) {
    const block = /^variables \{\n([\s\S]*?)^\}/m.exec(readFileSync(join(folder, file), 'utf8'));
    if (block) return block[1];
  }
  return '';
};

const plan = async (unit, terraform, name) => {
  const planned = await terraform(name === 'first' ? 'plan' : 'second plan', [
    'plan', '-input=false', '-no-color', `-out=${name}.tfplan`, ...name === 'second' ? ['-detailed-exitcode'] : [],
  ]);
  if (name === 'second' && planned.code === 2) console.log('        the second plan changes something');
  if (!planned.isGood && !(name === 'second' && planned.code === 2)) return undefined;
  const shown = await runProgram('terraform', ['show', '-json', `${name}.tfplan`], { cwd: join(copy, unit), environment: { TF_CLI_CONFIG_FILE: terraform.configuration } });
  const path = join(home, 'plans', `${unit.replaceAll('/', '-')}.${name}.json`);
  writeFileSync(path, shown.out);
  return path;
};

const policy = (unit, path, which) => step(unit, `policy over the ${which} plan`, process.execPath, [
  join(root, 'terraform/policy/check.mjs'), '--plan', path, '--cloud', cloudOf(unit), '--json', path.replace(/\.json$/, '.policy.json'),
], { gate: true, note: ({ out }) => out.trim().split('\n').pop() });

/** One module, example or stack, from init to the second plan. */
const tryUnit = async (unit, { standIns, environment }) => {
  const terraform = terraformIn(unit, environment);
  terraform.configuration = environment.TF_CLI_CONFIG_FILE ?? process.env.TF_CLI_CONFIG_FILE ?? '';
  const isRoot = !unit.startsWith('modules/');
  if (isRoot) {
    writeFileSync(join(copy, unit, 'backend_override.tf'), 'terraform {\n  backend "local" {}\n}\n');
    writeFileSync(join(copy, unit, 'infra.auto.tfvars'), values(unit));
  }
  if (!(await terraform('init', ['init', '-input=false', '-no-color', ...isRoot ? [] : ['-backend=false']])).isGood) return;
  if (!(await terraform('validate', ['validate', '-no-color'])).isGood) return;
  if (!standIns && unit !== 'modules/core') {
    report(unit, 'test, plan and apply', 'skipped', 0, 'They need the stand-ins of providers at ../shared/terraform, or an account of the cloud.');
    return;
  }
  await tests(unit, environment);
  if (!isRoot) return;
  const first = await plan(unit, terraform, 'first');
  if (!first) return;
  if (unit.startsWith('stacks/')) await policy(unit, first, 'first');
  if (!(await terraform('apply', ['apply', '-input=false', '-no-color', 'first.tfplan'])).isGood) return;
  const second = await plan(unit, terraform, 'second');
  if (second && unit.startsWith('stacks/')) await policy(unit, second, 'second');
};

const inParallel = async (items, count, work) => {
  const waiting = [...items];
  await Promise.all(Array.from({ length: count }, async () => { while (waiting.length) await work(waiting.shift()); }));
};

const node = (name, script, words, note) => step('policy', name, process.execPath, [join(root, 'terraform', script), ...words], { gate: true, note });
const lastLine = ({ out }) => out.trim().split('\n').pop();

/** What follows from rules and configuration alone. */
const tables = async (write, plans) => {
  await node('over configuration', 'policy/check.mjs', ['--configuration', '--junit', join(home, 'policy-configuration.xml')], lastLine);
  await node('over deploy/onprem', 'policy/check.mjs', ['--onprem', '--junit', join(home, 'policy-onprem.xml')], lastLine);
  await node('tables of the READMEs', 'tools/tables.mjs', write ? [] : ['--check']);
  await node('controls by target', 'tools/parity.mjs', [...write ? [] : ['--check'], ...plans ? [plans] : []]);
  await node('fixtures of every rule, both ways', 'policy/check.mjs', ['--fixtures'], lastLine);
};

/** Plans of production as the table of controls and the bases of fixtures take them; undefined where one is missing. */
const productionPlans = async write => {
  const folder = join(home, 'production');
  mkdirSync(folder, { recursive: true });
  const planOf = cloud => join(home, 'plans', `stacks-prod-${cloud}.first.json`);
  if (!clouds.every(cloud => existsSync(planOf(cloud)))) return undefined;
  for (const cloud of clouds) {
    const path = planOf(cloud);
    cpSync(path, join(folder, `${cloud}.json`));
    await node(`base of the fixtures of ${cloud}`, 'policy/base.mjs', [...write ? [] : ['--check'], path, cloud]);
  }
  return folder;
};

const finish = started => {
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'junit.xml'), junit('infra', done.map(({ unit, step: name, state, seconds, log }) => ({
    name, group: unit, seconds, failure: ['failed', 'no'].includes(state) ? log || 'failed' : undefined, skipped: state === 'skipped' ? log : undefined,
  }))));
  const count = state => done.filter(each => each.state === state).length;
  console.log(`${count('ok')} passed, ${count('failed') + count('no')} failed, ${count('skipped')} skipped in ${((performance.now() - started) / 1000).toFixed(0)} s; ${relative(root, join(home, 'junit.xml'))}`);
  return count('failed') ? 1 : count('no') ? 4 : 0;
};

const prepare = () => {
  rmSync(home, { recursive: true, force: true });
  mkdirSync(join(home, 'plans'), { recursive: true });
  const left = /\/(\.terraform|node_modules|policy|tools)(\/|$)|\.terraform\.lock\.hcl$|\.tfstate(\..*)?$|\.tfplan$|\.tfvars$/;
  cpSync(join(root, 'terraform'), copy, { recursive: true, filter: path => !left.test(path.slice(join(root, 'terraform').length)) });
};

const missing = () => {
  if (spawnSync('terraform', ['version']).status !== 0) return 'terraform is not installed: Terraform 1.9 or newer, below 2.0, from https://developer.hashicorp.com/terraform/install';
  if (!existsSync(join(root, 'terraform/policy/node_modules/@cdktf/hcl2json'))) return 'hcl2json is not installed: npm ci --prefix terraform/policy --ignore-scripts';
  return undefined;
};

const main = async () => {
  const started = performance.now();
  const { values: options, positionals } = parseArgs({ allowPositionals: true, options: { fast: { type: 'boolean' }, write: { type: 'boolean' }, out: { type: 'string' } } });
  if (options.out) { home = resolvePath(options.out); copy = join(home, 'terraform'); }
  const parts = positionals.map(part => part.replace(/^terraform\//, '').replace(/\/$/, ''));
  const lacking = missing();
  if (lacking) {
    report('infra', 'all', process.env.CAPTION_TEST_REQUIRE_PARTS === '1' ? 'failed' : 'skipped', 0, `${lacking}.`);
    return finish(started);
  }
  prepare();
  const wanted = units(options.fast ? ['modules/core'] : parts);
  if (wanted.length === 0) { console.error(`There is nothing below terraform/ called ${parts.join(', ')}.`); return 2; }
  await step('terraform', 'fmt', 'terraform', ['fmt', '-check', '-recursive', '-diff', '-no-color'], { cwd: copy });
  if (options.fast) await tryUnit('modules/core', { standIns: true, environment: {} });
  else {
    const set = await providers();
    await inParallel(wanted, set.standIns ? maxParallel : 1, unit => tryUnit(unit, set)); // downloads share a cache that bears one at a time
  }
  const plans = options.fast ? undefined : await productionPlans(options.write);
  if (parts.length === 0 || plans) await tables(options.write, plans);
  rmSync(copy, { recursive: true, force: true }); // it holds states and lock files
  return finish(started);
};

try {
  process.exitCode = await main();
} catch (error) {
  if (error.code?.startsWith('ERR_PARSE_ARGS')) { console.error(`${error.message}. The head of terraform/tools/infra.mjs says how it is used.`); process.exitCode = 2; } else throw error;
}
