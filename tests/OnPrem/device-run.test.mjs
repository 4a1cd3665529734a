// The built device package, started from its folder as its unit would start it, without a network.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder, root } from './bundle.mjs';

const built = join(root, 'artifacts/packages/device-x64');
const separates = () => spawnSync('unshare', ['--net', 'ip', 'link', 'set', 'lo', 'up']).status === 0;
const skip = process.env.CAPTION_TEST_FULL !== '1' ? 'at full size alone: CAPTION_TEST_FULL=1'
  : !existsSync(join(built, 'SHA256SUMS')) ? 'there is no built package; make package TARGET=device'
  : !separates() ? 'no network namespace can be made here; it takes root, util-linux and iproute2' : false;

/** What the unit and the file of settings give the program, with folders of the test. */
const environment = at => {
  const pairs = text => Object.fromEntries(text.map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1).replaceAll('/var/lib/captions', at)]));
  const unit = [...readFileSync(join(built, 'captions.service'), 'utf8').matchAll(/^Environment=(.*)$/gm)].flatMap(match => match[1].split(' '));
  const file = readFileSync(join(built, 'settings.env'), 'utf8').split('\n').filter(line => /^CAPTION_/.test(line));
  return { PATH: process.env.PATH, HOME: at, ...pairs(unit), ...pairs(file) };
};

const until = async (holds, what) => {
  for (let i = 0; i < 1200; i++) {
    if (holds()) return;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  assert.fail(what());
};

test('a picture that is put into the folder gets its caption beside it, without a network', { skip, timeout: 300_000 }, async t => {
  const at = folder(t);
  for (const name of ['in', 'reviews', 'logs', 'models']) mkdirSync(join(at, name));
  const host = spawn('unshare', ['--net', 'sh', '-c', `ip link set lo up && exec ${built}/app/Serverless.Hosts.Kubernetes`], { env: environment(at) });
  let log = '';
  for (const stream of [host.stdout, host.stderr]) stream.on('data', data => { log += data; });
  const ended = new Promise(resolve => host.on('exit', (code, signal) => resolve({ code, signal })));
  t.after(() => host.kill('SIGKILL'));

  await until(() => /ready: /.test(log), () => log);
  const pictures = { 'coffee.jpg': /espresso/i, 'page-of-text.png': /An image goes in/, 'nagasaki-boats.jpg': /boat/i };
  for (const name of Object.keys(pictures)) copyFileSync(join(root, 'samples', name), join(at, 'in', name));
  for (const [name, words] of Object.entries(pictures)) {
    const result = join(at, 'in', `${name}.caption.json`);
    await until(() => existsSync(result), () => `${name}: ${log}`);
    const { latest } = JSON.parse(readFileSync(result, 'utf8'));
    assert.match(latest.caption.altText, words);
  }

  host.kill('SIGTERM');
  assert.deepEqual(await ended, { code: 0, signal: null });
  const lines = readdirSync(join(at, 'logs'), { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  assert.ok(lines.length > 0, 'the prediction log is kept on the machine');
});
