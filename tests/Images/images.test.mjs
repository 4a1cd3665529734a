// The image layouts that `make images` leaves: carried through a registry by skopeo, unpacked, and run as platforms run them: an unprivileged user, a read-only root, /tmp alone to write to.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
