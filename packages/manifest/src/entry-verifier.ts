import { DeviceCertificateVerifier } from './device-certificate.js';
import type { DeviceIdentity } from './device-identity.js';
import { readSignedEntry, type SignedEntry } from './entry.js';
import { ManifestError } from './errors.js';
import { checkDeviceIdentity, checkHeaderUniqueId } from './identity.js';
import { readHeaders, verifySignature } from './jws.js';
import { Leniency } from './leniency.js';
import type { Policy } from './options.js';
import { claimedUniqueId, type Payload, readPayload } from './payload.js';
import type { SlotKey } from './slot-key.js';
import { parseStrictJson } from './strict-json.js';
import { chooseSigner, type Trust, type TrustedSigner } from './trust.js';
import type { VerifiedCertificate, VerifiedEntry, VerifiedKey } from './verified-entry.js';

interface CertifiedDevice {
  readonly key: SlotKey;
  readonly certificate: VerifiedCertificate;
  readonly identity: DeviceIdentity;
}

/** Verifies entries one by one against the same trust: signer, signature, payload, chain, identity, in this order. */
export class EntryVerifier {
  private readonly certificates: DeviceCertificateVerifier;

  constructor(
    private readonly policy: Policy,
    private readonly trust: Trust,
  ) {
    this.certificates = new DeviceCertificateVerifier({ ...policy, roots: trust.roots });
  }

  /** Verifies one entry. Throws: `ManifestError` with the secure element that the entry claims to be. */
  async verify(value: unknown): Promise<VerifiedEntry> {
    try {
      return await this.verifyEntry(readSignedEntry(value));
    } catch (error) {
      throw error instanceof ManifestError ? error.within({ uniqueId: claimedUniqueId(value) }) : error;
    }
  }

  private async verifyEntry(entry: SignedEntry): Promise<VerifiedEntry> {
    this.checkSize(entry);
    const leniency = new Leniency(this.policy.mode);
    const signer = chooseSigner(readHeaders(entry, leniency), this.trust, this.policy);
    // Microchip's test key signed entries with padded coordinates: who asks for its entries asks for those.
    if (signer.trust === 'test') leniency.permit('jwk-coordinate-padding');
    const bytes = await verifySignature(entry, signer.key, leniency);
    const payload = readPayload(parseStrictJson(bytes, 'payload'), leniency);
    checkHeaderUniqueId(entry, payload.uniqueId);
    const device = await this.verifyDevice(payload, leniency);
    return this.describe(payload, { signer, device, leniency });
  }

  private checkSize({ protected: header, payload, signature }: SignedEntry): void {
    const { entryBytes } = this.policy.limits;
    const size = header.length + payload.length + signature.length;
    if (size <= entryBytes) return;
    throw new ManifestError('entry-too-large', `expected an entry of at most ${entryBytes} bytes, found ${size}`);
  }

  private async verifyDevice({ keys, uniqueId }: Payload, leniency: Leniency): Promise<CertifiedDevice | undefined> {
    const key = keys.find(({ x5c }) => x5c !== undefined);
    if (!key?.x5c) return undefined;
    try {
      const { parsed, verified } = await this.certificates.verify(key.x5c, leniency);
      return { key, certificate: verified, identity: checkDeviceIdentity(parsed, uniqueId, key) };
    } catch (error) {
      throw error instanceof ManifestError ? error.within({ path: key.path }) : error;
    }
  }

  private describe(
    { version, uniqueId, facts, keys }: Payload,
    { signer, device, leniency }: { signer: TrustedSigner; device: CertifiedDevice | undefined; leniency: Leniency },
  ): VerifiedEntry {
    const { name, kid, trust, notAfter } = signer;
    const base = {
      uniqueId,
      ...facts,
      signer: { name, kid, trust, expired: this.policy.at > notAfter },
      warnings: leniency.warnings,
    };
    if (version === 2) return { version, ...base, keys: [] };
    const described: VerifiedKey[] = keys.map((key) => ({ kid: key.kid, ...key.jwk, certified: key === device?.key }));
    if (!device) return { version, ...base, keys: described };
    const { certificate, identity } = device;
    return { version, ...base, ...identity, uniqueId, keys: described, certificate };
  }
}
