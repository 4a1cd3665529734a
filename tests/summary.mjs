// Adds up what all runners said: failures with their messages, skips with their reasons, and one line of totals at the end.
// usage: node tests/summary.mjs FOLDER   (*.trx of dotnet test, *.tap of node --test, *.exit with each runner's exit code)
import { readFileSync, readdirSync } from 'node:fs';

const folder = process.argv[2] + '/';
const files = readdirSync(folder), read = name => readFileSync(folder + name, 'utf8');
const unescape = text => text.replace(/&#x([0-9A-F]+);/gi, (_, code) => String.fromCodePoint(parseInt(code, 16))).replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&amp;/g, '&');
const total = { passed: 0, failed: 0, skipped: 0 };
const skips = new Map();

function count(runner, outcome, name, message) {
  total[outcome]++;
  if (outcome === 'failed') console.log(`FAILED  ${name}\n${message.split('\n').slice(0, 12).map(line => '        ' + line).join('\n')}`);
  if (outcome === 'skipped') skips.set(`${runner}: ${message}`, (skips.get(`${runner}: ${message}`) ?? 0) + 1);
}

for (const exit of files.filter(name => name.endsWith('.exit'))) {
  const runner = exit.slice(0, -5);
  const before = { ...total };
  if (files.includes(runner + '.trx')) {
    for (const [, attributes, body] of read(runner + '.trx').matchAll(/<UnitTestResult ([^>]*?)(?:\/>|>([\s\S]*?)<\/UnitTestResult>)/g)) {
      const outcome = { Passed: 'passed', NotExecuted: 'skipped' }[/outcome="(\w+)"/.exec(attributes)?.[1]] ?? 'failed';
      const message = unescape(/<Message>([\s\S]*?)<\/Message>/.exec(body ?? '')?.[1] ?? /<StdOut>([\s\S]*?)<\/StdOut>/.exec(body ?? '')?.[1] ?? '');
      count(runner, outcome, unescape(/testName="([^"]*)"/.exec(attributes)[1]), message.trim());
    }
  } else if (files.includes(runner + '.tap')) {
    for (const [, not, name, directive] of read(runner + '.tap').matchAll(/^(not )?ok \d+ - (.*?)(?: # (.*))?$/gm)) {
      count(runner, directive?.startsWith('SKIP') ? 'skipped' : not ? 'failed' : 'passed', name, directive?.replace(/^SKIP ?/, '') || `see ${folder}${runner}.tap`);
    }
  }
  const ran = total.passed + total.failed + total.skipped - before.passed - before.failed - before.skipped;
  if (ran === 0 || (read(exit).trim() !== '0' && total.failed === before.failed)) count(runner, 'failed', runner, `The runner ended with ${read(exit).trim()} after ${ran} tests.`);
}

for (const [reason, times] of skips) console.log(`SKIPPED ${times} x ${reason}`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed ? 1 : 0);
