import { writeFileSync } from 'node:fs';
import { createManifestWithFault, createTestLine, everyEntryFault } from '@cord/testing/manifest';
import { type VerifyOptions, verifyManifest } from '../src/index.js';
import type { RefusalVector, RefusalVectors } from './verify/refusal-vectors.js';

/** Vectors are for reading too: an entry longer than this says what it says by its length. */
const MAX_BYTES = 8192;

const line = await createTestLine();
const { at, logSigners, deviceRoots } = line.trust;
const cases: RefusalVector[] = [];
for (const fault of everyEntryFault) {
  if (cases.some(({ code }) => code === fault.code)) continue;
  const { bytes, options } = await createManifestWithFault(line, fault);
  const { outcomes } = await verifyManifest(bytes, options);
  const error = outcomes[1]!.ok ? undefined : outcomes[1]!.error;
  const entry = secondEntry(bytes);
  if (error === undefined || entry.length > MAX_BYTES) continue;
  cases.push({
    name: `an entry ${fault.name}`,
    code: fault.code,
    ...(error.path !== undefined && { path: error.path }),
    message: error.message,
    ...describeOptions(options),
    entryBase64: entry.toString('base64'),
  });
}

const vectors: RefusalVectors = {
  source: 'made by packages/manifest/test/write-vectors.ts: each entry has the one fault it is named for',
  at: at!.toISOString(),
  logSigners: logSigners as string[],
  deviceRoots: deviceRoots as string[],
  cases,
};
writeFileSync(new URL('../vectors/refusals.json', import.meta.url), `${JSON.stringify(vectors, null, 2)}\n`);
console.log(`${cases.length} refusals`);

/** What the case needs beside the trust of all. */
function describeOptions({ logSigners: signers = [], deviceRoots: roots = [], ...options }: VerifyOptions) {
  const { signerExpiry, checkSerialNumber } = options;
  const moreSigners = signers.slice(logSigners!.length) as string[];
  const moreRoots = roots.slice(deviceRoots!.length) as string[];
  return {
    ...(signerExpiry && { signerExpiry }),
    ...(checkSerialNumber !== undefined && { checkSerialNumber }),
    ...(moreSigners.length > 0 && { logSigners: moreSigners }),
    ...(moreRoots.length > 0 && { deviceRoots: moreRoots }),
  };
}

/** The bytes between the first and the third of the lines that a test manifest has, one for each entry. */
function secondEntry(bytes: Uint8Array): Buffer {
  const file = Buffer.from(bytes);
  const start = file.indexOf(',\n') + 2;
  return file.subarray(start, file.lastIndexOf(',\n'));
}
