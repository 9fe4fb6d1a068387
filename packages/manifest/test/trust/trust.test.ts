import { createHash } from 'node:crypto';
import { type TestLine, createTestLine, describeVectors, issueCertificate, parsePem } from '@cord/testing/manifest';
import { microchipDeviceRoots, microchipLogSigners, microchipTestSigner } from '../../src/index.js';
import type { ProtectedHeader } from '../../src/jws/protected-header.js';
import { type VerifyOptions, resolveOptions } from '../../src/options.js';
import { chooseLogSigner, createTrust } from '../../src/trust/trust.js';

let line: TestLine;

beforeAll(async () => {
  line = await createTestLine();
});

const thumbprintOf = (sha256: string) => Buffer.from(sha256, 'hex').toString('base64url');
const thumbprintOfPem = (pem: string) => createHash('sha256').update(parsePem(pem)).digest('base64url');
const trustOf = (options: VerifyOptions) => createTrust(resolveOptions(options));
const choose = async (members: Partial<ProtectedHeader>, options: VerifyOptions = {}) =>
  chooseLogSigner({ alg: 'ES256', ...members }, await trustOf(options), resolveOptions(options));

describe('createTrust', () => {
  it("holds Microchip's log signers and roots when told nothing", async () => {
    const { logSigners, roots } = await trustOf({});
    const expected = microchipLogSigners.map(({ name, kid, sha256, notAfter }) => [
      thumbprintOf(sha256),
      { name, kid, notAfter, trust: 'microchip', key: expect.anything() as unknown },
    ]);
    expect([...logSigners]).toEqual(expected);
    expect(roots).toMatchObject(
      microchipDeviceRoots.map(({ name, notBefore, notAfter }) => ({ name, notBefore, notAfter })),
    );
    for (const [n, { subject, extensions }] of roots.entries()) {
      expect(Buffer.from(subject.der).toString('hex')).toBe(microchipDeviceRoots[n]!.subject);
      expect(Buffer.from(extensions.keyIdentifier!).toString('base64url')).toBe(microchipDeviceRoots[n]!.kid);
      expect(extensions).toEqual({ isAuthority: true, keyIdentifier: extensions.keyIdentifier });
    }
  });

  it('holds nobody when Microchip is not trusted and nobody else is named', async () => {
    const { logSigners, roots } = await trustOf({ trustMicrochip: false });
    expect([logSigners.size, roots]).toEqual([0, []]);
  });

  it("holds Microchip's test key when it may", async () => {
    const { logSigners } = await trustOf({ trustMicrochip: false, allowTestSigner: true });
    expect([...logSigners]).toMatchObject([
      [
        thumbprintOf(microchipTestSigner.sha256),
        { name: 'Log Signer Test', trust: 'test', kid: microchipTestSigner.kid },
      ],
    ]);
  });

  it("holds what the caller names beside Microchip's", async () => {
    const { logSigner, root } = line.factory;
    const { logSigners, roots } = await trustOf({
      logSigners: [logSigner.certificatePem],
      deviceRoots: [root.certificatePem],
    });
    expect(logSigners.size).toBe(microchipLogSigners.length + 1);
    expect(logSigners.get(thumbprintOfPem(logSigner.certificatePem))).toMatchObject({
      name: 'Local Log Signer 001',
      trust: 'custom',
    });
    expect(roots.map(({ name }) => name)).toEqual([
      ...microchipDeviceRoots.map(({ name }) => name),
      'Local Device Root CA',
    ]);
    expect(roots.at(-1)).toMatchObject({ extensions: { isAuthority: true }, notBefore: expect.any(Date) as Date });
  });

  it('rejects a log signer whose certificate has no key identifier, and names it', async () => {
    const { certificatePem } = await issueCertificate({
      subject: { commonName: 'Nameless' },
      notBefore: line.startedAt,
      notAfter: line.startedAt,
    });
    await expect(trustOf({ logSigners: [certificatePem] })).rejects.toMatchObject({
      code: 'certificate-malformed',
      message: 'expected a subject key identifier in log signer Nameless, found none',
    });
  });
});

it.each(['logSigners', 'deviceRoots'])('a certificate in %s that is none is refused with its place', async (option) => {
  await expect(trustOf({ [option]: ['?'] })).rejects.toMatchObject({
    code: 'certificate-malformed',
    path: `options.${option}[0]`,
  });
});

describeVectors("the certificates of Microchip's log signers", (vectors) => {
  it('keep their standing when the caller names them', async () => {
    const files = vectors.list('log-signers').map((file) => vectors.read(`log-signers/${file}`));
    const { logSigners } = await trustOf({ logSigners: files, trustMicrochip: false });
    for (const { sha256 } of microchipLogSigners) {
      expect(logSigners.get(thumbprintOf(sha256))).toMatchObject({ trust: 'microchip' });
    }
    expect(logSigners.get(thumbprintOf(microchipTestSigner.sha256))).toMatchObject({ trust: 'test' });
    const others = [...logSigners.values()].filter(({ trust }) => trust === 'custom');
    expect(others.length).toBe(files.length - microchipLogSigners.length - 1);
  });
});

describe('chooseLogSigner', () => {
  const [first] = microchipLogSigners;
  const named = { kid: first!.kid, 'x5t#S256': thumbprintOf(first!.sha256) };

  it('finds a log signer by the SHA-256 of its certificate', async () => {
    expect(await choose(named)).toMatchObject({ name: first!.name, trust: 'microchip' });
  });

  it.each([undefined, 'AAA'])('rejects the key id %p beside it', async (kid) => {
    await expect(choose({ ...named, ...(kid === undefined ? { kid: '' } : { kid }) })).rejects.toMatchObject({
      code: 'signer-kid-mismatch',
      message: `expected key ${first!.kid} of ${first!.name}, found "${kid ?? ''}"`,
      path: 'protected.kid',
    });
    await expect(choose({ 'x5t#S256': named['x5t#S256'] })).rejects.toMatchObject({ code: 'signer-kid-mismatch' });
  });

  it.each([
    ['AAA', '"AAA"'],
    [undefined, 'nothing'],
  ])('rejects the SHA-256 %p as nobody known', async (thumbprint, found) => {
    const members = thumbprint === undefined ? {} : { 'x5t#S256': thumbprint };
    await expect(choose(members)).rejects.toMatchObject({
      code: 'signer-unknown',
      message: `expected the SHA-256 of a trusted log signer, found ${found}`,
      path: 'protected.x5t#S256',
    });
  });

  it("says of Microchip's test key what it is", async () => {
    await expect(choose({ 'x5t#S256': thumbprintOf(microchipTestSigner.sha256) })).rejects.toMatchObject({
      code: 'signer-test-not-allowed',
      message: 'expected a production signer, found Log Signer Test',
      path: 'protected.x5t#S256',
    });
  });

  it('takes a log signer up to its last moment and, unless told otherwise, beyond', async () => {
    const after = new Date(first!.notAfter.getTime() + 1);
    expect(await choose(named, { at: first!.notAfter, signerExpiry: 'reject' })).toMatchObject({ name: first!.name });
    expect(await choose(named, { at: after })).toMatchObject({ name: first!.name });
    await expect(choose(named, { at: after, signerExpiry: 'reject' })).rejects.toMatchObject({
      code: 'signer-expired',
      message:
        'expected Log Signer 001 to be valid at 2019-07-22T00:27:42.001Z, found its end at 2019-07-22T00:27:42.000Z',
      path: 'protected.x5t#S256',
    });
  });
});
