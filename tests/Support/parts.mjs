// Parts of the machine that tests of Node use. A missing one skips the tests that need it, naming it and how to get it;
// with CAPTION_TEST_REQUIRE_PARTS=1 it is a failure.
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const isRequired = process.env.CAPTION_TEST_REQUIRE_PARTS === '1';

const mayRun = path => { try { accessSync(path, constants.X_OK); return true; } catch { return false; } };
const onPath = name => (process.env.PATH ?? '').split(delimiter).filter(Boolean).map(folder => join(folder, name)).find(mayRun);

/** A program: {path} where it is there, {missing} where it is not. */
export const program = (name, howToGet) => {
  const path = onPath(name);
  return path ? { path } : { missing: `${name} is not installed; ${howToGet}` };
};

/** Chromium: that of the variable CHROMIUM, or one of the PATH. */
export const chromium = () => {
  const path = process.env.CHROMIUM ?? onPath('chromium') ?? onPath('chromium-browser');
  if (path && existsSync(path)) return { path };
  return { missing: `${path ?? 'chromium'} is not installed; make test-deps, or apt-get install chromium` };
};

/** An npm package beside the tests that use it. */
export const npm = (name, from) => existsSync(new URL(`node_modules/${name}/package.json`, from)) ? {}
  : { missing: `${name} is not installed; make test installs it where there are npm and a network` };

/** Terraform, which Debian does not have. */
export const terraform = () => program('terraform', 'get Terraform 1.9 or newer, below 2.0, from https://developer.hashicorp.com/terraform/install');

/** Stand-ins of Terraform's providers beside the project, with which plans and applies need no cloud. */
export const providerStandIns = () => existsSync(new URL('../../../shared/terraform/setup.sh', import.meta.url)) ? {}
  : { missing: 'no stand-ins of Terraform providers are at ../shared/terraform; without them plans need a cloud: make infra checks what it can' };

/** For `skip` of a test: false where all parts are there, else why not. */
export const skipWithout = (...parts) => {
  const missing = parts.map(part => part.missing).find(Boolean);
  if (missing && isRequired) throw new Error(`All parts are required here: ${missing}.`);
  return missing ? missing + '.' : false;
};
