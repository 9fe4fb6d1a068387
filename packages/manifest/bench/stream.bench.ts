import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeManifestFile } from './manifest-file.js';
import { reportFigures } from './results.js';

/**
 * How fast a file too big for memory is verified, and how much memory that takes: a process of its own reads it from disk and
 * tells the most that it ever had resident.
 */
const ENTRIES = 100_000;
const PROCESS = fileURLToPath(new URL('stream-process.mjs', import.meta.url));

interface Measured {
  readonly seconds: number;
  readonly verified: number;
  readonly maxResidentBytes: number;
}

const folder = mkdtempSync(join(tmpdir(), 'manifest-bench-'));
const [path, trust] = [join(folder, 'manifest.json'), join(folder, 'trust.json')];
const line = await writeManifestFile(path, ENTRIES);
writeFileSync(trust, JSON.stringify(line.trust));
const output = execFileSync(process.execPath, [PROCESS, path, trust], { encoding: 'utf8' });
const bytes = statSync(path).size;
rmSync(folder, { recursive: true });
const { seconds, verified, maxResidentBytes } = JSON.parse(output) as Measured;
if (verified !== ENTRIES) throw new Error(`expected ${ENTRIES} verified entries, found ${verified}`);
reportFigures('stream', {
  'file, MB': Math.round(bytes / 1e6),
  'verifyManifestStream, entries/s': Math.round(ENTRIES / seconds),
  'most memory resident, MB': Math.round(maxResidentBytes / 1e6),
});
