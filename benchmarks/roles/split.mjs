// What two services (CAPTION_ROLE=caption and score) cost over one: latency of a lone caller, memory after it, over the samples.
// make bench-split runs it and writes docs/figures-split.md.
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const built = join(root, 'src', 'Hosts.Kubernetes', 'bin', 'Release', 'net10.0');
const platform = `${process.platform === 'darwin' ? 'osx' : 'linux'}-${process.arch}`;
const program = join(built, platform, 'Serverless.Hosts.Kubernetes');
const rounds = Number(process.env.ROUNDS ?? 12);
const pictures = readdirSync(join(root, 'samples'))
  .filter((name) => name.endsWith('.jpg'))
  .map((name) => readFileSync(join(root, 'samples', name)));

async function start(settings) {
  const child = spawn(program, [], { env: { ...process.env, CAPTION_PORT: '0', ...settings }, stdio: ['ignore', 'pipe', 'inherit'] });
  const address = await new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (bytes) => {
      text += bytes;
      const found = /ready: .* on (http:\/\/127\.0\.0\.1:\d+)/.exec(text);
      if (found) resolve(found[1]);
    });
    child.on('exit', (code) => reject(new Error(`the host ended with ${code}: ${text}`)));
  });
  return { child, address };
}

function memory({ child }) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1024;
}

async function ask({ address }, picture) {
  const begin = performance.now();
  const answer = await fetch(`${address}/v1/captions`, { method: 'POST', headers: { 'Content-Type': 'image/jpeg' }, body: picture });
  const document = await answer.json();
  if (answer.status !== 200 || document.quality.reasons.includes('quality_unavailable')) throw new Error(JSON.stringify(document));
  return performance.now() - begin;
}

const quantile = (values, q) => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))];

const hosts = [];
try {
  const all = await start({});
  hosts.push(all);
  const score = await start({ CAPTION_ROLE: 'score' });
  hosts.push(score);
  const caption = await start({ CAPTION_ROLE: 'caption', CAPTION_SCORER_URL: score.address, CAPTION_SCORER_SECONDS: '30' });
  hosts.push(caption);
  const [one, two] = [[], []];
  for (let round = -2; round < rounds; round++) {
    for (const picture of pictures) {
      const pair = [await ask(all, picture), await ask(caption, picture)]; // in turns: the machine's moods fall on both
      if (round >= 0) {
        one.push(pair[0]);
        two.push(pair[1]);
      }
    }
  }

  const added = two.map((value, i) => value - one[i]);
  const number = (value) => value.toFixed(0);
  const lines = [
    '# Two services or one',
    '',
    `Made by \`make bench-split\` on ${new Date().toISOString().slice(0, 10)}: ${pictures.length} photographs of samples/, ${rounds} rounds ` +
      `after two, one caller, both in turns, over loopback; ${cpus().length} processors, ${cpus()[0].model.trim()}.`,
    '',
    '| | `all` | `caption` and `score` |',
    '|---|---|---|',
    `| a caption, median, ms | ${number(quantile(one, 0.5))} | ${number(quantile(two, 0.5))} |`,
    `| a caption, 95th percentile, ms | ${number(quantile(one, 0.95))} | ${number(quantile(two, 0.95))} |`,
    `| added to the same picture, median, ms | | ${number(quantile(added, 0.5))} |`,
    `| memory (RSS) after it, MiB | ${number(memory(all))} | ${number(memory(caption))} and ${number(memory(score))} |`,
    '',
    'The scorer decodes the small picture, and runs the vision model a second time, before it runs the quality model.',
    '',
  ];
  writeFileSync(join(root, 'docs', 'figures-split.md'), lines.join('\n'));
  console.log(lines.join('\n'));
} finally {
  for (const { child } of hosts) child.kill('SIGTERM');
}
