import type { DuckDBConnection } from '@duckdb/node-api';
import type { LakeFile } from '../files/lake-files.js';
import { readMetadata } from '../tables/lake-writer.js';

/** Where the messages of one hour lie. */
export interface Source {
  /** Another where anything came to it: by the names of the files that held it first. */
  id: string;
  files: readonly LakeFile[];
}

/** Of the files of one day, by hour, oldest first; what is settled and not merged yet is left out. */
export async function listSources(
  connection: DuckDBConnection,
  files: readonly LakeFile[],
): Promise<ReadonlyMap<number, Source>> {
  const sources = new Map<number, Source>();
  const add = (hour: number, id: string, file: LakeFile) => {
    const known = sources.get(hour);
    const ids = known === undefined ? [] : known.id.split(SEPARATOR);
    const sum = [...ids, ...id.split(SEPARATOR)].toSorted().join(SEPARATOR);
    sources.set(hour, { id: sum, files: [...(known?.files ?? []), file] });
  };
  for (const file of files) {
    if (file.kind === 'hour') add(file.hour, file.name, file);
    if (file.kind !== 'day') continue;
    const hours = JSON.parse((await readMetadata(connection, file)).get('hours') ?? '[]') as [number, string][];
    for (const [hour, id] of hours) add(hour, id, file);
  }
  return new Map([...sources].toSorted(([one], [other]) => one - other));
}

const SEPARATOR = '+';
