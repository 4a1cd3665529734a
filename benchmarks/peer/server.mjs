// The peer as a service: the same captioner in transformers.js behind Node's own HTTP server. Captions alone: no quality, labels or text.
// usage: node server.mjs MODELS NAME THREADS PORT
import { createServer } from 'node:http';
import { env, pipeline, RawImage } from '@huggingface/transformers';

const [models, name, threads, port] = process.argv.slice(2);
Object.assign(env, { allowRemoteModels: false, localModelPath: models });
const session_options = { intraOpNumThreads: Number(threads), interOpNumThreads: 1 };
const caption = await pipeline('image-to-text', name, { dtype: 'fp16', device: 'cpu', session_options });
const server = createServer(async (request, response) => {
  try {
    const parts = [];
    for await (const part of request) parts.push(part);
    const image = await RawImage.fromBlob(new Blob(parts, { type: request.headers['content-type'] }));
    const [{ generated_text }] = await caption(image, { num_beams: 1, max_length: 32, no_repeat_ngram_size: 3 });
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ caption: generated_text }));
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
});
server.listen(Number(port), '127.0.0.1', () => console.log(`ready on http://127.0.0.1:${server.address().port}`));
