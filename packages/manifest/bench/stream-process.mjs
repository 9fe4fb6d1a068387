// JavaScript, so that the memory of this process holds the package as published and no compiler beside it.
import { createReadStream, readFileSync } from 'node:fs';
// What is published is what is measured, not the source: by the package's own name, which leads to what was built.
// oxlint-disable-next-line nxjs/enforce-module-boundaries
import { verifyManifestStream } from '@cord/manifest';

/** Verifies the file that the first argument names, by the trust that the second holds, and prints what that took. */
const [path, trust] = process.argv.slice(2);
const { at, ...signers } = JSON.parse(readFileSync(trust, 'utf8'));
const startedAt = performance.now();
let verified = 0;
for await (const { ok } of verifyManifestStream(createReadStream(path), { ...signers, at: new Date(at) })) {
  if (ok) verified++;
}
const seconds = (performance.now() - startedAt) / 1000;
console.log(JSON.stringify({ seconds, verified, maxResidentBytes: process.resourceUsage().maxRSS * 1024 }));
