import * as fc from 'fast-check';
import { createHash } from 'node:crypto';
import { md2 } from '../../src/functions/md2.js';
import { evaluateCall } from './evaluate-call.js';

describe('md2', () => {
  // Source: RFC 1319, appendix A.5.
  it.each([
    ['', '8350e5a3e24c153df2275c9f80692773'],
    ['a', '32ec01ec4a6dac72c0ab96fb34c0b5d1'],
    ['abc', 'da853b0d3f88d99b30283a69e6ded6bb'],
    ['message digest', 'ab4f496bfb2a530b219ff33031fe06b0'],
    ['abcdefghijklmnopqrstuvwxyz', '4e8ddff3650292ab5a4108c3aa47940b'],
    ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 'da33def2a42df13975352846c30338cd'],
    ['1234567890'.repeat(8), 'd5976f79d83d3a0dc9806c3c66f3efd8'],
  ])('gives the digest that the RFC gives for %j', (text, digest) => {
    expect(Buffer.from(md2(new TextEncoder().encode(text))).toString('hex')).toBe(digest);
  });
});

describe('hash functions', () => {
  it.each(['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'])('%s agrees with OpenSSL on any text', (name) => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(evaluateCall(`${name}(text)`, { text })).toBe(createHash(name).update(text).digest('hex'));
      }),
      { numRuns: 30 },
    );
  });
});
