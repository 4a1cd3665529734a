// Known vulnerabilities of what the product uses: NuGet's audit over the solution and npm's over every lock file. A feed that cannot answer
// is told as such, never as "none found". Exit 4 where one is found at or above the level (LEVEL, default high).
// usage: node tools/ci/vulnerabilities.mjs [--nuget REPORT.json] [--npm REPORT.json]...    reports given are read instead of asking the feeds
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LEVELS = ['low', 'moderate', 'high', 'critical'];
const root = fileURLToPath(new URL('../../', import.meta.url));
const level = (process.env.LEVEL ?? 'high').toLowerCase();
if (!LEVELS.includes(level)) {
  console.error(`LEVEL is ${level}; allowed are ${LEVELS.join(', ')}.`);
  process.exit(2);
}

const given = name => process.argv.flatMap((word, at) => (word === name ? [process.argv[at + 1]] : []));
const read = file => JSON.parse(readFileSync(file, 'utf8'));

/** What `dotnet list package --vulnerable --format json` says, as {name, version, level, url}. */
export const ofNuget = report => (report.projects ?? []).flatMap(project => (project.frameworks ?? []).flatMap(framework =>
  [...(framework.topLevelPackages ?? []), ...(framework.transitivePackages ?? [])].flatMap(found => (found.vulnerabilities ?? [])
    .map(one => ({ name: found.id, version: found.resolvedVersion, level: one.severity.toLowerCase(), url: one.advisoryurl })))));

/** What `npm audit --json` says, in the same form. */
export const ofNpm = report => Object.values(report.vulnerabilities ?? {}).flatMap(found => found.via.filter(via => typeof via === 'object')
  .map(via => ({ name: via.name, version: found.range, level: via.severity, url: via.url })));

/** Whether the package sources have a vulnerability database: restoring with them as audit sources warns NU1905 or NU1900 where not. */
const nugetCannotAnswer = () => {
  const folder = mkdtempSync(join(tmpdir(), 'audit-'));
  try {
    const sources = execFileSync('dotnet', ['nuget', 'list', 'source', '--format', 'short'], { encoding: 'utf8', cwd: root })
      .split('\n').filter(line => line.startsWith('E ')).map(line => line.slice(2).trim());
    const items = sources.map((source, at) => `<add key="source-${at}" value="${source.replaceAll('&', '&amp;')}" />`).join('');
    writeFileSync(join(folder, 'nuget.config'), `<configuration><auditSources><clear />${items}</auditSources></configuration>`);
    const version = /"System\.IO\.Hashing" Version="([^"]*)"/.exec(readFileSync(join(root, 'Directory.Packages.props'), 'utf8'))[1];
    writeFileSync(join(folder, 'audit.csproj'), '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework>'
      + '<NuGetAudit>true</NuGetAudit></PropertyGroup>'
      + `<ItemGroup><PackageReference Include="System.IO.Hashing" Version="${version}" /></ItemGroup></Project>`);
    const { stdout } = spawnSync('dotnet', ['restore', '--nologo'], { encoding: 'utf8', cwd: folder });
    return /NU190[05][^\n]*/.exec(stdout)?.[0].replace(/\s*\[.*$/, '');
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const askNuget = () => {
  const why = nugetCannotAnswer();
  if (why) return { why };
  const said = spawnSync('dotnet', ['list', 'Serverless.sln', 'package', '--vulnerable', '--include-transitive', '--format', 'json'],
    { encoding: 'utf8', cwd: root, maxBuffer: 1 << 28 });
  try {
    return { report: JSON.parse(said.stdout) };
  } catch {
    return { why: `${said.stdout}${said.stderr}`.trim().split('\n')[0] };
  }
};

const askNpm = folder => {
  const said = spawnSync('npm', ['audit', '--json', '--package-lock-only'], { encoding: 'utf8', cwd: join(root, folder) });
  if (said.error) return { why: 'npm is not installed' };
  const report = JSON.parse(said.stdout || '{}');
  return report.vulnerabilities ? { report } : { why: report.message ?? 'npm audit gave no report' };
};

const lockFiles = () => execFileSync('git', ['ls-files', '-z', '*package-lock.json'], { encoding: 'utf8', cwd: root })
  .split('\0').filter(Boolean).map(dirname);

const main = () => {
  const [nuget, npm] = [given('--nuget'), given('--npm')];
  const asked = nuget.length + npm.length > 0
    ? [...nuget.map(file => ['NuGet', { report: read(file) }, ofNuget]), ...npm.map(file => ['npm', { report: read(file) }, ofNpm])]
    : [['NuGet', askNuget(), ofNuget], ...lockFiles().map(folder => [`npm, ${folder}`, askNpm(folder), ofNpm])];
  const found = [], unanswered = [];
  for (const [source, { report, why }, parse] of asked) {
    if (why) unanswered.push({ source, why });
    else found.push(...parse(report).map(one => ({ source, ...one })));
  }

  const unique = [...new Map(found.map(one => [`${one.name} ${one.url}`, one])).values()];
  const blocking = unique.filter(one => LEVELS.indexOf(one.level) >= LEVELS.indexOf(level));
  for (const { source, why } of unanswered) console.log(`NOT ANSWERED  ${source}: ${why}`);
  for (const one of unique) console.log(`${blocking.includes(one) ? 'FOUND' : 'below the level'}  ${one.level}  ${one.name} ${one.version}  ${one.url}`);
  const sources = asked.length - unanswered.length;
  console.log(`${blocking.length} at or above ${level}, ${unique.length - blocking.length} below; ${sources} of ${asked.length} sources answered.`);
  mkdirSync(join(root, 'artifacts/security'), { recursive: true });
  const answered = sources === 0 ? 'not answered' : sources === asked.length ? 'pass' : 'pass, in part not answered';
  const verdict = blocking.length > 0 ? 'fail' : answered;
  writeFileSync(join(root, 'artifacts/security/vulnerabilities.json'), JSON.stringify({ level, verdict, found: unique, unanswered }, null, 2) + '\n');
  process.exitCode = blocking.length > 0 ? 4 : 0;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
