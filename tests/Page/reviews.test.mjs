// The queue of captions to review on the page, by keyboard alone, against the built container host with a folder of reviews of its own.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { chromium, npm, skipWithout } from '../Support/parts.mjs';

const root = new URL('../../', import.meta.url).pathname;
const chrome = chromium();
const skip = skipWithout(chrome, npm('playwright-core', import.meta.url), npm('axe-core', import.meta.url));
const samples = ['nagasaki-boats.jpg', 'bar-chart.png', 'shapes.png'];
let host, browser, address, folder;

before(async () => {
  if (skip) return;
  const { chromium: playwright } = await import('playwright-core');
  browser = await playwright.launch({
    executablePath: chrome.path,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
      '--disable-sync'],
  });
  mkdirSync(root + 'artifacts/page', { recursive: true });
});

async function stop() {
  host?.kill();
  if (folder) rmSync(folder, { recursive: true, force: true });
}

after(async () => {
  await browser?.close();
  await stop();
});

/** A host with three captions that wait. */
beforeEach(async () => {
  if (skip) return;
  await stop();
  folder = mkdtempSync(join(tmpdir(), 'reviews-'));
  const env = { ...process.env, CAPTION_PORT: '0', CAPTION_REVIEWS_TO: `file://${folder}/`, CAPTION_KEEP_PICTURES: 'on' };
  host = spawn(process.env.CAPTION_TEST_HOST, { env });
  address = await new Promise((resolve, reject) => {
    host.stdout.on('data', data => { const match = /http:\/\/127\.0\.0\.1:\d+/.exec(data); if (match) resolve(match[0]); });
    host.on('exit', code => reject(new Error(`the host ended with ${code}`)));
  });
  while (!(await fetch(address + '/health/ready')).ok) await new Promise(resolve => setTimeout(resolve, 50));
  for (const name of samples) {
    const answer = await fetch(address + '/v1/captions', {
      method: 'POST', headers: { 'Content-Type': name.endsWith('.png') ? 'image/png' : 'image/jpeg' }, body: readFileSync(root + 'samples/' + name),
    });
    assert.equal(answer.status, 200);
  }
});

async function open(options = {}) {
  const page = await browser.newPage(options);
  page.faults = [];
  page.on('console', message => { if (message.type() === 'error') page.faults.push(message.text()); });
  page.on('pageerror', error => page.faults.push(String(error)));
  page.on('request', request => { if (!/^(blob|data):/.test(request.url()) && !request.url().startsWith(address)) page.faults.push('foreign request: ' + request.url()); });
  await page.goto(address);
  await page.locator('#reviews-list > li').nth(samples.length - 1).waitFor();
  return page;
}

const focused = page => page.evaluate(() => [...document.querySelectorAll('#reviews-list > li')].indexOf(document.activeElement));
const told = page => page.locator('#reviews-status');
const decisions = () => readdirSync(join(folder, 'reviews')).flatMap(id => readdirSync(join(folder, 'reviews', id)).map(name => JSON.parse(readFileSync(join(folder, 'reviews', id, name)))));

test('the queue is worked through by keyboard: on and back, accept, edit, reject', { skip }, async () => {
  const page = await open();
  assert.match(await page.locator('#reviews-title').innerText(), /Captions to review \(3\)/);
  await page.locator('#reviews-list > li').first().focus();
  await page.locator('#reviews-list > li').first().locator('img').waitFor();
  assert.match(await page.locator('#reviews-list img').first().getAttribute('src'), /^data:image\/jpeg;base64,/);
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowDown');
  assert.equal(await focused(page), 2);
  await page.keyboard.press('k');
  await page.keyboard.press('ArrowUp');
  assert.equal(await focused(page), 0);

  await page.keyboard.press('e');
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'TEXTAREA');
  await page.keyboard.press('Escape');
  assert.equal(await focused(page), 0);
  await page.keyboard.press('e');
  await page.keyboard.insertText('Boats <b>in</b> a harbour, J and K');
  await page.keyboard.press('Enter');
  await told(page).filter({ hasText: /^Edited\. Next: / }).waitFor();
  assert.equal(await focused(page), 1);
  assert.match(await page.locator('#reviews-list > li').first().innerText(), /Edited by you:\s*.?Boats <b>in<\/b> a harbour, J and K/);
  await page.keyboard.press('r');
  await told(page).filter({ hasText: /^Rejected\. / }).waitFor();
  assert.equal(await focused(page), 2);
  await page.keyboard.press('e');
  await page.keyboard.insertText('A figure');
  await page.keyboard.press('Enter');
  await told(page).filter({ hasText: 'That was the last one.' }).waitFor();
  assert.match(await page.locator('#reviews-title').innerText(), /\(0\)/);

  const made = decisions();
  assert.deepEqual(made.map(one => one.decision).sort(), ['edit', 'edit', 'reject']);
  assert.ok(made.some(one => one.correctedCaption === 'Boats <b>in</b> a harbour, J and K'));
  await page.reload();
  await told(page).filter({ hasText: 'Nothing waits for you.' }).waitFor();
  assert.deepEqual(page.faults, []);
});

test('a caption with words is accepted with one key, and one without is not', { skip }, async () => {
  const page = await open();
  for (let at = 0; at < samples.length; at++) {
    const item = page.locator('#reviews-list > li').nth(at), hasWords = (await item.locator('.words').innerText()) !== 'No caption';
    await item.focus();
    await page.keyboard.press('a');
    if (hasWords) await item.locator('.decided').waitFor();
    else await told(page).filter({ hasText: /^There are no words to accept/ }).waitFor();
    assert.equal(await item.locator('.decided').count(), hasWords ? 1 : 0);
  }
});

test('keys do nothing outside the queue, and help opens with a question mark', { skip }, async () => {
  const page = await open();
  await page.locator('#files').focus();
  for (const key of ['j', 'a', 'r', '?']) await page.keyboard.press(key);
  assert.equal(await page.locator('#reviews-help').evaluate(one => one.open), false);
  assert.equal(await page.locator('.decided').count(), 0);
  await page.locator('#reviews-list > li').first().focus();
  await page.keyboard.press('?');
  assert.equal(await page.locator('#reviews-help').evaluate(one => one.open), true);
});

test('a caption just made can be decided on where it stands', { skip }, async () => {
  const page = await open();
  await page.setInputFiles('#files', root + 'samples/bar-chart.png');
  const item = page.locator('#results > li');
  await item.getByRole('button', { name: 'Accept' }).click();
  await item.locator('.decided').waitFor();
  assert.match(await item.innerText(), /Accepted by you/);
  assert.deepEqual(page.faults, []);
});

test('what a host does not take is told, and can be tried again', { skip }, async () => {
  const page = await open();
  await page.route('**/v1/reviews', route => route.request().method() === 'POST'
    ? route.fulfill({ status: 429, contentType: 'application/problem+json', body: JSON.stringify({ detail: 'More are taken later.' }) }) : route.continue());
  await page.locator('#reviews-list > li').first().focus();
  await page.keyboard.press('r');
  await told(page).filter({ hasText: 'Not taken: More are taken later.' }).waitFor();
  assert.equal(await focused(page), 0);
  await page.unroute('**/v1/reviews');
  await page.keyboard.press('r');
  await told(page).filter({ hasText: /^Rejected\. / }).waitFor();
});

for (const [name, options] of Object.entries({ light: {}, dark: { colorScheme: 'dark' }, narrow: { viewport: { width: 320, height: 640 } } })) {
  test(`the queue has no accessibility fault, and does not scroll sideways: ${name}`, { skip }, async () => {
    const page = await open({ ...options, bypassCSP: true });
    const items = page.locator('#reviews-list > li');
    await items.nth(1).focus();
    await items.nth(1).locator('img').waitFor();
    await page.keyboard.press('r');
    await told(page).filter({ hasText: /^Rejected\. / }).waitFor();
    await items.first().focus();
    await items.first().locator('img').waitFor();
    await page.keyboard.press('e');
    await page.locator('#reviews details').evaluateAll(all => all.forEach(one => { one.open = true; }));
    await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') });
    const { violations } = await page.evaluate(() => axe.run());
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html} ${nodes[0].failureSummary}`), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await items.nth(2).focus();
    assert.notEqual(await items.nth(2).evaluate(one => getComputedStyle(one).outlineStyle), 'none');
    await page.screenshot({ path: `${root}artifacts/page/reviews-${name}.png`, fullPage: true });
  });
}
