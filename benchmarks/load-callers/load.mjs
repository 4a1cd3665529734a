// Callers of POST /v1/captions: each sends a picture, waits for the answer and sends the next.
// The URL may name another path or options.
// usage: node load.mjs URL CALLERS SECONDS RATE PICTURE...    RATE: requests a second of all callers, 0 for as many as they can. A JSON line out.
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import autocannon from 'autocannon';

const [url, callers, seconds, rate, ...pictures] = process.argv.slice(2);
const { origin, pathname, search } = new URL(url);
const path = pathname === '/' ? '/v1/captions' : pathname + search;
const types = { '.jpg': 'image/jpeg', '.png': 'image/png', '.webp': 'image/webp' };
const requests = await Promise.all(pictures.map(async picture => ({
  method: 'POST', path, headers: { 'content-type': types[extname(picture)] }, body: await readFile(picture),
})));
const times = [];
const run = autocannon({
  url: origin, requests, connections: Number(callers), duration: Number(seconds), timeout: 120,
  ...Number(rate) > 0 ? { overallRate: Number(rate) } : {},
});
run.on('response', (client, status, bytes, milliseconds) => { if (status === 200) times.push(milliseconds); });
const result = await run;
times.sort((a, b) => a - b);
const quantile = part => times[Math.ceil(part * (times.length - 1))] ?? 0; // autocannon's own has no 95th and counts refusals
const { duration, '2xx': described, non2xx, errors, timeouts, statusCodeStats } = result;
console.log(JSON.stringify({
  p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99), perSecond: described / duration, described,
  busy: statusCodeStats?.['429']?.count ?? 0, failed: non2xx - (statusCodeStats?.['429']?.count ?? 0) + errors + timeouts,
}));
