import { readdirSync, readFileSync } from 'node:fs';
import { verifyManifest } from '@cord/manifest';
import { samplesFolder, sampleUniqueIds } from './samples-folder.js';

const read = (name: string) => readFileSync(new URL(name, samplesFolder), 'utf8');

describe('the samples; `pnpm nx write-samples testing` writes them anew', () => {
  it('hold a delivery that verifies by the certificates beside it, and by no others', async () => {
    const trust = { logSigners: [read('log-signer.pem')], deviceRoots: [read('device-root.pem')] };
    const { outcomes } = await verifyManifest(read('delivery.json'), trust);
    expect(outcomes.map((outcome) => outcome.ok && outcome.entry.uniqueId)).toEqual(sampleUniqueIds);
    const stranger = await verifyManifest(read('delivery.json'));
    expect(stranger.outcomes.map(({ ok }) => ok)).toEqual([false, false, false]);
  });

  it('hold no private key', () => {
    for (const { name } of readdirSync(samplesFolder, { withFileTypes: true }))
      expect(read(name)).not.toMatch(/PRIVATE|"d":/);
  });
});
