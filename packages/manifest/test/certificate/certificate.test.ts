import { type TestLine, createTestLine, issueCertificate, parsePem } from '@cord/testing/manifest';
import { parseCertificate } from '../../src/certificate/certificate.js';
import { formatName } from '../../src/certificate/distinguished-name.js';
import { formatOid } from '../../src/encoding/der.js';

let line: TestLine;
let der: Buffer;

beforeAll(async () => {
  line = await createTestLine();
  der = Buffer.from(parsePem(line.factory.signer.certificatePem));
});

describe('parseCertificate', () => {
  it.each([
    ['month 13', '260304050000Z', '261304050000Z', 'certificate-malformed'],
    ['30 February', '260304050000Z', '260230050000Z', 'certificate-malformed'],
    ['hour 24', '260304050000Z', '260304240000Z', 'certificate-malformed'],
    ['minute 60', '260304050000Z', '260304056000Z', 'certificate-malformed'],
    ['no zone', '260304050000Z', '2603040500000', 'certificate-malformed'],
    ['letters in a date', '260304050000Z', '2603O4050000Z', 'certificate-malformed'],
  ])('rejects %s', (_, found, replacement, code) => {
    expectRefusal(replace(Buffer.from(found), Buffer.from(replacement)), code);
  });

  it.each([
    ['version 1', 'a003020102', 'a003020100', 'certificate-malformed'],
    ['a key that is not on a curve', '06072a8648ce3d0201', '06072a8648ce3d0203', 'certificate-algorithm'],
    ['a compressed point', '03420004', '03420002', 'certificate-malformed'],
    ['a bit string of broken bytes', '03420004', '03420104', 'certificate-malformed'],
    ['a key usage of broken bits', '03020186', '03020986', 'certificate-malformed'],
    ['a path length below zero', '30060101ff020100', '30060101ff0201ff', 'certificate-malformed'],
    ['a boolean that is neither', '30060101ff020100', '300601017f020100', 'certificate-malformed'],
    ['an object identifier that does not end', '0603551d0f', '0603551d8f', 'certificate-malformed'],
    ['an object identifier with an empty arc', '0603551d0f', '060355800f', 'certificate-malformed'],
  ])('rejects %s', (_, found, replacement, code) => {
    expectRefusal(replace(Buffer.from(found, 'hex'), Buffer.from(replacement, 'hex')), code);
  });

  it.each([
    ['a length of two bytes where one is enough', 'a003020102', 'a0820003020102'],
    ['a length of one byte more than is needed', 'a003020102', 'a08103020102'],
  ])('rejects %s', (_, found, replacement) => {
    const replaced = replace(Buffer.from(found, 'hex'), Buffer.from(replacement, 'hex'));
    // The lengths around it grow by as much, so that only the one is at fault.
    const growth = replaced.length - der.length;
    for (const at of [2, 6]) replaced.writeUInt16BE(replaced.readUInt16BE(at) + growth, at);
    expect(() => parseCertificate(replaced)).toThrow('expected a minimal length of at most 2 bytes at byte 9');
  });

  it('names the byte of the certificate that it refuses', () => {
    const version = der.indexOf(Buffer.from('a003020102', 'hex'));
    const altered = replace(Buffer.from('a003020102', 'hex'), Buffer.from('a103020102', 'hex'));
    expect(() => parseCertificate(altered)).toThrow(`expected tag 0xa0 at byte ${version}, found 0xa1`);
  });

  it('names extensions that it refuses', async () => {
    const { certificatePem } = await issueCertificate({
      subject: { commonName: 'odd' },
      notBefore: line.startedAt,
      notAfter: line.startedAt,
      extensions: [{ kind: 'other', oid: '2.999.1234567.3', value: Uint8Array.of(5, 0), critical: true }],
    });
    expect(() => parseCertificate(parsePem(certificatePem))).toThrow(
      'expected no critical extension but known ones, found 2.999.1234567.3',
    );
  });

  it('writes object identifiers with dots', () => {
    expect(formatOid(Buffer.from('2a8648ce3d030107', 'hex'))).toBe('1.2.840.10045.3.1.7');
  });
});

describe('formatName', () => {
  it('joins parts of one set by a plus, escapes, and keeps types it has no word for', () => {
    const attributes = [
      { type: '2.5.4.6', value: 'DE', set: 0 },
      { type: '2.5.4.10', value: 'A, B', set: 1 },
      { type: '2.5.4.3', value: 'x=1', set: 1 },
      { type: '1.2.3', value: 'y', set: 2 },
    ];
    expect(formatName({ attributes })).toBe(String.raw`C=DE, O=A\, B+CN=x\=1, 1.2.3=y`);
  });
});

function expectRefusal(bytes: Uint8Array, code: string): void {
  expect(() => parseCertificate(bytes)).toThrow(expect.objectContaining({ name: 'ManifestError', code }) as Error);
}

function replace(found: Buffer, replacement: Buffer): Buffer {
  const at = der.indexOf(found);
  expect(at).toBeGreaterThan(0);
  return Buffer.concat([der.subarray(0, at), replacement, der.subarray(at + found.length)]);
}
