import { type CertificateExtensions, KEY_CERT_SIGN } from '../certificate/certificate-extension.js';
import type { Certificate } from '../certificate/certificate.js';
import { type DistinguishedName, formatName } from '../certificate/distinguished-name.js';
import { isSameBytes } from '../encoding/bytes.js';
import { formatHex } from '../encoding/hex.js';
import { P256_OID } from '../encoding/p256.js';
import { ManifestError, type ManifestErrorCode, quote } from '../errors.js';
import { importPoint } from '../jws/es256.js';
import type { Es256Key } from '../platform/es256-key.js';

/** Whoever may have issued a certificate: a trusted root, or a certificate that has itself been verified. */
export interface Issuer {
  readonly subject: DistinguishedName;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: CertificateExtensions;
  readonly key: Es256Key;
}

/** A device root as chains are judged by it. */
export interface TrustedRoot extends Issuer {
  readonly name: string;
}

/** How far a certificate stands above the leaf, when it is judged, and where it was found. */
export interface Place {
  /** Certificates between this one and the leaf. */
  readonly between: number;
  readonly at: Date;
  readonly path: string;
}

/** Whether the names say that this issuer issued that certificate. */
export function isNamedIssuer(issuer: Pick<Issuer, 'subject'>, certificate: Certificate): boolean {
  return isSameBytes(issuer.subject.der, certificate.issuer.der);
}

/** Whether the key identifiers agree; where either says nothing, they do. */
export function isKeyOfIssuer(issuer: Pick<Issuer, 'extensions'>, { extensions }: Certificate): boolean {
  const expected = issuer.extensions.keyIdentifier;
  const found = extensions.authorityKeyIdentifier;
  return expected === undefined || found === undefined || isSameBytes(expected, found);
}

/**
 * Checks that this very certificate says it was issued by that very issuer (RFC 5280 section 6.1.3).
 *
 * Throws: `chain-issuer-mismatch`, `chain-key-id-mismatch`.
 */
export function checkNamedIssuer(certificate: Certificate, issuer: Issuer, path: string): void {
  if (!isNamedIssuer(issuer, certificate)) refuseIssuerName(certificate, issuer, path);
  if (!isKeyOfIssuer(issuer, certificate)) refuseKeyIdentifier(certificate, issuer, path);
}

/** Throws `chain-signature-invalid`. */
export function refuseIssued(issuer: Pick<Issuer, 'subject'>, path: string): never {
  const expected = `a signature by ${quote(formatName(issuer.subject))}`;
  return refuse('chain-signature-invalid', `${expected}, found one that is not`, path);
}

/**
 * Checks what a certificate must say to issue others (RFC 5280 section 6.1.4), and its dates.
 *
 * Throws: `chain-ca-flag`, `chain-path-length`, `chain-key-usage`, `chain-not-yet-valid`, `chain-expired`.
 */
export function checkMayIssue(issuer: Omit<Issuer, 'key'>, { between, at, path }: Place): void {
  const { isAuthority, pathLength, keyUsage } = issuer.extensions;
  if (!isAuthority) refuse('chain-ca-flag', 'a certificate authority, found CA:FALSE', path);
  if (pathLength !== undefined && pathLength < between) {
    refuse('chain-path-length', `at most ${pathLength} certificates below it, found ${between}`, path);
  }
  if (keyUsage !== undefined && (keyUsage & KEY_CERT_SIGN) === 0) {
    refuse('chain-key-usage', 'the key usage keyCertSign, found others only', path);
  }
  checkDates(issuer, at, path);
}

/** Checks that a device certificate may issue no others. Throws: `chain-ca-flag`, `chain-key-usage`. */
export function checkMayNotIssue({ extensions }: Pick<Certificate, 'extensions'>, path: string): void {
  const { isAuthority, keyUsage = 0 } = extensions;
  if (isAuthority) refuse('chain-ca-flag', 'a device certificate, found CA:TRUE', path);
  if ((keyUsage & KEY_CERT_SIGN) === 0) return;
  refuse('chain-key-usage', 'a device certificate, found the key usage keyCertSign', path);
}

/** Throws: `chain-not-yet-valid`, `chain-expired`. */
export function checkDates(certificate: Pick<Issuer, 'notBefore' | 'notAfter'>, at: Date, path: string): void {
  const { notBefore, notAfter } = certificate;
  const moment = at.getTime();
  if (moment < notBefore.getTime()) {
    refuse(
      'chain-not-yet-valid',
      `validity from ${at.toISOString()} or before, found ${notBefore.toISOString()}`,
      path,
    );
  }
  if (moment > notAfter.getTime()) {
    refuse('chain-expired', `validity until ${at.toISOString()} or later, found ${notAfter.toISOString()}`, path);
  }
}

/** Takes a certificate that has been verified as an issuer in its turn. Throws: `key-malformed`. */
export async function createIssuer(certificate: Certificate, path: string): Promise<Issuer> {
  const { curve, point } = certificate.publicKey;
  if (curve !== P256_OID) refuse('certificate-algorithm', 'an issuer with a key on P-256, found another curve', path);
  const { subject, notBefore, notAfter, extensions } = certificate;
  return { subject, notBefore, notAfter, extensions, key: await importPoint(point) };
}

function refuseIssuerName(certificate: Certificate, issuer: Pick<Issuer, 'subject'>, path: string): never {
  const found = quote(formatName(certificate.issuer));
  return refuse('chain-issuer-mismatch', `issuer ${quote(formatName(issuer.subject))}, found ${found}`, path);
}

function refuseKeyIdentifier({ extensions }: Certificate, issuer: Issuer, path: string): never {
  const expected = formatKeyIdentifier(issuer.extensions.keyIdentifier);
  return refuse(
    'chain-key-id-mismatch',
    `issuer key ${expected}, found ${formatKeyIdentifier(extensions.authorityKeyIdentifier)}`,
    path,
  );
}

function formatKeyIdentifier(bytes: Uint8Array | undefined): string {
  return quote(bytes && formatHex(bytes));
}

function refuse(code: ManifestErrorCode, expectation: string, path: string): never {
  throw new ManifestError(code, `expected ${expectation}`, { path });
}
