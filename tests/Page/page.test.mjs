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
  assert.match(await page.locator('li').innerText(), /An icon/);
});

/** A page whose host answers with a document of the test's own. */
async function answered(document, options = {}) {
  const page = await open(options);
  const body = {
    caption: 'a page of text', captionFrom: 'text', altText: 'A page of text', longDescription: null, language: 'en', verdict: 'review', kind: 'text',
    quality: { score: 0.5, fit: null, lift: null, confidence: 0.9, reasons: [] }, text: null, ...document,
  };
  await page.route('**/v1/captions', route => route.fulfill({ json: body }));
  await page.setInputFiles('#files', sample('blank.png'));
  await page.getByText('blank.png:').waitFor();
  return page;
}

const hostile = '</script><img src=x onerror="document.title=1"><b>bold</b>', rightToLeft = '\u05E9\u05DC\u05D5\u05DD';
const line = text => ({ text, confidence: 0.9, box: [0, 0, 1, 0, 1, 1, 0, 1] });

test('text that was read is shown line by line, as text, in its language, with what is missing', { skip }, async () => {
  const page = await answered({
    altText: 'A page of text that begins "EINS"', longDescription: 'EINS\n' + hostile, language: 'en',
    text: { lines: ['EINS', hostile, rightToLeft].map(line), language: 'de', complete: false, unread: 2 },
  });
  const section = page.locator('#results details', { hasText: 'Text in the picture' });
  assert.equal(await section.locator('summary').innerText(), 'Text in the picture (3 lines)');
  assert.deepEqual(await section.locator('p.line').allInnerTexts(), ['EINS', hostile, rightToLeft]);
  assert.equal(await section.locator('p.line').first().getAttribute('lang'), 'de');
  assert.equal(await section.locator('p.line').last().evaluate(one => getComputedStyle(one).direction), 'rtl');
  assert.match(await section.innerText(), /2 places look like text and could not be read[\s\S]*There is more text in the picture than was read/);
  assert.match(await page.locator('li').innerText(), /were read in the picture[\s\S]*Kind: a page of text/);
  assert.equal(await page.locator('li b, li script, li img[src="x"]').count(), 0);
  assert.deepEqual([await page.title(), page.faults], ['Alt text for pictures', []]);
});

test('the keyboard opens a long description and a long text', { skip }, async () => {
  const lines = Array.from({ length: 40 }, (_, i) => line('line ' + i));
  const page = await answered({ longDescription: 'first\nsecond', text: { lines, complete: true, unread: 0 } });
  for (const [title, last] of [['Long description', 'second'], ['Text in the picture (40 lines)', 'line 39']]) {
    assert.equal(await page.getByText(last, { exact: true }).isVisible(), false);
    await page.locator('summary', { hasText: title }).focus();
    await page.keyboard.press('Enter');
    assert.equal(await page.getByText(last, { exact: true }).isVisible(), true);
  }
});

test('a picture without text, or one where it was not searched for, has no such section', { skip }, async () => {
  for (const text of [null, { lines: [], complete: true, unread: 0 }, { lines: [], complete: true, unread: 8 }]) {
    const page = await answered({ text, kind: 'icon', captionFrom: 'kind', altText: 'An icon' });
    assert.match(await page.locator('li').innerText(), /Kind: an icon/);
    assert.equal(await page.locator('#results details').count(), 0);
  }
});

test('a page that could not be read is said to be one', { skip }, async () => {
  const page = await answered({ text: { lines: [], complete: true, unread: 1 } });
  assert.match(await page.locator('#results details').innerText(), /none could be read[\s\S]*1 place looks like text and could not be read/);
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
    await page.route('**/v1/captions', async route => {
      const answer = await (await route.fetch()).json(), lines = ['W'.repeat(300), rightToLeft, 'short'].map(line);
      await route.fulfill({ json: { ...answer, longDescription: 'W'.repeat(300), text: { lines, language: 'de', complete: false, unread: 1 } } });
    });
    await page.setInputFiles('#files', sample('shapes.png'));
    await page.getByText('shapes.png:').waitFor();
    for (const closed of await page.locator('#results details:not([open]) summary').all()) await closed.click();
    await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') });
    const { violations } = await page.evaluate(() => axe.run());
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html} ${nodes[0].failureSummary}`), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await page.screenshot({ path: `${root}artifacts/page/${name}.png`, fullPage: true });
  });
}
