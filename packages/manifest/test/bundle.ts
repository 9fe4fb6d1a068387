import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SOURCE = join(dirname(fileURLToPath(import.meta.url)), '../src/index.ts');
const ESBUILD = join(dirname(createRequire(import.meta.url).resolve('esbuild/package.json')), 'bin/esbuild');

/** What a bundler makes of a program that uses this package in a browser. */
export interface Bundle {
  readonly code: string;
  /** Bytes that each source file put into the code, by the file's path. */
  readonly bytesByFile: Readonly<Record<string, number>>;
}

/**
 * Bundles a program for browsers, minified, as its authors would: esbuild in a process of its own.
 *
 * @param program   its source; `SOURCE` stands for this package
 * @param external  packages that are left where they are. @default none
 */
export async function bundleForBrowser(program: string, external: readonly string[] = []): Promise<Bundle> {
  const folder = await mkdtemp(join(tmpdir(), 'bundle-'));
  try {
    const entry = join(folder, 'program.js');
    const [out, meta] = [join(folder, 'out.js'), join(folder, 'meta.json')];
    await writeFile(entry, program.replace('SOURCE', JSON.stringify(SOURCE)));
    await promisify(execFile)(ESBUILD, [
      entry,
      '--bundle',
      '--minify',
      '--format=esm',
      '--platform=browser',
      '--target=es2023',
      ...external.map((name) => `--external:${name}`),
      `--outfile=${out}`,
      `--metafile=${meta}`,
    ]);
    const { outputs } = JSON.parse(await readFile(meta, 'utf8')) as {
      outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }>;
    };
    const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
    const used = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0);
    return {
      code: await readFile(out, 'utf8'),
      bytesByFile: Object.fromEntries(used.map(([file, { bytesInOutput }]) => [file, bytesInOutput])),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}
