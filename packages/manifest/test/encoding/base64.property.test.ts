import * as fc from 'fast-check';
import {
  decodeAnyBase64,
  decodeBase64,
  decodeBase64url,
  encodeBase64,
  encodeBase64url,
  measureBase64url,
} from '../../src/encoding/base64.js';
import { formatPem } from '../../src/encoding/pem.js';

const bytes = fc.uint8Array({ maxLength: 200 });
const nearlyBase64 = fc.string({ unit: fc.constantFrom(...'ABCxyz019-_+/= \n\u00e9'.split('')), maxLength: 12 });

describe('base64', () => {
  it('is encoded as Node.js does', () => {
    fc.assert(
      fc.property(bytes, (data) => {
        expect(encodeBase64url(data)).toBe(Buffer.from(data).toString('base64url'));
        expect(encodeBase64(data)).toBe(Buffer.from(data).toString('base64'));
      }),
    );
  });

  it('is decoded back', () => {
    fc.assert(
      fc.property(bytes, (data) => {
        expect(decodeBase64url(encodeBase64url(data))).toEqual(data);
        expect(decodeBase64(Buffer.from(data).toString('base64'))).toEqual(data);
        expect(measureBase64url(encodeBase64url(data))).toBe(data.length);
        expect(decodeAnyBase64(Buffer.from(data).toString('base64'))).toEqual(data);
      }),
    );
  });

  it('is decoded from the one canonical text only', () => {
    fc.assert(
      fc.property(nearlyBase64, (text) => {
        const canonical = Buffer.from(text, 'base64url').toString('base64url') === text;
        expect(isDecoded(() => decodeBase64url(text))).toBe(canonical);
        expect(measureBase64url(text) !== undefined).toBe(canonical);
        const isStandard = Buffer.from(text, 'base64').toString('base64') === text;
        expect(decodeBase64(text) !== undefined).toBe(isStandard);
      }),
      { numRuns: 2000 },
    );
  });

  it('is repaired to what Node.js reads, or not at all', () => {
    fc.assert(
      fc.property(nearlyBase64, (text) => {
        const repaired = decodeAnyBase64(text);
        if (repaired) expect(repaired).toEqual(new Uint8Array(Buffer.from(text, 'base64')));
      }),
      { numRuns: 2000 },
    );
  });
});

it('formats PEM of 64 characters a line', () => {
  fc.assert(
    fc.property(bytes, (data) => {
      const lines =
        Buffer.from(data)
          .toString('base64')
          .match(/.{1,64}/g) ?? [];
      expect(formatPem(data)).toBe(
        ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
      );
    }),
  );
});

function isDecoded(decode: () => unknown): boolean {
  try {
    decode();
    return true;
  } catch {
    return false;
  }
}
