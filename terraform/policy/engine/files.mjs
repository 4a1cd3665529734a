// What rules of the target without Terraform see: texts of files by their path below deploy/onprem.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

export class FilesModel {
  constructor(texts) {
    this.texts = texts;
  }

  static read(folder) {
    const walk = here =>
      readdirSync(here, { withFileTypes: true }).flatMap(entry =>
        entry.isDirectory() ? walk(join(here, entry.name)) : entry.isFile() ? [join(here, entry.name)] : [],
      );
    return new FilesModel(
      existsSync(folder) ? Object.fromEntries(walk(folder).map(path => [relative(folder, path), readFileSync(path, 'utf8')])) : {},
    );
  }

  /** Paths that match. */
  paths(pattern) {
    return Object.keys(this.texts)
      .filter(path => pattern.test(path))
      .sort();
  }

  /** The text of a file; undefined where there is none. */
  text(path) {
    return this.texts[path];
  }
}
