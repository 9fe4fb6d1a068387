import { createTestLine, parsePem } from '@cord/testing/manifest';
import { KEY_CERT_SIGN } from '../../src/certificate/certificate-extension.js';
import { type Certificate, parseCertificate } from '../../src/certificate/certificate.js';
import {
  type Issuer,
  checkDates,
  checkMayIssue,
  checkMayNotIssue,
  checkNamedIssuer,
  createIssuer,
  isKeyOfIssuer,
  isNamedIssuer,
  refuseIssued,
} from '../../src/chain/issuer.js';

const path = 'x5c[1]';
const notBefore = new Date('2026-01-01T00:00:00Z');
const notAfter = new Date('2026-12-31T23:59:59Z');
const at = new Date('2026-06-01T00:00:00Z');
let signer: Certificate;
let root: Certificate;

beforeAll(async () => {
  const { factory } = await createTestLine();
  signer = parseCertificate(parsePem(factory.signer.certificatePem));
  root = parseCertificate(parsePem(factory.root.certificatePem));
});

const refusal = (code: string, message: string) =>
  expect.objectContaining({ name: 'ManifestError', code, message, path }) as Error;

describe('checkDates', () => {
  it.each([notBefore, notAfter, at])('takes %s, first and last moment included', (moment) => {
    expect(() => checkDates({ notBefore, notAfter }, moment, path)).not.toThrow();
  });

  it('rejects the second before and the second after', () => {
    expect(() => checkDates({ notBefore, notAfter }, seconds(notBefore, -1), path)).toThrow(
      refusal(
        'chain-not-yet-valid',
        'expected validity from 2025-12-31T23:59:59.000Z or before, found 2026-01-01T00:00:00.000Z',
      ),
    );
    expect(() => checkDates({ notBefore, notAfter }, seconds(notAfter, 1), path)).toThrow(
      refusal(
        'chain-expired',
        'expected validity until 2027-01-01T00:00:00.000Z or later, found 2026-12-31T23:59:59.000Z',
      ),
    );
  });
});

describe('checkMayIssue', () => {
  it('takes an authority without further bounds', () => {
    expect(() => check({})).not.toThrow();
  });

  it('takes a path length that is just enough', () => {
    expect(() => check({ pathLength: 0 }, 0)).not.toThrow();
    expect(() => check({ pathLength: 2 }, 2)).not.toThrow();
  });

  it('rejects a path length that is one short', () => {
    expect(() => check({ pathLength: 0 }, 1)).toThrow(
      refusal('chain-path-length', 'expected at most 0 certificates below it, found 1'),
    );
    expect(() => check({ pathLength: 2 }, 3)).toThrow(
      refusal('chain-path-length', 'expected at most 2 certificates below it, found 3'),
    );
  });

  it('takes the key usage keyCertSign, among others too', () => {
    for (const keyUsage of [KEY_CERT_SIGN, 0x86, 0xff]) expect(() => check({ keyUsage })).not.toThrow();
  });

  it('rejects every key usage without keyCertSign', () => {
    for (const keyUsage of [0, 0x80, 0xfb]) {
      expect(() => check({ keyUsage })).toThrow(
        refusal('chain-key-usage', 'expected the key usage keyCertSign, found others only'),
      );
    }
  });

  it('rejects what is no authority', () => {
    expect(() => check({ isAuthority: false })).toThrow(
      refusal('chain-ca-flag', 'expected a certificate authority, found CA:FALSE'),
    );
  });

  it('rejects an authority that has ended', () => {
    expect(() => check({}, 1, new Date('2027-06-01T00:00:00Z'))).toThrow(
      expect.objectContaining({ code: 'chain-expired', path }) as Error,
    );
  });
});

describe('checkMayNotIssue', () => {
  it('takes a certificate that may issue no others', () => {
    for (const keyUsage of [undefined, 0, 0x80, 0xfb]) expect(judge({ isAuthority: false, keyUsage })).not.toThrow();
  });

  it('rejects an authority and the key usage keyCertSign', () => {
    expect(judge({ isAuthority: true })).toThrow(
      refusal('chain-ca-flag', 'expected a device certificate, found CA:TRUE'),
    );
    for (const keyUsage of [KEY_CERT_SIGN, 0x84]) {
      expect(judge({ isAuthority: false, keyUsage })).toThrow(
        refusal('chain-key-usage', 'expected a device certificate, found the key usage keyCertSign'),
      );
    }
  });
});

describe('the issuer that a certificate names', () => {
  it('is told by name and key identifier', async () => {
    const issuer = await createIssuer(root, path);
    expect([isNamedIssuer(issuer, signer), isKeyOfIssuer(issuer, signer)]).toEqual([true, true]);
    expect(isNamedIssuer(await createIssuer(signer, path), signer)).toBe(false);
    expect(() => checkNamedIssuer(signer, issuer, path)).not.toThrow();
  });

  it('is any of that name where either tells no key identifier', async () => {
    const issuer = await createIssuer(root, path);
    expect(isKeyOfIssuer(issuer, withAuthority(undefined))).toBe(true);
    expect(isKeyOfIssuer({ extensions: { isAuthority: true } }, signer)).toBe(true);
    expect(() => checkNamedIssuer(withAuthority(undefined), issuer, path)).not.toThrow();
  });

  it('is refused with both key identifiers', async () => {
    const issuer = await createIssuer(root, path);
    const expected = Buffer.from(root.extensions.keyIdentifier!).toString('hex');
    expect(() => checkNamedIssuer(withAuthority(Uint8Array.of(1, 2)), issuer, path)).toThrow(
      refusal('chain-key-id-mismatch', `expected issuer key "${expected}", found "0102"`),
    );
  });

  it('is refused with both names', async () => {
    const issuer = await createIssuer(signer, path);
    expect(() => checkNamedIssuer(signer, issuer, path)).toThrow(
      refusal(
        'chain-issuer-mismatch',
        'expected issuer "O=Example Works, CN=Local Device Signer 0001", found "O=Example Works, CN=Local Device Root CA"',
      ),
    );
  });

  it('is named when its signature does not hold', () => {
    expect(() => refuseIssued(root, path)).toThrow(
      refusal(
        'chain-signature-invalid',
        'expected a signature by "O=Example Works, CN=Local Device Root CA", found one that is not',
      ),
    );
  });
});

describe('createIssuer', () => {
  it('gives what others are judged by', async () => {
    const { key, ...facts } = await createIssuer(signer, path);
    const { subject, extensions } = signer;
    expect(facts).toEqual({ subject, extensions, notBefore: signer.notBefore, notAfter: signer.notAfter });
    expect(await key.verify(signer.signature, signer.signedPart)).toBe(false);
    const issuer = await createIssuer(root, path);
    expect(await issuer.key.verify(signer.signature, signer.signedPart)).toBe(true);
  });

  it('rejects a key on another curve', async () => {
    const other = { ...signer, publicKey: { curve: '1.3.132.0.34', point: new Uint8Array(97).fill(4) } };
    await expect(createIssuer(other, path)).rejects.toMatchObject({
      code: 'certificate-algorithm',
      message: 'expected an issuer with a key on P-256, found another curve',
      path,
    });
  });
});

function judge(extensions: Certificate['extensions']): () => void {
  return () => checkMayNotIssue({ extensions }, path);
}

function seconds(date: Date, count: number): Date {
  return new Date(date.getTime() + 1000 * count);
}

function check(extensions: Partial<Issuer['extensions']>, between = 1, moment = at): void {
  checkMayIssue(
    { subject: signer.subject, notBefore, notAfter, extensions: { isAuthority: true, ...extensions } },
    { between, at: moment, path },
  );
}

function withAuthority(authorityKeyIdentifier: Uint8Array | undefined): Certificate {
  return { ...signer, extensions: { ...signer.extensions, authorityKeyIdentifier } };
}
