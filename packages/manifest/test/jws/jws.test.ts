import { decodeJws, readHeaders, refuseSignature } from '../../src/jws/jws.js';
import { checkUnprotectedHeader, readProtectedHeader } from '../../src/jws/protected-header.js';
import { Tolerance } from '../../src/tolerance.js';

const base64url = (bytes: Uint8Array | string) => Buffer.from(bytes as string).toString('base64url');
const encode = (header: unknown) => base64url(JSON.stringify(header));
const SIGNATURE = base64url(Buffer.alloc(64, 7));
const entry = { protected: 'e30', payload: base64url('{"a":1}'), signature: SIGNATURE };

/** An ECDSA-Sig-Value with r of 31 and s of 32 bytes. */
const DER_SIGNATURE = Buffer.concat([
  Buffer.of(0x30, 2 + 31 + 2 + 32),
  Buffer.of(2, 31),
  Buffer.alloc(31, 5),
  Buffer.of(2, 32),
  Buffer.alloc(32, 6),
]);

describe('decodeJws', () => {
  it('gives signature, payload and what is signed', () => {
    const { signature, payload, signed } = decodeJws(entry);
    expect(Buffer.from(signature)).toEqual(Buffer.alloc(64, 7));
    expect(Buffer.from(payload).toString()).toBe('{"a":1}');
    expect(Buffer.from(signed).toString()).toBe(`e30.${entry.payload}`);
  });

  it.each([0, 63, 65])('rejects a signature of %i bytes in either mode', (length) => {
    const other = { ...entry, signature: base64url(Buffer.alloc(length, 7)) };
    const refusal = expect.objectContaining({
      code: 'signature-length',
      message: `expected a signature of 64 bytes, found ${length}`,
      path: 'signature',
    }) as Error;
    expect(() => decodeJws(other)).toThrow(refusal);
    expect(() => decodeJws(other, new Tolerance('tolerant'))).toThrow(refusal);
  });

  it('takes a DER signature as r and s in tolerant mode, with a warning, and rejects it else', () => {
    const der = { ...entry, signature: base64url(DER_SIGNATURE) };
    const message = 'expected r and s of 32 bytes each, found a DER signature';
    const refusal = expect.objectContaining({ code: 'signature-der', message, path: 'signature' }) as Error;
    expect(() => decodeJws(der)).toThrow(refusal);
    expect(() => decodeJws(der, new Tolerance('strict'))).toThrow(refusal);
    const tolerance = new Tolerance('tolerant');
    const expected = Buffer.concat([Buffer.of(0), Buffer.alloc(31, 5), Buffer.alloc(32, 6)]);
    expect(Buffer.from(decodeJws(der, tolerance).signature)).toEqual(expected);
    expect(tolerance.warnings).toEqual([{ code: 'signature-der', message, path: 'signature' }]);
  });

  it.each(['payload', 'signature'] as const)('rejects a %s with padding, and says where', (member) => {
    expect(() => decodeJws({ ...entry, [member]: `${entry[member]}=` })).toThrow(
      expect.objectContaining({ code: 'base64url-padding', path: member }) as Error,
    );
  });
});

describe('readProtectedHeader', () => {
  it('gives every member', () => {
    const header = { alg: 'ES256', typ: 'JWT', kid: 'a', 'x5t#S256': 'b', own: [1] };
    expect(readProtectedHeader(encode(header))).toEqual(header);
  });

  it.each([
    [7, 'number 7'],
    [[], 'an array of 0'],
    [null, 'null'],
  ])('rejects the header %p', (header, found) => {
    expect(() => readProtectedHeader(encode(header))).toThrow(
      expect.objectContaining({
        code: 'header-malformed',
        message: `expected a header object, found ${found}`,
        path: 'protected',
      }) as Error,
    );
  });

  it.each(['kid', 'x5t#S256', 'typ'])('rejects a %s that is no text', (member) => {
    expect(() => readProtectedHeader(encode({ alg: 'ES256', [member]: 7 }))).toThrow(
      expect.objectContaining({
        code: 'header-malformed',
        message: 'expected a string, found number 7',
        path: `protected.${member}`,
      }) as Error,
    );
  });

  it('rejects what is no JSON, and says where', () => {
    expect(() => readProtectedHeader(base64url('{'))).toThrow(
      expect.objectContaining({ code: 'json-syntax', path: 'protected' }) as Error,
    );
  });

  it('rejects another algorithm', () => {
    expect(() => readProtectedHeader(encode({ alg: 'none' }))).toThrow(
      expect.objectContaining({
        code: 'header-alg',
        message: 'expected "ES256", found "none"',
        path: 'protected.alg',
      }) as Error,
    );
  });

  it.each(['crit', 'b64', 'jwk', 'jku', 'x5u', 'x5c'])('rejects %s, in either header, whatever it holds', (member) => {
    const refusal = (path: string) =>
      expect.objectContaining({
        code: `header-${member}`,
        message: `expected no member "${member}", found one`,
        path: `${path}.${member}`,
      }) as Error;
    for (const value of [null, false, '', {}]) {
      expect(() => readProtectedHeader(encode({ alg: 'ES256', [member]: value }))).toThrow(refusal('protected'));
      expect(() => checkUnprotectedHeader({ [member]: value }, { alg: 'ES256' })).toThrow(refusal('header'));
    }
  });

  it('takes a form of base64url that is not canonical in tolerant mode only, with a warning', () => {
    const text = `${encode({ alg: 'ES256' })}=`;
    const refusal = expect.objectContaining({ code: 'base64url-padding', path: 'protected' }) as Error;
    expect(() => readProtectedHeader(text)).toThrow(refusal);
    const tolerance = new Tolerance('tolerant');
    expect(readProtectedHeader(text, tolerance)).toEqual({ alg: 'ES256' });
    expect(tolerance.warnings).toMatchObject([{ code: 'base64url-padding', path: 'protected' }]);
  });
});

describe('readHeaders', () => {
  it('rejects a member in both headers', () => {
    const headers = { protected: encode({ alg: 'ES256', kid: 'a' }), header: { uniqueId: '00', kid: 'a' } };
    expect(() => readHeaders(headers)).toThrow(
      expect.objectContaining({
        code: 'header-member-twice',
        message: 'expected "kid" in one header, found it in both',
        path: 'header.kid',
      }) as Error,
    );
  });

  it('takes headers without a common member, or one header alone', () => {
    const signed = encode({ alg: 'ES256' });
    expect(readHeaders({ protected: signed, header: { uniqueId: '00' } })).toEqual({ alg: 'ES256' });
    expect(readHeaders({ protected: signed })).toEqual({ alg: 'ES256' });
  });

  it('takes a member that only the prototype of the other has', () => {
    expect(readHeaders({ protected: encode({ alg: 'ES256' }), header: { toString: 'x' } })).toEqual({ alg: 'ES256' });
  });
});

it('a signature that does not hold is refused in one way', () => {
  expect(refuseSignature).toThrow(
    expect.objectContaining({
      code: 'signature-invalid',
      message: "expected a signature by the signer's key, found one that is not",
      path: 'signature',
    }) as Error,
  );
});
