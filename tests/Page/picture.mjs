// Makes docs/page.png, the picture in README.md: the built container host serves the page, pictures are dropped on it in Chromium, and a
// screenshot is taken once all have their answers.
// usage: CAPTION_TEST_HOST=HOST node tests/Page/picture.mjs FILE.png PICTURE...      (HOST: the host's program; `make page` does it all)
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { chromium } from '../Support/parts.mjs';

const [file, ...pictures] = process.argv.slice(2);
const chrome = chromium();
if (!file || pictures.length === 0 || !process.env.CAPTION_TEST_HOST) {
  throw new Error('usage: CAPTION_TEST_HOST=HOST node tests/Page/picture.mjs FILE.png PICTURE...');
}
if (chrome.missing) throw new Error(chrome.missing);

const host = spawn(process.env.CAPTION_TEST_HOST, { env: { ...process.env, CAPTION_PORT: '0' }, stdio: ['ignore', 'pipe', 'inherit'] });
let browser;
try {
  const address = await new Promise((resolve, reject) => {
    host.stdout.on('data', data => { const match = /http:\/\/127\.0\.0\.1:\d+/.exec(data); if (match) resolve(match[0]); });
    host.on('exit', code => reject(new Error(`the host ended with ${code}`)));
    host.on('error', reject);
  });
  const { chromium: playwright } = await import('playwright-core');
  browser = await playwright.launch({ executablePath: chrome.path, args: ['--no-sandbox', '--disable-gpu'] });
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  await page.goto(address);
  const dropped = await page.evaluateHandle(files => {
    const transfer = new DataTransfer();
    for (const { name, base64 } of files) {
      const bytes = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], name, { type: name.endsWith('.png') ? 'image/png' : 'image/jpeg' }));
    }
    return transfer;
  }, pictures.map(path => ({ name: basename(path), base64: readFileSync(path).toString('base64') })));
  await page.dispatchEvent('#drop', 'drop', { dataTransfer: dropped });
  await page.getByText(`${basename(pictures.at(-1))}:`).waitFor({ timeout: 120_000 }); // one after the other, told as each is done
  await page.screenshot({ path: file, fullPage: true });
  console.log(`${file}: ${pictures.length} pictures`);
} finally {
  await browser?.close();
  host.kill();
}
