import { openEntry, readEntry } from '../../src/jws/entry-reader.js';
import { Tolerance } from '../../src/tolerance.js';

const uniqueId = '0123f2408ea1fcf201';
const payload = Buffer.from(JSON.stringify({ uniqueId })).toString('base64url');
const entry = { payload, protected: 'e30', signature: 'A'.repeat(86), header: { uniqueId } };
const size = entry.payload.length + entry.protected.length + entry.signature.length;

describe('openEntry', () => {
  it('gives the headers at once and the rest when it is asked for', () => {
    const opened = openEntry(entry);
    expect(opened).toMatchObject({ payload, protected: 'e30', header: { uniqueId } });
    const { signature, signed } = opened.decode(new Tolerance('strict'));
    expect([signature.length, Buffer.from(signed).toString()]).toEqual([64, `e30.${payload}`]);
  });

  it('takes an entry of just the size allowed and rejects one above it', () => {
    expect(() => openEntry(entry, size)).not.toThrow();
    expect(() => openEntry(entry, size - 1)).toThrow(
      expect.objectContaining({
        code: 'entry-too-large',
        message: `expected an entry of at most ${size - 1} bytes, found ${size}`,
        uniqueId,
      }) as Error,
    );
  });

  it('rejects what is no entry with the secure element that it claims to be', () => {
    expect(() => openEntry({ ...entry, signature: 7 })).toThrow(
      expect.objectContaining({ code: 'entry-malformed', path: 'signature', uniqueId }) as Error,
    );
  });

  it('decodes in the mode that it is asked in', () => {
    const opened = openEntry({ ...entry, signature: `${entry.signature}=` });
    expect(() => opened.decode(new Tolerance('strict'))).toThrow(
      expect.objectContaining({ code: 'base64url-padding' }) as Error,
    );
    expect(opened.decode(new Tolerance('tolerant')).signature).toHaveLength(64);
  });
});

describe('readEntry', () => {
  it('reads an entry as it lies in a file, escapes and all', () => {
    const text = JSON.stringify(entry).replace('"payload"', String.raw`"\u0070ayload"`);
    expect(readEntry(Buffer.from(text))).toMatchObject({ payload, header: { uniqueId } });
  });

  it('rejects bytes that are no JSON', () => {
    expect(() => readEntry(Buffer.from('{'))).toThrow(expect.objectContaining({ code: 'json-syntax' }) as Error);
  });
});
