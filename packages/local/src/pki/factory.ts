import { createFactory, type Factory } from '@cord/device';
import type { DataFolder } from '../stores/data-folder.js';

/**
 * The stand-in for Microchip's provisioning line that simulated cords are born from: device root, signer certificate, log
 * signer. Its manifests are believed by this backend alone.
 */
export async function readOrCreateFactory(folder: DataFolder, now: Date): Promise<Factory> {
  const text = await folder.readOrCreate('pki/factory.json', async () =>
    JSON.stringify(await createFactory({ name: 'Cord local factory', at: now })),
  );
  return JSON.parse(text) as Factory;
}
