import { generateKeyPairSync } from 'node:crypto';
import { importJwk, importPoint } from '../../src/jws/es256.js';

const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
const { x, y } = jwk as { x: string; y: string };
const key = { kty: 'EC', crv: 'P-256', x, y };

describe('importJwk', () => {
  it('takes a key on P-256', async () => {
    const verifier = await importJwk(key);
    expect(await verifier.verify(new Uint8Array(64), new Uint8Array(1))).toBe(false);
  });

  it.each([{ use: 'sig' }, { key_ops: ['verify'] }, { use: 'sig', key_ops: ['sign', 'verify'] }])(
    'takes a key that says it is for %j',
    async (purpose) => {
      await expect(importJwk({ ...key, ...purpose })).resolves.toBeDefined();
    },
  );

  it.each([
    [{ ...key, crv: 'P-384' }, 'expected an EC key on P-256, found "EC" on "P-384"', undefined],
    [{ ...key, kty: 'RSA' }, 'expected an EC key on P-256, found "RSA" on "P-256"', undefined],
    [{ ...key, use: 'enc' }, 'expected a key for signatures, found the use "enc"', 'use'],
    [{ ...key, key_ops: ['sign'] }, 'expected the key operation "verify", found others only', 'key_ops'],
    [{ ...key, y: undefined }, 'expected a coordinate, found nothing', 'y'],
    [{ ...key, x: 'AAAA' }, 'expected a coordinate of 32 bytes, found 3', 'x'],
    [{ ...key, x: y, y: x }, 'expected a point on P-256, found one that is not', undefined],
  ])('rejects %j', async (other, message, path) => {
    await expect(importJwk(other)).rejects.toMatchObject({
      name: 'ManifestError',
      code: 'key-malformed',
      message,
      path,
    });
  });
});

it('a point that is not on the curve is refused with what the host says', async () => {
  const point = new Uint8Array(65).fill(1);
  point[0] = 4;
  await expect(importPoint(point)).rejects.toMatchObject({
    code: 'key-malformed',
    message: 'expected a point on P-256, found one that is not',
    cause: expect.anything() as unknown,
  });
});
