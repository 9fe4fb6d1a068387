import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { CfnNamedQuery } from 'aws-cdk-lib/aws-athena';
import { addStacks } from '../src/add-stacks.js';
import { readConfig } from '../src/read-config.js';

/** The backend as it is deployed, without the one kind of resource of it that the emulator does not know. */
const app = new App();
const config = await readConfig(app, join(import.meta.dirname, '../../..'));
addStacks(app, config, { account: process.env['CDK_DEFAULT_ACCOUNT'], region: process.env['CDK_DEFAULT_REGION'] });
for (const stack of app.node.children.filter((child) => child instanceof Stack)) {
  for (const query of stack.node.findAll().filter((child) => child instanceof CfnNamedQuery)) {
    query.node.scope?.node.tryRemoveChild(query.node.id);
  }
}
app.synth();
