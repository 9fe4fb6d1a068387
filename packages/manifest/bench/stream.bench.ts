import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BareSignatures } from './bare-signatures.js';
import { writeManifestFile } from './manifest-file.js';
import { parseManifest } from './published.js';
import { measureRate } from './rate.js';
import { reportFigures } from './results.js';

/**
 * How fast a file too big for memory is verified, and how much memory that takes: a process of its own reads it from disk and
 * tells the most that it ever had resident. The rate of bare signatures is taken before and after.
 */
const ENTRIES = 100_000;
const BARE_ENTRIES = 10_000;
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
const bare = await readBareSignatures(join(folder, 'bare.json'));
await measureBareRate(); // Warms up.
const bareBefore = await measureBareRate();
const output = execFileSync(process.execPath, [PROCESS, path, trust], { encoding: 'utf8' });
const bareAfter = await measureBareRate();
const bytes = statSync(path).size;
rmSync(folder, { recursive: true });
const { seconds, verified, maxResidentBytes } = JSON.parse(output) as Measured;
if (verified !== ENTRIES) throw new Error(`expected ${ENTRIES} verified entries, found ${verified}`);
const [rate, bareMean] = [ENTRIES / seconds, (bareBefore + bareAfter) / 2];
reportFigures('stream', {
  'file, MB': Math.round(bytes / 1e6),
  'bare ECDSA before and after, entries/s': Math.round(bareMean),
  'verifyManifestStream, entries/s': Math.round(rate),
  'verifyManifestStream, % of bare': Math.round((100 * rate) / bareMean),
  'most memory resident, MB': Math.round(maxResidentBytes / 1e6),
});

async function readBareSignatures(file: string): Promise<BareSignatures> {
  const factoryLine = await writeManifestFile(file, BARE_ENTRIES);
  return BareSignatures.from(parseManifest(readFileSync(file)), factoryLine);
}

/** Entries a second by WebCrypto or node:crypto, whichever is faster. */
async function measureBareRate(): Promise<number> {
  const byWebCrypto = await measureRate(BARE_ENTRIES, () => bare.verifyByWebCrypto());
  return Math.max(byWebCrypto, await measureRate(BARE_ENTRIES, () => bare.verifyByNodeCrypto()));
}
