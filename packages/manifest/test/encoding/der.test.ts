import { DerReader, TAG, formatOid } from '../../src/encoding/der.js';

function read(hex: string): DerReader {
  return new DerReader(Buffer.from(hex, 'hex')).read(TAG.octetString);
}

/** A value of so many bytes behind the length as given. */
function valueOf(lengthHex: string, bytes: number): string {
  return `04${lengthHex}${'aa'.repeat(bytes)}`;
}

const malformed = (message: string) =>
  expect.objectContaining({ name: 'ManifestError', code: 'certificate-malformed', message }) as Error;

describe('DerReader', () => {
  it.each([
    ['00', 0],
    ['01', 1],
    ['7f', 127],
    ['8180', 128],
    ['81ff', 255],
    ['820100', 256],
    ['820101', 257],
    ['821000', 4096],
  ])('takes the minimal length %s of %i bytes', (length, bytes) => {
    const reader = read(valueOf(length, bytes));
    expect([reader.length, reader.value.length, reader.atEnd]).toEqual([bytes, bytes, true]);
    expect(reader.whole).toHaveLength(1 + length.length / 2 + bytes);
  });

  it.each([
    ['8100', 0],
    ['8101', 1],
    ['817f', 127],
    ['820000', 0],
    ['820001', 1],
    ['82007f', 127],
    ['820080', 128],
    ['8200ff', 255],
    ['83000100', 256],
    ['83010000', 65_536],
    ['8400000001', 1],
    ['80', 0],
    ['80', 3],
  ])('rejects the length %s, which is not minimal, definite and of at most two bytes', (length, bytes) => {
    expect(() => read(valueOf(length, bytes))).toThrow(
      malformed('expected a minimal length of at most 2 bytes at byte 1'),
    );
  });

  it.each([
    ['0402aa', 'expected 2 bytes at byte 2, found 1'],
    ['048180aa', 'expected 128 bytes at byte 3, found 1'],
    ['04820100aa', 'expected 256 bytes at byte 4, found 1'],
  ])('rejects the value %s, which ends early', (hex, message) => {
    expect(() => read(hex)).toThrow(malformed(message));
  });

  it.each(['04', '0481', '048201'])('rejects the value %s, whose length ends early', (hex) => {
    expect(() => read(hex)).toThrow(expect.objectContaining({ code: 'certificate-malformed' }) as Error);
  });

  it('rejects a value that ends outside of the one around it', () => {
    const outer = new DerReader(Buffer.from('30030403aabbcc', 'hex')).enter(TAG.sequence);
    expect(() => outer.read(TAG.octetString)).toThrow(malformed('expected 3 bytes at byte 4, found 1'));
  });

  it('rejects another tag, and what is left over', () => {
    expect(() => read('0500')).toThrow(malformed('expected tag 0x4 at byte 0, found 0x5'));
    expect(() => read('0401aa05').finish()).toThrow(malformed('expected nothing more at byte 3, found 1 bytes'));
  });
});

describe('formatOid', () => {
  it.each([
    ['2a8648ce3d030107', '1.2.840.10045.3.1.7'],
    ['551d13', '2.5.29.19'],
    ['883703', '2.999.3'],
    ['00', '0.0'],
    ['27', '0.39'],
    ['28', '1.0'],
  ])('writes %s as %s', (hex, dotted) => {
    expect(formatOid(Buffer.from(hex, 'hex'))).toBe(dotted);
  });
});
