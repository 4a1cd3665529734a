// What rules see of configuration as it is written: every file below terraform/, with the blocks of its HCL by hcl2json.
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/**
 * files: { path, text, blocks } with paths below terraform/ and / between; blocks only of *.tf and *.tftest.hcl.
 * folders: { path, kind, cloud, environment?, files } of each folder that holds *.tf; kind is core, module, stack, example or other.
 */
export class ConfigurationModel {
  constructor(files) {
    this.files = files;
    const paths = [...new Set(files.filter(file => file.path.endsWith('.tf')).map(file => folderOf(file.path)))].sort();
    this.folders = paths.map(path => ({ path, ...kindOf(path), files: files.filter(file => folderOf(file.path) === path) }));
  }

  /** From a folder of the disk: what is a source there, not what Terraform or npm leaves. */
  static async read(folder) {
    const paths = walk(folder).map(path => [relative(folder, path).split(sep).join('/'), path]);
    return ConfigurationModel.of(Object.fromEntries(paths.map(([name, path]) => [name, readFileSync(path, 'utf8')])));
  }

  /** From texts by path. */
  static async of(texts) {
    const { parse } = await import('@cdktf/hcl2json');
    const files = await Promise.all(
      Object.entries(texts)
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .map(async ([path, text]) => {
          if (!/\.(tf|tftest\.hcl)$/.test(path)) return { path, text };
          try {
            return { path, text, blocks: await parse(path.replace(/\.hcl$/, '.tf'), text) };
          } catch (error) {
            return { path, text, blocks: {}, error: String(error.message ?? error).split('\n')[0] };
          }
        }),
    );
    return new ConfigurationModel(files);
  }

  /** Folders of these kinds. */
  ofKind(...kinds) {
    return this.folders.filter(folder => kinds.includes(folder.kind));
  }

  /** Blocks of one kind in a folder's *.tf, by name: variables(folder) and outputs(folder) are { name, file, ...body }. */
  variables(folder) {
    return named(folder, 'variable');
  }
  outputs(folder) {
    return named(folder, 'output');
  }

  /** Calls of modules in a folder: { call, file, ...arguments }, call being the name in front of the block. */
  calls(folder) {
    return blocks(folder, 'module').map(({ label, file, body }) => ({ ...body, call: label, file }));
  }
}

const blocks = (folder, kind) =>
  folder.files
    .filter(file => file.path.endsWith('.tf'))
    .flatMap(file =>
      Object.entries(file.blocks?.[kind] ?? {}).flatMap(([label, bodies]) => bodies.map(body => ({ label, file: file.path, body }))),
    );
const named = (folder, kind) => blocks(folder, kind).map(({ label, file, body }) => ({ ...body, name: label, file }));

const folderOf = path => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');

const kindOf = path => {
  const [, root, first, second] = /^(modules|stacks|examples)\/([^/]+)(?:\/([^/]+))?$/.exec(path) ?? [];
  if (root === 'modules' && !second) return first === 'core' ? { kind: 'core' } : { kind: 'module', cloud: first };
  if (root === 'stacks' && second) return { kind: 'stack', environment: first, cloud: second };
  if (root === 'examples' && !second) return { kind: 'example', cloud: first };
  return { kind: 'other' };
};

// The policy itself is no configuration; a lock file or a state is looked for, so it is listed.
const walk = folder =>
  readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ['node_modules', '.terraform', 'policy', 'tools'].includes(entry.name) ? [] : walk(path);
    return entry.isFile() ? [path] : [];
  });
