// Writes samples/: a delivery of three secure elements and the two certificates by which it verifies. The keys that signed it are
// made here and forgotten, so that nobody can add to it; names, ids and dates are the same each time.
import { writeFileSync } from 'node:fs';
import { createFactory, provisionSecureElement } from '@cord/device/secure-element';
import { samplesFolder, sampleUniqueIds } from './samples-folder.js';

const at = new Date('2026-01-15T08:00:00Z');
const factory = await createFactory({ name: 'Sample Factory', at });
const elements = await Promise.all(
  sampleUniqueIds.map((uniqueId) => provisionSecureElement(factory, { at, uniqueId })),
);
const entries = elements.map(({ entry }) => entry);

write('delivery.json', `${JSON.stringify(entries, null, 2)}\n`);
write('log-signer.pem', factory.logSigner.certificatePem);
write('device-root.pem', factory.root.certificatePem);

function write(name: string, text: string): void {
  writeFileSync(new URL(name, samplesFolder), text);
}
