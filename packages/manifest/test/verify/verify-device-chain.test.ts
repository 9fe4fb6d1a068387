import { createHash } from 'node:crypto';
import {
  type CertificateOptions,
  type KeyedCertificate,
  createTestLine,
  issueCertificate,
  parsePem,
} from '@cord/testing/manifest';
import { verifyDeviceChain } from '../../src/index.js';

const notBefore = new Date('2026-01-01T00:00:00Z');
const notAfter = new Date('2046-01-01T00:00:00Z');
const at = new Date('2026-06-01T00:00:00Z');

/** Root, then each certificate issued by the one before it; the last is no authority. */
async function issueChain(
  length: number,
  change: (options: CertificateOptions, place: number) => CertificateOptions = (o) => o,
) {
  const chain: KeyedCertificate[] = [];
  for (let place = 0; place <= length; place++) {
    const isLeaf = place === length;
    const options: CertificateOptions = {
      subject: { commonName: isLeaf ? 'sn0123F2408EA1FCF201' : `Authority ${place}` },
      ...(place > 0 && { issuer: chain[place - 1]! }),
      notBefore,
      notAfter,
      extensions: [
        { kind: 'basicConstraints', ca: !isLeaf },
        { kind: 'subjectKeyIdentifier' },
        { kind: 'authorityKeyIdentifier' },
      ],
    };
    chain.push(await issueCertificate(change(options, place)));
  }
  const [root, ...rest] = chain.map(({ certificatePem }) => parsePem(certificatePem));
  return { roots: [root!], x5c: rest.toReversed() };
}

describe('verifyDeviceChain', () => {
  it("verifies a line's chain and tells who the device is", async () => {
    const { x5c, roots } = await issueChain(2);
    const chain = await verifyDeviceChain(x5c, { roots, at });
    expect(chain).toMatchObject({
      uniqueId: '0123f2408ea1fcf201',
      certificate: { subject: 'CN=sn0123F2408EA1FCF201', rootName: 'Authority 0', notBefore, notAfter },
    });
    expect(chain.publicKey).toHaveLength(65);
  });

  it('tells what it verified, whatever becomes of the memory it was given', async () => {
    const { x5c, roots } = await issueChain(2);
    const expected = createHash('sha256').update(x5c[0]!).digest('hex');
    const { certificate } = await verifyDeviceChain(x5c, { roots, at });
    x5c[0]!.fill(0);
    expect(certificate.fingerprint).toBe(expected);
    expect(createHash('sha256').update(parsePem(certificate.pem)).digest('hex')).toBe(expected);
  });

  it.each([3, 5, 8])('verifies a chain of %i', async (length) => {
    const { x5c, roots } = await issueChain(length);
    expect(await verifyDeviceChain(x5c, { roots, at })).toMatchObject({ certificate: { rootName: 'Authority 0' } });
  });

  it('finds the root among others, those of its name too', async () => {
    const { x5c, roots } = await issueChain(2);
    const others = await Promise.all([issueChain(2), createTestLine()]);
    const all = [...others[0].roots, parsePem(others[1].factory.root.certificatePem), ...roots];
    expect(await verifyDeviceChain(x5c, { roots: all, at })).toMatchObject({ uniqueId: '0123f2408ea1fcf201' });
  });

  it.each([0, 1, 9])('rejects a chain of %i', async (length) => {
    const { x5c, roots } = await issueChain(9);
    const found = length === 9 ? x5c : x5c.slice(0, length);
    await expect(verifyDeviceChain(found, { roots, at })).rejects.toMatchObject({ code: 'chain-length', path: 'x5c' });
  });

  it('rejects a chain that holds its root', async () => {
    const { x5c, roots } = await issueChain(2);
    await expect(verifyDeviceChain([...x5c, ...roots], { roots, at })).rejects.toMatchObject({
      code: 'chain-length',
      path: 'x5c[2]',
    });
  });

  it('rejects a chain with a link missing, left over or repeated', async () => {
    const { x5c, roots } = await issueChain(4);
    const [leaf, first, second, third] = x5c as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
    for (const chain of [
      [leaf, second, third],
      [leaf, first, second, third, third],
      [leaf, first, first, second, third],
    ]) {
      await expect(verifyDeviceChain(chain, { roots, at })).rejects.toMatchObject({ code: 'chain-issuer-mismatch' });
    }
    await expect(verifyDeviceChain([leaf, leaf, first, second, third], { roots, at })).rejects.toMatchObject({
      code: 'chain-ca-flag',
      path: 'x5c[1]',
    });
    await expect(verifyDeviceChain([leaf, first, second], { roots, at })).rejects.toMatchObject({
      code: 'chain-root-unknown',
      path: 'x5c[2]',
    });
  });

  it('rejects a chain longer than an authority in it allows', async () => {
    const { x5c, roots } = await issueChain(4, (options, place) =>
      place === 1 ? { ...options, extensions: [{ kind: 'basicConstraints', ca: true, pathLength: 1 }] } : options,
    );
    await expect(verifyDeviceChain(x5c, { roots, at })).rejects.toMatchObject({
      code: 'chain-path-length',
      path: 'x5c[3]',
    });
  });

  it('rejects without trusted roots', async () => {
    const { x5c } = await issueChain(2);
    await expect(verifyDeviceChain(x5c, { roots: [], at })).rejects.toMatchObject({ code: 'chain-root-unknown' });
  });

  it('rejects a root that is no authority', async () => {
    const { x5c, roots } = await issueChain(2, (options, place) =>
      place === 0 ? { ...options, extensions: [{ kind: 'subjectKeyIdentifier' }] } : options,
    );
    await expect(verifyDeviceChain(x5c, { roots, at })).rejects.toMatchObject({ code: 'chain-ca-flag' });
  });

  it('judges a chain by the moment of the call when told none', async () => {
    const { x5c, roots } = await issueChain(2, (options) => ({
      ...options,
      notAfter: new Date('2026-01-02T00:00:00Z'),
    }));
    await expect(verifyDeviceChain(x5c, { roots })).rejects.toMatchObject({ code: 'chain-expired' });
  });

  it.each([
    ['bytes that are none', Uint8Array.of(0x30, 3, 2, 1, 1)],
    ['nothing', new Uint8Array(0)],
  ])('rejects %s in place of a certificate', async (_, bytes) => {
    const { x5c, roots } = await issueChain(2);
    await expect(verifyDeviceChain([x5c[0]!, bytes], { roots, at })).rejects.toMatchObject({
      code: 'certificate-malformed',
      path: 'x5c[1]',
    });
  });

  describe('with names that all fit', () => {
    it('looks at no signature more than there are certificates', async () => {
      const { x5c, roots } = await issueChain(8, alike);
      const turned = [...x5c.slice(4), ...x5c.slice(0, 4)];
      for (const chain of [x5c, turned, x5c.map(() => x5c[3]!)]) {
        expect(await countVerifications(() => verifyDeviceChain(chain, { roots, at }))).toBeLessThanOrEqual(8);
      }
    });

    it('looks at no signature more for all the roots there are', async () => {
      const { x5c } = await issueChain(2, alike);
      const others = await Promise.all(Array.from({ length: 30 }, () => issueChain(0, alike)));
      const roots = others.flatMap((other) => other.roots);
      expect(await countVerifications(() => verifyDeviceChain(x5c, { roots, at }))).toBeLessThanOrEqual(2);
    });
  });
});

/** All of one name, and all authorities. */
function alike(options: CertificateOptions): CertificateOptions {
  return { ...options, subject: { commonName: 'Authority' }, extensions: [{ kind: 'basicConstraints', ca: true }] };
}

/** How many signatures are verified on the way to a verdict, whatever it is. */
async function countVerifications(judge: () => Promise<unknown>): Promise<number> {
  const { subtle } = crypto;
  const verify = subtle.verify.bind(subtle);
  let count = 0;
  subtle.verify = (...given) => {
    count++;
    return verify(...given);
  };
  await judge().catch(() => undefined);
  subtle.verify = verify;
  return count;
}
