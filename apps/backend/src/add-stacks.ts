import type { CordConfig } from '@cord/fleet';
import { Validations, type App } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { AccountStack } from './account-stack.js';
import { CordStack } from './cord-stack.js';

/** Where the stacks go. What is absent is known at deployment only. */
export interface Target {
  account?: string;
  region?: string;
}

/** Composes the app of one stage; every synthesis is judged by cdk-nag's AwsSolutions and fails on a finding. */
export function addStacks(app: App, config: CordConfig, target: Target = {}): CordStack {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const env = { account: target.account, region: config.cloud.region ?? target.region };
  const account = new AccountStack(app, 'Cord-account', { env });
  const stack = new CordStack(app, `Cord-${config.cloud.stage}`, { config, env });
  stack.addStackDependency(account);
  return stack;
}
