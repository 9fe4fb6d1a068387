import { type CertificateExtension } from './certificate-extension.js';
import { type CertificateOptions, type KeyedCertificate, issueCertificate } from './issue-certificate.js';

/**
 * The keys of a provisioning line: who signs device certificates and who signs manifest entries.
 *
 * Plain JSON, so that it can be stored. The private keys lie in it: keep it as one keeps private keys.
 */
export interface Factory {
  root: KeyedCertificate;
  signer: KeyedCertificate;
  logSigner: KeyedCertificate;
}

const GENUINE_ORGANIZATION = 'Microchip Technology Inc';
const ROOT_YEARS = 40;
const SIGNER_YEARS = 25;

/**
 * Builds the stand-in for Microchip's provisioning line: device root, signer and log signer, each with its own key.
 *
 * The certificates are laid out like the genuine ones, field for field, but carry `name` as organization.
 *
 * @param options.name  organization in every subject; the genuine one is refused
 * @param options.at    when the line starts; validity begins at the full hour before
 */
export async function createFactory(options: { name: string; at: Date }): Promise<Factory> {
  if (options.name === GENUINE_ORGANIZATION) {
    throw new RangeError(`expected a name of your own for the factory, found "${GENUINE_ORGANIZATION}"`);
  }
  const root = await issueCertificate(describeRoot(options));
  const signer = await issueCertificate(describeSigner(root, options));
  const logSigner = await issueCertificate(describeLogSignerCertificate(options));
  return { root, signer, logSigner };
}

/** Who owns a line and when it starts. */
interface LineOwner {
  name: string;
  at: Date;
}

/** What the certificate of a line's device root says. */
export function describeRoot({ name, at }: LineOwner): CertificateOptions {
  const notBefore = startOfHour(at);
  return {
    subject: { organizationName: name, commonName: 'Local Device Root CA' },
    notBefore,
    notAfter: addYears(notBefore, ROOT_YEARS),
    extensions: selfSignedExtensions({ ca: true }),
  };
}

/** What the certificate of a line's signer says. */
export function describeSigner(root: KeyedCertificate, { name, at }: LineOwner): CertificateOptions {
  const notBefore = startOfHour(at);
  return {
    subject: { organizationName: name, commonName: 'Local Device Signer 0001' },
    issuer: root,
    notBefore,
    notAfter: addYears(notBefore, SIGNER_YEARS),
    serialNumber: 'microchip',
    extensions: SIGNER_EXTENSIONS,
  };
}

/** What the certificate of a line's log signer says. */
export function describeLogSignerCertificate({ name, at }: LineOwner): CertificateOptions {
  return {
    subject: { organizationName: name, commonName: 'Local Log Signer 001' },
    notBefore: startOfHour(at),
    notAfter: new Date('9999-12-31T23:59:59Z'),
    extensions: selfSignedExtensions({ ca: false }),
  };
}

const SIGNER_EXTENSIONS: readonly CertificateExtension[] = [
  { kind: 'keyUsage', usages: ['digitalSignature', 'keyCertSign', 'cRLSign'] },
  { kind: 'basicConstraints', ca: true, pathLength: 0 },
  { kind: 'subjectKeyIdentifier' },
  { kind: 'authorityKeyIdentifier' },
];

function selfSignedExtensions({ ca }: { ca: boolean }): CertificateExtension[] {
  return [{ kind: 'subjectKeyIdentifier' }, { kind: 'authorityKeyIdentifier' }, { kind: 'basicConstraints', ca }];
}

/** Dates on the line are written to the hour, rounded down. */
export function startOfHour(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 3_600_000) * 3_600_000);
}

/** The same day and hour, whole years later. */
export function addYears(date: Date, years: number): Date {
  const later = new Date(date);
  later.setUTCFullYear(later.getUTCFullYear() + years);
  return later;
}
