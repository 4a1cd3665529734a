#!/usr/bin/env node
// Holds rendered manifests against the rules beside it.
// usage: kubectl kustomize FOLDER | node deploy/kubernetes/policy/check.mjs [--list]     (npm ci --prefix deploy/kubernetes/policy first)
// exits with 0 all held, 2 wrong usage or no manifests, 4 a rule is breached
import { readFileSync } from 'node:fs';
import { loadAll } from 'js-yaml';
import { Manifests } from './manifests.mjs';
import rules from './rules.mjs';

const words = process.argv.slice(2);
const fail = message => { console.error(message); process.exit(2); };

if (words.length === 1 && words[0] === '--list') {
  for (const { id, says } of rules) console.log(`${id}\t${says}`);
  process.exit(0);
}
if (words.length) fail(`${words.join(' ')} is not known; the head of deploy/kubernetes/policy/check.mjs says how it is used.`);

let objects;
try {
  objects = loadAll(readFileSync(0, 'utf8')).filter(Boolean);
} catch (error) {
  fail(`This is no YAML: ${error.message.split('\n')[0]}`);
}
if (objects.length === 0 || objects.some(each => !each?.kind || !each.metadata?.name)) fail('These are no manifests of Kubernetes; kubectl kustomize FOLDER prints some.');

const model = new Manifests(objects);
let breached = 0;
for (const { id, check } of rules) {
  const breaches = check(model);
  if (breaches.length) breached++;
  for (const { object, message } of breaches) console.log(`breach  ${id}  ${object}: ${message}`);
}
console.log(`${rules.length - breached} rules held, ${breached} breached, over ${objects.length} objects`);
process.exitCode = breached ? 4 : 0;
