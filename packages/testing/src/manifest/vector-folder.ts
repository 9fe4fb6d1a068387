// Jest globals rather than an import of them: outside of a test run the package can still be imported.
/// <reference types="jest" />
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Public manifests and certificates of others, which are tested against and never copied into the project. */
export interface VectorFolder {
  /** Reads one file. Shape: a path below the folder. */
  read(path: string): Uint8Array;
  /** Names of the files in a folder below. */
  list(path: string): string[];
}

/**
 * Declares tests over the folder that the environment variable `CORD_VECTORS` names. Where it names none, they are left out and
 * say so.
 */
export function describeVectors(name: string, declare: (vectors: VectorFolder) => void): void {
  const folder = process.env['CORD_VECTORS'];
  if (folder === undefined || !existsSync(folder)) {
    it.skip(`${name} (CORD_VECTORS names no folder)`, () => undefined);
    console.info(`left out: ${name}, as CORD_VECTORS names no folder`);
    return;
  }
  describe(name, () =>
    declare({
      read: (path) => readFileSync(join(folder, path)),
      list: (path) => readdirSync(join(folder, path)),
    }),
  );
}
