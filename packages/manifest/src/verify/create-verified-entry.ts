import type { DeviceIdentity } from '../certificate/device-identity.js';
import type { ManifestWarning } from '../errors.js';
import type { Payload } from '../payload/payload.js';
import type { VerifiedCertificate, VerifiedEntry, VerifiedSigner } from '../verified-entry.js';

/** What an entry says besides its payload. */
interface Findings {
  readonly signer: VerifiedSigner;
  readonly warnings: readonly ManifestWarning[];
}

/** A device whose certificate holds and is for the secure element that the payload is about. */
interface CertifiedDevice {
  readonly certificate: VerifiedCertificate;
  readonly identity: DeviceIdentity;
}

/** Creates what callers see of an entry whose every part has been verified. */
export function createVerifiedEntry(
  payload: Payload,
  { signer, warnings }: Findings,
  device?: CertifiedDevice,
): VerifiedEntry {
  const { version, uniqueId, provisionedAt, facts, keys } = payload;
  if (version === 2) return { version, uniqueId, provisionedAt, ...facts, signer, warnings, keys: [] };
  if (!device) return { version, uniqueId, provisionedAt, ...facts, signer, warnings, keys };
  const { certificate, identity } = device;
  return { version, provisionedAt, ...facts, ...identity, uniqueId, signer, warnings, keys, certificate };
}
