import { DeviceCertificateVerifier } from './device-certificate.js';
import type { DeviceIdentity } from './device-identity.js';
import { readSignedEntry, type SignedEntry } from './entry.js';
import { ManifestError, relocate } from './errors.js';
import { checkDeviceIdentity, checkHeaderUniqueId } from './identity.js';
import { decodeJws, decodePlainJws, type PlainJws, readHeaders, verifySignature } from './jws.js';
import { Leniency } from './leniency.js';
import type { Policy } from './options.js';
import { claimedUniqueId, type Payload, readPayload } from './payload.js';
import { checkUnprotectedHeader, type ProtectedHeader } from './protected-header.js';
import { slotKeyPath } from './slot-key.js';
import { parseStrictJson, parseStrictText } from './strict-json.js';
import { chooseSigner, type Trust, type TrustedSigner } from './trust.js';
import type { VerifiedCertificate, VerifiedEntry } from './verified-entry.js';

interface CertifiedDevice {
  readonly certificate: VerifiedCertificate;
  readonly identity: DeviceIdentity;
}

const MAX_KNOWN_HEADERS = 256;

/** What goes with a payload: the header that no signature covers, who signed, and what may pass. */
interface SignedBy {
  readonly header: SignedEntry['header'] | undefined;
  readonly signer: TrustedSigner;
  readonly leniency: Leniency;
}

/** Verifies entries one by one against the same trust: signer, signature, payload, chain, identity, in this order. */
export class EntryVerifier {
  private readonly certificates: DeviceCertificateVerifier;
  /** By their text: a line of production writes the same one into every entry. */
  private readonly headers = new Map<string, { readonly header: ProtectedHeader; readonly signer: TrustedSigner }>();

  constructor(
    private readonly policy: Policy,
    private readonly trust: Trust,
  ) {
    this.certificates = new DeviceCertificateVerifier({ ...policy, roots: trust.roots });
  }

  /** Verifies an entry as it lies in a file. Throws: `ManifestError` with the secure element that the entry claims to be. */
  verifyBytes(bytes: Uint8Array): Promise<VerifiedEntry> {
    const jws = decodePlainJws(bytes);
    return jws ? this.verifyPlain(jws) : this.verifyValue(parseStrictJson(bytes));
  }

  /** Verifies an entry that has been parsed. Throws: as {@link verifyBytes}. */
  async verifyValue(value: unknown): Promise<VerifiedEntry> {
    try {
      const entry = readSignedEntry(value);
      checkSize(entry, this.policy.limits.entryBytes);
      const leniency = new Leniency(this.policy.mode);
      const signer = this.chooseSigner(entry, leniency);
      const jws = decodeJws(entry, leniency);
      await verifySignature(jws, signer.key);
      return await this.judge(parseStrictJson(jws.payload, 'payload'), { header: entry.header, signer, leniency });
    } catch (error) {
      throw relocate(error, { uniqueId: claimedUniqueId(value) });
    }
  }

  private async verifyPlain(jws: PlainJws): Promise<VerifiedEntry> {
    try {
      const leniency = new Leniency(this.policy.mode);
      const signer = this.chooseSigner(jws, leniency);
      await verifySignature(jws, signer.key);
      return await this.judge(parseStrictText(jws.payloadText, 'payload'), { header: jws.header, signer, leniency });
    } catch (error) {
      throw relocate(error, { uniqueId: claimedUniqueId({ payload: jws.payloadText, header: jws.header }) });
    }
  }

  /** Judges a payload whose signature holds. */
  private async judge(value: unknown, { header, signer, leniency }: SignedBy): Promise<VerifiedEntry> {
    // Microchip's test key signed entries with padded coordinates: who asks for its entries asks for those.
    if (signer.trust === 'test') leniency.permit('jwk-coordinate-padding');
    const payload = readPayload(value, leniency);
    checkHeaderUniqueId(header, payload.uniqueId);
    const device = await this.verifyDevice(payload, leniency);
    return this.describe(payload, { signer, device, leniency });
  }

  private chooseSigner(entry: Pick<SignedEntry, 'protected' | 'header'>, leniency: Leniency): TrustedSigner {
    const known = this.headers.get(entry.protected);
    if (known) {
      if (entry.header) checkUnprotectedHeader(entry.header, known.header);
      return known.signer;
    }
    const header = readHeaders(entry, leniency);
    const signer = chooseSigner(header, this.trust, this.policy);
    if (this.headers.size >= MAX_KNOWN_HEADERS) this.headers.clear();
    if (leniency.warnings.length === 0) this.headers.set(entry.protected, { header, signer });
    return signer;
  }

  private async verifyDevice({ keys, uniqueId }: Payload, leniency: Leniency): Promise<CertifiedDevice | undefined> {
    const key = keys.find(({ x5c }) => x5c !== undefined);
    if (!key) return undefined;
    try {
      const { parsed, verified } = await this.certificates.verify(key, leniency);
      return { certificate: verified, identity: checkDeviceIdentity(parsed, uniqueId, key) };
    } catch (error) {
      throw relocate(error, { path: slotKeyPath(key.index) });
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
    const described = keys.map((key) => key.described);
    if (!device) return { version, ...base, keys: described };
    const { certificate, identity } = device;
    return { version, ...base, ...identity, uniqueId, keys: described, certificate };
  }
}

function checkSize({ protected: header, payload, signature }: SignedEntry, limit: number): void {
  const size = header.length + payload.length + signature.length;
  if (size <= limit) return;
  throw new ManifestError('entry-too-large', `expected an entry of at most ${limit} bytes, found ${size}`);
}
