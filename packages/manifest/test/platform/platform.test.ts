import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import * as fc from 'fast-check';
import * as nodeBytes from '../../src/platform/node/bytes.js';
import * as nodeCrypto from '../../src/platform/node/crypto.js';
import * as webBytes from '../../src/platform/web/bytes.js';
import * as webCrypto from '../../src/platform/web/crypto.js';

/** What browsers have is the contract; what Node.js has is typed by it. */
interface Platform {
  readonly bytes: typeof webBytes;
  readonly crypto: typeof webCrypto;
}

const platforms: Readonly<Record<string, Platform>> = {
  'Node.js': { bytes: nodeBytes, crypto: nodeCrypto },
  'the web': { bytes: webBytes, crypto: webCrypto },
};

const anyBytes = fc.uint8Array({ maxLength: 300 });
const alphabets = fc.constantFrom('url' as const, 'standard' as const);
const nearlyBase64 = fc.string({
  unit: fc.constantFrom(...Array.from('ABCxyz019-_+/= \n\u00e9\u{1f600}')),
  maxLength: 12,
});

describe.each(Object.entries(platforms))('on %s', (_, { bytes: host, crypto: hostCrypto }) => {
  it('base64 is what Node.js writes, and is read back from text and from ASCII', () => {
    fc.assert(
      fc.property(anyBytes, alphabets, (data, alphabet) => {
        const text = host.encodeBase64(data, alphabet);
        expect(text).toBe(Buffer.from(data).toString(alphabet === 'url' ? 'base64url' : 'base64'));
        const unpadded = text.replace(/=+$/, '');
        for (const source of [unpadded, new TextEncoder().encode(unpadded), Buffer.from(unpadded)]) {
          expect(host.decodeBase64(source, alphabet)).toEqual(data);
          const into = host.decodeBase64(source, alphabet, host.createScratch(400));
          expect(new Uint8Array(into!)).toEqual(data);
        }
      }),
    );
  });

  it('rejects all but the one canonical base64', () => {
    fc.assert(
      fc.property(nearlyBase64, alphabets, (text, alphabet) => {
        const encoding = alphabet === 'url' ? 'base64url' : 'base64';
        const isCanonical = Buffer.from(text, encoding).toString(encoding).replace(/=+$/, '') === text;
        expect(host.decodeBase64(text, alphabet) !== undefined).toBe(isCanonical);
        expect(host.decodeBase64(new TextEncoder().encode(text), alphabet) !== undefined).toBe(isCanonical);
      }),
      { numRuns: 3000 },
    );
  });

  it.each(['url', 'standard'] as const)(
    'takes the 64 letters of the %s alphabet and no other character',
    (alphabet) => {
      const letters = host.encodeBase64(
        Uint8Array.from({ length: 48 }, (_byte, i) => sextets(i)),
        alphabet,
      );
      const wrong: string[] = [];
      for (let codePoint = 0; codePoint <= 0x10ffff; codePoint++) {
        const character = String.fromCodePoint(codePoint);
        // Four letters with it; a character outside of the basic plane has the length of two.
        const isTaken = host.decodeBase64(`A${character}AA`.slice(0, 4), alphabet) !== undefined;
        const isLetter = character.length === 1 && letters.includes(character);
        if (isTaken !== isLetter) wrong.push(`U+${codePoint.toString(16)}`);
      }
      expect([new Set(letters).size, wrong.slice(0, 10)]).toEqual([64, []]);
    },
  );

  it('what is decoded without a scratch has memory of its own', () => {
    const first = host.decodeBase64('AAAA', 'url')!;
    host.decodeBase64('____', 'url');
    expect(first).toEqual(new Uint8Array(3));
    expect(first.buffer.byteLength).toBe(3);
    expect(first.constructor).toBe(Uint8Array);
  });

  it('text longer than any scratch is decoded too', () => {
    const data = new Uint8Array(100_000).fill(7);
    expect(host.decodeBase64(host.encodeBase64(data, 'url'), 'url')).toEqual(data);
  });

  it('ASCII is the text of a range', () => {
    const ascii = new TextEncoder().encode('entry: {"a":1}');
    expect(host.decodeAscii(ascii)).toBe('entry: {"a":1}');
    expect(host.decodeAscii(ascii.subarray(2), 5, 8)).toBe('{"a');
  });

  it('ranges are the same where every byte is, and nowhere else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.nat(20), fc.nat(), (data, shift, at) => {
        const moved = new Uint8Array(shift + data.length);
        moved.set(data, shift);
        expect(host.isSameRange(data, 0, data.length, moved, shift)).toBe(true);
        expect(host.isSameRange(data, 0, data.length, moved, shift + 1)).toBe(false);
        moved[shift + (at % data.length)]! ^= 1;
        expect(host.isSameRange(data, 0, data.length, moved, shift)).toBe(false);
      }),
    );
  });

  it('copies and new bytes share nothing with anyone', () => {
    const original = Buffer.from([1, 2, 3]);
    const copy = host.copyBytes(original);
    original.fill(9);
    expect([...copy]).toEqual([1, 2, 3]);
    const [a, b] = [host.createBytes(64), host.createBytes(64)];
    a.fill(9);
    expect([...b]).toEqual(Array.from({ length: 64 }, () => 0));
  });

  it('SHA-256 is that of OpenSSL', () => {
    fc.assert(
      fc.property(anyBytes, (data) => {
        expect(Buffer.from(hostCrypto.sha256(data))).toEqual(createHash('sha256').update(data).digest());
      }),
    );
  });

  it('a signature holds under its key, over its bytes, and not when either is another', async () => {
    const { data, signature, point } = signed('hello');
    const key = await hostCrypto.importPoint(point);
    const stranger = await hostCrypto.importPoint(signed('hello').point);
    expect(await key.verify(signature, data)).toBe(true);
    expect(await stranger.verify(signature, data)).toBe(false);
    expect(await key.verify(signature, data.subarray(1))).toBe(false);
    expect(
      await key.verify(
        signature.map((byte, i) => (i === 40 ? byte ^ 1 : byte)),
        data,
      ),
    ).toBe(false);
    expect(await key.verify(new Uint8Array(64), data)).toBe(false);
  });

  it('a signature is judged by the bytes as they were when it was asked', async () => {
    const { data, signature, point } = signed('judged');
    const key = await hostCrypto.importPoint(point);
    const [lent, lentSignature] = [Buffer.from(data), Buffer.from(signature)];
    const verdict = key.verify(lentSignature, lent);
    lent.fill(0);
    lentSignature.fill(0);
    expect(await verdict).toBe(true);
  });

  it('rejects a point that is not on the curve', async () => {
    const { point } = signed('');
    point[64]! ^= 1;
    await expect(hostCrypto.importPoint(point)).rejects.toThrow();
  });
});

/** Byte `i` of the 48 that hold the numbers from 0 to 63 in six bits each. */
function sextets(i: number): number {
  const first = Math.floor(i / 3) * 4;
  const group = (first << 18) | ((first + 1) << 12) | ((first + 2) << 6) | (first + 3);
  return (group >> (16 - 8 * (i % 3))) & 0xff;
}

function signed(text: string): { data: Uint8Array; signature: Uint8Array; point: Uint8Array } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const data = new TextEncoder().encode(text);
  const signature = sign('sha256', data, { key: privateKey, dsaEncoding: 'ieee-p1363' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  return { data, signature: new Uint8Array(signature), point: new Uint8Array(spki.subarray(-65)) };
}
