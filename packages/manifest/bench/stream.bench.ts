import { execFileSync } from 'node:child_process';
import { createReadStream, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type VerifyOptions, verifyManifestStream } from './published.js';
import { writeManifestFile } from './manifest-file.js';
import { reportFigures } from './results.js';

/**
 * How fast a file too big for memory is verified, and how much memory that takes: a process of its own reads it from disk and
 * tells the most that it ever had resident.
 */
const ENTRIES = 100_000;

if (process.argv[2] === undefined) await measure();
else await verifyFile(process.argv[2]);

async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'manifest-bench-'));
  const path = join(folder, 'manifest.json');
  const line = await writeManifestFile(path, ENTRIES);
  writeFileSync(`${path}.trust`, JSON.stringify(line.trust));
  const own = fileURLToPath(import.meta.url);
  const output = execFileSync(process.execPath, [...process.execArgv, own, path], { encoding: 'utf8' });
  const bytes = statSync(path).size;
  rmSync(folder, { recursive: true });
  const { seconds, verified, maxResidentBytes } = JSON.parse(output) as Measured;
  if (verified !== ENTRIES) throw new Error(`expected ${ENTRIES} verified entries, found ${verified}`);
  reportFigures('stream', {
    'file, MB': Math.round(bytes / 1e6),
    'verifyManifestStream, entries/s': Math.round(ENTRIES / seconds),
    'most memory resident, MB': Math.round(maxResidentBytes / 1e6),
  });
}

interface Measured {
  readonly seconds: number;
  readonly verified: number;
  readonly maxResidentBytes: number;
}

async function verifyFile(path: string): Promise<void> {
  const trust = JSON.parse(readFileSync(`${path}.trust`, 'utf8')) as VerifyOptions & { at: string };
  const startedAt = performance.now();
  let verified = 0;
  for await (const { ok } of verifyManifestStream(createReadStream(path), { ...trust, at: new Date(trust.at) })) {
    if (ok) verified++;
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const maxResidentBytes = process.resourceUsage().maxRSS * 1024;
  console.log(JSON.stringify({ seconds, verified, maxResidentBytes } satisfies Measured));
}
