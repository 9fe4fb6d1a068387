import { loadConfig } from 'c12';
import { FleetError, parseConfig, type CordConfig } from '@cord/fleet';

/** Where the configuration came from: `file` is absent when every value is a default. */
export interface LoadedConfig {
  config: CordConfig;
  file?: string;
}

/**
 * Reads `cord.config.ts` (or .js, .mjs, .json, .yaml …) of a folder, or the one file that `configFile` names.
 * Only that file counts: no rc file, package.json field, environment file or remote layer can change a backend unseen.
 *
 * Throws: `FleetError` `invalid-config` when the file is wrong, cannot be read, or was named and is not there.
 */
export async function loadCordConfig(options: { cwd: string; configFile?: string }): Promise<LoadedConfig> {
  const { config: said, configFile } = await read(options);
  // By which schema a file is edited is the editor's business.
  const { $schema: _, ...config } = said;
  const isFound = Object.keys(config).length > 0;
  try {
    return { config: parseConfig(config), ...(isFound && configFile !== undefined && { file: configFile }) };
  } catch (error) {
    if (!(error instanceof FleetError)) throw error;
    const place = error.path === undefined ? {} : { path: error.path };
    throw new FleetError(error.code, `${configFile ?? 'cord.config'}: ${error.message}`, { ...place, cause: error });
  }
}

async function read({ cwd, configFile }: { cwd: string; configFile?: string }) {
  try {
    return await loadConfig({
      name: 'cord',
      cwd,
      ...(configFile !== undefined && { configFile, configFileRequired: true }),
      rcFile: false,
      globalRc: false,
      packageJson: false,
      dotenv: false,
      envName: false,
      extend: false,
    });
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ');
    throw new FleetError('invalid-config', `cannot read ${configFile ?? `cord.config in ${cwd}`}: ${reason}`, {
      cause: error,
    });
  }
}
