// Every suite that asks for a browser said in the log of a test run that it ran in one: `node tools/check-browser-tests.mjs run.log`.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

const [file = ''] = process.argv.slice(2);
const ran = new Map();
for (const line of stripVTControlCharacters(readFileSync(file, 'utf8')).split('\n')) {
  const [, count, name] = /browser tests: (\d+) ran in .*?\), (.+)$/.exec(line) ?? [];
  if (count !== undefined) ran.set(name, Number(count));
}
const tests = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.test.ts'], {
  encoding: 'utf8',
});
const suites = tests
  .trim()
  .split('\n')
  .flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/describeInBrowser\(\s*'([^']+)'/g)])
  .map(([, name]) => name);
const silent = suites.filter((name) => !(ran.get(name) > 0));
for (const [name, count] of ran) console.log(`${count} tests ran in a browser: ${name}`);
for (const name of silent) console.error(`no test ran in a browser: ${name}`);
if (suites.length === 0 || silent.length > 0) process.exitCode = 1;
