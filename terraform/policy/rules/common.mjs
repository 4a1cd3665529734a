// Rules over configuration as it is written, the same for all clouds.
import { clouds } from '../engine/rules.mjs';

const target = 'common';
const roots = ['stack', 'example'];
const environments = ['dev', 'preprod', 'prod'];
const breach = (address, message) => ({ address, message });
const terraformFiles = model => model.files.filter(file => file.path.endsWith('.tf'));
const settingsOf = file => file.blocks?.terraform ?? [];
const plain = text =>
  typeof text === 'string'
    ? text
        .replace(/\s+/g, ' ')
        .replace(/([([{]) /g, '$1')
        .replace(/,? ([)\]}])/g, '$1')
    : text;
const nothing = (list, what) => (list.length === 0 ? [breach('terraform', `there is no ${what}`)] : []);

/** Highest monthly budget by environment, in any currency but JPY, and most instances, that may be stated without a change here. */
const ceilings = {
  dev: { budget: 100, instances: 20 },
  preprod: { budget: 300, instances: 50 },
  prod: { budget: 2000, instances: 200 },
  example: { budget: 50, instances: 10 },
};
const ceilingOf = folder => ceilings[folder.environment ?? 'example'];

/** The call of a cloud's module in a stack or example. */
const cloudCall = (model, folder) => model.calls(folder).find(call => new RegExp(`/modules/${folder.cloud}$`).test(call.source ?? ''));

/** What a root hands its module: a value, or the default of the variable that stands there. */
const stated = (model, folder, name) => {
  const value = cloudCall(model, folder)?.[name];
  const variable = /^\$\{var\.(\w+)\}$/.exec(value ?? '')?.[1];
  if (!variable) return value;
  return (
    model.variables(folder).find(each => each.name === variable)?.default ??
    (model.variables(folder).some(each => each.name === variable) ? null : undefined)
  );
};

const numberStated = (name, ceilingName) => model => [
  ...nothing(model.ofKind(...roots), 'stack or example'),
  ...model.ofKind(...roots).flatMap(folder => {
    const value = stated(model, folder, name);
    const ceiling = ceilingOf(folder)[ceilingName];
    if (typeof value !== 'number')
      return [breach(folder.path, `${name} is not stated as a number${value === null ? ', for its variable has no default' : ''}`)];
    const factor = ceilingName === 'budget' && stated(model, folder, 'monthly_budget_currency') === 'JPY' ? 150 : 1;
    return value > ceiling * factor ? [breach(folder.path, `${name} is ${value}, above ${ceiling * factor}`)] : [];
  }),
];

const unit = new RegExp(
  '_(mb|gib|bytes|ms|seconds|minutes|hours|days|percent|amount|instances|count|vcpus|per_minute|per_second|per_instance|' +
    'replicas|shards|parallel|messages|attempts|port)$',
);

const secrets = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, 'a private key'],
  [/\b(AKIA|ASIA)[0-9A-Z]{16}\b/, 'a key id of AWS'],
  [/\bgl[a-z]{2,}-[0-9A-Za-z_-]{20,}/, 'a token of GitLab'],
  [/\bgh[a-z]_[0-9A-Za-z]{30,}/, 'a token of GitHub'],
  [/AccountKey=[A-Za-z0-9+/=]{20,}/, 'a key of an Azure storage account'],
  [/\bAIza[0-9A-Za-z_-]{35}\b/, 'a key of Google'],
  [/[a-z][a-z0-9+.-]*:\/\/[^/?#\s:"$]+:[^/?#\s@"$]+@/, 'an address with a password'],
  [
    /^\s*\w*(password|secret|token|api_key|access_key|private_key)\s*=\s*"(?!\$+\{)(?=[^"]*[0-9])[^"/:.\s]{8,}"\s*$/m,
    'a value where a secret belongs',
  ],
];

const longLivedKeys = [
  'aws_iam_access_key',
  'aws_iam_user',
  'aws_iam_user_login_profile',
  'google_service_account_key',
  'google_storage_hmac_key',
  'azuread_application_password',
  'azuread_service_principal_password',
  'kubernetes_service_account_token_v1',
  'tls_private_key',
];

const layout = {
  core: ['main.tf', 'outputs.tf', 'variables.tf', 'versions.tf', 'README.md'],
  module: ['main.tf', 'outputs.tf', 'variables.tf', 'versions.tf', 'README.md'],
  stack: ['main.tf', 'outputs.tf', 'variables.tf', 'versions.tf', 'providers.tf'],
  example: ['main.tf', 'outputs.tf', 'versions.tf', 'README.md'],
};
const ownName = /^(main|variables|outputs|versions|providers|backend|locals|data)(\.[a-z0-9_-]+)?\.tf$/;
const baseName = file => file.path.slice(file.path.lastIndexOf('/') + 1);

const compare = (list, what) => model => {
  const modules = model.ofKind('module');
  const core = model.ofKind('core')[0];
  if (modules.length === 0 || !core) return [breach('terraform/modules', 'there is no module core, or none of a cloud')];
  return list(model, modules, core, what);
};

export default [
  {
    id: 'common-providers-in-roots',
    control: 'hardening',
    target,
    public: null,
    says: 'Providers and state backends stand in stacks and examples alone, and every stack has a backend.',
    check: model => [
      ...nothing(model.ofKind('stack'), 'stack'),
      ...terraformFiles(model).flatMap(file => {
        const folder = model.folders.find(each => each.files.includes(file));
        const found = [
          ...Object.keys(file.blocks?.provider ?? {}).map(name => `provider "${name}"`),
          ...(settingsOf(file).some(each => each.backend) ? ['a backend'] : []),
        ];
        return folder && roots.includes(folder.kind) ? [] : found.map(what => breach(file.path, `${what} stands in a module`));
      }),
      ...model
        .ofKind('stack')
        .filter(folder => !folder.files.some(file => settingsOf(file).some(each => each.backend)))
        .map(folder => breach(folder.path, 'it has no state backend')),
    ],
  },
  {
    id: 'common-no-secret-values',
    control: 'keys',
    target,
    public: 'CKV_SECRET_2',
    says: 'Configuration names secrets by their id and never holds one.',
    optional: 'where there is no configuration no secret is in it',
    check: model =>
      model.files
        .filter(file => /\.(tf|hcl|tfvars|json|ya?ml|md|sh)$/.test(file.path))
        .flatMap(file =>
          secrets.filter(([pattern]) => pattern.test(file.text)).map(([, what]) => breach(file.path, `${what} stands in it`)),
        ),
  },
  {
    id: 'common-no-long-lived-keys',
    control: 'keys',
    target,
    public: 'CKV_AWS_273',
    says: 'Nothing makes keys that live until somebody deletes them: programs and pipelines have identities.',
    optional: 'where there is no resource there is no key',
    check: model =>
      terraformFiles(model).flatMap(file =>
        longLivedKeys
          .filter(type => file.blocks?.resource?.[type])
          .map(type => breach(file.path, `${type} is a key or user that does not expire`)),
      ),
  },
  {
    id: 'common-described',
    control: 'hardening',
    target,
    public: null,
    says: 'Every variable has a type and a description, every output a description.',
    check: model => [
      ...nothing(model.folders, 'folder with configuration'),
      ...model.folders.flatMap(folder => [
        ...model
          .variables(folder)
          .flatMap(({ name, file, type, description }) => [
            ...(type ? [] : [breach(`${file}: var.${name}`, 'it has no type')]),
            ...((description ?? '').length >= 5 ? [] : [breach(`${file}: var.${name}`, 'it has no description')]),
          ]),
        ...model
          .outputs(folder)
          .filter(({ description }) => (description ?? '').length < 5)
          .map(({ name, file }) => breach(`${file}: output.${name}`, 'it has no description')),
      ]),
    ],
  },
  {
    id: 'common-units-in-names',
    control: 'time_and_memory',
    target,
    public: null,
    says: 'A number carries its unit in its name.',
    check: model => {
      const numbers = model.folders
        .flatMap(folder => model.variables(folder))
        .filter(variable => variable.type === '${number}' || variable.type === 'number');
      return [
        ...nothing(numbers, 'variable that is a number'),
        ...numbers.filter(({ name }) => !unit.test(name)).map(({ name, file }) => breach(`${file}: var.${name}`, 'its name says no unit')),
      ];
    },
  },
  {
    id: 'common-core-is-called',
    control: 'tags',
    target,
    public: null,
    says: 'Every cloud module hands every common variable on to module core, which names, tags, limits and checks.',
    check: compare((model, modules, core) =>
      modules.flatMap(folder => {
        const call = model.calls(folder).find(each => each.source === '../core');
        if (!call) return [breach(folder.path, 'it does not call ../core')];
        const common = model
          .variables(core)
          .map(each => each.name)
          .filter(name => !['cloud', 'scope'].includes(name));
        return [
          ...(call.cloud === folder.cloud ? [] : [breach(folder.path, `it calls core with cloud = ${JSON.stringify(call.cloud)}`)]),
          ...common
            .filter(name => call[name] !== `\${var.${name}}`)
            .map(name => breach(folder.path, `it does not hand ${name} on to core as it came`)),
        ];
      }),
    ),
  },
  {
    id: 'common-same-variables',
    control: 'hardening',
    target,
    public: null,
    says: 'The cloud modules have the common variables under the same names, with the same types and defaults.',
    check: compare((model, modules, core) =>
      modules.flatMap(folder =>
        model
          .variables(core)
          .filter(({ name }) => !['cloud', 'scope'].includes(name))
          .flatMap(common => {
            const own = model.variables(folder).find(each => each.name === common.name);
            if (!own) return [breach(folder.path, `var.${common.name} is missing`)];
            return [
              ...(common.name === 'package' || plain(own.type) === plain(common.type)
                ? []
                : [breach(folder.path, `var.${common.name} has another type than in core`)]),
              ...(JSON.stringify(own.default) === JSON.stringify(common.default)
                ? []
                : [breach(folder.path, `var.${common.name} has another default than in core`)]),
            ];
          }),
      ),
    ),
  },
  {
    id: 'common-same-outputs',
    control: 'alarms',
    target,
    public: null,
    says: 'Every cloud module has the outputs that the rest of delivery reads.',
    check: compare((model, modules) =>
      modules.flatMap(folder =>
        ['caption_url', 'store', 'result_store', 'registry', 'alarms', 'identity', 'deployment']
          .filter(name => !model.outputs(folder).some(each => each.name === name))
          .map(name => breach(folder.path, `output.${name} is missing`)),
      ),
    ),
  },
  {
    id: 'common-budget-stated',
    control: 'budget',
    target,
    public: null,
    says: 'Every stack and example states a monthly budget, no higher than its environment may cost.',
    check: numberStated('monthly_budget_amount', 'budget'),
  },
  {
    id: 'common-max-instances-stated',
    control: 'concurrency',
    target,
    public: null,
    says: 'Every stack and example states how many instances there may be, no more than its environment may have.',
    check: numberStated('max_instances', 'instances'),
  },
  {
    id: 'common-alarms-reach-people',
    control: 'alarms',
    target,
    public: null,
    says: 'Every stack hands its module addresses for alarms, and in prod a trigger that rolls back.',
    check: model => [
      ...nothing(model.ofKind('stack'), 'stack'),
      ...model.ofKind('stack').flatMap(folder => {
        const call = cloudCall(model, folder) ?? {};
        const emails = stated(model, folder, 'alarm_emails');
        return [
          ...(call.alarm_emails === undefined || (Array.isArray(emails) && emails.length === 0)
            ? [breach(folder.path, 'alarm_emails is not given, or is empty')]
            : []),
          ...(folder.environment === 'prod' && call.rollback_trigger === undefined
            ? [breach(folder.path, 'rollback_trigger is not given')]
            : []),
        ];
      }),
    ],
  },
  {
    id: 'common-owner-stated',
    control: 'tags',
    target,
    public: null,
    says: 'Every stack and example says whose it is and which environment it is, which become tags.',
    check: model => [
      ...nothing(model.ofKind(...roots), 'stack or example'),
      ...model.ofKind(...roots).flatMap(folder => {
        const call = cloudCall(model, folder);
        if (!call) return [breach(folder.path, `it does not call modules/${folder.cloud}`)];
        return [
          ...['owner', 'environment', 'release_version']
            .filter(name => call[name] === undefined)
            .map(name => breach(folder.path, `${name} is not given`)),
          ...(folder.kind === 'stack' && call.environment !== undefined && call.environment !== folder.environment
            ? [breach(folder.path, `environment is ${JSON.stringify(call.environment)} in the stack of ${folder.environment}`)]
            : []),
        ];
      }),
    ],
  },
  {
    id: 'common-nothing-left-behind',
    control: 'hardening',
    target,
    public: null,
    says: 'Lock files, states, plans and values of variables are not committed.',
    optional: 'where there is no file nothing is left behind',
    check: model =>
      model.files
        .filter(({ path }) => /(^|\/)(\.terraform\.lock\.hcl|crash\.log|[^/]*\.(tfstate(\..*)?|tfplan|tfvars(\.json)?))$/.test(path))
        .map(({ path }) => breach(path, 'Terraform leaves such files; they stay out of the project')),
  },
  {
    id: 'common-layout',
    control: 'hardening',
    target,
    public: null,
    says: 'Files are where the layout has them: a module and an example for each cloud, a stack for each cloud and environment.',
    check: model => {
      const wanted = [
        'modules/core',
        ...clouds.flatMap(cloud => [`modules/${cloud}`, `examples/${cloud}`]),
        ...environments.flatMap(environment => clouds.map(cloud => `stacks/${environment}/${cloud}`)),
      ];
      return [
        ...wanted.filter(path => !model.folders.some(folder => folder.path === path)).map(path => breach(path, 'it is missing')),
        ...model.folders
          .filter(({ kind }) => kind === 'other')
          .map(({ path }) => breach(path || 'terraform', 'configuration has no place there')),
        ...model.folders
          .filter(({ kind }) => layout[kind])
          .flatMap(folder => {
            const names = model.files
              .filter(file => file.path.startsWith(`${folder.path}/`) && !file.path.slice(folder.path.length + 1).includes('/'))
              .map(baseName);
            return [
              ...layout[folder.kind].filter(name => !names.includes(name)).map(name => breach(folder.path, `${name} is missing`)),
              ...names
                .filter(name => name.endsWith('.tf') && !ownName.test(name))
                .map(name => breach(`${folder.path}/${name}`, 'files are main, variables, outputs, versions, or main.TOPIC.tf')),
            ];
          }),
      ];
    },
  },
  {
    id: 'common-readable',
    control: 'hardening',
    target,
    public: null,
    says: 'Every file is valid HCL.',
    optional: 'where there is no file none is broken',
    check: model => model.files.filter(file => file.error).map(file => breach(file.path, file.error)),
  },
  {
    id: 'common-versions-bounded',
    control: 'hardening',
    target,
    public: 'CKV_TF_1',
    says: 'Terraform and every provider have a lower bound and an upper one, and modules come from this project.',
    check: model => [
      ...nothing(model.folders, 'folder with configuration'),
      ...model.folders.flatMap(folder => {
        const settings = folder.files.flatMap(settingsOf);
        const bounded = text => />=/.test(text ?? '') && /</.test((text ?? '').replace(/<=?$/, ''));
        const providers = settings.flatMap(each => each.required_providers ?? []).flatMap(each => Object.entries(each));
        return [
          ...(settings.some(each => bounded(each.required_version)) ? [] : [breach(folder.path, 'required_version has not both bounds')]),
          ...providers
            .filter(([, provider]) => !bounded(provider.version))
            .map(([name]) => breach(folder.path, `the version of ${name} has not both bounds`)),
          ...model
            .calls(folder)
            .filter(({ source }) => !/^\.\.?\//.test(source ?? ''))
            .map(({ call, source }) => breach(folder.path, `module.${call} comes from ${source}`)),
        ];
      }),
    ],
  },
  {
    id: 'common-tested',
    control: 'hardening',
    target,
    public: null,
    says: 'Every module, stack and example has tests.',
    check: model => {
      const folders = model.ofKind('core', 'module', ...roots);
      return [
        ...nothing(folders, 'module, stack or example'),
        ...folders
          .filter(
            folder =>
              !model.files.some(file => file.path.startsWith(`${folder.path}/tests/`) && Object.keys(file.blocks?.run ?? {}).length > 0),
          )
          .map(folder => breach(folder.path, 'there is no tests/*.tftest.hcl with a run')),
      ];
    },
  },
  {
    id: 'common-no-programs',
    control: 'hardening',
    target,
    public: null,
    says: 'Nothing runs programs while planning or applying.',
    optional: 'where there is no resource nothing runs',
    check: model =>
      terraformFiles(model).flatMap(file => [
        ...Object.entries(file.blocks?.resource ?? {}).flatMap(([type, named]) =>
          Object.entries(named)
            .filter(([, bodies]) => bodies.some(body => body.provisioner || body.connection))
            .map(([name]) => breach(`${file.path}: ${type}.${name}`, 'it has a provisioner')),
        ),
        ...['external', 'http']
          .filter(type => file.blocks?.data?.[type])
          .map(type => breach(file.path, `data "${type}" asks something outside`)),
        ...(file.blocks?.resource?.null_resource ? [breach(file.path, 'null_resource serves nothing but programs')] : []),
      ]),
  },
];
