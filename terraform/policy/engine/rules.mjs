// The rules of rules/*.mjs: their form, and what running them gives.
import { readdirSync } from 'node:fs';
import { ConfigurationModel } from './configuration.mjs';
import { FilesModel } from './files.mjs';
import { PlanModel } from './plan.mjs';

/** Rows of the parity table. */
export const controls = [
  'least_privilege',
  'private_by_default',
  'encryption',
  'versioned_store',
  'keys',
  'failure_path',
  'concurrency',
  'time_and_memory',
  'logs',
  'tracing',
  'alarms',
  'budget',
  'registry',
  'tags',
  'hardening',
  'rollout',
  'rollback',
];

/** Columns of it: those whose rules look at plans, then the one whose rules look at files. */
export const clouds = ['aws', 'azure', 'gcp', 'kubernetes'];
export const targets = [...clouds, 'onprem'];

/** Exceptions of module core, which a rule may be excused by. */
export const exceptionNames = [
  'public_network',
  'unversioned_store',
  'unencrypted_keys',
  'deletable_store',
  'unbounded_instances',
  'short_logs',
  'public_access',
  'no_rollback',
];

/** What a rule looks at, by its target. */
export const sourceOf = rule => (rule.target === 'common' ? 'configuration' : rule.target === 'onprem' ? 'files' : 'plan');

/** What is wrong with a rule's form, '' where nothing is. */
export const formFault = rule => {
  const faults = [
    ![...targets, 'common'].includes(rule.target) && `target must be ${targets.join(', ')} or common`,
    !new RegExp(`^${rule.target}-[a-z0-9]+(-[a-z0-9]+)*$`).test(rule.id ?? '') && 'id must be TARGET-words-with-dashes',
    !controls.includes(rule.control) && `control must be one of ${controls.join(', ')}`,
    !(rule.public === null || /^CKV2?_[A-Z0-9]+_\d+$/.test(rule.public ?? '')) &&
      'public must be a number of checkov such as CKV_AWS_53, or null',
    !/^\S.*\.$/.test(rule.says ?? '') && 'says must be one sentence that ends with a dot',
    typeof rule.check !== 'function' && 'check must be a function',
    rule.optional !== undefined && !/^\S.{9,}$/.test(rule.optional) && 'optional must say why the thing may be absent',
    rule.exception !== undefined && !exceptionNames.includes(rule.exception) && `exception must be one of ${exceptionNames.join(', ')}`,
    ...Object.keys(rule)
      .filter(key => !['id', 'control', 'target', 'public', 'says', 'check', 'optional', 'exception'].includes(key))
      .map(key => `${key} is no part of a rule`),
  ];
  return faults.filter(Boolean).join('; ');
};

/** All rules of rules/*.mjs, each file's default export a list, or those of some targets. */
export const loadRules = async (...wanted) => {
  const folder = new URL('../rules/', import.meta.url);
  const files = readdirSync(folder)
    .filter(name => name.endsWith('.mjs'))
    .sort();
  const rules = (await Promise.all(files.map(async name => (await import(new URL(name, folder))).default))).flat();
  const faults = rules
    .map(rule => [rule.id, formFault(rule)])
    .filter(([, fault]) => fault)
    .map(([id, fault]) => `${id ?? '(no id)'}: ${fault}`);
  const twice = rules
    .filter((rule, index) => rules.findIndex(other => other.id === rule.id) < index)
    .map(rule => `${rule.id}: there are two of it`);
  if (faults.length + twice.length > 0) throw new Error(`Rules are wrong. ${[...faults, ...twice].join('. ')}.`);
  return wanted.length ? rules.filter(rule => wanted.includes(rule.target)) : rules;
};

/** The model a rule looks at, of a document in the form of its fixtures: a plan, or { files: { path: text } }. */
export const modelOf = async (rule, document) => {
  switch (sourceOf(rule)) {
    case 'plan':
      return new PlanModel(rule.target, document);
    case 'files':
      return new FilesModel(document.files ?? {});
    default:
      return ConfigurationModel.of(document.files ?? {});
  }
};

/** What each rule finds: { rule, state: 'held'|'breached'|'excused', breaches, reason? }. */
export const run = (rules, model) => {
  const reasons = model instanceof PlanModel ? model.exceptions() : {};
  return rules.map(rule => {
    const breaches = rule.check(model);
    if (!Array.isArray(breaches) || breaches.some(({ address, message }) => !address || !message)) {
      throw new Error(`${rule.id} must give a list of { address, message }.`);
    }
    const reason = rule.exception && reasons[rule.exception];
    return { rule, state: breaches.length === 0 ? 'held' : reason ? 'excused' : 'breached', breaches, ...(reason && { reason }) };
  });
};
