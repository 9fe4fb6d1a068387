import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseManifest, verifyManifest, verifyManifestStream } from './published.js';
import { BareSignatures } from './bare-signatures.js';
import { writeManifestFile } from './manifest-file.js';
import { createPeerVerifier } from './peer.js';
import { measureRate } from './rate.js';
import { median, reportFigures } from './results.js';
import { sideBySide } from './side-by-side.js';

/**
 * How fast a manifest is verified, from bytes to verdicts, beside the least that must be done (two signatures an entry, on all
 * cores) and beside the usual libraries. All cases run in turn, round after round, so that a busy machine is busy for each.
 */
const ENTRIES = 10_000;
const ROUNDS = 7;
const CHUNK_BYTES = 65_536;

const folder = mkdtempSync(join(tmpdir(), 'manifest-bench-'));
const path = join(folder, 'manifest.json');
const line = await writeManifestFile(path, ENTRIES);
const bytes = readFileSync(path);
rmSync(folder, { recursive: true });
const entries = parseManifest(bytes);
const bare = await BareSignatures.from(entries, line);
const verifyByPeer = await createPeerVerifier(line);

const cases: Readonly<Record<string, () => unknown>> = {
  'bare ECDSA, WebCrypto': () => bare.verifyByWebCrypto(),
  verifyManifest: async () => mustBeAll((await verifyManifest(bytes, line.trust)).verified),
  'bare ECDSA, node:crypto': () => bare.verifyByNodeCrypto(),
  verifyManifestStream: async () => {
    let verified = 0;
    for await (const { ok } of verifyManifestStream(chunks(), line.trust)) if (ok) verified++;
    mustBeAll(verified);
  },
  'jose + X509Certificate': () => sideBySide(ENTRIES, (i) => verifyByPeer(entries[i]!)),
  parseManifest: () => parseManifest(bytes),
};

const ratesByCase: Record<string, number[]> = {};
for (let round = 0; round <= ROUNDS; round++) {
  for (const [name, run] of Object.entries(cases)) {
    const perSecond = await measureRate(ENTRIES, run);
    // The first round warms up.
    if (round > 0) (ratesByCase[name] ??= []).push(perSecond);
  }
}

const rates = Object.fromEntries(
  Object.entries(ratesByCase).map(([name, all]) => [`${name}, entries/s`, Math.round(median(all))]),
);
const bareRates = ratesByCase['bare ECDSA, WebCrypto']!.map((rate, i) =>
  Math.max(rate, ratesByCase['bare ECDSA, node:crypto']![i]!),
);
const share = (name: string) => Math.round(median(ratesByCase[name]!.map((rate, i) => (100 * rate) / bareRates[i]!)));
reportFigures('verify', {
  ...rates,
  'verifyManifest, % of bare': share('verifyManifest'),
  'verifyManifestStream, % of bare': share('verifyManifestStream'),
  'jose + X509Certificate, % of bare': share('jose + X509Certificate'),
});

async function* chunks(): AsyncGenerator<Uint8Array, void, undefined> {
  for (let i = 0; i < bytes.length; i += CHUNK_BYTES) yield bytes.subarray(i, i + CHUNK_BYTES);
}

function mustBeAll(verified: number): void {
  if (verified !== ENTRIES) throw new Error(`expected ${ENTRIES} verified entries, found ${verified}`);
}
