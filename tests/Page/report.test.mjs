// The report of an archive in Chromium: one file, no request, readable by a screen reader, in dark mode and in a narrow window.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { chromium, npm, skipWithout } from '../Support/parts.mjs';

const root = new URL('../../', import.meta.url).pathname;
const chrome = chromium();
const skip = skipWithout(chrome, npm('playwright-core', import.meta.url), npm('axe-core', import.meta.url));

test('the report asks nothing of the network, has no accessibility fault, and fits a narrow window', { skip, timeout: 120_000 }, async () => {
  const work = mkdtempSync(join(tmpdir(), 'report-'));
  const { chromium: playwright } = await import('playwright-core');
  const browser = await playwright.launch({ executablePath: chrome.path, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    cpSync(join(root, 'samples'), join(work, 'in'), { recursive: true });
    cpSync(join(root, 'tests/Fixtures/bad/image_truncated.cut.jpg'), join(work, 'in/a very long name of a picture without any place to break it but these-here_image_truncated.jpg'));
    const report = join(work, 'report.html');
    try { execFileSync(process.env.CAPTION_TEST_CLI, ['archive', join(work, 'in'), '--quiet', '--report', report], { stdio: 'ignore' }); } catch (error) { assert.equal(error.status, 3); }
    for (const options of [{}, { colorScheme: 'dark' }, { viewport: { width: 320, height: 800 } }]) {
      const page = await browser.newPage({ ...options, bypassCSP: true });
      const requests = [];
      page.on('request', request => { if (!request.url().startsWith('data:')) requests.push(request.url()); });
      await page.goto('file://' + report);
      assert.deepEqual(requests, ['file://' + report]);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'it is wider than the window');
      await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core') });
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      assert.deepEqual(violations.map(one => `${one.id}: ${one.nodes.map(node => node.html).join(' ')}`), []);
      assert.deepEqual(await page.locator('h2').allTextContents().then(all => all.slice(0, 2)), ['Verdicts', 'Quality']);
      mkdirSync(join(root, 'artifacts/page'), { recursive: true });
      await page.screenshot({ path: join(root, `artifacts/page/report-${options.colorScheme ?? (options.viewport ? 'narrow' : 'light')}.png`), fullPage: true });
      await page.close();
    }
  } finally {
    await browser.close();
    rmSync(work, { recursive: true, force: true });
  }
});
