import { DeviceCertificateVerifier, type PresentedChain } from '../chain/device-certificate.js';
import { findClaimedUniqueId } from '../container/claimed-unique-id.js';
import { type ManifestWarning, relocate } from '../errors.js';
import { type UnverifiedEntry, openEntry } from '../jws/entry-reader.js';
import { type Headers, type Jws, readHeaders, refuseSignature } from '../jws/jws.js';
import { checkUnprotectedHeader, type ProtectedHeader } from '../jws/protected-header.js';
import type { Policy } from '../options.js';
import type { Payload } from '../payload/payload.js';
import { type CertifiedSlot, slotKeyPath } from '../payload/slot-key.js';
import type { Es256Key } from '../platform/es256-key.js';
import { Tolerance } from '../tolerance.js';
import { chooseLogSigner, type Trust } from '../trust/trust.js';
import type { VerifiedEntry, VerifiedSigner } from '../verified-entry.js';
import { createVerifiedEntry } from './create-verified-entry.js';
import { checkDeviceIdentity, checkHeaderUniqueId } from './identity.js';
import type { Readers } from './readers.js';

/** The log signer that an entry names: the header that names it, its key, and what callers see of it. */
interface NamedLogSigner {
  readonly header: ProtectedHeader;
  readonly key: Es256Key;
  readonly verified: VerifiedSigner;
}

/** What goes with a JWS: the header that no signature covers, who signed, and what may pass. */
interface SignatureContext {
  readonly header: Headers['header'];
  readonly logSigner: NamedLogSigner;
  readonly tolerance: Tolerance;
}

/** What a payload claims, read before its signature has been judged, as its bytes do not last: it counts only if that holds. */
interface Claim {
  readonly payload: Payload;
  /** The certified key and its certificates, where there is one. */
  readonly device: { readonly slot: CertifiedSlot; readonly chain: PresentedChain } | undefined;
}

/** Why there is no claim: reported only if the signature holds, too. */
interface NoClaim {
  readonly error: unknown;
}

const MAX_KNOWN_HEADERS = 256;

/** Verifies entries one by one against the same trust: log signer, signature, payload, chain, identity, in this order. */
export class EntryVerifier {
  private readonly certificates: DeviceCertificateVerifier;
  /** By the text of the protected header: a production line writes the same one into every entry. */
  private readonly logSigners = new Map<string, NamedLogSigner>();

  constructor(
    private readonly policy: Policy,
    private readonly trust: Trust,
    private readonly readers: Readers,
  ) {
    this.certificates = new DeviceCertificateVerifier({ ...policy, roots: trust.roots }, readers.readCertificate);
  }

  /**
   * Verifies an entry as it lies in a file; its bytes are read before this returns.
   *
   * Throws: `ManifestError` with the secure element that the entry claims to be.
   */
  verifyBytes(bytes: Uint8Array): Promise<VerifiedEntry> {
    return this.verify(this.readers.readEntry(bytes));
  }

  /** Verifies an entry that has been parsed. Throws: as {@link verifyBytes}. */
  verifyValue(value: unknown): Promise<VerifiedEntry> {
    return this.verify(openEntry(value, this.policy.limits.entryBytes));
  }

  private verify(entry: UnverifiedEntry): Promise<VerifiedEntry> {
    try {
      const tolerance = new Tolerance(this.policy.mode);
      const logSigner = this.findLogSigner(entry, tolerance);
      return this.verifyJws(entry.decode(tolerance), { header: entry.header, logSigner, tolerance });
    } catch (error) {
      throw relocate(error, { uniqueId: findClaimedUniqueId(entry) });
    }
  }

  private async verifyJws(jws: Jws, context: SignatureContext): Promise<VerifiedEntry> {
    const { header, logSigner, tolerance } = context;
    const holds = logSigner.key.verify(jws.signature, jws.signed);
    const claim = this.readClaim(jws, context);
    const uniqueId =
      'payload' in claim ? claim.payload.uniqueId : findClaimedUniqueId({ payload: jws.payload, header });
    let path: string | undefined;
    try {
      if (!(await holds)) refuseSignature();
      if ('error' in claim) throw claim.error;
      const warnings: readonly ManifestWarning[] = tolerance.warnings;
      const { payload, device } = claim;
      if (!device) return createVerifiedEntry(payload, { signer: logSigner.verified, warnings });
      path = slotKeyPath(device.slot.index);
      const isVerified = await this.certificates.verify(device.chain);
      const certificate = this.certificates.createVerified(device.chain, isVerified);
      const identity = checkDeviceIdentity(device.chain.leaf.certificate, payload.uniqueId, device.slot);
      return createVerifiedEntry(payload, { signer: logSigner.verified, warnings }, { certificate, identity });
    } catch (error) {
      throw relocate(error, { uniqueId, path });
    }
  }

  private readClaim({ payload: bytes }: Jws, { header, logSigner, tolerance }: SignatureContext): Claim | NoClaim {
    try {
      // Microchip's test key signed entries with padded coordinates: who asks for its entries asks for those.
      if (logSigner.verified.trust === 'test') tolerance.permit('jwk-coordinate-padding');
      const payload = this.readers.readPayload(bytes, tolerance);
      checkHeaderUniqueId(header, payload.uniqueId);
      const { certified } = payload;
      return { payload, device: certified && { slot: certified, chain: this.readChain(certified, tolerance) } };
    } catch (error) {
      return { error };
    }
  }

  private readChain(slot: CertifiedSlot, tolerance: Tolerance): PresentedChain {
    try {
      return this.certificates.read(slot, tolerance);
    } catch (error) {
      throw relocate(error, { path: slotKeyPath(slot.index) });
    }
  }

  private findLogSigner(entry: Headers, tolerance: Tolerance): NamedLogSigner {
    const known = this.logSigners.get(entry.protected);
    if (known) {
      if (entry.header) checkUnprotectedHeader(entry.header, known.header);
      return known;
    }
    const header = readHeaders(entry, tolerance);
    const { name, kid, trust, notAfter, key } = chooseLogSigner(header, this.trust, this.policy);
    const verified = Object.freeze({ name, kid, trust, expired: this.policy.at > notAfter });
    const logSigner = { header, key, verified };
    if (this.logSigners.size >= MAX_KNOWN_HEADERS) this.logSigners.clear();
    if (tolerance.warnings.length === 0) this.logSigners.set(entry.protected, logSigner);
    return logSigner;
  }
}
