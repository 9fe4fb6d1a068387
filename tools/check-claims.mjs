// The claims of `.ci/run` and the steps of the workflow are the same, in the same order.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const [file = ''] = process.argv.slice(2);
const claims = execFileSync('bash', ['.ci/run', '--list'], { encoding: 'utf8' })
  .trim()
  .split('\n')
  .map((line) => line.replace(/\s+/, ': '));
const steps = [...readFileSync(file, 'utf8').matchAll(/- name: (.+)\n\s+run: bash \.ci\/run (\S+)/g)].map(
  ([, name, id]) => `${id}: ${name.replaceAll(/^'|'$/g, '')}`,
);
const missing = claims.filter((claim, index) => steps[index] !== claim);
if (missing.length > 0 || steps.length !== claims.length) {
  console.error(
    `${file}: expected a step for each claim, in order:\n${claims.join('\n')}\nfound:\n${steps.join('\n')}`,
  );
  process.exitCode = 1;
}
