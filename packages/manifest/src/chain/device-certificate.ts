import { sha256 } from '#platform/crypto';
import { decodeAnyBase64, decodeBase64 } from '../encoding/base64.js';
import { type Certificate, parseCertificate } from '../certificate/certificate.js';
import { CertificateTemplate } from '../fast/certificate-template.js';
import {
  type ChainPolicy,
  type PlacedCertificate,
  type VerifiedIssuer,
  checkOrder,
  parsePlacedCertificate,
  verifyIssuers,
  verifyLeaf,
} from './chain.js';
import { formatHex } from '../encoding/der.js';
import { formatName } from '../certificate/distinguished-name.js';
import { ManifestError, quote } from '../errors.js';
import { refuseIssued } from './issuer.js';
import type { Leniency } from '../tolerance.js';
import { formatPem } from '../encoding/pem.js';
import { type CertifiedSlot, slotKeyPath } from '../payload/slot-key.js';
import { TemplateShelf } from '../fast/template-cache.js';
import type { VerifiedCertificate } from '../verified-entry.js';

/** A signer certificate as read, and the verdict over it once somebody asks. */
interface KnownSigner extends PlacedCertificate {
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
  readonly signer: KnownSigner;
  /** Whether the signer's signature over the leaf holds; absent while the signer itself is being verified. */
  readonly isSigned: Promise<boolean> | undefined;
}

const LEAF_PATH = 'x5c[0]';
const SIGNER_PATH = 'x5c[1]';

/** A production line works with a few signers at a time: more than this in one file is no genuine file. */
const MAX_KNOWN_SIGNERS = 256;

/** Verifies the device certificates of one manifest. Signer certificates repeat from entry to entry and are verified once. */
export class DeviceCertificateVerifier {
  private readonly known = new Map<string, KnownSigner>();
  private last: KnownSigner | undefined;
  private readonly templates = new TemplateShelf<Certificate>();

  constructor(private readonly policy: ChainPolicy) {}

  /**
   * Reads the `x5c` of a key: exactly the leaf and the signer that issued it. Under a signer that has been verified before, the
   * leaf is, too, up to its signature, which is on its way when this returns.
   *
   * Throws: `x5c-encoding`, `certificate-…`, `chain-…`. Paths begin at the key.
   */
  read({ x5c, leafDer, index }: CertifiedSlot, leniency: Leniency): PresentedChain {
    const [leafText, signerText] = x5c;
    if (leafText === undefined || signerText === undefined || x5c.length > 2) {
      const message = `expected leaf and signer certificate, found ${x5c.length} certificates`;
      throw new ManifestError('chain-length', message, { path: 'x5c' });
    }
    const { der, encodingFault } = leafDer ? decoded(leafDer) : decodeCertificate(leafText, LEAF_PATH);
    if (encodingFault) leniency.pass(encodingFault, slotKeyPath(index));
    const leaf = parsePlacedCertificate(der, LEAF_PATH, this.parseLeaf);
    const signer = this.findSigner(signerText);
    if (signer.encodingFault) leniency.pass(signer.encodingFault, slotKeyPath(index));
    checkOrder([leaf, signer]);
    const isSigned = signer.issuer && verifyLeaf(leaf, signer.issuer, this.policy);
    // Where the entry's own signature does not hold, nobody waits for this one: a host that fails at it must not end the process.
    isSigned?.catch(() => undefined);
    return { leaf, signer, isSigned };
  }

  /**
   * Verifies what was read; gives false where only the signature over the leaf does not hold.
   *
   * Throws: `chain-…` and `certificate-…` codes. Paths begin at the key.
   */
  verify(chain: PresentedChain): Promise<boolean> {
    return chain.isSigned ?? this.verifyWithSigner(chain);
  }

  /** Tells what has been verified. Throws: `chain-signature-invalid` where it has not. */
  describe({ leaf: { certificate, path }, signer }: PresentedChain, isVerified: boolean): VerifiedCertificate {
    const issuer = signer.issuer!;
    if (!isVerified) refuseIssued(issuer, path);
    return describeCertificate(certificate, { issuersPem: signer.pem, rootName: issuer.root.name });
  }

  private async verifyWithSigner({ leaf, signer }: PresentedChain): Promise<boolean> {
    signer.issuer ??= await (signer.verdict ??= verifyIssuers([signer], this.policy));
    return verifyLeaf(leaf, signer.issuer, this.policy);
  }

  /** Like a leaf before it, most often. */
  private readonly parseLeaf = (der: Uint8Array): Certificate => {
    const alike = this.templates.read(der);
    if (alike) return alike;
    const leaf = parseCertificate(der);
    // From a copy: what is told of the leaf is its reader's to write to.
    this.templates.learn(() => CertificateTemplate.learn(parseCertificate(new Uint8Array(der))));
    return leaf;
  };

  private findSigner(text: string): KnownSigner {
    // Most often it is the one before again, and comparing is cheaper than looking up.
    if (this.last?.text !== text) this.last = this.known.get(text) ?? this.learn(text);
    return this.last;
  }

  private learn(text: string): KnownSigner {
    if (this.known.size >= MAX_KNOWN_SIGNERS) this.known.clear();
    const { der, encodingFault } = decodeCertificate(text, SIGNER_PATH);
    const signer = { text, ...parsePlacedCertificate(der, SIGNER_PATH), pem: formatPem(der), encodingFault };
    this.known.set(text, signer);
    return signer;
  }
}

/** What is told of a certificate. Texts and fingerprint are made when they are asked for: not every reader does. */
export function describeCertificate(
  { der, notBefore, notAfter, subject }: Certificate,
  { issuersPem, rootName }: { issuersPem: string; rootName: string },
): VerifiedCertificate {
  let pem: string | undefined;
  let fingerprint: string | undefined;
  return {
    get pem() {
      return (pem ??= formatPem(der));
    },
    get chainPem() {
      return this.pem + issuersPem;
    },
    der,
    get fingerprint() {
      return (fingerprint ??= formatHex(sha256(der)));
    },
    notBefore,
    notAfter,
    subject: formatName(subject),
    rootName,
  };
}

interface DecodedCertificate {
  readonly der: Uint8Array;
  readonly encodingFault: ManifestError | undefined;
}

function decodeCertificate(text: string, path: string): DecodedCertificate {
  const canonical = decodeBase64(text);
  if (canonical) return decoded(canonical);
  const der = decodeAnyBase64(text);
  const fault = new ManifestError('x5c-encoding', `expected padded standard base64, found ${quote(text)}`, { path });
  if (!der) throw fault;
  return { der, encodingFault: fault };
}

function decoded(der: Uint8Array): DecodedCertificate {
  return { der, encodingFault: undefined };
}
