// Adds up what every test run of a log told: `node tools/count-tests.mjs run.log` prints `812 passed, 0 failed`.
import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

const [file = ''] = process.argv.slice(2);
const count = { passed: 0, failed: 0 };
for (const line of stripVTControlCharacters(readFileSync(file, 'utf8')).split('\n')) {
  if (!/^(?:\S+:\s+)?Tests:/.test(line)) continue;
  for (const [, number, outcome] of line.matchAll(/(\d+) (passed|failed)/g)) count[outcome] += Number(number);
}
console.log(`${count.passed} passed, ${count.failed} failed`);
