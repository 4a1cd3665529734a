// The image layouts that `make images` leaves: carried through a registry by skopeo, unpacked, and run as platforms run them: an unprivileged user, a read-only root, /tmp alone to write to.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';

const root = new URL('../../', import.meta.url).pathname;
const has = name => { try { execFileSync('which', [name], { stdio: 'ignore' }); return true; } catch { return false; } };
const missing = ['skopeo', 'docker-registry', 'unshare', 'setpriv'].filter(name => !has(name));
const why = !existsSync(join(root, 'artifacts/packages/kubernetes/image/index.json')) ? 'there are no images: make images makes them'
  : missing.length ? `needs a real part: ${missing.join(', ')} (make test-deps installs them)`
    : process.getuid() !== 0 ? 'needs root to unpack and run an image' : false;
const freePort = () => new Promise(resolve => { const server = createServer().listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => resolve(port)); }); });
const until = async (ask, patience = 400) => { for (let i = 0; i < patience; i++) { try { return await ask(); } catch { await new Promise(resolve => setTimeout(resolve, 50)); } } throw new Error('patience is over'); };
const digest = bytes => createHash('sha256').update(bytes).digest('hex');

for (const [name, portVariable] of [['kubernetes', 'CAPTION_PORT'], ['gcp', 'PORT']]) {
  test(`the ${name} image goes through a registry unchanged and runs without rights`, { skip: why, timeout: 120_000 }, async () => {
    const work = mkdtempSync(join(tmpdir(), 'image-'));
    const layout = join(root, `artifacts/packages/${name}/image`);
    const registryPort = await freePort();
    const settings = join(work, 'registry.yml');
    writeFileSync(settings, `version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: ${work}/registry}}\nhttp: {addr: 127.0.0.1:${registryPort}}\n`);
    const registry = spawn('docker-registry', ['serve', settings], { stdio: 'ignore' });
    let host;
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
      const port = await freePort();
      const variables = [...config.Env, `${portVariable}=${port}`, 'CAPTION_AUTH=platform'];
      const script = `mount --bind ${work}/root ${work}/root && mount -t proc proc ${work}/root/proc && mount --rbind /dev ${work}/root/dev && mount -t tmpfs tmpfs ${work}/root/tmp && mount -o remount,ro,bind ${work}/root && exec chroot ${work}/root /usr/bin/setpriv --reuid=65532 --regid=65532 --clear-groups --no-new-privs /usr/bin/env -i ${variables.join(' ')} ${config.Entrypoint[0]}`;
      host = spawn('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', script], { stdio: ['ignore', 'pipe', 'pipe'], cwd: '/' });
      let log = '';
      host.stdout.on('data', text => { log += text; }); host.stderr.on('data', text => { log += text; });
      await until(async () => { if (host.exitCode !== null) return; assert.equal((await fetch(`http://127.0.0.1:${port}/health/ready`)).status, 200); }).catch(error => { throw new Error(`${error.message}: ${log}`); });
      assert.equal(host.exitCode, null, log);
      const answer = await fetch(`http://127.0.0.1:${port}/v1/captions`, { method: 'POST', headers: { 'Content-Type': 'image/png' }, body: readFileSync(join(root, 'samples/bar-chart.png')) });
      assert.equal((await answer.json()).altText, 'A bar chart with green bars on a white background', log);
      const status = readFileSync(`/proc/${host.pid}/status`, 'utf8');
      assert.match(status, /^Uid:\s+65532\s+65532/m);
      host.kill('SIGTERM');
      assert.equal(await new Promise(resolve => host.on('exit', resolve)), 0, log);
    } finally {
      host?.kill('SIGKILL');
      registry.kill();
      rmSync(work, { recursive: true, force: true });
    }
  });
}
