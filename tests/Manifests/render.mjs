// The manifests of deploy/kubernetes as kubectl renders them.
import { execFileSync } from 'node:child_process';
import { npm, program } from '../Support/parts.mjs';

export const root = new URL('../../', import.meta.url).pathname;
export const folders = ['base', ...['cpu', 'gpu', 'queue', 'split', 'archive', 'archive-join', 'loop'].map(name => `overlays/${name}`), 'kserve', 'monitoring'];
const newer = 'get kubectl 1.27 or newer from https://kubernetes.io/docs/tasks/tools';
const found = program('kubectl', newer);
const minor = found.path ? Number(/"minor": "(\d+)/.exec(execFileSync(found.path, ['version', '--client', '-o', 'json'], { encoding: 'utf8' }))?.[1]) : 0;
export const kubectl = found.path && !(minor >= 27) ? { missing: `kubectl is older than 1.27, and its kustomize too; ${newer}` } : found;
export const yaml = npm('js-yaml', import.meta.url);

/** The text of a folder's manifests; an absolute FOLDER is one of your own. */
export const renderText = folder => execFileSync(kubectl.path, ['kustomize', folder.startsWith('/') ? folder : `${root}deploy/kubernetes/${folder}`], { encoding: 'utf8', maxBuffer: 2 ** 24 });

/** Its objects. */
export const render = async folder => (await import('js-yaml')).loadAll(renderText(folder)).filter(Boolean);
