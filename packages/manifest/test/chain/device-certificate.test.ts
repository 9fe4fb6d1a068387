import { createHash, webcrypto } from 'node:crypto';
import { type TestLine, createEntry, createTestLine, issueCertificate, parsePem } from '@cord/testing/manifest';
import type { ChainPolicy } from '../../src/chain/chain.js';
import { DeviceCertificateVerifier } from '../../src/chain/device-certificate.js';
import { verifyDeviceChain } from '../../src/index.js';
import { resolveOptions } from '../../src/options.js';
import { readPayload } from '../../src/payload/payload.js';
import type { CertifiedSlot } from '../../src/payload/slot-key.js';
import { Tolerance } from '../../src/tolerance.js';
import { createTrust } from '../../src/trust/trust.js';

let line: TestLine;

beforeAll(async () => {
  line = await createTestLine();
});

describe('DeviceCertificateVerifier', () => {
  it('forgets signers rather than keep all that a file may name', async () => {
    const policy = resolveOptions({ ...line.trust, mode: 'tolerant' });
    const verifier = new DeviceCertificateVerifier({ ...policy, roots: (await createTrust(policy)).roots });
    const { text } = await createEntry(line, '0123f2408ea1fcf201');
    const { payload } = JSON.parse(Buffer.from(text).toString()) as { payload: string };
    const value: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const slot = readPayload(value, new Tolerance('strict')).certified!;
    const [leaf, signer] = slot.x5c as [string, string];
    for (let n = 0; n < 300; n++) {
      const x5c = [leaf, signer + ' '.repeat(n)];
      const chain = verifier.read({ ...slot, x5c }, new Tolerance('tolerant'));
      const { rootName } = verifier.createVerified(chain, await verifier.verify(chain));
      expect(rootName).toBe('Local Device Root CA');
    }
  });

  describe('of one entry', () => {
    let slot: CertifiedSlot;
    let policy: ChainPolicy;

    beforeAll(async () => {
      const { text } = await createEntry(line, '0123f2408ea1fcf201');
      const { payload } = JSON.parse(Buffer.from(text).toString()) as { payload: string };
      const value: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
      slot = readPayload(value, new Tolerance('strict')).certified!;
      const options = resolveOptions(line.trust);
      policy = { ...options, roots: (await createTrust(options)).roots };
    });

    const readWith = (x5c: readonly string[], mode: 'strict' | 'tolerant' = 'strict') => {
      const tolerance = new Tolerance(mode);
      const chain = new DeviceCertificateVerifier(policy).read({ ...slot, x5c }, tolerance);
      return { chain, warnings: tolerance.warnings };
    };

    it('gives the certificate with its chain, once it is verified', async () => {
      const verifier = new DeviceCertificateVerifier(policy);
      const chain = verifier.read(slot, new Tolerance('strict'));
      expect(chain.isSigned).toBeUndefined();
      const certificate = verifier.createVerified(chain, await verifier.verify(chain));
      const [leaf, signer] = slot.x5c.map((text) => Buffer.from(text, 'base64')) as [Buffer, Buffer];
      expect(certificate).toMatchObject({
        rootName: 'Local Device Root CA',
        subject: 'O=Example Works, CN=sn0123F2408EA1FCF201',
        fingerprint: createHash('sha256').update(leaf).digest('hex'),
      });
      expect(Buffer.from(certificate.der)).toEqual(leaf);
      expect(Buffer.from(parsePem(certificate.pem))).toEqual(leaf);
      expect(certificate.chainPem.startsWith(certificate.pem)).toBe(true);
      expect(Buffer.from(parsePem(certificate.chainPem.slice(certificate.pem.length)))).toEqual(signer);
    });

    it('verifies the next leaf of the same signer certificate at once, and its signer certificate no more', async () => {
      const verifier = new DeviceCertificateVerifier(policy);
      const first = verifier.read(slot, new Tolerance('strict'));
      await verifier.verify(first);
      const second = verifier.read(slot, new Tolerance('strict'));
      expect(second.signerCertificate).toBe(first.signerCertificate);
      expect(await second.isSigned).toBe(true);
      expect(verifier.verify(second)).toBe(second.isSigned);
    });

    it('keeps signer certificates apart that come in turn', async () => {
      const verifier = new DeviceCertificateVerifier({ ...policy });
      const [leaf, signer] = slot.x5c as [string, string];
      const other = { ...slot, x5c: [leaf, `${signer}\n`] };
      const [a, b, c] = [slot, other, slot].map((one) => verifier.read(one, new Tolerance('tolerant')));
      expect([a!.signerCertificate === b!.signerCertificate, a!.signerCertificate === c!.signerCertificate]).toEqual([
        false,
        true,
      ]);
    });

    it('forgets signer certificates where a file names more than any production line has', () => {
      const verifier = new DeviceCertificateVerifier(policy);
      const [leaf, signer] = slot.x5c as [string, string];
      const read = (n: number) =>
        verifier.read({ ...slot, x5c: [leaf, signer + ' '.repeat(n)] }, new Tolerance('tolerant')).signerCertificate;
      const first = read(0);
      for (let n = 1; n < 256; n++) read(n);
      expect(read(0)).toBe(first);
      read(256);
      expect(read(0)).not.toBe(first);
    });

    it('says where a text is that is no standard base64, in either place', () => {
      const [leaf, signer] = slot.x5c as [string, string];
      expect(readWith([`${leaf}\n`, signer], 'tolerant').warnings).toMatchObject([
        { code: 'x5c-encoding', path: 'payload.publicKeySet.keys[0].x5c[0]' },
      ]);
      expect(readWith([leaf, `${signer}\n`], 'tolerant').warnings).toMatchObject([
        { code: 'x5c-encoding', path: 'payload.publicKeySet.keys[0].x5c[1]' },
      ]);
      expect(readWith([leaf, signer], 'tolerant').warnings).toEqual([]);
    });

    it.each([0, 1, 3])('rejects %i certificates', (length) => {
      const x5c = [...slot.x5c, ...slot.x5c].slice(0, length);
      expect(() => readWith(x5c)).toThrow(
        expect.objectContaining({
          code: 'chain-length',
          message: `expected leaf and signer certificate, found ${length} certificates`,
          path: 'x5c',
        }) as Error,
      );
    });

    it('rejects a leaf and a signer certificate that are turned or malformed, and says where', () => {
      const [leaf, signer] = slot.x5c as [string, string];
      expect(() => readWith([signer, leaf])).toThrow(
        expect.objectContaining({ code: 'chain-order', path: 'x5c[0]' }) as Error,
      );
      expect(() => readWith(['AAAA', signer])).toThrow(
        expect.objectContaining({ code: 'certificate-malformed', path: 'x5c[0]' }) as Error,
      );
      expect(() => readWith([leaf, 'AAAA'])).toThrow(
        expect.objectContaining({ code: 'certificate-malformed', path: 'x5c[1]' }) as Error,
      );
    });

    it('rejects a leaf that its signer certificate did not sign', async () => {
      const verifier = new DeviceCertificateVerifier(policy);
      const leaf = Buffer.from(slot.x5c[0]!, 'base64');
      leaf[leaf.length - 1]! ^= 1;
      const altered = { ...slot, x5c: [leaf.toString('base64'), slot.x5c[1]!] };
      for (let n = 0; n < 2; n++) {
        const chain = verifier.read(altered, new Tolerance('strict'));
        const isVerified = await verifier.verify(chain);
        expect(isVerified).toBe(false);
        expect(() => verifier.createVerified(chain, isVerified)).toThrow(
          expect.objectContaining({ code: 'chain-signature-invalid', path: 'x5c[0]' }) as Error,
        );
      }
    });

    it('reads a leaf that was decoded already from its bytes', () => {
      const verifier = new DeviceCertificateVerifier(policy);
      const leafDer = Buffer.from(slot.x5c[0]!, 'base64');
      const chain = verifier.read({ ...slot, x5c: ['', slot.x5c[1]!], leafDer }, new Tolerance('strict'));
      expect(chain.leaf.certificate.der).toBe(leafDer);
    });
  });

  it('rejects an issuer whose key is on another curve', async () => {
    const { startedAt: notBefore } = line;
    const notAfter = new Date('2046-01-01T00:00:00Z');
    const keyPair = await createP384KeyPair();
    const authority = { subject: { commonName: 'Authority' }, issuer: line.factory.root, notBefore, notAfter };
    const extensions = [{ kind: 'basicConstraints', ca: true } as const];
    const onP384 = await issueCertificate({ ...authority, extensions, keyPair });
    const issuer = await issueCertificate({ ...authority, extensions });
    const leaf = await issueCertificate({ subject: { commonName: 'sn00' }, issuer, notBefore, notAfter });
    const x5c = [leaf, onP384].map(({ certificatePem }) => parsePem(certificatePem));
    const roots = [parsePem(line.factory.root.certificatePem)];
    await expect(verifyDeviceChain(x5c, { roots, at: line.trust.at! })).rejects.toMatchObject({
      code: 'certificate-algorithm',
      path: 'x5c[1]',
    });
  });
});

function createP384KeyPair(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-384' }, true, ['sign']);
}
