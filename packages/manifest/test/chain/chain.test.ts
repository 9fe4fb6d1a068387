import { type CertificateOptions, createTestLine, issueCertificate, parsePem } from '@cord/testing/manifest';
import { parseCertificate } from '../../src/certificate/certificate.js';
import {
  type PlacedCertificate,
  checkOrder,
  readPlacedCertificate,
  verifyIssuers,
  verifyLeaf,
} from '../../src/chain/chain.js';
import { type TrustedRoot, createIssuer } from '../../src/chain/issuer.js';

const notBefore = new Date('2026-01-01T00:00:00Z');
const notAfter = new Date('2046-01-01T00:00:00Z');
const at = new Date('2026-06-01T00:00:00Z');
const LEAF = 'x5c[0]';
const SIGNER = 'x5c[1]';

type Issued = Awaited<ReturnType<typeof issueCertificate>>;

function issue(commonName: string, options: Partial<CertificateOptions> = {}): Promise<Issued> {
  return issueCertificate({
    subject: { commonName },
    notBefore,
    notAfter,
    extensions: [{ kind: 'basicConstraints', ca: true }, { kind: 'subjectKeyIdentifier' }],
    ...options,
  });
}

function place({ certificatePem }: Issued, path: string): PlacedCertificate {
  return readPlacedCertificate(parsePem(certificatePem), path);
}

async function trust(root: Issued, name = 'Root'): Promise<TrustedRoot> {
  return { ...(await createIssuer(parseCertificate(parsePem(root.certificatePem)), 'options')), name };
}

describe('readPlacedCertificate', () => {
  it('says where bytes are that are no certificate', () => {
    expect(() => readPlacedCertificate(new Uint8Array(3), SIGNER)).toThrow(
      expect.objectContaining({ code: 'certificate-malformed', path: SIGNER }) as Error,
    );
  });

  it('reads by the reader that it is given', async () => {
    const certificate = parseCertificate(parsePem((await issue('A')).certificatePem));
    expect(readPlacedCertificate(new Uint8Array(0), LEAF, () => certificate)).toEqual({ certificate, path: LEAF });
  });
});

describe('checkOrder', () => {
  it('rejects two that are turned, wherever they stand', async () => {
    const root = await issue('Root');
    const middle = await issue('Middle', { issuer: root });
    const leaf = await issue('Leaf', { issuer: middle });
    const [a, b, c] = [place(leaf, LEAF), place(middle, SIGNER), place(root, 'x5c[2]')] as const;
    expect(() => checkOrder([a, b, c])).not.toThrow();
    expect(() => checkOrder([a])).not.toThrow();
    expect(() => checkOrder([])).not.toThrow();
    const message = 'expected the leaf first and each issuer after it, found them turned';
    expect(() => checkOrder([b, a])).toThrow(
      expect.objectContaining({ code: 'chain-order', message, path: SIGNER }) as Error,
    );
    expect(() => checkOrder([a, c, b])).toThrow(
      expect.objectContaining({ code: 'chain-order', path: 'x5c[2]' }) as Error,
    );
  });

  it('takes those of one name in either order, as no name says which is above', async () => {
    const root = await issue('Authority');
    const [upper, lower] = [await issue('Authority', { issuer: root }), await issue('Authority', { issuer: root })];
    expect(() => checkOrder([place(lower, LEAF), place(upper, SIGNER)])).not.toThrow();
  });

  it('leaves strangers to the checks behind it', async () => {
    expect(() => checkOrder([])).not.toThrow();
    const [one, other] = [place(await issue('One'), LEAF), place(await issue('Other'), SIGNER)];
    expect(() => checkOrder([one, other])).not.toThrow();
  });
});

describe('verifyIssuers', () => {
  it('gives the issuer of the leaf and the root that vouches for it', async () => {
    const root = await issue('Root');
    const middle = await issue('Middle', { issuer: root });
    const lower = await issue('Lower', { issuer: middle });
    const roots = [await trust(await issue('Another'), 'Another'), await trust(root)];
    const verified = await verifyIssuers([place(lower, SIGNER), place(middle, 'x5c[2]')], { roots, at });
    expect([verified.root.name, verified.subject]).toEqual(['Root', place(lower, SIGNER).certificate.subject]);
  });

  it('counts the certificates below each issuer', async () => {
    const root = await issue('Root', { extensions: [{ kind: 'basicConstraints', ca: true, pathLength: 1 }] });
    const middle = await issue('Middle', {
      issuer: root,
      extensions: [{ kind: 'basicConstraints', ca: true, pathLength: 0 }],
    });
    const lower = await issue('Lower', { issuer: middle });
    const roots = [await trust(root)];
    await expect(verifyIssuers([place(middle, SIGNER)], { roots, at })).resolves.toBeDefined();
    const chain = [place(lower, SIGNER), place(middle, 'x5c[2]')];
    await expect(verifyIssuers(chain, { roots, at })).rejects.toMatchObject({
      code: 'chain-path-length',
      message: 'expected at most 0 certificates below it, found 1',
      path: 'x5c[2]',
    });
  });

  it('counts the certificates below the root', async () => {
    const root = await issue('Root', { extensions: [{ kind: 'basicConstraints', ca: true, pathLength: 1 }] });
    const middle = await issue('Middle', { issuer: root });
    const lower = await issue('Lower', { issuer: middle });
    const chain = [place(lower, SIGNER), place(middle, 'x5c[2]')];
    await expect(verifyIssuers(chain, { roots: [await trust(root)], at })).rejects.toMatchObject({
      code: 'chain-path-length',
      message: 'expected at most 1 certificates below it, found 2',
      path: 'x5c[2]',
    });
  });

  it('names the root that it misses', async () => {
    const signer = await issue('Signer', { issuer: await issue('Root') });
    await expect(verifyIssuers([place(signer, SIGNER)], { roots: [], at })).rejects.toMatchObject({
      code: 'chain-root-unknown',
      message: 'expected a trusted root as issuer, found "CN=Root"',
      path: SIGNER,
    });
  });

  it('takes the root with the right key among several of one name', async () => {
    const [first, second] = [await issue('Root'), await issue('Root')];
    const signer = await issue('Signer', {
      issuer: second,
      extensions: [{ kind: 'basicConstraints', ca: true }, { kind: 'authorityKeyIdentifier' }],
    });
    const roots = [await trust(first, 'first'), await trust(second, 'second')];
    expect((await verifyIssuers([place(signer, SIGNER)], { roots, at })).root.name).toBe('second');
  });

  it('says of a key that no root of that name has that it is another', async () => {
    const signer = await issue('Signer', {
      issuer: await issue('Root'),
      extensions: [{ kind: 'basicConstraints', ca: true }, { kind: 'authorityKeyIdentifier' }],
    });
    const roots = [await trust(await issue('Root'))];
    await expect(verifyIssuers([place(signer, SIGNER)], { roots, at })).rejects.toMatchObject({
      code: 'chain-key-id-mismatch',
      path: SIGNER,
    });
  });

  it('rejects a signature that the issuer above did not make', async () => {
    const [root, impostor] = [await issue('Root'), await issue('Root')];
    const signer = await issue('Signer', { issuer: impostor });
    await expect(verifyIssuers([place(signer, SIGNER)], { roots: [await trust(root)], at })).rejects.toMatchObject({
      code: 'chain-signature-invalid',
      message: 'expected a signature by "CN=Root", found one that is not',
      path: SIGNER,
    });
  });
});

describe('verifyLeaf', () => {
  const policy = { at, checkSerialNumber: false };

  it('gives whether the signature holds, once everything else does', async () => {
    const [signer, impostor] = [await issue('Signer'), await issue('Signer')];
    const leaf = place(await issue('sn00', { issuer: signer, extensions: [] }), LEAF);
    expect(await verifyLeaf(leaf, await trust(signer), policy)).toBe(true);
    expect(await verifyLeaf(leaf, await trust(impostor), policy)).toBe(false);
  });

  it('rejects an authority, one that has ended, and one of another issuer', async () => {
    const signer = await issue('Signer');
    const issuer = await trust(signer);
    const authority = place(await issue('sn00', { issuer: signer }), LEAF);
    expect(() => verifyLeaf(authority, issuer, policy)).toThrow(
      expect.objectContaining({
        code: 'chain-ca-flag',
        message: 'expected a device certificate, found CA:TRUE',
        path: LEAF,
      }) as Error,
    );
    const ended = place(await issue('sn00', { issuer: signer, extensions: [], notAfter: notBefore }), LEAF);
    expect(() => verifyLeaf(ended, issuer, policy)).toThrow(
      expect.objectContaining({ code: 'chain-expired', path: LEAF }) as Error,
    );
    const foreign = place(await issue('sn00', { issuer: await issue('Other'), extensions: [] }), LEAF);
    expect(() => verifyLeaf(foreign, issuer, policy)).toThrow(
      expect.objectContaining({ code: 'chain-issuer-mismatch', path: LEAF }) as Error,
    );
  });

  it('rejects a serial number of its own when asked to look at it', async () => {
    const { factory } = await createTestLine();
    const leaf = place(await issue('sn00', { issuer: factory.signer, extensions: [] }), LEAF);
    const issuer = await trust(factory.signer);
    expect(await verifyLeaf(leaf, issuer, policy)).toBe(true);
    expect(() => verifyLeaf(leaf, issuer, { ...policy, checkSerialNumber: true })).toThrow(
      expect.objectContaining({ code: 'certificate-serial-number', path: LEAF }) as Error,
    );
  });
});
