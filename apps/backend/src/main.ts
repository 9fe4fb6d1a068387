import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { addStacks } from './add-stacks.js';
import { explainError } from './explain-error.js';
import { readConfig } from './read-config.js';

const workspaceRoot = join(import.meta.dirname, '../../..');

try {
  const app = new App();
  const config = await readConfig(app, workspaceRoot);
  addStacks(app, config, { account: process.env['CDK_DEFAULT_ACCOUNT'], region: process.env['CDK_DEFAULT_REGION'] });
  app.synth();
} catch (error) {
  console.error(explainError(error));
  process.exitCode = 1;
}
