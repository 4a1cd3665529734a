// Makes bundles of a program that is a few lines, and installs them into folders: what tests of the machine without a cloud share.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const root = new URL('../../', import.meta.url).pathname;
export const source = join(root, 'deploy/onprem');

/** A folder that goes when the test ends. */
export const folder = t => {
  const path = mkdtempSync(join(tmpdir(), 'captions-onprem-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
};

export const script = (path, text) => {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, 0o755);
};

/** An archive as `make bundle` makes it, of a program that only says its version. */
export const makeBundle = (at, version, { environment = {}, program = `echo ${version}` } = {}) => {
  const inputs = join(at, `inputs-${version}`);
  script(join(inputs, 'app/Serverless.Hosts.Kubernetes'), `#!/bin/sh\n${program}\n`);
  script(join(inputs, 'cli/caption'), `#!/bin/sh\necho caption ${version}\n`);
  for (const part of ['app', 'cli']) {
    mkdirSync(join(inputs, part, 'models'), { recursive: true });
    writeFileSync(join(inputs, part, 'models/weights.bin'), Buffer.alloc(100_000, version));
  }
  const archive = join(at, `captions-onprem-${version}.tar`);
  execFileSync(join(source, 'make-bundle'), ['--app', join(inputs, 'app'), '--cli', join(inputs, 'cli'), '--version', version, '--out', archive],
    { env: { ...process.env, ...environment }, stdio: ['ignore', 'ignore', 'inherit'] });
  return archive;
};

export const unpack = (archive, to) => {
  mkdirSync(to, { recursive: true });
  execFileSync('tar', ['-xf', archive, '-C', to]);
  return join(to, readdirSync(to)[0]);
};

/** Programs in front of the machine's own: {name: text of a shell script}. */
export const path = (at, programs) => {
  mkdirSync(at, { recursive: true });
  for (const [name, text] of Object.entries(programs)) script(join(at, name), `#!/bin/bash\n${text}\n`);
  return `${at}:${process.env.PATH}`;
};

/** A machine that could be installed on, whatever the one is that runs the tests; its disk is never behind. */
export const suitable = { sync: 'exit 0', uname: 'echo x86_64', getconf: 'echo glibc 2.36', systemctl: 'echo "systemd 252 (252.1)"' };

/** Runs the installer, in a process group of its own. */
export const run = (bundle, args, PATH) => {
  const { status, signal, stdout, stderr } = spawnSync('setsid', [join(bundle, 'install.sh'), ...args], { encoding: 'utf8', env: { ...process.env, PATH } });
  return { status, signal, out: stdout, err: stderr };
};

/** Everything below a folder: names, kinds, contents. Two equal ones are the same to whoever looks. */
export const snapshot = (at, prefix = '') => !existsSync(at) ? {} : Object.fromEntries(readdirSync(at).sort().flatMap(name => {
  const [full, shown] = [join(at, name), prefix + name];
  const stat = lstatSync(full);
  if (stat.isSymbolicLink()) return [[shown, `-> ${readlinkSync(full)}`]];
  if (stat.isDirectory()) return [[shown + '/', 'folder'], ...Object.entries(snapshot(full, shown + '/'))];
  return [[shown, `${(stat.mode & 0o777).toString(8)} ${createHash('sha256').update(readFileSync(full)).digest('hex')}`]];
}));
