#!/usr/bin/env node
// Writes terraform/policy/fixtures/onprem.json, the base of fixtures of the target without a cloud: the files of deploy/onprem as they are.
import { writeFileSync } from 'node:fs';
import { FilesModel } from '../../terraform/policy/engine/files.mjs';
import { root, source } from './bundle.mjs';

const files = Object.fromEntries(Object.entries(FilesModel.read(source).texts).sort(([one], [other]) => (one < other ? -1 : 1)));
writeFileSync(`${root}terraform/policy/fixtures/onprem.json`, `${JSON.stringify({ files }, null, 1)}\n`);
