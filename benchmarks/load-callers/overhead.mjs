// What the host and this caller add to the pipeline: the time of a request less the pipeline's own (timings.totalMs), one caller.
// usage: node overhead.mjs URL ROUNDS PICTURE...    A JSON line out, the first round left out: milliseconds of each request, the
// pipeline's own of them, and the bytes of an answer.
import { readFile } from 'node:fs/promises';

const [url, rounds, ...pictures] = process.argv.slice(2);
const bodies = await Promise.all(pictures.map(picture => readFile(picture)));
const [waited, pipeline, bytes] = [[], [], []];
for (let round = 0; round <= Number(rounds); round++) {
  for (const body of bodies) {
    const start = performance.now();
    const answer = await fetch(`${url}/v1/captions`, { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body });
    const text = await answer.text();
    const { timings } = JSON.parse(text);
    const time = performance.now() - start;
    if (round === 0) continue;
    waited.push(time);
    pipeline.push(timings.totalMs);
    bytes.push(text.length);
  }
}

bytes.sort((a, b) => a - b);
console.log(JSON.stringify({ waited, pipeline, bytes: bytes[bytes.length >> 1] }));
