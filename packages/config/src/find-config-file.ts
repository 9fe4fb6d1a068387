import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SUPPORTED_EXTENSIONS } from 'c12';

/** Where a configuration lies when nobody says where: the first of these with the first ending that is there. */
const names = ['cord.config', join('.config', 'cord'), join('.config', 'cord.config')];

/** The configuration file of a folder, or the one that was named, with or without its ending; `undefined` when it is not there. */
export function findConfigFile({ cwd, configFile }: { cwd: string; configFile?: string }): string | undefined {
  const endings = ['', ...SUPPORTED_EXTENSIONS];
  const files = (configFile === undefined ? names : [configFile]).flatMap((name) =>
    endings.map((ending) => resolve(cwd, `${name}${ending}`)),
  );
  return files.find((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}
