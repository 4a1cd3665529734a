// Captions pictures with transformers.js, at one beam, on the same ONNX files.
// usage: node peer.mjs MODELS NAME THREADS [PICTURE]     with PICTURE: one caption, then ends; else a path a line in, a JSON line out.
import { createInterface } from 'node:readline';
import { env, pipeline, RawImage } from '@huggingface/transformers';

const [models, name, threads, picture] = process.argv.slice(2);
Object.assign(env, { allowRemoteModels: false, localModelPath: models });
const session_options = { intraOpNumThreads: Number(threads), interOpNumThreads: 1 };
const caption = await pipeline('image-to-text', name, { dtype: 'fp16', device: 'cpu', session_options });
const describe = async path => (await caption(await RawImage.read(path), { num_beams: 1, max_length: 32, no_repeat_ngram_size: 3 }))[0].generated_text;
if (picture) {
  console.log(await describe(picture));
  process.exit(0);
}
console.log('ready');
for await (const path of createInterface({ input: process.stdin })) {
  const start = performance.now(), text = await describe(path);
  console.log(JSON.stringify({ text, ms: performance.now() - start }));
}
