// The image layouts that `make images` leaves: carried through a registry by skopeo, unpacked, and run as platforms run them: an unprivileged user, a read-only root, /tmp alone to write to.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { program, skipWithout } from '../Support/parts.mjs';

const root = new URL('../../', import.meta.url).pathname;
const tools = ['skopeo', 'docker-registry', 'unshare', 'setpriv'].map(name => program(name, 'CAPTION_TEST_FULL=1 make test-deps'));
const why = !existsSync(join(root, 'artifacts/packages/jobs/image/index.json')) ? 'there are no images: make images makes them'
  : process.getuid() !== 0 ? 'needs root to unpack and run an image' : skipWithout(...tools);
const freePort = () => new Promise(resolve => { const server = createServer().listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => resolve(port)); }); });
const until = async (ask, patience = 400) => { for (let i = 0; i < patience; i++) { try { return await ask(); } catch { await new Promise(resolve => setTimeout(resolve, 50)); } } throw new Error('patience is over'); };
const digest = bytes => createHash('sha256').update(bytes).digest('hex');

/** Carries a layout through a registry and unpacks what comes back at WORK/root. */
const carry = async (layout, work) => {
  const registryPort = await freePort();
  const settings = join(work, 'registry.yml');
  writeFileSync(settings, `version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: ${work}/registry}}\nhttp: {addr: 127.0.0.1:${registryPort}}\n`);
  const registry = spawn('docker-registry', ['serve', settings], { stdio: 'ignore' });
  try {
    await until(async () => { const answer = await fetch(`http://127.0.0.1:${registryPort}/v2/`); assert.equal(answer.status, 200); });
    const place = `docker://127.0.0.1:${registryPort}/captions:latest`;
    execFileSync('skopeo', ['--insecure-policy', 'copy', '--dest-tls-verify=false', `oci:${layout}:latest`, place], { stdio: 'ignore' });
    execFileSync('skopeo', ['--insecure-policy', 'copy', '--src-tls-verify=false', place, `oci:${work}/back:latest`], { stdio: 'ignore' });
    const manifestOf = folder => { const { digest: name } = JSON.parse(readFileSync(join(folder, 'index.json'))).manifests[0]; return { name, body: readFileSync(join(folder, 'blobs/sha256', name.slice(7))) }; };
    assert.equal(manifestOf(`${work}/back`).name, manifestOf(layout).name);
    const manifest = JSON.parse(manifestOf(`${work}/back`).body);
    for (const layer of manifest.layers) {
      const file = join(work, 'back/blobs/sha256', layer.digest.slice(7));
      assert.equal(`sha256:${digest(readFileSync(file))}`, layer.digest);
      execFileSync('mkdir', ['-p', `${work}/root`]);
      execFileSync('tar', ['-xzf', file, '-C', `${work}/root`]);
    }

    const { config } = JSON.parse(readFileSync(join(work, 'back/blobs/sha256', manifest.config.digest.slice(7))));
    assert.equal(config.User, '65532:65532');
    assert.equal(config.Labels['org.opencontainers.image.licenses'], 'Apache-2.0');
    return config;
  } finally {
    registry.kill();
  }
};

/** Runs the image's program without rights on a read-only root, /tmp alone to write to; MOUNTS are prepared before. */
const start = (work, config, variables, words = [], mounts = '') => {
  const script = `mount --bind ${work}/root ${work}/root && mount -t proc proc ${work}/root/proc && mount --rbind /dev ${work}/root/dev && mount -t tmpfs tmpfs ${work}/root/tmp ${mounts}&& mount -o remount,ro,bind ${work}/root && exec chroot ${work}/root /usr/bin/setpriv --reuid=65532 --regid=65532 --clear-groups --no-new-privs /usr/bin/env -i ${[...(config.Env ?? []), ...variables].join(' ')} ${[config.Entrypoint[0], ...words].join(' ')}`;
  const running = spawn('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', script], { stdio: ['ignore', 'pipe', 'pipe'], cwd: '/' });
  running.log = '';
  running.stdout.on('data', text => { running.log += text; }); running.stderr.on('data', text => { running.log += text; });
  return running;
};

for (const [name, portVariable] of [['kubernetes', 'CAPTION_PORT'], ['gcp', 'PORT']]) {
  test(`the ${name} image goes through a registry unchanged and runs without rights`, { skip: why, timeout: 120_000 }, async () => {
    const work = mkdtempSync(join(tmpdir(), 'image-'));
    let host;
    try {
      const config = await carry(join(root, `artifacts/packages/${name}/image`), work);
      const port = await freePort();
      host = start(work, config, [`${portVariable}=${port}`, 'CAPTION_AUTH=platform']);
      await until(async () => { if (host.exitCode !== null) return; assert.equal((await fetch(`http://127.0.0.1:${port}/health/ready`)).status, 200); }).catch(error => { throw new Error(`${error.message}: ${host.log}`); });
      assert.equal(host.exitCode, null, host.log);
      const answer = await fetch(`http://127.0.0.1:${port}/v1/captions`, { method: 'POST', headers: { 'Content-Type': 'image/png' }, body: readFileSync(join(root, 'samples/bar-chart.png')) });
      assert.equal((await answer.json()).altText, 'A chart', host.log);
      const status = readFileSync(`/proc/${host.pid}/status`, 'utf8');
      assert.match(status, /^Uid:\s+65532\s+65532/m);
      host.kill('SIGTERM');
      assert.equal(await new Promise(resolve => host.on('exit', resolve)), 0, host.log);
    } finally {
      host?.kill('SIGKILL');
      rmSync(work, { recursive: true, force: true });
    }
  });
}

test('the jobs image describes an archive as a worker of a job', { skip: why, timeout: 120_000 }, async () => {
  const work = mkdtempSync(join(tmpdir(), 'image-'));
  try {
    const config = await carry(join(root, 'artifacts/packages/jobs/image'), work);
    mkdirSync(join(work, 'pictures'));
    copyFileSync(join(root, 'samples/bar-chart.png'), join(work, 'pictures/a.png'));
    execFileSync('chown', ['-R', '65532:65532', join(work, 'pictures')]);
    const worker = start(work, config, ['JOB_COMPLETION_INDEX=0', 'CAPTION_SHARD_COUNT=1', 'CAPTION_RUN=job'], ['archive', '/mnt', '--as', 'jsonl'], `&& mount --bind ${work}/pictures ${work}/root/mnt `);
    assert.equal(await new Promise(resolve => worker.on('close', resolve)), 0, worker.log);
    assert.match(worker.log, /run job: 1 pictures, 1 worked on/);
    assert.equal(JSON.parse(readFileSync(join(work, 'pictures/captions.jsonl'), 'utf8')).altText, 'A chart');
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
});

// What buildah makes of a Dockerfile, over nothing at all: no root file system is needed to see it.
const buildah = program('buildah', 'make test-deps, or apt-get install buildah');
const noBuildah = process.getuid() !== 0 ? 'buildah needs root here' : skipWithout(buildah);
const make = (work, names, variables = {}) => spawnSync(join(root, 'tools/make-images'), names, { encoding: 'utf8', env: { ...process.env, BASE: '', ...variables, PACKAGES: work } });
const withPackage = async (name, use) => {
  const work = mkdtempSync(join(tmpdir(), 'image-'));
  try {
    mkdirSync(join(work, name, 'app'), { recursive: true });
    writeFileSync(join(work, name, 'app/program'), '#!/bin/true\n', { mode: 0o755 });
    writeFileSync(join(work, name, 'app/data'), 'words\n');
    writeFileSync(join(work, name, 'beside.zip'), 'no part of the image');
    return await use(work);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
};
const blob = (layout, name) => readFileSync(join(layout, 'blobs/sha256', name.slice(7)));

test('the same package gives the same image, whatever the times and the umask: an unprivileged user, words without a shell, labels, and the package alone', { skip: noBuildah, timeout: 120_000 }, () => withPackage('kubernetes', work => {
  const layout = join(work, 'kubernetes/image');
  const digestOf = () => JSON.parse(readFileSync(join(layout, 'index.json'))).manifests[0].digest;
  const first = make(work, ['kubernetes'], { BASE: 'scratch', VERSION: '1.2.3' });
  assert.equal(first.status, 0, first.stderr);
  const known = digestOf();
  chmodSync(join(work, 'kubernetes/app/data'), 0o600);
  utimesSync(join(work, 'kubernetes/app/program'), 1, 1);
  assert.equal(make(work, ['kubernetes'], { BASE: 'scratch', VERSION: '1.2.3' }).status, 0);
  assert.equal(digestOf(), known);
  const manifest = JSON.parse(blob(layout, known));
  const { config, created } = JSON.parse(blob(layout, manifest.config.digest));
  assert.deepEqual([config.User, config.Entrypoint, config.WorkingDir, config.StopSignal, created], ['65532:65532', ['/app/Serverless.Hosts.Kubernetes'], '/app', 'SIGTERM', '1970-01-01T00:00:00Z']);
  assert.equal(config.Labels['org.opencontainers.image.version'], '1.2.3');
  assert.deepEqual(Object.keys(config.Labels).filter(label => !label.startsWith('org.opencontainers.image.')), []);
  const files = execFileSync('tar', ['-tzvf', '-'], { input: blob(layout, manifest.layers.at(-1).digest), encoding: 'utf8' });
  assert.match(files, /-rwxr-xr-x 0\/0 .* app\/program\n/);
  assert.match(files, /-rw-r--r-- 0\/0 .* app\/data\n/);
  assert.doesNotMatch(files, /beside/);
}));

test('another package gives another image', { skip: noBuildah, timeout: 120_000 }, () => withPackage('jobs', work => {
  const digestOf = () => JSON.parse(readFileSync(join(work, 'jobs/image/index.json'))).manifests[0].digest;
  assert.equal(make(work, ['jobs'], { BASE: 'scratch' }).status, 0);
  const known = digestOf();
  writeFileSync(join(work, 'jobs/app/data'), 'other words\n');
  assert.equal(make(work, ['jobs'], { BASE: 'scratch' }).status, 0);
  assert.notEqual(digestOf(), known);
}));

test('the image for GPUs is not built over a base without CUDA, which is told', { skip: noBuildah || (existsSync(join(root, 'artifacts/packages/kubernetes/image/index.json')) ? false : 'there is no image to build upon: make images makes some'), timeout: 120_000 }, () => withPackage('kubernetes-gpu', work => {
  const { status, stderr } = make(work, ['kubernetes-gpu'], { BASE: `oci:${root}artifacts/packages/kubernetes/image:latest` });
  assert.equal(status, 1);
  assert.match(stderr, /The base image lacks libcudart\.so\.13 .*libcudnn\.so\.9: give one with CUDA 13 and cuDNN 9 as BASE/);
  assert.ok(!existsSync(join(work, 'kubernetes-gpu/image')));
}));

for (const [what, names, variables, said] of [
  ['a name that is none', ['helm'], {}, /No image is called helm/],
  ['a package that is not there', ['gcp'], {}, /There is no .*gcp\/app: make package first/],
  ['the image for GPUs without its base', ['kubernetes-gpu'], {}, /kubernetes-gpu needs BASE/],
])
  test(`${what} is refused before anything is built`, () => withPackage('kubernetes-gpu', work => {
    const { status, stderr } = make(work, names, variables);
    assert.equal(status, 2);
    assert.match(stderr, said);
  }));
