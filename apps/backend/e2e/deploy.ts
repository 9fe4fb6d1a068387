import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { CordConfigInput } from '@cord/fleet';
import { ACCOUNT, REGION, type Emulator } from './emulator.js';

/** Outputs of the deployed stack, by name. */
export type Outputs = Readonly<Record<string, string>>;

/** A backend in the emulated account. */
export interface Deployment {
  outputs: Outputs;
  /** Throws: `Error` with what the deployment said, for the stage of the configuration has the topic root. */
  deployStage(stage: string): Promise<void>;
  /** Deploys what an account has once, as an engineer does who comes back. */
  deployAccount(): Promise<void>;
  /** Removes its stacks. */
  destroy(): Promise<void>;
}

/** Bootstraps the account and deploys the backend into it, by the same commands as an engineer's. */
export async function deployBackend(emulator: Emulator, config: CordConfigInput): Promise<Deployment> {
  const folder = mkdtempSync(join(tmpdir(), 'cord-e2e-'));
  const configFile = join(folder, 'cord.config.json');
  const outputsFile = join(folder, 'outputs.json');
  writeFileSync(configFile, JSON.stringify(config));
  const app = [`--context=config=${configFile}`, '--app=node --import tsx --conditions=@cord/source e2e/app.ts'];
  const cdk = (...args: string[]) => runCdk(emulator, [...args, '--output', join(folder, 'cdk.out')]);
  await cdk('bootstrap', `aws://${ACCOUNT}/${REGION}`);
  await cdk('deploy', '--all', '--require-approval=never', `--outputs-file=${outputsFile}`, ...app);
  const outputs = JSON.parse(readFileSync(outputsFile, 'utf8')) as Record<string, Outputs>;
  const again = ['--require-approval=never', '--exclusively', ...app];
  return {
    outputs: outputs['Cord-dev'] ?? {},
    deployStage: (stage) => cdk('deploy', `Cord-${stage}`, `--context=stage=${stage}`, ...again),
    deployAccount: () => cdk('deploy', 'Cord-account', '--import-existing-resources', ...again),
    destroy: () => cdk('destroy', '--all', '--force', ...app),
  };
}

async function runCdk({ environment }: Emulator, args: readonly string[]): Promise<void> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const run = spawn('cdk', args, {
    cwd: join(import.meta.dirname, '..'),
    env: { ...env, ...environment, CDK_DISABLE_CLI_TELEMETRY: 'true', CDK_VALIDATION: 'false' },
  });
  const [output, errors, [status]] = await Promise.all([text(run.stdout), text(run.stderr), once(run, 'close')]);
  if (status !== 0) throw new Error(`cdk ${args[0]} failed\n${output}${errors}`);
}
