import { verifyManifest, verifyManifestStream } from '../../src/index.js';

const commas = (count: number) => `[${','.repeat(count)}]`;

async function outcomesOfStream(text: string): Promise<{ outcomes: number; code: string | undefined }> {
  let outcomes = 0;
  const chunks = (async function* () {
    yield new TextEncoder().encode(text);
  })();
  try {
    for await (const outcome of verifyManifestStream(chunks)) outcomes += outcome.ok ? 0 : 1;
  } catch (error) {
    return { outcomes, code: (error as { code?: string }).code };
  }
  return { outcomes, code: undefined };
}

describe('what a file can cost', () => {
  it('takes a file with a few elements that hold nothing, each a refusal of its own', async () => {
    const report = await verifyManifest(commas(999));
    expect(report.refused).toBe(1000);
    expect(report.outcomes[0]).toMatchObject({ ok: false, error: { code: 'json-syntax' } });
  });

  it.each([
    ['commas alone', commas(100_000)],
    ['zeros', `[${'0,'.repeat(100_000)}0]`],
    ['empty objects', `[${'{},'.repeat(100_000)}{}]`],
    ['text that is no JSON', `[${'x,'.repeat(100_000)}x]`],
  ])('rejects a file of %s after a thousand', async (_, text) => {
    await expect(verifyManifest(text)).rejects.toMatchObject({
      code: 'manifest-too-many-entries',
      message: 'expected at most 1000 elements that are no entry, found more',
    });
    expect(await outcomesOfStream(text)).toEqual({ outcomes: 1000, code: 'manifest-too-many-entries' });
  });

  it('rejects an array of values that are no objects after a thousand', async () => {
    await expect(verifyManifest(Array(2000).fill(null))).rejects.toMatchObject({ code: 'manifest-too-many-entries' });
  });

  it('lets the caller say how many', async () => {
    await expect(verifyManifest(commas(10), { limits: { scraps: 5 } })).rejects.toMatchObject({
      message: 'expected at most 5 elements that are no entry, found more',
    });
    expect((await verifyManifest(commas(2000), { limits: { scraps: 5000 } })).refused).toBe(2001);
  });

  it('rejects a report of more refusals than its bound, however long the entries are', async () => {
    const foreign = { protected: 'e30', payload: 'e30', signature: 'AA', header: { uniqueId: '01' } };
    const source = JSON.stringify(Array.from({ length: 20 }, () => foreign));
    expect((await verifyManifest(source, { limits: { refusals: 20 } })).refused).toBe(20);
    await expect(verifyManifest(source, { limits: { refusals: 19 } })).rejects.toMatchObject({
      message: 'expected at most 19 refusals, found more',
    });
    expect((await outcomesOfStream(source)).outcomes).toBe(20);
  });
});
