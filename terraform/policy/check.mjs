#!/usr/bin/env node
// Checks a plan, the configuration, the files of the target without Terraform, or the rules' own fixtures.
// usage: node terraform/policy/check.mjs --plan FILE --cloud CLOUD | --configuration [FOLDER] | --onprem [FOLDER]
//     | --fixtures [TARGET|RULE]… | --list
//   [--rule ID]… [--json FILE|-] [--junit FILE]
// exits with 0 all held, 2 wrong usage, 4 a rule is breached
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ConfigurationModel } from './engine/configuration.mjs';
import { FilesModel } from './engine/files.mjs';
import { fixtureFaults, strayFixtures } from './engine/fixtures.mjs';
import { NotAPlan, PlanModel } from './engine/plan.mjs';
import { asJUnit, asJson, asText } from './engine/report.mjs';
import { clouds, loadRules, run } from './engine/rules.mjs';

class WrongUsage extends Error {}
const terraform = fileURLToPath(new URL('..', import.meta.url));

const parse = () => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        plan: { type: 'string' },
        cloud: { type: 'string' },
        configuration: { type: 'boolean' },
        onprem: { type: 'boolean' },
        fixtures: { type: 'boolean' },
        list: { type: 'boolean' },
        rule: { type: 'string', multiple: true },
        json: { type: 'string' },
        junit: { type: 'string' },
      },
    });
  } catch (error) {
    throw new WrongUsage(error.message);
  }
};

const only = (rules, ids) => {
  const unknown = (ids ?? []).filter(id => !rules.some(rule => rule.id === id));
  if (unknown.length) throw new WrongUsage(`no rule is called ${unknown.join(', ')} here; --list names them`);
  return ids ? rules.filter(rule => ids.includes(rule.id)) : rules;
};

const readPlan = (path, cloud) => {
  let text;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new WrongUsage(`${path} cannot be read (${error.code})`);
  }
  try {
    return new PlanModel(cloud, JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) throw new WrongUsage(`${path} is no JSON; terraform show -json PLAN writes it`);
    if (error instanceof NotAPlan) throw new WrongUsage(`${path}: ${error.message}`);
    throw error;
  }
};

const modelAndRules = async ({ values, positionals: [folder] }) => {
  if (values.plan) {
    if (!clouds.includes(values.cloud)) throw new WrongUsage(`--plan needs --cloud ${clouds.join('|')}`);
    return [readPlan(values.plan, values.cloud), await loadRules(values.cloud)];
  }
  if (values.configuration) return [await ConfigurationModel.read(folder ?? terraform), await loadRules('common')];
  return [FilesModel.read(folder ?? `${terraform}/../deploy/onprem`), await loadRules('onprem')];
};

const write = (path, text) => {
  if (path === '-') {
    console.log(text);
    return;
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${text}\n`);
};

const checkFixtures = async wanted => {
  const all = await loadRules();
  const rules = all.filter(rule => wanted.length === 0 || wanted.includes(rule.target) || wanted.includes(rule.id));
  if (rules.length === 0) throw new WrongUsage(`no rule or target is called ${wanted.join(', ')}`);
  let faulty = 0;
  for (const rule of rules) {
    const faults = await fixtureFaults(
      rule,
      all.filter(other => other.target === rule.target),
    );
    if (faults.length) faulty++;
    for (const fault of faults) console.log(`${rule.id}: ${fault}`);
  }
  const stray = wanted.length ? [] : await strayFixtures();
  for (const name of stray) console.log(`fixtures/${name} belongs to no rule`);
  console.log(`${rules.length - faulty} rules hold both ways, ${faulty} do not`);
  return faulty + stray.length ? 4 : 0;
};

const main = async () => {
  const asked = parse();
  const { values, positionals } = asked;
  if (['plan', 'configuration', 'onprem', 'fixtures', 'list'].filter(name => values[name]).length !== 1) {
    throw new WrongUsage('give one of --plan FILE --cloud CLOUD, --configuration, --onprem, --fixtures, --list');
  }
  if (values.list) {
    for (const { id, control, public: number, says } of await loadRules()) console.log([id, control, number ?? '-', says].join('\t'));
    return 0;
  }
  if (values.fixtures) return checkFixtures(positionals);
  const [model, rules] = await modelAndRules(asked);
  const results = run(only(rules, values.rule), model);
  if (values.json !== '-') console.log(asText(results));
  if (values.json) write(values.json, asJson(results));
  if (values.junit) write(values.junit, asJUnit(results, `policy ${values.cloud ?? (values.onprem ? 'onprem' : 'configuration')}`));
  if (results.length === 0) throw new WrongUsage(`there are no rules for ${values.cloud ?? 'this'} yet`);
  return results.some(result => result.state === 'breached') ? 4 : 0;
};

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof WrongUsage)) throw error;
  console.error(`${error.message}. The head of terraform/policy/check.mjs says how it is used.`);
  process.exitCode = 2;
}
