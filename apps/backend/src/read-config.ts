import { resolve } from 'node:path';
import { loadCordConfig } from '@cord/config';
import { parseConfig, type CordConfig } from '@cord/fleet';
import type { App } from 'aws-cdk-lib';

/**
 * The configuration of this synthesis: `cord.config.ts` of the workspace, or the file of `-c config=…`; `-c stage=…` and
 * `-c region=…` win over what it says.
 *
 * Throws: `FleetError` `invalid-config`.
 */
export async function readConfig(app: App, workspaceRoot: string): Promise<CordConfig> {
  const configFile = readContext(app, 'config');
  const { config } = await loadCordConfig({
    cwd: workspaceRoot,
    ...(configFile !== undefined && { configFile: resolve(workspaceRoot, configFile) }),
  });
  const stage = readContext(app, 'stage') ?? config.cloud.stage;
  const region = readContext(app, 'region') ?? config.cloud.region;
  const cloud = { ...config.cloud, stage, ...(region !== undefined && { region }) };
  return { ...config, cloud: parseConfig({ cloud }).cloud };
}

function readContext(app: App, name: string): string | undefined {
  const value = app.node.tryGetContext(name) as string | undefined;
  return value === undefined || value === '' ? undefined : value;
}
