// The manifests of deploy/kubernetes as kubectl renders them.
import { execFileSync } from 'node:child_process';
import { npm, program } from '../Support/parts.mjs';

export const root = new URL('../../', import.meta.url).pathname;
export const folders = ['base', ...['cpu', 'gpu', 'queue', 'split', 'archive', 'archive-join'].map(name => `overlays/${name}`), 'kserve', 'monitoring'];
export const kubectl = program('kubectl', 'get kubectl 1.30 or newer from https://kubernetes.io/docs/tasks/tools');
export const yaml = npm('js-yaml', import.meta.url);

/** The text of a folder's manifests; an absolute FOLDER is one of your own. */
export const renderText = folder => execFileSync(kubectl.path, ['kustomize', folder.startsWith('/') ? folder : `${root}deploy/kubernetes/${folder}`], { encoding: 'utf8', maxBuffer: 2 ** 24 });

/** Its objects. */
export const render = async folder => (await import('js-yaml')).loadAll(renderText(folder)).filter(Boolean);
