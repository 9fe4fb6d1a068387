import type { BasicConstraints, Certificate as PkijsCertificate, Extension } from 'pkijs';
import {
  ATTRIBUTE,
  type DistinguishedName,
  findAttribute,
  formatName,
  readName,
} from '../certificate/distinguished-name.js';
import { decodeAnyBase64 } from '../encoding/base64.js';
import { DerReader } from '../encoding/der.js';
import { P256_OID } from '../encoding/p256.js';
import { ManifestError, quote } from '../errors.js';

/** What a certificate says that a caller puts its trust in. Its own signature is nobody's to judge. */
export interface TrustedCertificate {
  readonly der: Uint8Array<ArrayBuffer>;
  /** The common name, or the whole subject where it has none. */
  readonly name: string;
  readonly subject: DistinguishedName;
  /** Shape: `04 ‖ X ‖ Y`, on P-256. */
  readonly point: Uint8Array;
  /** Absent without the extension. */
  readonly keyIdentifier?: Uint8Array;
  readonly isAuthority: boolean;
  readonly pathLength?: number;
  /** Bits as in RFC 5280 section 4.2.1.3: bit 0, digitalSignature, is 0x80. Absent without the extension. */
  readonly keyUsage?: number;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/**
 * Reads certificates that the caller trusts, whoever signed them and by whatever algorithm.
 *
 * Shape: DER, or PEM with any number of certificates, as text or bytes.
 * Throws: `certificate-malformed`, `key-malformed` for a key that is not on P-256.
 */
export async function readTrustedCertificates(
  sources: readonly (string | Uint8Array)[],
  path: string,
): Promise<TrustedCertificate[]> {
  if (sources.length === 0) return [];
  // Loaded on demand: it is most of the package's weight, and Microchip's own certificates lie in a table.
  const { Certificate } = await import('pkijs');
  return sources.flatMap((source, i) =>
    readDer(source, `${path}[${i}]`).map((der) => {
      try {
        return readCertificate(Certificate.fromBER(der), der);
      } catch (cause) {
        if (cause instanceof ManifestError) throw cause.within({ path: `${path}[${i}]` });
        throw malformed(`a certificate, found ${der.length} bytes that are none`, `${path}[${i}]`, cause);
      }
    }),
  );
}

function readDer(source: string | Uint8Array, path: string): Uint8Array<ArrayBuffer>[] {
  const isDer = typeof source !== 'string' && source[0] === 0x30;
  if (isDer) return [new Uint8Array(source)];
  const text = typeof source === 'string' ? source : new TextDecoder().decode(source);
  const blocks = [...text.matchAll(/-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/g)];
  if (blocks.length === 0) throw malformed(`a certificate as PEM or DER, found ${quote(text)}`, path);
  return blocks.map(([, body]) => {
    const der = decodeAnyBase64(body ?? '');
    if (!der) throw malformed('base64 inside PEM, found other characters', path);
    return der;
  });
}

function readCertificate(certificate: PkijsCertificate, der: Uint8Array<ArrayBuffer>): TrustedCertificate {
  // The name's bytes as they lie in the file: children must repeat them.
  const subject = readName(new DerReader(new Uint8Array(certificate.subject.valueBeforeDecode)));
  return {
    der,
    name: findAttribute(subject, ATTRIBUTE.commonName) ?? formatName(subject),
    subject,
    point: readPoint(certificate),
    notBefore: certificate.notBefore.value,
    notAfter: certificate.notAfter.value,
    ...readExtensions(certificate.extensions ?? []),
  };
}

function readPoint({ subjectPublicKeyInfo: info }: PkijsCertificate): Uint8Array {
  const parameters: unknown = info.algorithm.algorithmParams?.valueBlock?.toString();
  const point = new Uint8Array(info.subjectPublicKey.valueBlock.valueHexView);
  if (parameters === P256_OID && point.length === 65 && point[0] === 4) return point;
  throw new ManifestError('key-malformed', `expected a key on P-256, found ${quote(parameters)}`);
}

type Constraints = Pick<TrustedCertificate, 'keyIdentifier' | 'isAuthority' | 'pathLength' | 'keyUsage'>;

function readExtensions(extensions: readonly Extension[]): Constraints {
  const valueOf = (oid: string): unknown => extensions.find(({ extnID }) => extnID === oid)?.parsedValue;
  const keyIdentifier = valueOf('2.5.29.14') as AsnBytes | undefined;
  const keyUsage = valueOf('2.5.29.15') as AsnBytes | undefined;
  const basic = valueOf('2.5.29.19') as BasicConstraints | undefined;
  const pathLength = basic?.pathLenConstraint;
  return {
    isAuthority: basic?.cA ?? false,
    ...(keyIdentifier && { keyIdentifier: new Uint8Array(keyIdentifier.valueBlock.valueHexView) }),
    ...(keyUsage && { keyUsage: keyUsage.valueBlock.valueHexView[0] ?? 0 }),
    // pkijs gives a big number as an object: no chain is that long.
    ...(typeof pathLength === 'number' && { pathLength }),
  };
}

interface AsnBytes {
  readonly valueBlock: { readonly valueHexView: Uint8Array };
}

function malformed(expectation: string, path: string, cause?: unknown): ManifestError {
  return new ManifestError('certificate-malformed', `expected ${expectation}`, { path, cause });
}
