import { DeviceCertificateVerifier, type PresentedChain } from '../chain/device-certificate.js';
import type { DeviceIdentity } from '../certificate/device-identity.js';
import { readSignedEntry, type SignedEntry } from '../container/signed-entry.js';
import { ManifestError, type ManifestWarning, relocate } from '../errors.js';
import { checkDeviceIdentity, checkHeaderUniqueId } from './identity.js';
import {
  decodeJws,
  decodePlainJws,
  type Headers,
  type Jws,
  type PlainJws,
  readHeaders,
  refuseSignature,
} from '../jws/jws.js';
import { Leniency } from '../tolerance.js';
import type { Policy } from '../options.js';
import { claimedUniqueId, type Payload } from '../payload/payload.js';
import { PayloadReader } from '../fast/payload-reader.js';
import type { Es256Key } from '../platform/es256-key.js';
import { checkUnprotectedHeader, type ProtectedHeader } from '../jws/protected-header.js';
import { type CertifiedSlot, slotKeyPath } from '../payload/slot-key.js';
import { parseStrictJson } from '../encoding/strict-json.js';
import { chooseSigner, type Trust } from '../trust/trust.js';
import type { VerifiedCertificate, VerifiedEntry, VerifiedSigner } from '../verified-entry.js';

/** Whom an entry says it is signed by, on whose word that is believed, and what the entry is told of them. */
interface ChosenSigner {
  readonly header: ProtectedHeader;
  readonly key: Es256Key;
  readonly told: VerifiedSigner;
}

/** What goes with a JWS: the header that no signature covers, who signed, and what may pass. */
interface SignedBy {
  readonly header: SignedEntry['header'] | undefined;
  readonly signer: ChosenSigner;
  readonly leniency: Leniency;
}

/** What a payload claims, read before its signature has been judged, as its bytes do not last: told only if that holds. */
interface Claim {
  readonly payload: Payload;
  /** The certified key and its certificates, where there is one. */
  readonly device: { readonly slot: CertifiedSlot; readonly chain: PresentedChain } | undefined;
}

/** Why there is no claim: told only if the signature holds, too. */
interface NoClaim {
  readonly error: unknown;
}

/** A device whose certificate holds and is for the secure element that the payload is about. */
interface CertifiedDevice {
  readonly certificate: VerifiedCertificate;
  readonly identity: DeviceIdentity;
}

const MAX_KNOWN_HEADERS = 256;

/** Verifies entries one by one against the same trust: signer, signature, payload, chain, identity, in this order. */
export class EntryVerifier {
  private readonly payloads = new PayloadReader();
  private readonly certificates: DeviceCertificateVerifier;
  /** By their text: a line of production writes the same one into every entry. */
  private readonly signers = new Map<string, ChosenSigner>();

  constructor(
    private readonly policy: Policy,
    private readonly trust: Trust,
  ) {
    this.certificates = new DeviceCertificateVerifier({ ...policy, roots: trust.roots });
  }

  /**
   * Verifies an entry as it lies in a file; its bytes are read before this returns.
   *
   * Throws: `ManifestError` with the secure element that the entry claims to be.
   */
  verifyBytes(bytes: Uint8Array): Promise<VerifiedEntry> {
    const jws = decodePlainJws(bytes);
    return jws ? this.verifyPlain(jws) : this.verifyValue(parseStrictJson(bytes));
  }

  /** Verifies an entry that has been parsed. Throws: as {@link verifyBytes}. */
  verifyValue(value: unknown): Promise<VerifiedEntry> {
    try {
      const entry = readSignedEntry(value);
      checkSize(entry, this.policy.limits.entryBytes);
      const leniency = new Leniency(this.policy.mode);
      const signer = this.chooseSigner(entry, leniency);
      return this.verifyJws(decodeJws(entry, leniency), { header: entry.header, signer, leniency });
    } catch (error) {
      throw relocate(error, { uniqueId: claimedUniqueId(value) });
    }
  }

  private verifyPlain(jws: PlainJws): Promise<VerifiedEntry> {
    try {
      const leniency = new Leniency(this.policy.mode);
      const signer = this.chooseSigner(jws, leniency);
      return this.verifyJws(jws, { header: jws.header, signer, leniency });
    } catch (error) {
      throw relocate(error, { uniqueId: claimedUniqueId(jws) });
    }
  }

  private async verifyJws(jws: Jws, signedBy: SignedBy): Promise<VerifiedEntry> {
    const { signer, leniency } = signedBy;
    const holds = signer.key.verify(jws.signature, jws.signed);
    const claim = this.readClaim(jws, signedBy);
    const uniqueId = 'payload' in claim ? claim.payload.uniqueId : claimedUniqueId({ ...jws, header: signedBy.header });
    let path: string | undefined;
    try {
      if (!(await holds)) refuseSignature();
      if ('error' in claim) throw claim.error;
      const findings: Findings = { signer: signer.told, warnings: leniency.warnings };
      const { payload, device } = claim;
      if (!device) return describe(payload, findings);
      path = slotKeyPath(device.slot.index);
      const isVerified = await this.certificates.verify(device.chain);
      const certificate = this.certificates.describe(device.chain, isVerified);
      const identity = checkDeviceIdentity(device.chain.leaf.certificate, payload.uniqueId, device.slot);
      return describe(payload, findings, { certificate, identity });
    } catch (error) {
      throw relocate(error, { uniqueId, path });
    }
  }

  private readClaim({ payload: bytes }: Jws, { header, signer, leniency }: SignedBy): Claim | NoClaim {
    try {
      // Microchip's test key signed entries with padded coordinates: who asks for its entries asks for those.
      if (signer.told.trust === 'test') leniency.permit('jwk-coordinate-padding');
      const payload = this.payloads.read(bytes, leniency);
      checkHeaderUniqueId(header, payload.uniqueId);
      const { certified } = payload;
      return { payload, device: certified && { slot: certified, chain: this.readChain(certified, leniency) } };
    } catch (error) {
      return { error };
    }
  }

  private readChain(slot: CertifiedSlot, leniency: Leniency): PresentedChain {
    try {
      return this.certificates.read(slot, leniency);
    } catch (error) {
      throw relocate(error, { path: slotKeyPath(slot.index) });
    }
  }

  private chooseSigner(entry: Headers, leniency: Leniency): ChosenSigner {
    const known = this.signers.get(entry.protected);
    if (known) {
      if (entry.header) checkUnprotectedHeader(entry.header, known.header);
      return known;
    }
    const header = readHeaders(entry, leniency);
    const { name, kid, trust, notAfter, key } = chooseSigner(header, this.trust, this.policy);
    const told = Object.freeze({ name, kid, trust, expired: this.policy.at > notAfter });
    const signer = { header, key, told };
    if (this.signers.size >= MAX_KNOWN_HEADERS) this.signers.clear();
    if (leniency.warnings.length === 0) this.signers.set(entry.protected, signer);
    return signer;
  }
}

/** What an entry is told besides its payload. */
interface Findings {
  readonly signer: VerifiedSigner;
  readonly warnings: readonly ManifestWarning[];
}

function describe(payload: Payload, { signer, warnings }: Findings, device?: CertifiedDevice): VerifiedEntry {
  const { version, uniqueId, provisionedAt, facts, keys } = payload;
  if (version === 2) return { version, uniqueId, provisionedAt, ...facts, signer, warnings, keys: [] };
  if (!device) return { version, uniqueId, provisionedAt, ...facts, signer, warnings, keys };
  const { certificate, identity } = device;
  return { version, provisionedAt, ...facts, ...identity, uniqueId, signer, warnings, keys, certificate };
}

function checkSize({ protected: header, payload, signature }: SignedEntry, limit: number): void {
  const size = header.length + payload.length + signature.length;
  if (size <= limit) return;
  throw new ManifestError('entry-too-large', `expected an entry of at most ${limit} bytes, found ${size}`);
}
