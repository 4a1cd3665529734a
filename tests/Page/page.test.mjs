// The page in Chromium, against the built container host: works by file, by keyboard, in dark mode and in a narrow window, with no accessibility fault.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { chromium, npm, skipWithout } from '../Support/parts.mjs';

const root = new URL('../../', import.meta.url).pathname;
const chrome = chromium();
const skip = skipWithout(chrome, npm('playwright-core', import.meta.url), npm('axe-core', import.meta.url));
let host, browser, address;

before(async () => {
  if (skip) return;
  const { CAPTION_TEST_HOST: program } = process.env;
  host = spawn(program, { env: { ...process.env, CAPTION_PORT: '0' } });
  address = await new Promise((resolve, reject) => {
    host.stdout.on('data', data => { const match = /http:\/\/127\.0\.0\.1:\d+/.exec(data); if (match) resolve(match[0]); });
    host.on('exit', code => reject(new Error(`the host ended with ${code}`)));
  });
  const { chromium: playwright } = await import('playwright-core');
  browser = await playwright.launch({
    executablePath: chrome.path,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
      '--disable-sync'],
  });
  mkdirSync(root + 'artifacts/page', { recursive: true });
});

after(async () => {
  await browser?.close();
  host?.kill();
});

async function open(options = {}) {
  const page = await browser.newPage(options);
  page.faults = [];
  page.on('console', message => { if (message.type() === 'error') page.faults.push(message.text()); });
  page.on('pageerror', error => page.faults.push(String(error)));
  page.on('request', request => { if (!request.url().startsWith(address) && !request.url().startsWith('blob:')) page.faults.push('foreign request: ' + request.url()); });
  await page.goto(address);
  return page;
}

const sample = name => root + 'samples/' + name;

test('chosen pictures get their words, a verdict and reasons', { skip }, async () => {
  const page = await open();
  await page.setInputFiles('#files', ['bar-chart.png', 'blank.png', 'nagasaki-boats.jpg'].map(sample));
  await page.getByText('nagasaki-boats.jpg:').waitFor();
  const chart = page.locator('li', { hasText: 'bar-chart.png' }), blank = page.locator('li', { hasText: 'blank.png' });
  assert.match(await chart.innerText(), /A chart[\s\S]*A person should look[\s\S]*No more is said than what sort of picture it is/);
  assert.equal(await chart.locator('img').getAttribute('alt'), 'A chart');
  assert.match(await blank.innerText(), /No caption[\s\S]*Refused[\s\S]*the picture is blank/);
  await page.screenshot({ path: root + 'artifacts/page/page.png', fullPage: true });
  assert.deepEqual(page.faults, []);
});

test('a dropped picture is described', { skip }, async () => {
  const page = await open();
  const transfer = await page.evaluateHandle(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 64 });
    const paint = canvas.getContext('2d'); paint.fillStyle = '#fff'; paint.fillRect(0, 0, 64, 64); paint.fillStyle = '#c00'; paint.fillRect(16, 16, 32, 32);
    const transfer = new DataTransfer();
    transfer.items.add(new File([await new Promise(done => canvas.toBlob(done))], 'dropped.png', { type: 'image/png' }));
    return transfer;
  });
  await page.dispatchEvent('#drop', 'drop', { dataTransfer: transfer });
  await page.getByText(/^dropped\.png: /).waitFor();
  assert.match(await page.locator('li').innerText(), /A drawing/);
});

test('a file that is no picture is told so', { skip }, async () => {
  const page = await open();
  await page.setInputFiles('#files', { name: 'note.png', mimeType: 'image/png', buffer: Buffer.from('just words') });
  await page.getByText('Not an accepted format').first().waitFor();
});

test('the keyboard reaches the choice of pictures first, and it shows', { skip }, async () => {
  const page = await open();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'files');
  assert.notEqual(await page.evaluate(() => getComputedStyle(document.querySelector('#files + label')).outlineStyle), 'none');
});

for (const [name, options] of Object.entries({ light: {}, dark: { colorScheme: 'dark' }, narrow: { viewport: { width: 320, height: 640 } } })) {
  test(`no accessibility fault, no sideways scrolling: ${name}`, { skip }, async () => {
    const page = await open({ ...options, bypassCSP: true });
    await page.setInputFiles('#files', ['bar-chart.png', 'blank.png'].map(sample));
    await page.getByText('blank.png:').waitFor();
    await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') });
    const { violations } = await page.evaluate(() => axe.run());
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html} ${nodes[0].failureSummary}`), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await page.screenshot({ path: `${root}artifacts/page/${name}.png`, fullPage: true });
  });
}
