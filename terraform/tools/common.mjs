#!/usr/bin/env node
// Prints what a cloud module shares with the others, made from module core: its common variables without their checks (which stand in core
// alone), or the call of core that hands them on.
// usage: node terraform/tools/common.mjs variables|main CLOUD
import { readFileSync, readdirSync } from 'node:fs';

const core = new URL('../modules/core/', import.meta.url);
const clouds = ['aws', 'azure', 'gcp', 'kubernetes'];
const notHandedOn = ['cloud', 'scope'];

/** The blocks `variable "NAME" {...}` of core as written, in order, without their validation blocks. */
export const commonVariables = () =>
  readdirSync(core)
    .filter(name => /^variables.*\.tf$/.test(name))
    .sort(byWeight)
    .flatMap(name => {
      const text = readFileSync(new URL(name, core), 'utf8');
      return [...text.matchAll(/^variable "(\w+)" \{\n([\s\S]*?)^\}\n/gm)].map(([, variable, body]) => ({
        name: variable,
        text: `variable "${variable}" {\n${body.replace(/\n*^ {2}validation \{\n[\s\S]*?^ {2}\}\n/gm, '\n').replace(/\n+$/, '\n')}}\n`,
      }));
    })
    .filter(variable => !notHandedOn.includes(variable.name));

const byWeight = (left, right) => (left === 'variables.tf' ? -1 : right === 'variables.tf' ? 1 : left < right ? -1 : 1);

/** `package` has what the cloud takes and no more: an attribute of another cloud would be dropped in silence. */
const packages = {
  aws: ['bucket', 'key', 'sha256_base64', 'image_uri'].map(name => `    ${name} = optional(string)`),
  azure: ['container', 'key'].map(name => `    ${name} = string`),
  gcp: ['    image = string'],
  kubernetes: ['    image = string'],
};
const withPackage = (variable, cloud) =>
  variable.name !== 'package'
    ? variable.text
    : variable.text.replace(/type = object\(\{[\s\S]*?\}\)/, `type = object({\n${packages[cloud].join('\n')}\n  })`);

const main = ([what, cloud]) => {
  if (!clouds.includes(cloud) || !['variables', 'main'].includes(what)) {
    console.error('usage: node terraform/tools/common.mjs variables|main aws|azure|gcp|kubernetes');
    process.exit(2);
  }
  const variables = commonVariables();
  if (what === 'variables') console.log(variables.map(variable => withPackage(variable, cloud)).join('\n'));
  else
    console.log(
      [
        'module "core" {',
        '  source = "../core"',
        '',
        `  cloud = "${cloud}"`,
        ...variables.map(({ name }) => `  ${name} = var.${name}`),
        '}',
      ].join('\n'),
    );
};
if (process.argv[1] === new URL(import.meta.url).pathname) main(process.argv.slice(2));
