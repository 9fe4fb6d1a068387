import { webcrypto } from 'node:crypto';
import { type TestLine, createEntry, createTestLine, issueCertificate, parsePem } from '@cord/testing/manifest';
import { DeviceCertificateVerifier } from '../../src/chain/device-certificate.js';
import { verifyDeviceChain } from '../../src/index.js';
import { resolveOptions } from '../../src/options.js';
import { readPayload } from '../../src/payload/payload.js';
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
