// A Runtime API small enough to read: hands one event to a function and prints what it posts. Usage: node fake-lambda.mjs PORT METHOD PATH [FILE], or PORT EVENT FILE.json
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';

const [port, method, path, file] = process.argv.slice(2);
const event = method === 'EVENT' ? JSON.parse(readFileSync(path)) : {
  version: '2.0', routeKey: '$default', rawPath: path, rawQueryString: '', headers: { 'content-type': 'application/octet-stream' },
  requestContext: { stage: '$default', http: { method, path } }, isBase64Encoded: Boolean(file), body: file && readFileSync(file).toString('base64'),
};
let given = false;
createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  console.error(request.method, request.url);
  if (request.url.endsWith('/next')) {
    if (given) return; // the process waits, and may be frozen
    given = true;
    response.writeHead(200, { 'Lambda-Runtime-Aws-Request-Id': 'r1', 'Lambda-Runtime-Deadline-Ms': String(Date.now() + 30_000) }).end(JSON.stringify(event));
  } else {
    console.log(body);
    response.writeHead(202).end('{"status":"OK"}', () => process.exit(0));
  }
}).listen(Number(port), '127.0.0.1');
