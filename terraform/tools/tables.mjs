#!/usr/bin/env node
// Writes the tables of providers, variables and outputs into the READMEs of modules and examples, between the marks of terraform-docs.
// usage: node terraform/tools/tables.mjs [--check]     (--check changes nothing and ends with 4 where a table is not what it should be)
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigurationModel } from '../policy/engine/configuration.mjs';

const begin = '<!-- BEGIN_TF_DOCS: generated, node terraform/tools/tables.mjs -->';
const end = '<!-- END_TF_DOCS -->';

const plain = text =>
  String(text)
    .replace(/^\$\{([\s\S]*)\}$/, '$1')
    .replace(/\s+/g, ' ')
    .trim();
// Between two attributes of an object a line's end stands for a comma.
const typeOf = text =>
  plain(String(text ?? '').replace(/([\w")\]}])[ \t]*\n/g, '$1,\n'))
    .replace(/\(\{,? /g, '({ ')
    .replace(/,? \}\)/g, ' })');
const cell = text => plain(text).replaceAll('|', '\\|').replaceAll('<', '&lt;');
const code = text => `\`${text.replaceAll('|', '\\|')}\``;
const table = (head, rows) =>
  [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...rows.map(row => `| ${row.join(' | ')} |`)].join('\n');

const defaultOf = variable =>
  variable.default === undefined
    ? 'required'
    : code(
        typeof variable.default === 'string' && variable.default.startsWith('${')
          ? plain(variable.default)
          : JSON.stringify(variable.default),
      );

/** The generated part of a folder's README. */
export const tablesOf = (model, folder) => {
  const settings = folder.files.flatMap(file => file.blocks?.terraform ?? []);
  const providers = settings.flatMap(each => each.required_providers ?? []).flatMap(each => Object.entries(each));
  const byName = (left, right) => (left.name < right.name ? -1 : 1);
  const variables = model.variables(folder).sort(byName);
  const outputs = model.outputs(folder).sort(byName);
  return [
    begin,
    '## Requires',
    '',
    table(
      ['what', 'version'],
      [
        ...settings.filter(each => each.required_version).map(each => ['Terraform', each.required_version]),
        ...providers.map(([, { source, version }]) => [source, version]),
      ].map(row => row.map(cell)),
    ),
    '',
    ...(variables.length
      ? [
          '## Variables',
          '',
          table(
            ['name', 'type', 'default', 'what'],
            variables.map(each => [code(each.name), code(typeOf(each.type)), defaultOf(each), cell(each.description ?? '')]),
          ),
          '',
        ]
      : []),
    ...(outputs.length
      ? [
          '## Outputs',
          '',
          table(
            ['name', 'what'],
            outputs.map(each => [code(each.name), cell(each.description ?? '')]),
          ),
          '',
        ]
      : []),
    end,
  ].join('\n');
};

/** A README with its generated part as it should be; the part is added at the end where there is none. */
export const withTables = (readme, tables) => {
  const from = readme.search(/<!-- BEGIN_TF_DOCS/),
    to = readme.indexOf(end);
  return from < 0 || to < 0
    ? `${readme.replace(/\n*$/, '\n\n')}${tables}\n`
    : `${readme.slice(0, from)}${tables}${readme.slice(to + end.length)}`;
};

/** Paths of READMEs that are not what they should be; with `write` they are written. */
export const outdated = async (terraform, write) => {
  const model = await ConfigurationModel.read(terraform);
  return model
    .ofKind('core', 'module', 'example')
    .map(folder => {
      const path = join(terraform, folder.path, 'README.md');
      if (!existsSync(path)) return `${folder.path}/README.md is missing`;
      const readme = readFileSync(path, 'utf8');
      const wanted = withTables(readme, tablesOf(model, folder));
      if (wanted === readme) return undefined;
      if (write) writeFileSync(path, wanted);
      return `${folder.path}/README.md`;
    })
    .filter(Boolean);
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const isCheck = process.argv[2] === '--check';
  if (process.argv.length > (isCheck ? 3 : 2)) {
    console.error('usage: node terraform/tools/tables.mjs [--check]');
    process.exit(2);
  }
  const paths = await outdated(fileURLToPath(new URL('..', import.meta.url)), !isCheck);
  for (const path of paths)
    console.log(
      isCheck
        ? `${path}: its tables are not what the configuration says; node terraform/tools/tables.mjs writes them`
        : `${path} is written`,
    );
  process.exit(isCheck && paths.length ? 4 : 0);
}
