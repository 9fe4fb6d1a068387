import { webcrypto } from 'node:crypto';
import { type CertificateExtension, createTestLine, issueCertificate, parsePem } from '@cord/testing/manifest';
import { readTrustedCertificates } from '../../src/trust/trusted-certificate.js';

const notBefore = new Date('2026-01-01T00:00:00Z');
const notAfter = new Date('2046-01-01T00:00:00Z');
const path = 'options.deviceRoots';

async function issue(subject: { commonName?: string; organizationName?: string }, extensions: CertificateExtension[]) {
  return (await issueCertificate({ subject: subject as { commonName: string }, notBefore, notAfter, extensions }))
    .certificatePem;
}

const refusal = (message: string, where = `${path}[0]`) => ({ code: 'certificate-malformed', message, path: where });

describe('readTrustedCertificates', () => {
  it('reads what a certificate says, and nothing that it does not', async () => {
    const full = await issue({ commonName: 'Full', organizationName: 'Works' }, [
      { kind: 'basicConstraints', ca: true, pathLength: 3 },
      { kind: 'keyUsage', usages: ['keyCertSign', 'cRLSign'] },
      { kind: 'subjectKeyIdentifier' },
    ]);
    const bare = await issue({ commonName: 'Bare' }, []);
    const [first, second] = await readTrustedCertificates([full, bare], path);
    expect(first).toEqual({
      der: parsePem(full),
      name: 'Full',
      subject: expect.objectContaining({ der: expect.any(Uint8Array) as Uint8Array }) as unknown,
      point: expect.objectContaining({ length: 65 }) as unknown,
      notBefore,
      notAfter,
      isAuthority: true,
      pathLength: 3,
      keyUsage: 0x06,
      keyIdentifier: expect.objectContaining({ length: 20 }) as unknown,
    });
    expect(Object.keys(second!).toSorted()).toEqual(
      ['der', 'isAuthority', 'name', 'notAfter', 'notBefore', 'point', 'subject'].toSorted(),
    );
    expect(second).toMatchObject({ name: 'Bare', isAuthority: false });
  });

  it('names a certificate without common name by its whole subject', async () => {
    const [certificate] = await readTrustedCertificates([await issue({ organizationName: 'Works' }, [])], path);
    expect(certificate!.name).toBe('O=Works');
  });

  it('reads nothing of nothing', async () => {
    expect(await readTrustedCertificates([], path)).toEqual([]);
  });

  it('reads every certificate of a text, whatever stands around them', async () => {
    const { factory } = await createTestLine();
    const text = `first\n${factory.root.certificatePem}then\n${factory.signer.certificatePem}`;
    for (const source of [text, new TextEncoder().encode(text)]) {
      const read = await readTrustedCertificates([source], path);
      expect(read.map(({ name }) => name)).toEqual(['Local Device Root CA', 'Local Device Signer 0001']);
    }
  });

  it('keeps bytes of its own', async () => {
    const der = parsePem(await issue({ commonName: 'Kept' }, []));
    const [certificate] = await readTrustedCertificates([der], path);
    const before = Buffer.from(der);
    der.fill(0);
    expect(Buffer.from(certificate!.der)).toEqual(before);
  });

  it.each([
    ['a text', 'expected a certificate as PEM or DER, found "a text"'],
    [Uint8Array.of(0x31, 0), 'expected a certificate as PEM or DER, found "1\\u0000"'],
    [Uint8Array.of(0x30, 1, 2), 'expected a certificate, found 3 bytes that are none'],
    ['-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----', 'expected base64 inside PEM, found other characters'],
    ['-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----', 'expected a certificate, found 0 bytes that are none'],
  ])('rejects %p', async (source, message) => {
    await expect(readTrustedCertificates([source], path)).rejects.toMatchObject(refusal(message));
  });

  it('rejects a key on another curve', async () => {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-384' };
    const { factory } = await createTestLine();
    const keyPair = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const { certificatePem } = await issueCertificate({
      subject: { commonName: 'Other' },
      issuer: factory.root,
      notBefore,
      notAfter,
      keyPair,
    });
    await expect(readTrustedCertificates([certificatePem], path)).rejects.toMatchObject({
      code: 'key-malformed',
      message: 'expected a key on P-256, found "1.3.132.0.34"',
      path: `${path}[0]`,
    });
  });

  it('rejects a key of the length of P-256 on another curve', async () => {
    const der = Buffer.from(parsePem(await issue({ commonName: 'Other' }, [])));
    const curve = Buffer.from('2a8648ce3d030107', 'hex');
    der[der.indexOf(curve) + curve.length - 1] = 6;
    await expect(readTrustedCertificates([der], path)).rejects.toMatchObject({
      code: 'key-malformed',
      message: 'expected a key on P-256, found "1.2.840.10045.3.1.6"',
    });
  });

  it('rejects a point on P-256 that is written in another form', async () => {
    const der = Buffer.from(parsePem(await issue({ commonName: 'Hybrid' }, [])));
    der[der.indexOf(Buffer.from('03420004', 'hex')) + 3] = 6;
    await expect(readTrustedCertificates([der], path)).rejects.toMatchObject({ code: 'key-malformed' });
  });

  it('says which of them is none, and why', async () => {
    const good = await issue({ commonName: 'Good' }, []);
    await expect(readTrustedCertificates([good, Uint8Array.of(0x30, 1, 2)], path)).rejects.toMatchObject({
      ...refusal('expected a certificate, found 3 bytes that are none', `${path}[1]`),
      cause: expect.any(Error) as Error,
    });
  });
});
