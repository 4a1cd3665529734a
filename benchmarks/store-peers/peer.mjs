// The vendor's own client for Node doing what the benchmark does: writes, reads and lists. Prints milliseconds of each operation as JSON.
// usage: node peer.mjs az|gs CONTAINER COUNT BYTES PARALLEL   (AZURE_STORAGE_CONNECTION_STRING or STORAGE_EMULATOR_HOST set)
const [scheme, container, countText, bytesText, parallelText] = process.argv.slice(2);
const [count, parallel] = [Number(countText), Number(parallelText)];
const bytes = Buffer.alloc(Number(bytesText), 7);

async function clientOf() {
  if (scheme === 'az') {
    const { BlobServiceClient } = await import('@azure/storage-blob');
    const folder = BlobServiceClient.fromConnectionString(process.env.AZURE_STORAGE_CONNECTION_STRING).getContainerClient(container);
    return {
      write: key => folder.getBlockBlobClient(key).upload(bytes, bytes.length, { conditions: { ifNoneMatch: '*' } }),
      read: async key => (await folder.getBlobClient(key).downloadToBuffer()).length,
    };
  }
  const apiEndpoint = process.env.STORAGE_EMULATOR_HOST;
  delete process.env.STORAGE_EMULATOR_HOST; // set, it makes this client leave /storage/v1 out of its addresses
  const { Storage } = await import('@google-cloud/storage');
  const bucket = new Storage({ apiEndpoint, projectId: 'p', useAuthWithCustomEndpoint: false }).bucket(container);
  return {
    write: key => bucket.file(key).save(bytes, { resumable: false, validation: false, preconditionOpts: { ifGenerationMatch: 0 } }),
    read: async key => (await bucket.file(key).download({ validation: false }))[0].length,
  };
}

const client = await clientOf(), run = Date.now().toString(36);
async function timed(work) {
  const times = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    await work(i);
    times.push(performance.now() - start);
  }
  return times;
}
async function rate(work) {
  let next = 0;
  const start = performance.now();
  await Promise.all(Array.from({ length: parallel }, async () => { while (next < count) await work(next++); }));
  return count / ((performance.now() - start) / 1000);
}
for (let i = 0; i < 10; i++) { await client.write(`peer/${run}/warm${i}`); await client.read(`peer/${run}/warm${i}`); }
const writes = await timed(i => client.write(`peer/${run}/a${i}`)), reads = await timed(i => client.read(`peer/${run}/a${i}`));
const writeRate = await rate(i => client.write(`peer/${run}/b${i}`)), readRate = await rate(i => client.read(`peer/${run}/b${i}`));
console.log(JSON.stringify({ writes, reads, writeRate, readRate }));
