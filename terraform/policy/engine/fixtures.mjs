// Fixtures: fixtures/<rule-id>/pass.json and fail.json. A document is what its rule looks at, or a change of a base that the others share.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { loadRules, modelOf, run, sourceOf } from './rules.mjs';

const root = new URL('../fixtures/', import.meta.url);

/** The empty document of a rule: what there is where nothing is. */
export const emptyDocument = rule => (sourceOf(rule) === 'plan' ? { format_version: '1.2', resource_changes: [] } : { files: {} });

/** The document of a fixture, its changes made to its base. */
export const readFixture = (id, name, folder = root) => {
  const path = new URL(`${id}/${name}.json`, folder);
  const document = JSON.parse(readFileSync(path, 'utf8'));
  return document.base === undefined
    ? document
    : changed(JSON.parse(readFileSync(new URL(document.base, path), 'utf8')), document, path.pathname);
};

/** Keys of a changed document. */
const verbs = ['base', 'about', 'values', 'references', 'remove', 'add', 'variables', 'files'];

/** A base with a document's changes. A change that names what is not there is an error, for it would change nothing. */
export const changed = (base, document, where) => {
  const fault = text => {
    throw new Error(`${where}: ${text}.`);
  };
  for (const key of Object.keys(document)) if (!verbs.includes(key)) fault(`${key} is none of ${verbs.join(', ')}`);
  if (base.files) return { files: changedFiles(base.files, document.files ?? {}, fault) };
  const plan = structuredClone(base);
  const changes = plan.resource_changes ?? [];
  const named = address => {
    const exact = changes.filter(each => each.address === address);
    const found = exact.length ? exact : changes.filter(each => each.address.endsWith(`.${address}`));
    return found.length === 1
      ? found[0]
      : fault(`${address} is ${found.length === 0 ? 'not in the base' : 'there more than once; give its module'}`);
  };
  for (const [address, values] of Object.entries(document.values ?? {})) {
    const { change } = named(address);
    for (const [path, value] of Object.entries(values)) {
      set(change.after, path, value, fault);
      forget(change.after_unknown, path);
    }
  }
  for (const [address, references] of Object.entries(document.references ?? {})) {
    const resource = configured(plan, named(address)) ?? fault(`${address} is not in the base's configuration`);
    for (const [path, names] of Object.entries(references)) set((resource.expressions ??= {}), path, { references: names }, fault);
  }
  for (const address of document.remove ?? []) changes.splice(changes.indexOf(named(address)), 1);
  for (const { address, mode = 'managed', module, type, name, index, values = {}, unknown = {}, references = {} } of document.add ?? []) {
    if (!address || !type || !name) fault('add needs address, type and name');
    changes.push({
      address,
      mode,
      type,
      name,
      ...(index !== undefined && { index }),
      ...(module && { module_address: module }),
      change: { actions: ['create'], after: values, after_unknown: unknown },
    });
    const expressions = {};
    for (const [path, names] of Object.entries(references)) set(expressions, path, { references: names }, fault);
    const home = configuredModule(plan, module) ?? fault(`${module} is not in the base's configuration`);
    (home.resources ??= []).push({ address: `${type}.${name}`, mode, type, name, expressions });
  }
  for (const [name, value] of Object.entries(document.variables ?? {})) (plan.variables ??= {})[name] = { value };
  return plan;
};

// A text takes the file's place, { find, replace } changes it, null takes it away.
const changedFiles = (base, changes, fault) => {
  const files = { ...base };
  for (const [path, change] of Object.entries(changes)) {
    if (typeof change === 'string') {
      files[path] = change;
      continue;
    }
    if (files[path] === undefined) fault(`${path} is not in the base`);
    if (change === null) {
      delete files[path];
      continue;
    }
    if (!files[path].includes(change.find)) fault(`${path} does not have ${JSON.stringify(change.find)}`);
    files[path] = files[path].replace(change.find, () => change.replace);
  }
  return files;
};

const set = (target, path, value, fault) => {
  const parts = path.split('.');
  const last = parts.length - 1;
  let here = target;
  for (const [index, part] of parts.entries()) {
    if (Array.isArray(here) && !/^\d+$/.test(part)) fault(`${path}: ${part} is no index`);
    if (index === last) break;
    if (here[part] === null || typeof here[part] !== 'object') here[part] = /^\d+$/.test(parts[index + 1]) ? [] : {};
    here = here[part];
  }
  if (value !== null) here[parts[last]] = value;
  else if (Array.isArray(here)) here.splice(Number(parts[last]), 1);
  else delete here[parts[last]];
};

const forget = (unknown, path) => {
  const parts = path.split('.');
  const last = parts.pop();
  const target = parts.reduce((here, part) => here?.[part], unknown ?? {});
  if (target && typeof target === 'object') {
    if (Array.isArray(target)) target[last] = false;
    else delete target[last];
  }
};

const configuredModule = (plan, module) => {
  let here = ((plan.configuration ??= {}).root_module ??= {});
  for (const [, name] of (module ?? '').matchAll(/module\.(\w+)/g)) here = here?.module_calls?.[name]?.module;
  return here;
};
const configured = (plan, change) =>
  configuredModule(plan, change.module_address ?? change.address.match(/^(?:module\.[^.]+\.)*/)[0])?.resources?.find(
    each => each.mode === change.mode && each.type === change.type && each.name === change.name,
  );

/**
 * What is wrong with one rule's fixtures, as sentences; none where the rule holds both ways:
 * pass.json breaks no rule of the target, fail.json breaks this rule alone, and where nothing is this rule is broken, or says in
 * `optional` why not.
 */
export const fixtureFaults = async (rule, rulesOfTarget) => {
  const faults = [];
  for (const name of ['pass', 'fail']) {
    if (!existsSync(new URL(`${rule.id}/${name}.json`, root))) {
      faults.push(`fixtures/${rule.id}/${name}.json is missing`);
      continue;
    }
    const found = run(rulesOfTarget, await modelOf(rule, readFixture(rule.id, name))).filter(result => result.state !== 'held');
    const own = found.find(result => result.rule.id === rule.id);
    if (name === 'fail' && own?.state !== 'breached')
      faults.push(`fail.json ${own ? `is excused from ${rule.id}` : `does not break ${rule.id}`}`);
    for (const {
      rule: other,
      breaches: [{ address, message }],
    } of found) {
      if (name === 'pass' || other.id !== rule.id) faults.push(`${name}.json breaks ${other.id} (${address}: ${message})`);
    }
  }
  const isHeldByNothing = run([rule], await modelOf(rule, emptyDocument(rule)))[0].state === 'held';
  if (isHeldByNothing && !rule.optional)
    faults.push('where there is nothing to look at it holds: it must say that the thing is missing, or say in `optional` why it may be');
  if (!isHeldByNothing && rule.optional) faults.push('it calls the thing optional, yet is broken where there is none');
  return faults;
};

/** Folders of fixtures that belong to no rule. */
export const strayFixtures = async () => {
  const ids = (await loadRules()).map(rule => rule.id);
  return readdirSync(root, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && !ids.includes(entry.name))
    .map(entry => entry.name);
};
