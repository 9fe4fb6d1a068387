// @noble/hashes: audited, without dependencies, and synchronous, so that a fingerprint can be made when it is read.
import { sha256 } from '@noble/hashes/sha2';
import { decodeAnyBase64, decodeBase64 } from './base64.js';
import type { Certificate } from './certificate.js';
import {
  type PlacedCertificate,
  type VerifiedIssuer,
  checkOrder,
  parsePlacedCertificate,
  verifyIssuers,
  verifyLeaf,
} from './chain.js';
import { formatHex } from './der.js';
import { formatName } from './distinguished-name.js';
import { ManifestError, quote } from './errors.js';
import type { Leniency } from './leniency.js';
import { formatPem } from './pem.js';
import { checkSerialNumber } from './serial-number.js';
import { type SlotKey, slotKeyPath } from './slot-key.js';
import type { TrustedRoot } from './trust.js';
import type { VerifiedCertificate } from './verified-entry.js';

/** A device certificate whose chain holds, as read and as told. */
export interface DeviceCertificate {
  readonly parsed: Certificate;
  readonly verified: VerifiedCertificate;
}

/** What device certificates are judged by. */
export interface ChainPolicy {
  readonly roots: readonly TrustedRoot[];
  readonly at: Date;
  readonly checkSerialNumber: boolean;
}

/** A signer certificate as read, and the verdict over it once somebody asks. */
interface KnownSigner extends PlacedCertificate {
  readonly text: string;
  readonly pem: string;
  /** What is wrong with its text, which every entry repeats. */
  readonly encodingFault: ManifestError | undefined;
  verdict?: Promise<VerifiedIssuer>;
}

const LEAF_PATH = 'x5c[0]';
const SIGNER_PATH = 'x5c[1]';

/** A production line works with a few signers at a time: more than this in one file is no genuine file. */
const MAX_KNOWN_SIGNERS = 256;

/** Verifies the device certificates of one manifest. Signer certificates repeat from entry to entry and are verified once. */
export class DeviceCertificateVerifier {
  private readonly known = new Map<string, KnownSigner>();
  private last: KnownSigner | undefined;

  constructor(private readonly policy: ChainPolicy) {}

  /**
   * Verifies the `x5c` of a key: exactly the leaf and the signer that issued it.
   *
   * Throws: `x5c-encoding`, `certificate-…` and `chain-…` codes. Paths begin at the key.
   */
  async verify({ x5c = [], index }: SlotKey, leniency: Leniency): Promise<DeviceCertificate> {
    const [leafText, signerText] = x5c;
    if (leafText === undefined || signerText === undefined || x5c.length > 2) {
      const message = `expected leaf and signer certificate, found ${x5c.length} certificates`;
      throw new ManifestError('chain-length', message, { path: 'x5c' });
    }
    const { der, encodingFault } = decodeCertificate(leafText, LEAF_PATH);
    if (encodingFault) leniency.pass(encodingFault, slotKeyPath(index));
    const leaf = parsePlacedCertificate(der, LEAF_PATH);
    const signer = this.findSigner(signerText);
    if (signer.encodingFault) leniency.pass(signer.encodingFault, slotKeyPath(index));
    checkOrder([leaf, signer]);
    signer.verdict ??= verifyIssuers([signer], this.policy);
    return await verifyDeviceCertificate(leaf, { issuer: await signer.verdict, issuersPem: signer.pem }, this.policy);
  }

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

/** Verifies a leaf under its verified issuer and tells what it says. Throws: `certificate-serial-number`, `chain-…` codes. */
export async function verifyDeviceCertificate(
  leaf: PlacedCertificate,
  { issuer, issuersPem }: { issuer: VerifiedIssuer; issuersPem: string },
  policy: ChainPolicy,
): Promise<DeviceCertificate> {
  const parsed = leaf.certificate;
  await verifyLeaf(leaf, issuer, policy.at);
  if (policy.checkSerialNumber) checkSerialNumber(parsed, leaf.path);
  return { parsed, verified: describeCertificate(parsed, { issuersPem, rootName: issuer.root.name }) };
}

/** What is told of a certificate. Texts and fingerprint are made when they are asked for: not every reader does. */
function describeCertificate(
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
  if (canonical) return { der: canonical, encodingFault: undefined };
  const der = decodeAnyBase64(text);
  const fault = new ManifestError('x5c-encoding', `expected padded standard base64, found ${quote(text)}`, { path });
  if (!der) throw fault;
  return { der, encodingFault: fault };
}
