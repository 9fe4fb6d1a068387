import { webcrypto } from 'node:crypto';
import { Integer, ObjectIdentifier, Sequence, Set as AsnSet, Utf8String } from 'asn1js';
import { Certificate, CryptoEngine, RelativeDistinguishedNames, Time, TimeType } from 'pkijs';
import { type CertificateExtension, formatExtension } from './certificate-extension.js';
import { createKeyPair, formatPrivateKey, parsePrivateKey, publicPoint } from './key-pair.js';
import { formatPem, parsePem } from './pem.js';
import { microchipSerialNumber, randomSerialNumber } from './serial-number.js';

/** A certificate and the private key it certifies, as plain JSON. Shape: PEM, the key as PKCS#8. */
export interface KeyedCertificate {
  certificatePem: string;
  privateKeyPem: string;
}

/** What a certificate shall say. */
export interface CertificateOptions {
  /** Written in this order: O, then CN, both UTF8String. */
  subject: { organizationName?: string; commonName: string };
  /** Who signs. @default the certificate signs itself */
  issuer?: KeyedCertificate;
  notBefore: Date;
  /** Years from 2050 on are written as GeneralizedTime. */
  notAfter: Date;
  /** Written in this order. @default none */
  extensions?: readonly CertificateExtension[];
  /** `microchip` is the formula of the provisioning line. @default 'random' */
  serialNumber?: 'random' | 'microchip' | Uint8Array;
  /** The subject's key. @default a new P-256 key pair */
  keyPair?: webcrypto.CryptoKeyPair;
}

const ORGANIZATION_NAME = '2.5.4.10';
const COMMON_NAME = '2.5.4.3';
const SUBJECT_KEY_IDENTIFIER = '2.5.29.14';

const engine = new CryptoEngine({ name: 'webcrypto', crypto: webcrypto as never });

/**
 * Issues an X.509 v3 certificate for a P-256 key, signed with ECDSA and SHA-256.
 *
 * Nothing is added that the options do not say, so that it can write faulty certificates too.
 *
 * @example
 * const server = await issueCertificate({
 *   subject: { commonName: 'localhost' },
 *   issuer: authority,
 *   notBefore,
 *   notAfter,
 *   extensions: [
 *     { kind: 'basicConstraints', ca: false },
 *     { kind: 'keyUsage', usages: ['digitalSignature'] },
 *     { kind: 'extendedKeyUsage', purposes: ['serverAuth'] },
 *     { kind: 'subjectKeyIdentifier' },
 *     { kind: 'authorityKeyIdentifier' },
 *     { kind: 'subjectAltName', names: [{ dns: 'localhost' }, { ip: '127.0.0.1' }, { ip: '::1' }] },
 *   ],
 * });
 */
export async function issueCertificate(options: CertificateOptions): Promise<KeyedCertificate> {
  const keyPair = options.keyPair ?? (await createKeyPair());
  const issuer = options.issuer && Certificate.fromBER(parsePem(options.issuer.certificatePem));
  const point = await publicPoint(keyPair.publicKey);
  const subjectKeyIdentifier = new Uint8Array(await webcrypto.subtle.digest('SHA-1', point));

  const certificate = new Certificate();
  certificate.version = 2;
  certificate.serialNumber = new Integer({ valueHex: (await serialNumber(options, point)).buffer });
  certificate.subject = formatName(options.subject);
  certificate.issuer = issuer?.subject ?? certificate.subject;
  certificate.notBefore = formatTime(options.notBefore);
  certificate.notAfter = formatTime(options.notAfter);
  await certificate.subjectPublicKeyInfo.importKey(keyPair.publicKey, engine);
  const keyIdentifiers = {
    subject: subjectKeyIdentifier,
    issuer: (issuer && readSubjectKeyIdentifier(issuer)) ?? subjectKeyIdentifier,
  };
  if (options.extensions) {
    certificate.extensions = options.extensions.map((extension) => formatExtension(extension, keyIdentifiers));
  }
  const signingKey = options.issuer ? await parsePrivateKey(options.issuer.privateKeyPem) : keyPair.privateKey;
  await certificate.sign(signingKey, 'SHA-256', engine);
  return {
    certificatePem: formatPem('CERTIFICATE', certificate.toSchema(true).toBER()),
    privateKeyPem: await formatPrivateKey(keyPair.privateKey),
  };
}

async function serialNumber(options: CertificateOptions, point: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  if (options.serialNumber instanceof Uint8Array) return new Uint8Array(options.serialNumber);
  return options.serialNumber === 'microchip' ? microchipSerialNumber(point, options) : randomSerialNumber();
}

// pkijs writes the attributes of a name it composes as one multi-valued RDN; a name it has read keeps its own form.
function formatName({ organizationName, commonName }: CertificateOptions['subject']): RelativeDistinguishedNames {
  const attributes = [
    { type: ORGANIZATION_NAME, value: organizationName },
    { type: COMMON_NAME, value: commonName },
  ];
  const names = attributes.flatMap(({ type, value }) => {
    if (value === undefined) return [];
    const attribute = new Sequence({ value: [new ObjectIdentifier({ value: type }), new Utf8String({ value })] });
    return [new AsnSet({ value: [attribute] })];
  });
  return RelativeDistinguishedNames.fromBER(new Sequence({ value: names }).toBER());
}

// RFC 5280 section 4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050 on. Genuine signer certificates write
// 2049 as GeneralizedTime already; readers must take both.
function formatTime(value: Date): Time {
  const type = value.getUTCFullYear() >= 2049 ? TimeType.GeneralizedTime : TimeType.UTCTime;
  return new Time({ type, value });
}

function readSubjectKeyIdentifier(certificate: Certificate): Uint8Array | undefined {
  const extension = certificate.extensions?.find(({ extnID }) => extnID === SUBJECT_KEY_IDENTIFIER);
  return extension && new Uint8Array(extension.parsedValue.valueBlock.valueHexView);
}
