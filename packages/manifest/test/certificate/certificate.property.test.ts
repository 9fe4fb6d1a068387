import { X509Certificate } from 'node:crypto';
import {
  type CertificateExtension,
  createTestLine,
  describeVectors,
  issueCertificate,
  parsePem,
} from '@cord/testing/manifest';
import * as fc from 'fast-check';
import { type BasicConstraints, Certificate as PkijsCertificate } from 'pkijs';
import { parseCertificate, readSerialNumber, type Certificate } from '../../src/certificate/certificate.js';
import { ATTRIBUTE, findAttribute } from '../../src/certificate/distinguished-name.js';
import { formatHex } from '../../src/encoding/hex.js';
import { ManifestError } from '../../src/index.js';
import { readTrustedCertificates } from '../../src/trust/trusted-certificate.js';

/** What both readers say of a certificate, in one form. */
interface Reading {
  serialNumber: string;
  issuer: string;
  subject: string;
  commonName: string | undefined;
  notBefore: Date;
  notAfter: Date;
  point: string;
  keyIdentifier: string | undefined;
  isAuthority: boolean;
  pathLength: number | undefined;
  keyUsage: number | undefined;
}

const extensions: fc.Arbitrary<CertificateExtension[]> = fc
  .tuple(
    fc.option(
      fc
        .record({ kind: fc.constant('basicConstraints' as const), ca: fc.boolean() })
        .chain((basic) =>
          fc
            .option(fc.nat(100))
            .map((pathLength) => (pathLength === null || !basic.ca ? basic : { ...basic, pathLength })),
        ),
    ),
    fc.option(
      fc.record({
        kind: fc.constant('keyUsage' as const),
        usages: fc.subarray(['digitalSignature', 'keyAgreement', 'keyCertSign', 'cRLSign'] as const, { minLength: 1 }),
      }),
    ),
    fc.option(fc.constant({ kind: 'subjectKeyIdentifier' as const })),
    fc.option(fc.constant({ kind: 'authorityKeyIdentifier' as const })),
    fc.option(
      fc.constant({
        kind: 'subjectAltName' as const,
        names: [{ dns: 'a' }, { directorySerialNumber: 'eui48_E8EB1B200D0A' }],
      }),
    ),
    fc.option(fc.constant({ kind: 'extendedKeyUsage' as const, purposes: ['clientAuth' as const] })),
  )
  .map((list) => list.filter((extension) => extension !== null));

const certificates = fc.record({
  subject: fc.record({
    organizationName: fc.string({ maxLength: 40 }),
    commonName: fc.string({ unit: 'grapheme', maxLength: 40 }),
  }),
  notBefore: seconds('1950-01-01T00:00:00Z', '2049-12-31T23:59:59Z'),
  notAfter: seconds('2050-01-01T00:00:00Z', '9999-12-31T23:59:59Z'),
  serialNumber: fc.uint8Array({ minLength: 1, maxLength: 20 }).map((bytes) => bytes.with(0, (bytes[0]! & 0x3f) | 0x40)),
  extensions,
});

describe('the lean certificate reader', () => {
  it('reads what pkijs reads', async () => {
    await fc.assert(
      fc.asyncProperty(certificates, async (options) => {
        const der = parsePem((await issueCertificate(options)).certificatePem);
        expect(readLean(parseCertificate(der))).toEqual(readByPkijs(der));
      }),
    );
  });

  it('reads what Node.js reads', async () => {
    await fc.assert(
      fc.asyncProperty(certificates, async (options) => {
        const der = parsePem((await issueCertificate(options)).certificatePem);
        const [lean, node] = [parseCertificate(der), new X509Certificate(der)];
        expect(formatHex(readSerialNumber(lean))).toBe(node.serialNumber.toLowerCase());
        expect(lean.notAfter).toEqual(new Date(node.validTo));
        expect(Buffer.from(lean.publicKey.point)).toEqual(
          node.publicKey.export({ format: 'der', type: 'spki' }).subarray(-65),
        );
      }),
    );
  });

  it('reads an altered certificate as pkijs does, or refuses it', async () => {
    const { factory } = await createTestLine();
    const whole = parsePem(factory.signer.certificatePem);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 }),
        (changes) => {
          const der = new Uint8Array(whole);
          for (const [at, byte] of changes) der[at] = byte;
          const lean = accepted(() => readLean(parseCertificate(der)));
          if (lean) expect(lean).toEqual(readByPkijs(der));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('refuses any other bytes with a ManifestError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(accepted(() => parseCertificate(bytes))).toBeUndefined();
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the reader of trusted certificates', () => {
  it('agrees with the lean reader', async () => {
    await fc.assert(
      fc.asyncProperty(certificates, async (options) => {
        const pem = (await issueCertificate(options)).certificatePem;
        const lean = parseCertificate(parsePem(pem));
        const [trusted] = await readTrustedCertificates([pem], 'options');
        expect({ ...trusted, subject: formatHex(trusted!.subject.der) }).toMatchObject({
          subject: formatHex(lean.subject.der),
          point: lean.publicKey.point,
          notBefore: lean.notBefore,
          notAfter: lean.notAfter,
          isAuthority: lean.extensions.isAuthority,
        });
        expect([trusted!.keyIdentifier, trusted!.pathLength, trusted!.keyUsage]).toEqual([
          lean.extensions.keyIdentifier,
          lean.extensions.pathLength,
          lean.extensions.keyUsage,
        ]);
      }),
    );
  });
});

describeVectors('public certificates', (vectors) => {
  const folders = ['log-signers', 'device-roots'];
  const files = folders.flatMap((folder) => vectors.list(folder).map((file) => `${folder}/${file}`));

  it.each(files)('reads %s as pkijs does', (file) => {
    const der = new Uint8Array(new X509Certificate(vectors.read(file)).raw);
    expect(readLean(parseCertificate(der))).toEqual(readByPkijs(der));
  });
});

function readLean(certificate: Certificate): Reading {
  const { issuer, subject, publicKey, extensions: found, ...dates } = certificate;
  return {
    serialNumber: formatHex(readSerialNumber(certificate)),
    issuer: formatHex(issuer.der),
    subject: formatHex(subject.der),
    commonName: findAttribute(subject, ATTRIBUTE.commonName),
    notBefore: dates.notBefore,
    notAfter: dates.notAfter,
    point: formatHex(publicKey.point),
    keyIdentifier: found.keyIdentifier && formatHex(found.keyIdentifier),
    isAuthority: found.isAuthority,
    pathLength: found.pathLength,
    keyUsage: found.keyUsage,
  };
}

function readByPkijs(der: Uint8Array<ArrayBuffer>): Reading {
  const certificate = PkijsCertificate.fromBER(der);
  const valueOf = (oid: string) => certificate.extensions?.find(({ extnID }) => extnID === oid)?.parsedValue;
  const hexOf = (oid: string): Uint8Array | undefined => valueOf(oid)?.valueBlock?.valueHexView;
  const basic = valueOf('2.5.29.19') as BasicConstraints | undefined;
  const keyIdentifier = hexOf('2.5.29.14');
  return {
    serialNumber: formatHex(certificate.serialNumber.valueBlock.valueHexView),
    issuer: formatHex(new Uint8Array(certificate.issuer.valueBeforeDecode)),
    subject: formatHex(new Uint8Array(certificate.subject.valueBeforeDecode)),
    commonName: certificate.subject.typesAndValues.find(({ type }) => type === '2.5.4.3')?.value.valueBlock.value,
    notBefore: certificate.notBefore.value,
    notAfter: certificate.notAfter.value,
    point: formatHex(certificate.subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView),
    keyIdentifier: keyIdentifier && formatHex(keyIdentifier),
    isAuthority: basic?.cA ?? false,
    pathLength: basic?.pathLenConstraint as number | undefined,
    keyUsage: hexOf('2.5.29.15')?.[0],
  };
}

/** What the reading gives; `undefined` when it is refused the way it should be. */
function accepted<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    expect(error).toBeInstanceOf(ManifestError);
    return undefined;
  }
}

function seconds(from: string, to: string): fc.Arbitrary<Date> {
  const [min, max] = [Date.parse(from) / 1000, Date.parse(to) / 1000];
  return fc.integer({ min, max }).map((second) => new Date(second * 1000));
}
