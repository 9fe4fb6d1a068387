import { type CertificateReader, parseCertificate } from '../certificate/certificate.js';
import { formatPem } from '../encoding/pem.js';
import { ManifestError } from '../errors.js';
import { type CertifiedSlot, slotKeyPath } from '../payload/slot-key.js';
import type { Tolerance } from '../tolerance.js';
import type { VerifiedCertificate } from '../verified-entry.js';
import { decodeCertificateText } from './certificate-text.js';
import {
  type ChainPolicy,
  type PlacedCertificate,
  type VerifiedIssuer,
  checkOrder,
  readPlacedCertificate,
  verifyIssuers,
  verifyLeaf,
} from './chain.js';
import { refuseIssued } from './issuer.js';
import { createVerifiedCertificate } from './verified-certificate.js';

/** A signer certificate as read, and the verdict over it once somebody asks. */
interface SignerCertificate extends PlacedCertificate {
  readonly text: string;
  readonly pem: string;
  /** What is wrong with its text, which every entry repeats. */
  readonly encodingFault: ManifestError | undefined;
  verdict?: Promise<VerifiedIssuer>;
  /** Its verdict, once it is there and good. */
  issuer?: VerifiedIssuer;
}

/** The certificates of a key, read and put in order. */
export interface PresentedChain {
  readonly leaf: PlacedCertificate;
  readonly signerCertificate: SignerCertificate;
  /** Whether the signature over the leaf holds; absent while the signer certificate itself is being verified. */
  readonly isSigned: Promise<boolean> | undefined;
}

const LEAF_PATH = 'x5c[0]';
const SIGNER_PATH = 'x5c[1]';

/** A production line works with a few signer certificates at a time: more than this in one file is no genuine file. */
const MAX_SIGNER_CERTIFICATES = 256;

/** Verifies the device certificates of one manifest. Signer certificates repeat from entry to entry and are verified once. */
export class DeviceCertificateVerifier {
  private readonly signerCertificates = new Map<string, SignerCertificate>();
  private lastSignerCertificate: SignerCertificate | undefined;

  constructor(
    private readonly policy: ChainPolicy,
    private readonly readLeaf: CertificateReader = parseCertificate,
  ) {}

  /**
   * Reads the `x5c` of a key: exactly the leaf and the signer certificate that issued it. Under a signer certificate that has
   * been verified before, the leaf is verified too, up to its signature, which is on its way when this returns.
   *
   * Throws: `x5c-encoding`, `certificate-…`, `chain-…`. Paths begin at the key.
   */
  read({ x5c, leafDer, index }: CertifiedSlot, tolerance: Tolerance): PresentedChain {
    const [leafText, signerText] = x5c;
    if (leafText === undefined || signerText === undefined || x5c.length > 2) {
      const message = `expected leaf and signer certificate, found ${x5c.length} certificates`;
      throw new ManifestError('chain-length', message, { path: 'x5c' });
    }
    const known = leafDer && { der: leafDer, encodingFault: undefined };
    const { der, encodingFault } = known ?? decodeCertificateText(leafText, LEAF_PATH);
    if (encodingFault) tolerance.pass(encodingFault, slotKeyPath(index));
    const leaf = readPlacedCertificate(der, LEAF_PATH, this.readLeaf);
    const signerCertificate = this.findSignerCertificate(signerText);
    const { issuer } = signerCertificate;
    if (signerCertificate.encodingFault) tolerance.pass(signerCertificate.encodingFault, slotKeyPath(index));
    checkOrder([leaf, signerCertificate]);
    const isSigned = issuer && verifyLeaf(leaf, issuer, this.policy);
    // Where the entry's own signature does not hold, nobody waits for this one: a host that fails at it must not end the process.
    isSigned?.catch(() => undefined);
    return { leaf, signerCertificate, isSigned };
  }

  /**
   * Verifies what was read; gives false where only the signature over the leaf does not hold.
   *
   * Throws: `chain-…` and `certificate-…` codes. Paths begin at the key.
   */
  verify(chain: PresentedChain): Promise<boolean> {
    return chain.isSigned ?? this.verifyWithSignerCertificate(chain);
  }

  /** Creates what callers see of a verified chain. Throws: `chain-signature-invalid` where it has not been verified. */
  createVerified({ leaf, signerCertificate }: PresentedChain, isVerified: boolean): VerifiedCertificate {
    const issuer = signerCertificate.issuer!;
    if (!isVerified) refuseIssued(issuer, leaf.path);
    return createVerifiedCertificate(leaf.certificate, {
      issuersPem: signerCertificate.pem,
      rootName: issuer.root.name,
    });
  }

  private async verifyWithSignerCertificate({ leaf, signerCertificate: found }: PresentedChain): Promise<boolean> {
    found.issuer ??= await (found.verdict ??= verifyIssuers([found], this.policy));
    return verifyLeaf(leaf, found.issuer, this.policy);
  }

  private findSignerCertificate(text: string): SignerCertificate {
    // Most often it is the one before again, and comparing is cheaper than looking up.
    if (this.lastSignerCertificate?.text !== text) {
      this.lastSignerCertificate = this.signerCertificates.get(text) ?? this.readSignerCertificate(text);
    }
    return this.lastSignerCertificate;
  }

  private readSignerCertificate(text: string): SignerCertificate {
    if (this.signerCertificates.size >= MAX_SIGNER_CERTIFICATES) this.signerCertificates.clear();
    const { der, encodingFault } = decodeCertificateText(text, SIGNER_PATH);
    const read = { text, ...readPlacedCertificate(der, SIGNER_PATH), pem: formatPem(der), encodingFault };
    this.signerCertificates.set(text, read);
    return read;
  }
}
