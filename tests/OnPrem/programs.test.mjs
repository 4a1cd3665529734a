import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder, path, source } from './bundle.mjs';

const listen = async (t, handler) => {
  const server = createServer(handler);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return server.address().port;
};
const ready = (_, answer) => answer.end('{"status":"ok"}');
const run = async (name, args, env) => {
  const child = spawn(join(source, 'bin', name), args, { env: { ...process.env, ...env } });
  const out = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr']) child[stream].on('data', data => { out[stream] += data; });
  const [status] = await once(child, 'close');
  return { status, ...out };
};

const machine = async (t, { lines = [], settings = {}, port } = {}) => {
  const at = folder(t);
  writeFileSync(join(at, 'journal'), lines.join('\n') + '\n');
  writeFileSync(join(at, 'rollback-token'), 'secret-token\n');
  mkdirSync(join(at, 'pictures'));
  const PATH = path(join(at, 'programs'), {
    journalctl: `echo "$@" >${at}/journal-asked; cat ${at}/journal`,
    mail: `echo "$@" >>${at}/mails; cat >>${at}/mails`,
    df: 'echo Use%; echo 40%',
  });
  const env = {
    PATH, STATE_DIRECTORY: join(at, 'state'), CREDENTIALS_DIRECTORY: at, CAPTION_PORT: String(port ?? await listen(t, ready)), CAPTION_WATCH_FOLDER: join(at, 'pictures'),
    CAPTIONS_BACKUP_FOLDERS: at, CAPTIONS_ALARM_EMAILS: 'team@example.org,night@example.org', ...settings,
  };
  return { at, env, alarms: more => run('captions-alarms', [], { ...env, ...more }), mails: () => existsSync(join(at, 'mails')) ? readFileSync(join(at, 'mails'), 'utf8') : '' };
};

const line = (route, status, ms, note) => `info: Serverless.Api.Telemetry.RequestLogging[1000] POST ${route} ${status} ${ms} ms 1476 bytes ${note} `;
const caption = (ms, verdict = 'good') => line('/v1/captions', 200, ms, `01M8BXAXMQ0A47S28MA27TH3YW ${verdict} 57 ms caption-base 1.0.0`);
const many = (count, text) => Array.from({ length: count }, () => text);

test('a quiet machine fires none of the seven alarms and tells nobody', async t => {
  const m = await machine(t, { lines: [...many(100, caption(46.3)), 'info: FolderWatcher[3000] watched folder: 3 captioned'] });
  const { status, stdout } = await m.alarms();
  assert.equal(status, 0);
  assert.deepEqual(stdout.trim().split('\n').map(text => text.split(':')[0]), ['ok errors', 'ok latency_p95', 'ok throttles', 'ok dead_letters', 'ok oldest_event_age', 'ok cost', 'ok refused']);
  assert.match(stdout, /latency_p95: 46 ms/);
  assert.equal(m.mails(), '');
  assert.match(readFileSync(join(m.at, 'journal-asked'), 'utf8'), /--namespace=captions .*--since -5min/);
});

for (const [name, lines, shown] of [
  ['errors', [...many(97, caption(50)), ...many(3, line('/v1/captions', 500, 12.0, 'internal 01M8'))], '3.0 percent'],
  ['latency_p95', [...many(94, caption(50)), ...many(6, caption(9000.2))], '9000 ms'],
  ['throttles', many(60, line('/v1/captions', 429, 1.0, 'busy 01M8')), '12.0 a minute'],
  ['dead_letters', [line('/v1/events', 204, 120.5, '2 captioned, 1 recorded unsupported_media_type, 1 lost name_too_long')], '1 events'],
  ['dead_letters', ['info: FolderWatcher[3000] watched folder: 1 captioned, 2 lost name_too_long'], '2 events'],
  ['refused', [...many(30, caption(50)), ...many(70, caption(50, 'refused'))], '70.0 percent'],
])
  test(`${name} fires for ${shown}, alone, and is mailed once`, async t => {
    const m = await machine(t, { lines });
    const first = await m.alarms();
    assert.deepEqual(first.stdout.split('\n').filter(text => text.startsWith('ALARM')).map(text => text.replace(/, above.*/, '')), [`ALARM ${name}: ${shown}`]);
    assert.match(m.mails(), new RegExp(`-s captions on .*: ${name} team@example.org night@example.org`));
    const told = m.mails();
    await m.alarms();
    assert.equal(m.mails(), told, 'not again while it lasts');
  });

test('a health check is no request, and an alarm that ended is told of again when it begins anew', async t => {
  const m = await machine(t, { lines: [line('/v1/captions', 503, 1, 'not_ready'), ...many(500, line('/health/ready', 200, 0.7, ''))] });
  assert.match((await m.alarms()).stdout, /ALARM errors: 100\.0 percent/);
  writeFileSync(join(m.at, 'journal'), caption(10) + '\n');
  assert.match((await m.alarms()).stdout, /ok errors/);
  writeFileSync(join(m.at, 'journal'), line('/v1/captions', 500, 1, 'internal') + '\n');
  await m.alarms();
  assert.equal(m.mails().match(/-s captions/g).length, 2);
});

test('a service that does not answer fails everything', async t => {
  const m = await machine(t, { port: 1 });
  assert.match((await m.alarms()).stdout, /ALARM errors: 100 percent/);
});

test('a picture that waits without a result fires, one that has its pointer does not', async t => {
  const m = await machine(t);
  const picture = join(m.at, 'pictures/a b.jpg');
  writeFileSync(picture, 'x');
  writeFileSync(join(m.at, 'programs/date'), '#!/bin/bash\necho $(($(/bin/date +%s) + 1000))\n', { mode: 0o755 }); // a quarter of an hour later
  assert.match((await m.alarms()).stdout, /ALARM oldest_event_age: 100\d s, above 900/);
  writeFileSync(picture + '.caption.json', '{}');
  assert.match((await m.alarms()).stdout, /ok oldest_event_age: 0 s/);
});

test('a disk that fills fires cost', async t => {
  const m = await machine(t);
  writeFileSync(join(m.at, 'programs/df'), '#!/bin/bash\necho Use%; echo 40%; echo 91%\n', { mode: 0o755 });
  assert.match((await m.alarms()).stdout, /ALARM cost: 91 percent of the disk, above 80/);
});

test('the rollback trigger is called with the alarm and its token, which stands in no argument', async t => {
  let body = '';
  const gitlab = await listen(t, (request, answer) => { request.on('data', data => { body += data; }); request.on('end', () => { answer.writeHead(201); answer.end('{}'); }); });
  const m = await machine(t, { lines: [line('/v1/captions', 500, 1, 'internal')], settings: { CAPTIONS_ROLLBACK_URL: `http://127.0.0.1:${gitlab}/api/v4/projects/1/trigger/pipeline` } });
  const { status, stderr } = await m.alarms();
  assert.equal(status, 0, stderr);
  assert.match(body, /name="token"\r\n\r\nsecret-token\r\n/);
  assert.match(body, /name="variables\[ROLLBACK_TARGET\]"\r\n\r\nonprem\r\n/);
  assert.match(body, /name="variables\[ROLLBACK_ENVIRONMENT\]"\r\n\r\nprod\r\n/);
  assert.match(body, /name="variables\[ROLLBACK_REASON\]"\r\n\r\nalarm errors on /);
  assert.doesNotMatch(readFileSync(join(source, 'bin/captions-alarms'), 'utf8'), /--form "token/);
});

test('an alarm that nobody could be told of is said, and tried again the next minute', async t => {
  const m = await machine(t, { lines: [line('/v1/captions', 500, 1, 'internal')], settings: { CAPTIONS_ALARM_EMAILS: '' } });
  for (let minute = 0; minute < 2; minute++) {
    const { status, stderr } = await m.alarms();
    assert.equal(status, 1);
    assert.match(stderr, /nobody could be told of errors/);
  }
});

test('a backup holds results and reviews, not pictures, is brought back whole, and no more are kept than told', async t => {
  const at = folder(t);
  const data = join(at, 'data');
  for (const file of ['in/a.png', 'in/a.png.caption.json', 'in/.captions/a.png/1f.json', 'reviews/reviews/ID/R.json', 'reviews/captions/ID.json']) {
    mkdirSync(join(data, file, '..'), { recursive: true });
    writeFileSync(join(data, file), file);
  }
  const env = { CAPTIONS_BACKUPS_TO: join(at, 'backups'), CAPTIONS_BACKUPS_KEPT: '2', CAPTIONS_BACKUP_FOLDERS: `${data}/in ${data}/reviews` };
  for (const second of ['01', '02', '03']) {
    const PATH = path(join(at, 'programs'), { date: `echo captions-202601010000${second}Z` .replace('captions-', '') });
    const done = await run('captions-backup', [], { ...env, PATH });
    assert.equal(done.status, 0, done.stderr);
  }
  const archives = readdirSync(env.CAPTIONS_BACKUPS_TO).sort();
  assert.deepEqual(archives, ['captions-20260101000002Z.tar.gz', 'captions-20260101000003Z.tar.gz']);
  const inside = execFileSync('tar', ['-tzf', join(env.CAPTIONS_BACKUPS_TO, archives[1])], { encoding: 'utf8' }).trim().split('\n').map(name => name.replace(/^.*\/data\//, '')).sort();
  assert.deepEqual(inside, ['in/.captions/a.png/1f.json', 'in/a.png.caption.json', 'reviews/captions/ID.json', 'reviews/reviews/ID/R.json']);
});

test('the front moves traffic only to revisions that are ready, and only as a whole', async t => {
  const at = folder(t);
  const [first, second] = [await listen(t, ready), await listen(t, (_, answer) => { answer.writeHead(503); answer.end(); })];
  const env = { CAPTIONS_FRONT_FILE: join(at, 'weights.conf'), PATH: path(join(at, 'programs'), { nginx: 'exit 0', systemctl: `echo "$@" >${at}/reloaded` }) };
  assert.equal((await run('captions-front', [`${first}=100`], env)).status, 0);
  const weights = readFileSync(env.CAPTIONS_FRONT_FILE, 'utf8');
  assert.match(weights, new RegExp(`\\* ${first};`));
  assert.equal(readFileSync(join(at, 'reloaded'), 'utf8'), 'reload nginx\n');
  assert.equal((await run('captions-front', [`${first}=90`, `${second}=10`], env)).status, 5, 'the second is not ready');
  assert.equal((await run('captions-front', [`${first}=90`], env)).status, 2, '90 are not all');
  assert.equal((await run('captions-front', [`${first}=ten`], env)).status, 2);
  path(join(at, 'programs'), { nginx: 'exit 1' });
  assert.equal((await run('captions-front', [`${first}=100`, `${second}=0`], env)).status, 1, 'nginx says no');
  assert.equal(readFileSync(env.CAPTIONS_FRONT_FILE, 'utf8'), weights);
});

test('whoever waits for a service that never gets ready is told where the reason is', async t => {
  const { status, stderr } = await run('captions-ready', ['1', '1'], {});
  assert.equal(status, 1);
  assert.match(stderr, /journalctl --namespace=captions/);
});
