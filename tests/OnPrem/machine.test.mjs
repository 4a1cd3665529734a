// The installer on a machine that lives: in a namespace of mounts of its own, over the machine's real folders, with a systemctl that starts a service by
// running its program and tells what it was asked.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder, makeBundle, path, script, suitable, unpack } from './bundle.mjs';

const mounts = at => `set -e
mount -t tmpfs tmpfs ${at}/layers && mkdir -p ${at}/layers/{etc,etc-work,lib,lib-work}
mount -t overlay overlay -o lowerdir=/etc,upperdir=${at}/layers/etc,workdir=${at}/layers/etc-work /etc
mount -t overlay overlay -o lowerdir=/usr/lib,upperdir=${at}/layers/lib,workdir=${at}/layers/lib-work /usr/lib
mkdir -p /opt && mount -t tmpfs tmpfs /opt && mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/system
set +e
`;
const works = t => {
  const at = folder(t);
  const tried = spawnSync('unshare', ['-m', 'bash', '-c', `mkdir -p ${at}/layers; ${mounts(at)}`], { encoding: 'utf8' });
  return tried.status === 0;
};

const systemctl = `
[ "$1" = --version ] && { ${suitable.systemctl}; exit; }
echo "$@" >>"$CAPTIONS_TEST_ASKED"
case "$*" in
  'restart caption.service') exec /opt/captions/current/app/Serverless.Hosts.Kubernetes >/dev/null ;;
  'restart caption@'*) port=\${2#caption@}; exec /opt/captions/revisions/\${port%.service}/app/Serverless.Hosts.Kubernetes >/dev/null ;;
esac`;

test('a release that does not come up is taken back by itself, one beside likewise, and the one that serves is left alone', t => {
  if (!works(t)) { t.skip('mounts of its own need root and overlayfs, which containers seldom have'); return; }
  const at = folder(t);
  const PATH = path(join(at, 'programs'), { ...suitable, systemctl, 'systemd-sysusers': 'exit 0' });
  const bundle = (version, program) => unpack(makeBundle(at, version, { program }), join(at, `bundle-${version}`));
  const [good, bad, next] = [bundle('1.0.0', 'echo 1.0.0'), bundle('1.1.0', 'exit 2'), bundle('1.2.0', 'echo 1.2.0')];
  script(join(at, 'story'), `#!/bin/bash
mkdir -p ${at}/layers
${mounts(at)}
step() { echo "== $1"; shift; "$@" 2>&1; echo "exit $?"; }
step good ${good}/install.sh
step bad ${bad}/install.sh
readlink /opt/captions/current; readlink /opt/captions/previous || echo no previous
step beside-bad ${bad}/install.sh --beside 8081
ls -A /opt/captions/revisions | wc -l
step beside-good ${next}/install.sh --beside 8082
step next ${next}/install.sh
readlink /opt/captions/current; readlink /opt/captions/previous
step back ${next}/install.sh --rollback
readlink /opt/captions/current
step away ${next}/install.sh --uninstall
ls /etc/captions /opt
`);
  const { stdout, status } = spawnSync('unshare', ['-m', join(at, 'story')], { encoding: 'utf8', env: { ...process.env, PATH, CAPTIONS_TEST_ASKED: join(at, 'asked') } });
  assert.equal(status, 0, stdout);
  const said = Object.fromEntries(stdout.split('== ').slice(1).map(part => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)]));
  assert.match(said.good, /release 1\.0\.0 is installed\nexit 0/);
  assert.match(said.bad, /release 1\.1\.0 did not come up: journalctl .*\nrelease 1\.0\.0 serves again\nexit 1\nreleases\/1\.0\.0\nno previous/);
  assert.match(said['beside-bad'], /did not come up and was taken away; the current release was not touched\nexit 1\n0/);
  assert.match(said['beside-good'], /release 1\.2\.0 is a revision on port 8082.*\nexit 0/);
  assert.match(said.next, /release 1\.2\.0 is installed \(before: 1\.0\.0\)\nexit 0\nreleases\/1\.2\.0\nreleases\/1\.0\.0/);
  assert.match(said.back, /back to release 1\.0\.0[^\n]*\nexit 0\nreleases\/1\.0\.0/);
  assert.match(said.away, /exit 0\n[^]*keys\.json/);
  assert.doesNotMatch(said.away, /\/opt:\n[^]*captions/);
  const asked = spawnSync('cat', [join(at, 'asked')], { encoding: 'utf8' }).stdout;
  assert.match(asked, /^daemon-reload\nrestart caption\.service\nenable --quiet caption\.service\nenable --quiet --now captions-sweep\.timer captions-backup\.timer captions-alarms\.timer\n/);
  assert.match(asked, /disable --now caption@8082\.service/);
});
