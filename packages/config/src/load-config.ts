import { FleetError, parseConfig, type CordConfig } from '@cord/fleet';
import { findConfigFile } from './find-config-file.js';
import { readConfigFile } from './read-config-file.js';

/** Where the configuration came from: `file` is absent when there is none and every value is a default. */
export interface LoadedConfig {
  config: CordConfig;
  file?: string;
}

/**
 * Reads `cord.config.ts` (or .js, .mjs, .json, .yaml …) of a folder, or the one file that `configFile` names.
 *
 * Throws: `FleetError` `invalid-config` when the file is wrong, cannot be read, or was named and is not there.
 */
export async function loadCordConfig(options: { cwd: string; configFile?: string }): Promise<LoadedConfig> {
  const file = findConfigFile(options);
  if (file !== undefined) return { config: parseFile(await readConfigFile(file), file), file };
  if (options.configFile === undefined) return { config: parseConfig({}) };
  throw new FleetError('invalid-config', `cannot read ${options.configFile}: there is no such file`);
}

function parseFile(said: Record<string, unknown>, file: string): CordConfig {
  // By which schema a file is edited is the editor's business.
  const { $schema: _, ...config } = said;
  try {
    return parseConfig(config);
  } catch (error) {
    if (!(error instanceof FleetError)) throw error;
    const place = error.path === undefined ? {} : { path: error.path };
    throw new FleetError(error.code, `${file}: ${error.message}`, { ...place, cause: error });
  }
}
