// What the host adds to the pipeline: the time of a request less the pipeline's own (timings.totalMs), one caller.
// usage: node overhead.mjs URL ROUNDS PICTURE...    A JSON line out: medians in milliseconds, the first round left out.
import { readFile } from 'node:fs/promises';

const [url, rounds, ...pictures] = process.argv.slice(2);
const bodies = await Promise.all(pictures.map(picture => readFile(picture)));
const added = [];
for (let round = 0; round <= Number(rounds); round++) {
  for (const body of bodies) {
    const start = performance.now();
    const answer = await fetch(`${url}/v1/captions`, { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body });
    const { timings } = await answer.json();
    if (round > 0) added.push(performance.now() - start - timings.totalMs);
  }
}

added.sort((a, b) => a - b);
const quantile = part => added[Math.ceil(part * (added.length - 1))];
console.log(JSON.stringify({ p50: quantile(0.5), p95: quantile(0.95) }));
