#!/usr/bin/env node
// Makes the base of fixtures over configuration: the smallest terraform/ that every rule holds in.
// usage: node terraform/policy/base-common.mjs     (writes fixtures/common.json)
import { writeFileSync } from 'node:fs';
import { clouds } from './engine/rules.mjs';

const common = {
  name: ['string', '"captions"', 'Name of the deployment.'],
  environment: ['string', undefined, 'Stage of delivery: dev, preprod or prod.'],
  owner: ['string', undefined, 'Who answers for the deployment.'],
  release_version: ['string', undefined, 'Semantic version of what is deployed.'],
  max_instances: ['number', 10, 'Most instances at the same time.'],
  monthly_budget_amount: ['number', 50, 'What a month may cost.'],
  alarm_emails: ['list(string)', undefined, 'Addresses that alarms are sent to.'],
};
const variables = list =>
  Object.entries(list)
    .map(
      ([name, [type, value, description]]) =>
        `variable "${name}" {\n  description = "${description}"\n  type        = ${type}\n` +
        `${value === undefined ? '' : `  default     = ${value}\n`}}\n`,
    )
    .join('\n');
const outputs = names =>
  names.map(name => `output "${name}" {\n  description = "What ${name} is called."\n  value       = module.core.name\n}\n`).join('\n');
const versions = cloud => `terraform {\n  required_version = ">= 1.9, < 2.0"\n${cloud ? required(cloud) : ''}}\n`;
const required = cloud =>
  `  required_providers {\n    ${cloud} = {\n      source  = "hashicorp/${cloud}"\n      version = ">= 6.0, < 7.0"\n    }\n  }\n`;
const test = 'run "it_plans" {\n  command = plan\n}\n';
const providers = { aws: 'aws', azure: 'azurerm', gcp: 'google', kubernetes: 'kubernetes' };
const backends = { aws: 's3', azure: 'azurerm', gcp: 'gcs', kubernetes: 'kubernetes' };
const call = (cloud, up, environment, more = '') =>
  [
    'module "captions" {',
    `  source = "${up}/modules/${cloud}"`,
    '',
    `  environment           = "${environment}"`,
    '  owner                 = "team-pictures"',
    '  release_version       = var.release_version',
    '  max_instances         = 10',
    '  monthly_budget_amount = 50',
    '  alarm_emails          = ["team@example.org"]',
    `${more}}`,
    '',
  ].join('\n');

const files = {
  'modules/core/main.tf': 'locals {\n  base = "captions-${var.environment}"\n}\n',
  'modules/core/variables.tf': variables({ cloud: ['string', undefined, 'The platform whose limits hold.'], ...common }),
  'modules/core/outputs.tf': 'output "name" {\n  description = "Base of all names."\n  value       = local.base\n}\n',
  'modules/core/versions.tf': versions(),
  'modules/core/README.md': '# Core\n',
  'modules/core/tests/names.tftest.hcl': test,
};
for (const cloud of clouds) {
  Object.assign(files, {
    [`modules/${cloud}/main.tf`]: [
      'module "core" {',
      '  source = "../core"',
      '',
      `  cloud = "${cloud}"`,
      ...Object.keys(common).map(name => `  ${name} = var.${name}`),
      '}',
      '',
    ].join('\n'),
    [`modules/${cloud}/variables.tf`]: variables(common),
    [`modules/${cloud}/outputs.tf`]: outputs(['caption_url', 'store', 'result_store', 'registry', 'alarms', 'identity', 'deployment']),
    [`modules/${cloud}/versions.tf`]: versions(providers[cloud]),
    [`modules/${cloud}/README.md`]: `# ${cloud}\n`,
    [`modules/${cloud}/tests/plan.tftest.hcl`]: test,
    [`examples/${cloud}/main.tf`]:
      `provider "${providers[cloud]}" {}\n\n` + call(cloud, '../..', 'dev').replace('var.release_version', '"1.0.0"'),
    [`examples/${cloud}/outputs.tf`]:
      'output "caption_url" {\n  description = "Where pictures are posted."\n  value       = module.captions.caption_url\n}\n',
    [`examples/${cloud}/versions.tf`]: versions(providers[cloud]),
    [`examples/${cloud}/README.md`]: `# ${cloud}\n`,
    [`examples/${cloud}/tests/plan.tftest.hcl`]: test,
  });
  for (const environment of ['dev', 'preprod', 'prod']) {
    const folder = `stacks/${environment}/${cloud}`;
    Object.assign(files, {
      [`${folder}/main.tf`]: call(
        cloud,
        '../../..',
        environment,
        environment === 'prod' ? '  rollback_trigger      = var.rollback_trigger\n' : '',
      ),
      [`${folder}/variables.tf`]: variables({
        release_version: common.release_version,
        ...(environment === 'prod' && {
          rollback_trigger: ['object({ url = string, token_secret = string })', undefined, 'Trigger that an alarm calls.'],
        }),
      }),
      [`${folder}/providers.tf`]: `terraform {\n  backend "${backends[cloud]}" {}\n}\n\nprovider "${providers[cloud]}" {}\n`,
      [`${folder}/outputs.tf`]: files[`examples/${cloud}/outputs.tf`],
      [`${folder}/versions.tf`]: versions(providers[cloud]),
      [`${folder}/tests/plan.tftest.hcl`]: test,
    });
  }
}
writeFileSync(new URL('fixtures/common.json', import.meta.url), `${JSON.stringify({ files }, null, 1)}\n`);
console.log(`fixtures/common.json: ${Object.keys(files).length} files`);
