import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { createBulkEntries, createTestLine, type TestLine } from '@cord/testing/manifest';

/** Writes a manifest of distinct entries the way Microchip lays its files out: indented, about 3.9 kB an entry. */
export async function writeManifestFile(path: string, count: number): Promise<TestLine> {
  const line = await createTestLine();
  const file = createWriteStream(path);
  let separator = '[\n';
  for await (const entry of createBulkEntries(line.factory, { count, at: line.startedAt })) {
    const text = JSON.stringify(entry, null, 2).replaceAll(/^/gm, '  ');
    if (!file.write(separator + text)) await once(file, 'drain');
    separator = ',\n';
  }
  file.end('\n]\n');
  await once(file, 'finish');
  return line;
}
