import { createFactory, type Factory } from '@cord/device';
import type { DataFolder } from '../data-folder.js';
import { readOrCreateJson } from '../kept-json.js';
import { checkKeyedCertificate } from './check-keyed-certificate.js';

/**
 * The stand-in for Microchip's provisioning line that simulated cords are born from: device root, signer certificate, log
 * signer. Its manifests are believed by this backend alone.
 */
export function readOrCreateFactory(folder: DataFolder, now: Date): Promise<Factory> {
  return readOrCreateJson(folder, {
    name: 'pki/factory.json',
    create: () => createFactory({ name: 'Cord local factory', at: now }),
    check: ({ root, signer, logSigner }) => [root, signer, logSigner].forEach(checkKeyedCertificate),
    onceDeleted: 'this backend then takes no simulated cord that was born before',
  });
}
