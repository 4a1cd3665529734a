// What rules see of a plan: the JSON of `terraform show -json`, of a plan or of a state, turned into resources with values, unknowns
// and references.

/** Thrown where a document is no plan. */
export class NotAPlan extends Error {}

/**
 * The model of a plan.
 * resources: managed ones that will be there after the plan; data: data sources, read already or while applying.
 * variables: the root's, by name. The rest are the methods below.
 */
export class PlanModel {
  constructor(target, plan) {
    if (plan === null || typeof plan !== 'object' || Array.isArray(plan) || typeof plan.format_version !== 'string') {
      throw new NotAPlan('this is no plan: terraform show -json writes an object with format_version');
    }
    this.target = target;
    this.variables = Object.fromEntries(Object.entries(plan.variables ?? {}).map(([name, { value }]) => [name, value]));
    const modules = new Modules(plan.configuration?.root_module ?? {});
    const all = entries(plan).map(entry => new Resource(entry, modules));
    this.resources = all.filter(resource => resource.mode === 'managed');
    this.data = all.filter(resource => resource.mode === 'data');
  }

  /** Managed resources of these types. */
  ofType(...types) {
    return this.resources.filter(resource => types.includes(resource.type));
  }

  /** Data sources of these types. */
  dataOfType(...types) {
    return this.data.filter(resource => types.includes(resource.type));
  }

  /** The resource or data source of that address, with or without its module where only one has it. */
  find(address) {
    const all = [...this.resources, ...this.data];
    const exact = all.filter(resource => resource.address === address);
    const found = exact.length ? exact : all.filter(resource => resource.localAddress === address);
    return found.length === 1 ? found[0] : undefined;
  }

  /** Resources and data sources that `resource` refers to in the attribute at `path` ('' = anywhere); with `types` of these alone. */
  referredBy(resource, path = '', ...types) {
    const references = resource.references(path);
    const named = [...this.resources, ...this.data].filter(
      other => other !== resource && references.some(reference => reference.module === other.module && other.isNamedBy(reference.address)),
    );
    // One of many names one of many by the same key: x[each.key], or each.value of the other's own instances.
    const isTwin = other => resource.index !== undefined && other.index === resource.index;
    return named.filter(
      other =>
        (types.length === 0 || types.includes(other.type)) &&
        (isTwin(other) ||
          !named.some(each => each.type === other.type && each.name === other.name && each.module === other.module && isTwin(each))),
    );
  }

  /** Managed resources of `type` whose attribute at `path` refers to `resource`. */
  referringTo(resource, type, path = '') {
    return this.ofType(type).filter(other => this.referredBy(other, path).includes(resource));
  }

  /** What every rule says where there is nothing to look at: one breach for each type of which there is no resource. */
  missing(...types) {
    return types.filter(type => this.ofType(type).length === 0).map(type => ({ address: type, message: `there is no ${type}` }));
  }

  /** Tags and labels of all resources, the exceptions among them by name. */
  exceptions() {
    const reasons = {};
    for (const resource of this.resources) {
      for (const [key, value] of Object.entries(resource.tags())) {
        const name = /^exception-(.+)$/.exec(key)?.[1];
        if (name && typeof value === 'string' && value) reasons[name] ??= value;
      }
    }
    return reasons;
  }
}

class Resource {
  constructor({ address, module, mode, type, name, index, values, unknown }, modules) {
    Object.assign(this, { address, module, mode, type, name, index, values, unknown });
    const key = index === undefined ? '' : `[${JSON.stringify(index)}]`;
    this.localAddress = `${mode === 'data' ? 'data.' : ''}${type}.${name}${key}`;
    this.modules = modules;
  }

  /** The value at a path such as `vpc_config.0.subnet_ids`; undefined where it is not set or not known. */
  get(path) {
    return at(this.values, path) ?? undefined;
  }

  /** Whether the value at that path is known only after apply. */
  isUnknown(path) {
    let here = this.unknown;
    for (const part of path.split('.')) {
      if (here === true) return true;
      here = here?.[part];
    }
    return here === true;
  }

  /** Whether something is set there, known or not. */
  has(path) {
    return this.isUnknown(path) || ![undefined, null, ''].includes(at(this.values, path));
  }

  /** Blocks or elements at that path, as a list. */
  list(path) {
    const value = at(this.values, path);
    return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
  }

  /** The JSON document in the text at that path; undefined where it is not known or no JSON. */
  json(path) {
    try {
      return JSON.parse(this.get(path));
    } catch {
      return undefined;
    }
  }

  /** Its tags or labels, however its type calls them. */
  tags() {
    const all = ['tags_all', 'tags', 'effective_labels', 'labels', 'user_labels', 'metadata.0.labels', 'metadata.0.annotations'];
    return Object.assign(
      {},
      ...all.map(path => this.get(path)).filter(value => value && typeof value === 'object' && !Array.isArray(value)),
    );
  }

  /** { module, address } of all that the expression at that path names, through variables and outputs of modules. */
  references(path = '') {
    return this.modules.references(this.module, this.mode, this.type, this.name, path);
  }

  isNamedBy(address) {
    const plain = `${this.mode === 'data' ? 'data.' : ''}${this.type}.${this.name}`;
    if (!(address === plain || address.startsWith(`${plain}.`) || address.startsWith(`${plain}[`))) return false;
    const key = /^\[("(?:[^"\\]|\\.)*"|\d+)\]/.exec(address.slice(plain.length))?.[1];
    return key === undefined || this.index === undefined || JSON.parse(key) === this.index;
  }
}

/** The configuration part of a plan: expressions by module. Modules are named without their keys. */
class Modules {
  constructor(root) {
    this.byAddress = new Map();
    this.add('', root, undefined, undefined);
  }

  add(address, module, parent, call) {
    this.byAddress.set(address, { module, parent, call });
    for (const [name, inner] of Object.entries(module.module_calls ?? {})) {
      this.add(address ? `${address}.module.${name}` : `module.${name}`, inner.module ?? {}, address, inner);
    }
  }

  references(module, mode, type, name, path) {
    const here = this.byAddress.get(withoutKeys(module));
    const resource = here?.module.resources?.find(each => each.mode === mode && each.type === type && each.name === name);
    if (!resource) return [];
    const names =
      path === ''
        ? collect([resource.expressions, resource.for_each_expression, resource.count_expression])
        : collect(at(resource.expressions, path));
    const ofEach = names.some(each => /^each\./.test(each)) ? collect(resource.for_each_expression) : [];
    return this.resolve(
      withoutKeys(module),
      [...names, ...ofEach].filter(each => !/^(each|count|local|path|terraform|self)\./.test(each)),
      new Set(),
    );
  }

  resolve(address, names, seen) {
    const { module, parent, call } = this.byAddress.get(address) ?? {};
    return withoutPrefixes(names).flatMap(name => {
      const key = `${address}|${name}`;
      if (seen.has(key) || module === undefined) return [];
      seen.add(key);
      const variable = /^var\.(\w+)/.exec(name)?.[1];
      if (variable) return call ? this.resolve(parent, collect(call.expressions?.[variable]), seen) : [];
      const output = /^module\.(\w+)(?:\[[^\]]*\])?\.(\w+)/.exec(name);
      if (output) {
        const inner = address ? `${address}.module.${output[1]}` : `module.${output[1]}`;
        return this.resolve(inner, collect(this.byAddress.get(inner)?.module.outputs?.[output[2]]?.expression), seen);
      }
      return [{ module: address, address: name }];
    });
  }
}

// Terraform lists x["a"].id as itself, as x["a"] and as x: the first says it all.
const withoutPrefixes = names =>
  [...new Set(names)].filter((name, _, all) => !all.some(other => other.startsWith(`${name}.`) || other.startsWith(`${name}[`)));

const collect = expression => {
  if (expression === null || typeof expression !== 'object') return [];
  if (Array.isArray(expression)) return expression.flatMap(collect);
  const own = Array.isArray(expression.references) ? expression.references : [];
  return [
    ...own,
    ...Object.entries(expression)
      .filter(([name]) => name !== 'references')
      .flatMap(([, inner]) => collect(inner)),
  ];
};

const at = (value, path) => path.split('.').reduce((here, part) => (here === null || here === undefined ? undefined : here[part]), value);

const withoutKeys = address => (address ?? '').replace(/\[("(?:[^"\\]|\\.)*"|[^\]]*)\]/g, '');

/** Resources of a plan (its changes, and what was read before) or of a state. */
const entries = plan => {
  const found = new Map();
  const add = (resource, values, unknown) =>
    found.set(resource.address, {
      address: resource.address,
      module: withoutKeys(resource.module_address ?? moduleOf(resource.address)),
      mode: resource.mode ?? 'managed',
      type: resource.type,
      name: resource.name,
      index: resource.index,
      values: values ?? {},
      unknown: unknown ?? {},
    });
  const walk = module => {
    for (const resource of module?.resources ?? []) add(resource, resource.values);
    for (const child of module?.child_modules ?? []) walk(child);
  };
  walk(plan.values?.root_module);
  walk(plan.prior_state?.values?.root_module);
  if (plan.resource_changes) {
    for (const [address, entry] of found) if (entry.mode === 'managed') found.delete(address);
    for (const change of plan.resource_changes) {
      if (change.change?.after === null || change.change?.after === undefined) continue;
      add(change, change.change.after, change.change.after_unknown);
    }
  }
  return [...found.values()];
};

const moduleOf = address => /^((?:module\.\w+(?:\[(?:"(?:[^"\\]|\\.)*"|\d+)\])?\.)*)/.exec(address)[1].replace(/\.$/, '');
