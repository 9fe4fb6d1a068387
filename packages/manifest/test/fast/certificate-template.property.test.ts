import { createManifest, createTestLine, parsePem } from '@cord/testing/manifest';
import * as fc from 'fast-check';
import { type Certificate, parseCertificate } from '../../src/certificate/certificate.js';
import { ManifestError } from '../../src/errors.js';
import { CertificateTemplate } from '../../src/fast/certificate-template.js';
import { verifyManifest } from '../../src/index.js';

const runs = { numRuns: Number(process.env['CORD_PROPERTY_RUNS'] ?? 2000) };
let leaves: Uint8Array[];
let signer: Uint8Array;
let template: CertificateTemplate;

beforeAll(async () => {
  const { bytes, options } = await createManifest(await createTestLine());
  const { outcomes } = await verifyManifest(bytes, options);
  leaves = outcomes.flatMap((outcome) => (outcome.ok ? [new Uint8Array(outcome.entry.certificate!.der)] : []));
  const [first] = outcomes;
  if (!first?.ok) throw new Error('expected a genuine entry');
  signer = parsePem(first.entry.certificate!.chainPem.slice(first.entry.certificate!.pem.length));
  template = CertificateTemplate.learn(parseCertificate(leaves[0]!))!;
});

describe('CertificateTemplate', () => {
  it('reads the certificates of its form as the careful reader does', () => {
    expect(leaves.length).toBeGreaterThan(1);
    for (const leaf of leaves) {
      const quick = template.read(leaf);
      expect(quick).toBeDefined();
      expect(plain(quick!)).toEqual(plain(parseCertificate(leaf)));
    }
  });

  it('reads an altered certificate as the careful reader does, or not at all', () => {
    const [, whole] = leaves;
    let read = 0;
    fc.assert(
      fc.property(fc.nat(whole!.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const altered = whole!.map((byte, i) => (i === at ? byte ^ change : byte));
        const quick = readOrRefuse(() => template.read(altered));
        if (quick === undefined) return;
        read++;
        expect(quick).toEqual(readOrRefuse(() => parseCertificate(altered)));
      }),
      runs,
    );
    // Else the property would hold of a template that reads nothing.
    expect(read).toBeGreaterThan(runs.numRuns / 20);
  });

  it('rejects a certificate of another form', () => {
    expect(template.read(signer)).toBeUndefined();
    const [, whole] = leaves;
    const other = Buffer.from(whole!);
    // Tag and length of a UTCTime, which notBefore is, then year, month, day and hour of two digits each.
    const lastOfHour = other.indexOf(Buffer.from('170d', 'hex')) + 2 + 7;
    other[lastOfHour]! ^= 1;
    expect(parseCertificate(other).notBefore).not.toEqual(parseCertificate(whole!).notBefore);
    expect(template.read(other)).toBeUndefined();
  });

  it('gives dates of its own', () => {
    const quick = template.read(leaves[1]!)!;
    quick.notBefore.setUTCFullYear(1970);
    expect(plain(template.read(leaves[1]!)!)).toEqual(plain(parseCertificate(leaves[1]!)));
  });
});

function readOrRefuse(read: () => Certificate | undefined): unknown {
  try {
    const certificate = read();
    return certificate && plain(certificate);
  } catch (error) {
    if (error instanceof ManifestError) return error.code;
    throw error;
  }
}

/** Bytes as such, whatever memory they are views of. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}
