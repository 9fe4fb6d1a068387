import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../tools/python-venv.js';

const ROUNDS = 3;

/** A synthesis of the whole app as an engineer starts it: CDK, cdk-nag and CloudFormation's validation. Units: seconds. */
function synthesise(validation: 'true' | 'false'): number {
  const output = mkdtempSync(join(tmpdir(), 'cord-synth-'));
  const startedAt = performance.now();
  run('cdk', ['synth', '--quiet', `--output=${output}`], {
    cwd: join(import.meta.dirname, '..'),
    env: { ...process.env, CDK_DISABLE_CLI_TELEMETRY: 'true', CDK_VALIDATION: validation },
  });
  const seconds = (performance.now() - startedAt) / 1000;
  rmSync(output, { recursive: true });
  return seconds;
}

for (const [name, validation] of [
  ['with validation', 'true'],
  ['without', 'false'],
] as const) {
  const seconds = Array.from({ length: ROUNDS }, () => synthesise(validation)).toSorted((one, other) => one - other);
  console.log(`synth ${name}: ${seconds.map((each) => each.toFixed(1)).join(', ')} s`);
}
