import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { program, skipWithout } from '../Support/parts.mjs';
import { folder, makeBundle, path, run, source, suitable, unpack } from './bundle.mjs';

const units = join(source, 'units');
const read = name => readFileSync(join(units, name), 'utf8');
const analyze = program('systemd-analyze', 'apt-get install systemd');
const skip = skipWithout(analyze);

test('systemd reads every unit without a word of complaint, once its programs are there', { skip }, t => {
  const at = folder(t);
  const bundle = unpack(makeBundle(at, '1.0.0'), join(at, 'bundle'));
  assert.equal(run(bundle, ['--root', join(at, 'root')], path(join(at, 'programs'), suitable)).status, 0);
  execFileSync('ln', ['-s', '../releases/1.0.0', join(at, 'root/opt/captions/revisions/8081')]);
  for (const name of readdirSync(units)) { // the programs stand in the folder of the test
    const text = read(name).replaceAll('/opt/captions', join(at, 'root/opt/captions'));
    writeFileSync(join(at, name.replace('@.', '@8081.')), text);
  }
  for (const name of readdirSync(units)) {
    const said = spawnSync('systemd-analyze', ['verify', '--man=no', join(at, name.replace('@.', '@8081.'))], { encoding: 'utf8', env: { ...process.env, SYSTEMD_UNIT_PATH: `${at}:` } });
    const ours = said.stderr.split('\n').filter(line => /caption/.test(line));
    assert.deepEqual(ours, [], name);
  }
});

for (const name of readdirSync(units).filter(name => name.endsWith('.service')))
  test(`${name} is exposed no more than 2.0 by systemd's own measure`, { skip }, t => {
    const file = join(folder(t), name.replace('@.', '@8081.'));
    writeFileSync(file, read(name));
    const said = spawnSync('systemd-analyze', ['security', '--offline=true', '--no-pager', '--threshold=20', file], { encoding: 'utf8' });
    assert.equal(said.status, 0, said.stdout.split('\n').at(-2));
  });

test('the template differs from the unit only in what names its release and port', () => {
  const lines = name => read(name).split('\n').filter(line => line && !line.startsWith('#')).map(line => line.replaceAll('/opt/captions/revisions/%i', '/opt/captions/current'));
  const [one, template] = [lines('caption.service'), lines('caption@.service')];
  assert.deepEqual(one.filter(line => !template.includes(line)), ['Description=Alt text for pictures', 'EnvironmentFile=-/etc/captions/revision-current.env',
    'ExecStart=/opt/captions/current/app/Serverless.Hosts.Kubernetes', 'ExecStartPost=/opt/captions/current/bin/captions-ready ${CAPTION_PORT}']);
  assert.deepEqual(template.filter(line => !one.includes(line)), ['Description=Alt text for pictures, a revision beside the current one on port %i',
    'EnvironmentFile=-/etc/captions/revision-%i.env', 'ExecStart=/usr/bin/env CAPTION_PORT=%i /opt/captions/current/app/Serverless.Hosts.Kubernetes', 'ExecStartPost=/opt/captions/current/bin/captions-ready %i']);
});

test('the settings name nothing that the settings table does not have', () => {
  const table = readFileSync(join(source, '../../docs/operations/settings.md'), 'utf8');
  const named = [...readFileSync(join(source, 'etc/settings.env'), 'utf8').matchAll(/^#?(CAPTION_[A-Z_]+)=/gm)].map(match => match[1]);
  assert.ok(named.length > 5);
  for (const name of named) assert.ok(table.includes(`\`${name}\``), name);
});

test('the fixtures of policy are of these files (node tests/OnPrem/fixture.mjs)', () => {
  const { files } = JSON.parse(readFileSync(join(source, '../../terraform/policy/fixtures/onprem.json'), 'utf8'));
  for (const [path, text] of Object.entries(files)) assert.equal(text, readFileSync(join(source, path), 'utf8'), path);
});

test('no unit sets what the file of settings sets too, for the file would win', () => {
  const named = [...readFileSync(join(source, 'etc/settings.env'), 'utf8').matchAll(/^(CAPTIONS?_[A-Z_0-9]+)=/gm)].map(match => match[1]);
  const texts = [...readdirSync(units).map(name => [name, read(name)]), ['watch-folder.conf', readFileSync(join(source, 'etc/watch-folder.conf'), 'utf8')]];
  for (const [name, text] of texts)
    for (const [, variable] of text.matchAll(/^Environment=([A-Za-z_]+)=/gm)) assert.ok(!named.includes(variable), `${name}: ${variable}`);
});
