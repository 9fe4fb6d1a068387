import { createManifest, createTestLine, zip } from '@cord/testing/manifest';
import { ManifestError, parseManifest } from '../../src/index.js';

const ENTRY = { payload: 'e30', protected: 'e30', signature: '' };

describe('parseManifest', () => {
  it('gives the entries of an array, of one entry alone and of a zip', async () => {
    const { bytes } = await createManifest(await createTestLine());
    const entries = JSON.parse(Buffer.from(bytes).toString()) as unknown[];
    expect(parseManifest(bytes)).toEqual(entries);
    expect(parseManifest(Buffer.from(bytes).toString())).toEqual(entries);
    expect(parseManifest(JSON.stringify(entries[0]))).toEqual([entries[0]]);
    expect(parseManifest(zip({ 'a.json': bytes }))).toEqual(entries);
  });

  it('verifies nothing and looks into no text', () => {
    expect(parseManifest([`[${JSON.stringify({ ...ENTRY, payload: '?' })}]`].join(''))).toEqual([
      { ...ENTRY, payload: '?' },
    ]);
  });

  it('takes white space wherever JSON does, and names in escapes', () => {
    expect(
      parseManifest(
        ' \t\r\n[ {"p\\u0061yload":"e30","protected":"e30","signature":""}\n,\n{"payload":"a\\"b","protected":"","signature":"\\\\"} ] ',
      ),
    ).toEqual([ENTRY, { payload: 'a"b', protected: '', signature: '\\' }]);
  });

  it.each([
    ['', 'json-syntax', undefined],
    ['[', 'json-syntax', undefined],
    ['{', 'json-syntax', undefined],
    ['[{}', 'json-syntax', undefined],
    ['[{},', 'entry-malformed', 0],
    ['[]]', 'json-syntax', undefined],
    ['[,]', 'json-syntax', 0],
    [`[${JSON.stringify(ENTRY)},]`, 'json-syntax', 1],
    [`[${JSON.stringify(ENTRY)},,${JSON.stringify(ENTRY)}]`, 'json-syntax', 1],
    [`[${JSON.stringify(ENTRY)} ${JSON.stringify(ENTRY)}]`, 'json-syntax', 0],
    ['[{]}', 'json-syntax', undefined],
    ['[}]', 'json-syntax', 0],
    ['\uFEFF[]', 'json-bom', undefined],
    ['null', 'manifest-not-array', undefined],
    ['?', 'json-syntax', undefined],
    [`[${'['.repeat(40)}${']'.repeat(40)}]`, 'json-depth', 0],
    [`${'{"a":'.repeat(40)}7${'}'.repeat(40)}`, 'json-depth', 0],
    [`[{"a":"${'x'.repeat(70_000)}"}]`, 'entry-too-large', 0],
    ['[{"payload":"","payload":""}]', 'json-duplicate-key', 0],
    ['[{"header":{"a":1,"\\u0061":2}}]', 'json-duplicate-key', 0],
    ['[{"a":[{"b":1},{"b":2,"c":{"d":"x:y","d":3}}]}]', 'json-duplicate-key', 0],
    ['[{"\\u005f_proto__":{}}]', 'json-proto-key', 0],
    ['[{"header":{"__proto__":{"uniqueId":"x"}}}]', 'json-proto-key', 0],
  ])('rejects %p', (text, code, index) => {
    expect(() => parseManifest(text)).toThrow(expect.objectContaining({ name: 'ManifestError', code, index }) as Error);
  });

  it.each([
    ['an array', 30, (entry: string) => `[${entry}]`],
    ['an entry alone', 31, (entry: string) => entry],
  ])('takes 32 levels in %s and rejects 33', (_, levels, write) => {
    const nested = (depth: number) =>
      write(JSON.stringify(ENTRY).replace('{', `{"a":${'['.repeat(depth)}${']'.repeat(depth)},`));
    expect(parseManifest(nested(levels))).toHaveLength(1);
    expect(() => parseManifest(nested(levels + 1))).toThrow(expect.objectContaining({ code: 'json-depth' }) as Error);
  });

  it('rejects more than a million entries', () => {
    const entry = `${JSON.stringify({ payload: '', protected: '', signature: '' })},`;
    const file = Buffer.from(`[${entry.repeat(1_000_001).slice(0, -1)}]`);
    expect(() => parseManifest(file)).toThrow(expect.objectContaining({ code: 'manifest-too-many-entries' }) as Error);
  });

  it('says where, what was expected and what was found', () => {
    const error = caught(() => parseManifest('[{"payload":"","protected":"","signature":7}]'));
    expect(error).toMatchObject({ code: 'entry-malformed', index: 0, path: 'signature', uniqueId: undefined });
    expect(error.message).toBe('expected a string, found number 7');
  });

  it('cuts what it quotes at 80 characters', () => {
    const error = caught(() => parseManifest(`[${'x'.repeat(1000)}]`));
    expect(error.message.length).toBeLessThan(120);
    expect(error.message).toContain('…');
  });
});

function caught(run: () => unknown): ManifestError {
  try {
    run();
  } catch (error) {
    return error as ManifestError;
  }
  throw new Error('expected an error');
}
