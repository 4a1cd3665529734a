// What a module says to bad values. Runs of *.tftest.hcl that expect a failure do not show its message; here each is run by itself without
// the expectation, and what Terraform prints is taken.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** Runs that expect a failure, of a module's tests/refusals*.tftest.hcl: { name, says, text } with text a file for that run alone. */
export const refusals = module => readdirSync(join(module, 'tests')).filter(name => /^refusals.*\.tftest\.hcl$/.test(name)).flatMap(file => {
  const text = readFileSync(join(module, 'tests', file), 'utf8');
  const shared = text.slice(0, text.indexOf('\nrun "'));
  return [...text.matchAll(/^run "(\w+)" \{\n([\s\S]*?)^\}\n/gm)].map(([, name, body]) => ({
    name, file,
    says: /^ *# says: (.*)$/m.exec(body)?.[1],
    text: `${shared}\nrun "${name}" {\n${body.replace(/^ *expect_failures *= .*\n/m, '')}}\n`,
  }));
});

/** All messages that Terraform prints for each run, by its name. The modules beside it are copied too, for it may call them. */
export const messages = (module, runs, environment) => {
  const copy = mkdtempSync(join(tmpdir(), 'captions-refusals-'));
  const [modules, folder] = [dirname(module), join(copy, basename(module))];
  try {
    cpSync(modules, copy, { recursive: true, filter: path => !/\/(tests|\.terraform|\.terraform\.lock\.hcl)(\/|$)/.test(path.slice(modules.length)) });
    mkdirSync(join(folder, 'tests'));
    for (const run of runs) writeFileSync(join(folder, 'tests', `${run.name}.tftest.hcl`), run.text);
    const terraform = (...words) => {
      try {
        return execFileSync('terraform', [`-chdir=${folder}`, ...words], { encoding: 'utf8', maxBuffer: 1 << 28, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
      } catch (error) {
        if (words[0] === 'test' && error.status === 1) return error.stdout;
        throw error;
      }
    };
    terraform('init', '-no-color', '-backend=false');
    const found = new Map(runs.map(run => [run.name, []]));
    for (const line of terraform('test', '-json').split('\n').filter(Boolean)) {
      const event = JSON.parse(line);
      if (event.type === 'diagnostic' && event['@testrun']) found.get(event['@testrun'])?.push(plain(event.diagnostic));
    }
    return found;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
};

// The rule's own message, without the line that names its place.
const plain = ({ detail = '', summary }) => (detail.split('\n\nThis was checked by')[0] || summary).trim();
