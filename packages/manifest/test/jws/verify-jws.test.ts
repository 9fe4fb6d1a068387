import { generateKeyPairSync, sign } from 'node:crypto';
import { verifyJws } from '../../src/index.js';

/** The example of RFC 7515 appendix A.3. */
const KEY = {
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
};
const ENTRY = {
  protected: 'eyJhbGciOiJFUzI1NiJ9',
  payload: 'eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ',
  signature: 'DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q',
};

describe('verifyJws', () => {
  it('verifies the example of RFC 7515 appendix A.3', async () => {
    const { header, payload } = await verifyJws(ENTRY, KEY);
    expect(header).toEqual({ alg: 'ES256' });
    expect(JSON.parse(Buffer.from(payload).toString())).toMatchObject({ iss: 'joe' });
  });

  it('takes a signature with a high s', async () => {
    const n = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
    const signature = Buffer.from(ENTRY.signature, 'base64url');
    const s = BigInt(`0x${signature.subarray(32).toString('hex')}`);
    const other = Buffer.concat([
      signature.subarray(0, 32),
      Buffer.from((n - s).toString(16).padStart(64, '0'), 'hex'),
    ]);
    const { header } = await verifyJws({ ...ENTRY, signature: other.toString('base64url') }, KEY);
    expect(header.alg).toBe('ES256');
  });

  it.each([
    ['another key', { x: KEY.y, y: KEY.x }, 'key-malformed', undefined],
    ['a key on another curve', { crv: 'P-384' }, 'key-malformed', undefined],
    ['an RSA key', { kty: 'RSA' }, 'key-malformed', undefined],
    ['a key without x', { x: undefined }, 'key-malformed', 'x'],
    ['a key with a short y', { y: 'AAAA' }, 'key-malformed', 'y'],
    ['a key with padding', { y: `${KEY.y}=` }, 'base64url-padding', 'y'],
  ])('rejects %s', async (_, change, code, path) => {
    await expect(verifyJws(ENTRY, { ...KEY, ...change })).rejects.toMatchObject({ name: 'ManifestError', code, path });
  });

  it('rejects a signature by another key', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const input = Buffer.from(`${ENTRY.protected}.${ENTRY.payload}`);
    const signature = sign('sha256', input, { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
    await expect(verifyJws({ ...ENTRY, signature }, KEY)).rejects.toMatchObject({ code: 'signature-invalid' });
  });

  it.each(['=', '==', ' ', '\n', '+', '.'])('rejects the signature with "%s" behind it', async (tail) => {
    await expect(verifyJws({ ...ENTRY, signature: ENTRY.signature + tail }, KEY)).rejects.toMatchObject({
      code: expect.stringMatching(/^base64url-/) as string,
      path: 'signature',
    });
  });

  it('rejects a DER signature', async () => {
    const integer = Buffer.concat([Buffer.of(2, 31), Buffer.alloc(31, 7)]);
    const der = Buffer.concat([Buffer.of(0x30, 2 * integer.length), integer, integer]);
    await expect(verifyJws({ ...ENTRY, signature: der.toString('base64url') }, KEY)).rejects.toMatchObject({
      code: 'signature-der',
    });
  });

  it('rejects the same signature with stray last bits', async () => {
    const signature = `${ENTRY.signature.slice(0, -1)}R`;
    expect(Buffer.from(signature, 'base64url')).toEqual(Buffer.from(ENTRY.signature, 'base64url'));
    await expect(verifyJws({ ...ENTRY, signature }, KEY)).rejects.toMatchObject({ code: 'base64url-trailing-bits' });
  });

  it('rejects a key in the unsigned header', async () => {
    const entry = { ...ENTRY, header: { jwk: KEY } };
    await expect(verifyJws(entry, KEY)).rejects.toMatchObject({ code: 'header-jwk', path: 'header.jwk' });
  });
});
