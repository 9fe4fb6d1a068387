import { readFile } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { isNativeError } from 'node:util/types';
import { loadConfig } from 'c12';
import { FleetError } from '@cord/fleet';

type Loader = Pick<NonNullable<Parameters<typeof loadConfig>[0]['jiti']>, 'import'>;

/**
 * What a configuration file says, as it stands there. Only that file counts: no rc file, package.json field, environment file or
 * remote layer can change a backend unseen.
 *
 * Throws: `FleetError` `invalid-config` for what cannot be loaded, for a module without default export, and for what is no object.
 */
export async function readConfigFile(file: string): Promise<Record<string, unknown>> {
  try {
    const { layers = [] } = await loadConfig({
      name: 'cord',
      cwd: dirname(file),
      configFile: file,
      rcFile: false,
      globalRc: false,
      packageJson: false,
      dotenv: false,
      envName: false,
      extend: false,
      jitiOptions: { interopDefault: false },
      resolve: (_, options) => {
        // The loader of c12 takes a module without default export for the configuration itself.
        if (options.jiti !== undefined) options.jiti = Object.assign(Object.create(options.jiti), ours(options.jiti));
        return undefined;
      },
    });
    return toObject(layers[0]?.config, file);
  } catch (error) {
    throw toFleetError(error, file);
  }
}

function ours(loader: Loader): { import: (file: string) => Promise<unknown> } {
  return {
    import: async (file) => {
      if (extname(file) === '.json') return toObject(JSON.parse(await readFile(file, 'utf8')), file);
      const said = defaultOf(await loader.import<object>(file), file);
      if (typeof said !== 'function') return toObject(await said, file);
      return async (context: unknown) => toObject(await (said as (context: unknown) => unknown)(context), file);
    },
  };
}

function defaultOf(module: object, file: string): unknown {
  if ('default' in module) return module.default;
  const names = Object.keys(module);
  const found = names.length === 0 ? '' : ` but ${names.join(', ').slice(0, 80)}`;
  throw new FleetError('invalid-config', `${file}: expected 'export default { … }', found no default export${found}`);
}

function toObject(said: unknown, file: string): Record<string, unknown> {
  if (typeof said === 'object' && said !== null && !Array.isArray(said)) return said as Record<string, unknown>;
  throw new FleetError('invalid-config', `${file}: expected an object, found ${describe(said)}`);
}

const kinds: Partial<Record<string, string>> = {
  undefined: 'nothing',
  number: 'a number',
  string: 'text',
  boolean: 'a truth value',
};

function describe(said: unknown): string {
  if (said === null) return 'null';
  return Array.isArray(said) ? 'a list' : (kinds[typeof said] ?? `a ${typeof said}`);
}

const codeEndings = new Set(['.js', '.ts', '.mjs', '.cjs', '.mts', '.cts']);

function toFleetError(error: unknown, file: string): FleetError {
  if (error instanceof FleetError) return error;
  // Where YAML, TOML and their like hold nothing, c12 asks nothing for its members.
  const isNothing = error instanceof TypeError && !codeEndings.has(extname(file));
  const cause = isNativeError(error) ? error.message : String(error);
  const reason = isNothing ? 'expected an object, found none' : `cannot be loaded: ${cause}`;
  return new FleetError('invalid-config', `${file}: ${reason.replaceAll(/\s+/g, ' ')}`, { cause: error });
}
