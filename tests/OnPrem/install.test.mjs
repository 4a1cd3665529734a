import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync, readlinkSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { folder, makeBundle, path, run, snapshot, suitable, unpack } from './bundle.mjs';

const machine = t => {
  const at = folder(t);
  const bundles = {};
  return {
    at,
    root: join(at, 'root'),
    PATH: path(join(at, 'programs'), suitable),
    bundle: (version, options) => bundles[version] ??= unpack(makeBundle(at, version, options), join(at, `bundle-${version}`)),
    install(version, ...args) { return run(this.bundle(version), ['--root', this.root, ...args], this.PATH); },
    current() { return readlinkSync(join(this.root, 'opt/captions/current')); },
    says() { return execFileSync(join(this.root, 'opt/captions/current/app/Serverless.Hosts.Kubernetes'), { encoding: 'utf8' }).trim(); },
  };
};

test('a bundle installs programs, units and settings, and makes a first key whose digest the service is given', t => {
  const m = machine(t);
  const done = m.install('1.0.0');
  assert.equal(done.status, 0, done.err);
  assert.equal(m.says(), '1.0.0');
  for (const file of ['etc/systemd/system/caption.service', 'etc/systemd/system/caption@.service', 'etc/systemd/system/captions-alarms.timer', 'etc/systemd/journald@captions.conf', 'usr/lib/sysusers.d/captions.conf'])
    assert.ok(existsSync(join(m.root, file)), file);
  const key = readFileSync(join(m.root, 'etc/captions/first.key'), 'utf8').trim();
  assert.match(key, /^[0-9a-f]{64}$/);
  assert.equal(statSync(join(m.root, 'etc/captions/first.key')).mode & 0o777, 0o600);
  const [first] = JSON.parse(readFileSync(join(m.root, 'etc/captions/keys.json'), 'utf8')).keys;
  assert.equal(first.sha256, createHash('sha256').update(key).digest('hex'));
});

test('an upgrade keeps settings, keys and the release of before, and a rollback brings that back', t => {
  const m = machine(t);
  m.install('1.0.0');
  const settings = join(m.root, 'etc/captions/settings.env');
  appendFileSync(settings, 'CAPTION_CONCURRENCY=7\n');
  const keys = readFileSync(join(m.root, 'etc/captions/keys.json'), 'utf8');
  assert.equal(m.install('1.1.0').status, 0);
  assert.equal(m.says(), '1.1.0');
  assert.match(readFileSync(settings, 'utf8'), /CAPTION_CONCURRENCY=7/);
  assert.ok(existsSync(settings + '.new'));
  assert.equal(readFileSync(join(m.root, 'etc/captions/keys.json'), 'utf8'), keys);

  assert.equal(m.install('1.1.0', '--rollback').status, 0);
  assert.equal(m.says(), '1.0.0');
  assert.equal(m.install('1.1.0', '--rollback').status, 0, 'and forth again');
  assert.equal(m.says(), '1.1.0');

  assert.equal(m.install('1.2.0').status, 0);
  assert.ok(!existsSync(join(m.root, 'opt/captions/releases/1.0.0')), 'the one before the one before is forgotten');
  assert.ok(existsSync(join(m.root, 'opt/captions/releases/1.1.0')));
});

test('a rollback with nothing before it is refused, and says so', t => {
  const m = machine(t);
  assert.match(m.install('1.0.0', '--rollback').err, /refused, nothing was changed: captions is not installed/);
  m.install('1.0.0');
  const before = snapshot(m.root);
  const refused = m.install('1.0.0', '--rollback');
  assert.equal(refused.status, 4);
  assert.match(refused.err, /there is no release before 1\.0\.0/);
  assert.deepEqual(snapshot(m.root), before);
});

for (const file of ['app/models/weights.bin', 'app/Serverless.Hosts.Kubernetes', 'units/caption.service', 'install.sh', 'release.env', 'SHA256SUMS'])
  test(`one flipped bit in ${file} is refused, and nothing is changed`, t => {
    const m = machine(t);
    m.install('1.0.0');
    const before = snapshot(m.root);
    const bundle = m.bundle('1.1.0');
    const bytes = readFileSync(join(bundle, file));
    bytes[file === 'install.sh' ? bytes.length - 3 : Math.min(40, bytes.length - 2)] ^= 1; // in install.sh: the last line, which still can be read
    writeFileSync(join(bundle, file), bytes);
    const refused = m.install('1.1.0');
    assert.notEqual(refused.status, 0);
    assert.deepEqual(snapshot(m.root), before);
    if (file !== 'install.sh') assert.match(refused.err, /refused, nothing was changed/);
  });

test('SHA256SUMS that fit forged files are refused by the digest that was given by another way', t => {
  const m = machine(t);
  const bundle = m.bundle('1.0.0');
  const told = createHash('sha256').update(readFileSync(join(bundle, 'SHA256SUMS'))).digest('hex');
  writeFileSync(join(bundle, 'app/Serverless.Hosts.Kubernetes'), '#!/bin/sh\necho forged\n');
  execFileSync('bash', ['-c', 'find . -type f ! -name SHA256SUMS | sed "s,^./,," | sort | xargs sha256sum >SHA256SUMS'], { cwd: bundle });
  const refused = m.install('1.0.0', '--sums-sha256', told);
  assert.equal(refused.status, 4);
  assert.match(refused.err, /SHA256SUMS is not the one you were told of/);
  assert.ok(!existsSync(m.root));
});

test('a file or link that the bundle does not list is refused', t => {
  const m = machine(t);
  const bundle = m.bundle('1.0.0');
  writeFileSync(join(bundle, 'app/extra.so'), 'x');
  assert.match(m.install('1.0.0').err, /other files than the bundle/);
  rmSync(join(bundle, 'app/extra.so'));
  symlinkSync('/etc/passwd', join(bundle, 'app/link'));
  assert.match(m.install('1.0.0').err, /holds links/);
  assert.ok(!existsSync(m.root));
});

for (const [what, programs, message] of [
  ['another architecture', { uname: 'echo aarch64' }, /this bundle is for x86_64, this machine is aarch64: get the bundle for aarch64/],
  ['a glibc that is too old', { getconf: 'echo glibc 2.17' }, /glibc 2\.17, 2\.28 or newer is needed/],
  ['no glibc', { getconf: 'exit 1' }, /has no glibc/],
  ['a systemd that is too old', { systemctl: 'echo "systemd 249 (249.11)"' }, /systemd is 249 here, 250 or newer/],
  ['a full disk', { df: 'echo Avail; echo 10' }, /0 MiB free/],
])
  test(`${what} is refused with what to do, and nothing is changed`, t => {
    const m = machine(t);
    m.PATH = path(join(m.at, 'unsuitable'), programs) + ':' + m.PATH;
    const refused = m.install('1.0.0');
    assert.equal(refused.status, 4, refused.err);
    assert.match(refused.err, message);
    assert.ok(!existsSync(m.root));
  });

test('a machine without systemd is refused with what to do', t => {
  const m = machine(t);
  const tools = 'awk bash cat chmod cmp cp cut date df dirname find flock grep head id ln mkdir mv od readlink rm sed setsid sha256sum sort sync tail tr basename'.split(' ');
  const only = join(m.at, 'only');
  path(only, { uname: suitable.uname, getconf: suitable.getconf });
  for (const tool of tools) symlinkSync(execFileSync('bash', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim(), join(only, tool));
  m.PATH = only;
  const refused = m.install('1.0.0');
  assert.equal(refused.status, 4, refused.err);
  assert.match(refused.err, /there is no systemd here: run the container image/);
});

// Every program the installer starts is a place where the machine can go down. A program in front of each counts the starts and, at the chosen one,
// kills the installer and all it started (SIGKILL) before or after it has done its work.
const killing = (m, at, moment) => {
  const real = name => `exec env PATH="$CAPTIONS_TEST_PATH" ${name} "$@"`;
  const count = `echo x >>${m.at}/count; [ "$(wc -l <${m.at}/count)" = ${at} ]`;
  const stop = 'kill -9 0';
  return path(join(m.at, `killing-${moment}`), Object.fromEntries(['mkdir', 'cp', 'mv', 'ln', 'rm', 'sync', 'chmod', 'find'].map(name => [name,
    moment === 'before' ? `if ${count}; then ${stop}; fi; ${real(name)}` : `if ${count}; then env PATH="$CAPTIONS_TEST_PATH" ${name} "$@"; ${stop}; fi; ${real(name)}`])));
};

// Every ninth of them in the fast run, all with CAPTION_TEST_FULL=1.
const every = process.env.CAPTION_TEST_FULL === '1' ? 1 : 9;
for (const moment of ['before', 'after'])
  test(`an upgrade killed ${moment} any of its steps leaves a release that runs, and the next run undoes or finishes it`, t => {
    const m = machine(t);
    m.install('1.0.0');
    const usual = m.PATH;
    process.env.CAPTIONS_TEST_PATH = usual;
    const [old, fresh] = [m.bundle('1.0.0'), m.bundle('1.1.0')];
    let kills = 0;
    for (let at = moment === 'before' ? 1 : 2, round = 0; ; at += every, round++) {
      rmSync(join(m.at, 'count'), { force: true });
      m.PATH = killing(m, at, moment) + ':' + usual;
      const stopped = run(fresh, ['--root', m.root], m.PATH);
      m.PATH = usual;
      if (stopped.signal !== 'SIGKILL') { assert.equal(stopped.status, 0, stopped.err); break; }
      kills++;
      assert.match(m.says(), /^1\.[01]\.0$/, `whole at every moment (step ${at})`);
      if (round % 2) {
        assert.equal(run(old, ['--root', m.root], m.PATH).status, 0, `the release of before can be had (step ${at})`);
        assert.equal(m.says(), '1.0.0');
      } else {
        const next = run(fresh, ['--root', m.root], m.PATH);
        assert.equal(next.status, 0, `step ${at}: ${next.err}`);
        assert.equal(m.says(), '1.1.0');
        assert.equal(run(old, ['--root', m.root], m.PATH).status, 0);
      }
      const left = Object.keys(snapshot(m.root)).filter(name => /captions-part|\.transaction|\.incoming/.test(name));
      assert.deepEqual(left, [], `nothing half-done is left (step ${at})`);
    }
    assert.ok(kills * every > 30, `${kills} moments`);
    assert.equal(m.says(), '1.1.0');
  });

test('a first installation that was killed after its switch began is undone or finished by the next run', t => {
  const m = machine(t);
  m.install('1.0.0');
  writeFileSync(join(m.root, 'opt/captions/.transaction'), '-\n-\n');
  const again = m.install('1.0.0');
  assert.equal(again.status, 0, again.err);
  assert.match(again.out, /an earlier run was cut off/);
  assert.equal(m.says(), '1.0.0');
});

test('the same version with other contents is refused', t => {
  const m = machine(t);
  m.install('1.0.0');
  const other = unpack(makeBundle(join(m.at, 'other'), '1.0.0', { program: 'echo other' }), join(m.at, 'other/unpacked'));
  const refused = run(other, ['--root', m.root], m.PATH);
  assert.equal(refused.status, 4);
  assert.match(refused.err, /a version is never two things/);
  assert.equal(m.says(), '1.0.0');
});

test('a release that was damaged on the machine is no way back, and is brought anew by its bundle', t => {
  const m = machine(t);
  m.install('1.0.0');
  m.install('1.1.0');
  writeFileSync(join(m.root, 'opt/captions/releases/1.0.0/app/models/weights.bin'), 'damaged');
  assert.match(m.install('1.1.0', '--rollback').err, /release 1\.0\.0 is damaged/);
  assert.equal(m.says(), '1.1.0');
  assert.equal(m.install('1.0.0').status, 0);
  assert.equal(m.says(), '1.0.0');
});

test('a revision stands beside the current release on a port of its own, is kept by upgrades, and is retired', t => {
  const m = machine(t);
  assert.match(m.install('1.0.0', '--beside', '8081').err, /no current release to stand beside/);
  m.install('1.0.0');
  assert.equal(m.install('1.1.0', '--beside', '8081').status, 0);
  assert.equal(m.says(), '1.0.0');
  assert.equal(execFileSync(join(m.root, 'opt/captions/revisions/8081/app/Serverless.Hosts.Kubernetes'), { encoding: 'utf8' }).trim(), '1.1.0');
  m.install('1.2.0');
  m.install('1.3.0');
  assert.ok(existsSync(join(m.root, 'opt/captions/revisions/8081/release.env')), 'what a revision runs is not forgotten');
  assert.equal(m.install('1.3.0', '--retire', '8081').status, 0);
  assert.ok(!existsSync(join(m.root, 'opt/captions/releases/1.1.0')));
  assert.equal(m.install('1.3.0', '--beside', '80810').status, 2);
});

test('taking it away keeps settings, keys, pictures and results', t => {
  const m = machine(t);
  m.install('1.0.0');
  execFileSync('mkdir', ['-p', join(m.root, 'var/lib/captions/in')]);
  writeFileSync(join(m.root, 'var/lib/captions/in/a.png.caption.json'), '{}');
  const kept = { ...snapshot(join(m.root, 'etc/captions')), ...snapshot(join(m.root, 'var')) };
  assert.equal(m.install('1.0.0', '--uninstall').status, 0);
  assert.deepEqual({ ...snapshot(join(m.root, 'etc/captions')), ...snapshot(join(m.root, 'var')) }, kept);
  assert.ok(!existsSync(join(m.root, 'opt/captions')));
  assert.deepEqual(Object.keys(snapshot(join(m.root, 'etc/systemd'))), ['system/']);
});

test('two bundles of the same files are the same bytes, and what both programs carry is in them once', t => {
  const at = folder(t);
  const first = readFileSync(makeBundle(join(at, 'a'), '1.0.0'));
  assert.ok(first.equals(readFileSync(makeBundle(join(at, 'b'), '1.0.0'))));
  assert.ok(first.length < 250_000, `${first.length} bytes for twice 100,000`);
});

test('two runs at once are one after the other: the second is refused', t => {
  const m = machine(t);
  m.install('1.0.0');
  const bundle = m.bundle('1.1.0');
  const held = execFileSync('bash', ['-c', `exec 9>"${m.root}/opt/captions/.lock"; flock 9; "${bundle}/install.sh" --root "${m.root}" 2>&1 9>&-; echo $?`], { encoding: 'utf8', env: { ...process.env, PATH: m.PATH } });
  assert.match(held, /another run of install\.sh is at work/);
  assert.equal(m.says(), '1.0.0');
});
