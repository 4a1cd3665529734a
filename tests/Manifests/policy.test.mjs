// The policy over manifests: every overlay keeps it, every rule has a fixture that breaks it and no other, and its command line says so.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { npm, skipWithout } from '../Support/parts.mjs';
import { Manifests } from '../../deploy/kubernetes/policy/manifests.mjs';
import rules from '../../deploy/kubernetes/policy/rules.mjs';
import { folders, kubectl, render, renderText, root, yaml } from './render.mjs';

const policy = new URL('../../deploy/kubernetes/policy/', import.meta.url);
const skip = skipWithout(kubectl, yaml);
const skipCommand = skipWithout(kubectl, yaml, npm('js-yaml', policy));
const breached = objects => rules.filter(({ check }) => check(new Manifests(objects)).length > 0).map(({ id }) => id);
const fixtures = readdirSync(new URL('fixtures', policy)).map(name => name.replace(/\.json$/, ''));
const fixture = id => JSON.parse(readFileSync(new URL(`fixtures/${id}.json`, policy), 'utf8'));

/** One object by KIND/NAME, where * stands for the hash of a ConfigMap. */
const named = (objects, name) => {
  const [wanted, ...more] = objects.filter(({ kind, metadata }) => name.endsWith('-*') ? `${kind}/${metadata.name}`.startsWith(name.slice(0, -1)) : `${kind}/${metadata.name}` === name);
  assert.ok(wanted && more.length === 0, `${name} is not there, or more than once`);
  return wanted;
};

/** Sets what a path names (dots between, \. for one in a name), or takes it away (null). */
const set = (object, path, value) => {
  const names = path.split(/(?<!\\)\./).map(name => name.replaceAll('\\.', '.'));
  const last = names.pop();
  const place = names.reduce((here, name) => { assert.ok(here[name] !== undefined, `${path}: ${name} is not there`); return here[name]; }, object);
  assert.ok(value !== null || place[last] !== undefined, `${path} is not there to be taken away`);
  if (value === null) delete place[last]; else place[last] = value;
};

for (const folder of folders) test(`${folder} breaks no rule`, { skip }, async () => assert.deepEqual(breached(await render(folder)), []));

test('every rule says what it is for, once, and has its fixture', () => {
  assert.equal(new Set(rules.map(({ id }) => id)).size, rules.length);
  for (const { id, says } of rules) assert.match(says, /^\S.*\.$/, id);
  assert.deepEqual(fixtures.sort(), rules.map(({ id }) => id).sort());
});

for (const id of fixtures)
  test(`what breaks ${id} breaks it alone`, { skip }, async () => {
    const { overlay, set: changes = {}, remove = [] } = fixture(id);
    let objects = await render(overlay);
    for (const [name, values] of Object.entries(changes)) for (const [path, value] of Object.entries(values)) set(named(objects, name), path, value);
    for (const name of remove) { const gone = named(objects, name); objects = objects.filter(each => each !== gone); }
    assert.deepEqual(breached(objects), [id]);
  });

/** What an operator writes: an overlay of their own with a component, pinned by digests. */
const withOverlay = async work => {
  mkdirSync(join(root, 'artifacts'), { recursive: true });
  const folder = mkdtempSync(join(root, 'artifacts/overlay-'));
  try { return await work(folder); } finally { rmSync(folder, { recursive: true, force: true }); }
};
test('an overlay of one\'s own, with keys and an image pinned by its digest, keeps the policy', { skip }, () => withOverlay(async folder => {
  const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
  writeFileSync(join(folder, 'kustomization.yaml'), `resources: [../../deploy/kubernetes/overlays/cpu]\ncomponents: [../../deploy/kubernetes/components/keys]
images: [{ name: registry.example.org/captions-kubernetes, newName: registry.example.com/a/captions-kubernetes, digest: "${digest}" }]\n`);
  const { loadAll } = await import('js-yaml');
  const objects = loadAll(renderText(folder));
  assert.deepEqual(breached(objects), []);
  const { containers, volumes } = objects.find(({ kind }) => kind === 'Deployment').spec.template.spec;
  assert.equal(containers[0].image, `registry.example.com/a/captions-kubernetes@${digest}`);
  assert.deepEqual(containers[0].env.map(({ name, value }) => `${name}=${value}`), ['CAPTION_AUTH=keys', 'CAPTION_KEYS_FILE=/etc/captions/keys/keys.json']);
  assert.equal(volumes.find(({ name }) => name === 'keys').secret.defaultMode, 0o440);
}));

const check = (input, ...words) => spawnSync(process.execPath, [new URL('check.mjs', policy).pathname, ...words], { input, encoding: 'utf8' });
test('the command line ends with 0 where all is held, and with 4 naming the rule and the object where not', { skip: skipCommand }, () => {
  const text = renderText('overlays/cpu');
  const held = check(text);
  assert.equal(held.status, 0, held.stdout + held.stderr);
  assert.match(held.stdout, new RegExp(`^${rules.length} rules held, 0 breached, over \\d+ objects$`, 'm'));
  const broken = check(text.replace('automountServiceAccountToken: false', 'automountServiceAccountToken: true'));
  assert.equal(broken.status, 4);
  assert.match(broken.stdout, /^breach {2}no-service-account-token {2}ServiceAccount\/captions: it gives its pods a token$/m);
});
for (const [what, input, words, said] of [
  ['nothing', '', [], /no manifests/],
  ['text that is no manifest', 'a: 1\n', [], /no manifests/],
  ['text that is no YAML', 'a: [', [], /no YAML/],
  ['an unknown word', '', ['--all'], /--all is not known/],
])
  test(`${what} is wrong usage`, { skip: skipCommand }, () => {
    const found = check(input, ...words);
    assert.equal(found.status, 2);
    assert.match(found.stderr, said);
  });
