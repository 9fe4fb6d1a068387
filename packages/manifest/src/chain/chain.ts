import { type Certificate, type CertificateReader, parseCertificate } from '../certificate/certificate.js';
import { formatName } from '../certificate/distinguished-name.js';
import { checkSerialNumber } from '../certificate/serial-number.js';
import { ManifestError, quote, relocate } from '../errors.js';
import {
  type Issuer,
  checkDates,
  checkNamedIssuer,
  checkMayIssue,
  checkMayNotIssue,
  createIssuer,
  isKeyOfIssuer,
  isNamedIssuer,
  refuseIssued,
  type TrustedRoot,
} from './issuer.js';

/** What device certificates are judged by. */
export interface ChainPolicy {
  readonly roots: readonly TrustedRoot[];
  readonly at: Date;
  readonly checkSerialNumber: boolean;
}

/** A certificate and where it was found. */
export interface PlacedCertificate {
  readonly certificate: Certificate;
  readonly path: string;
}

/** The end of a chain above the leaf: who issued the leaf, and the root that vouches for it. */
export interface VerifiedIssuer extends Issuer {
  readonly root: TrustedRoot;
}

/** Reads the certificate at a place. Throws: the `certificate-…` codes. */
export function readPlacedCertificate(
  der: Uint8Array,
  path: string,
  read: CertificateReader = parseCertificate,
): PlacedCertificate {
  try {
    return { certificate: read(der), path };
  } catch (error) {
    throw relocate(error, { path });
  }
}

/**
 * Checks that a chain is not turned, before any certificate is judged by its place in it.
 *
 * Throws: `chain-order`.
 */
export function checkOrder(chain: readonly PlacedCertificate[]): void {
  for (let i = 0; i + 1 < chain.length; i++) {
    const [child, parent] = [chain[i]!, chain[i + 1]!];
    if (isNamedIssuer(parent.certificate, child.certificate)) continue;
    if (!isNamedIssuer(child.certificate, parent.certificate)) continue;
    throw new ManifestError('chain-order', 'expected the leaf first and each issuer after it, found them turned', {
      path: child.path,
    });
  }
}

/**
 * Verifies the certificates above the leaf, from the root down: every one exactly once, nothing searched.
 *
 * @param issuers  all but the leaf, the leaf's issuer first
 *
 * Throws: the `chain-…` codes.
 */
export async function verifyIssuers(
  issuers: readonly PlacedCertificate[],
  trust: Omit<ChainPolicy, 'checkSerialNumber'>,
): Promise<VerifiedIssuer> {
  for (const [between, { certificate, path }] of issuers.entries()) {
    checkMayIssue(certificate, { between, at: trust.at, path });
  }
  const top = issuers.at(-1)!;
  const root = chooseRoot(top, trust.roots);
  checkMayIssue(root, { between: issuers.length, at: trust.at, path: top.path });
  let issuer: Issuer = root;
  for (const { certificate, path } of issuers.toReversed()) {
    checkNamedIssuer(certificate, issuer, path);
    if (!(await issuer.key.verify(certificate.signature, certificate.signedPart))) refuseIssued(issuer, path);
    issuer = await createIssuer(certificate, path);
  }
  return { ...issuer, root };
}

/**
 * Verifies a leaf under a verified issuer: all but the signature before this returns, which it gives a promise of.
 *
 * Throws: `certificate-serial-number` and the `chain-…` codes; gives false where only the signature does not hold.
 */
export function verifyLeaf(
  { certificate, path }: PlacedCertificate,
  issuer: Issuer,
  { at, checkSerialNumber: isSerialNumberChecked }: Omit<ChainPolicy, 'roots'>,
): Promise<boolean> {
  checkMayNotIssue(certificate, path);
  checkDates(certificate, at, path);
  checkNamedIssuer(certificate, issuer, path);
  if (isSerialNumberChecked) checkSerialNumber(certificate, path);
  return issuer.key.verify(certificate.signature, certificate.signedPart);
}

/** By name and, where both name one, by key identifier: at most one root is tried. */
function chooseRoot({ certificate, path }: PlacedCertificate, roots: readonly TrustedRoot[]): TrustedRoot {
  const named = roots.filter((root) => isNamedIssuer(root, certificate));
  if (named.length === 0) {
    const found = quote(formatName(certificate.issuer));
    throw new ManifestError('chain-root-unknown', `expected a trusted root as issuer, found ${found}`, { path });
  }
  return named.find((root) => isKeyOfIssuer(root, certificate)) ?? named[0]!;
}
