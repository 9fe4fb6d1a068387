import * as fc from 'fast-check';
import { formatBase64, parseBase64 } from '../../src/functions/bytes.js';
import { evaluateCall } from './evaluate-call.js';

describe('base64', () => {
  it('is written as Node writes it, and read back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const text = formatBase64(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64'));
        expect(parseBase64(text)).toEqual(bytes);
        expect(parseBase64(text.replaceAll('=', ''))).toEqual(bytes);
      }),
    );
  });

  it.each(['A', 'AAAAA', 'A===', 'AA=', 'AAA==', 'A=AA', 'AA-_', 'AA A', 'é'])('is not %j', (text) => {
    expect(parseBase64(text)).toBeUndefined();
  });
});

const encoded = (text: string) => Buffer.from(text).toString('base64');

describe('decode', () => {
  it('gives text as text and a JSON document as what it says', () => {
    expect(evaluateCall("decode(v, 'base64')", { v: encoded('plain') })).toBe('plain');
    expect(evaluateCall("decode(v, 'base64').a.b", { v: encoded('{"a":{"b":[1]}}') })).toEqual([1]);
  });

  it('gives Undefined for a scheme that does not exist', () => {
    expect(evaluateCall("decode('AAAA', 'base32')")).toBeUndefined();
    expect(evaluateCall("encode('AAAA', 'base32')")).toBeUndefined();
  });
});
