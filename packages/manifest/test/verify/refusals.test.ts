import {
  UNIQUE_IDS,
  createFaultyManifest,
  createManifest,
  createManifestWithFault,
  createTestLine,
  everyEntryFault,
  manifestFaults,
  type EntryFault,
  type TestLine,
  type TestManifest,
} from '@cord/testing/manifest';
import { ManifestError, verifyEntry, verifyManifest, verifyManifestStream } from '../../src/index.js';

let line: TestLine;
const made = new Map<EntryFault, Promise<TestManifest>>();

beforeAll(async () => {
  line = await createTestLine();
});

it('verifies a manifest without fault', async () => {
  const { bytes, options } = await createManifest(line);
  const report = await verifyManifest(bytes, options);
  expect(report).toMatchObject({ verified: 3, refused: 0 });
  expect(report.outcomes.map((outcome) => outcome.ok && outcome.entry.uniqueId)).toEqual(UNIQUE_IDS);
});

describe('an entry', () => {
  it.each(everyEntryFault)('$name is refused ($code), and no other beside it', async (fault) => {
    const { bytes, options } = await manifestWith(fault);
    const { outcomes } = await verifyManifest(bytes, options);
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, true]);
    const error = outcomes[1]!.ok ? undefined : outcomes[1]!.error;
    expect(error).toBeInstanceOf(ManifestError);
    expect({ code: error?.code, path: error?.path, index: error?.index }).toEqual({
      code: fault.code,
      path: fault.path,
      index: 1,
    });
    expect(error?.message).toMatch(/^expected .*[^.]$/);
  });

  it.each(everyEntryFault)('$name is refused in tolerant mode unless a tool may have made it so', async (fault) => {
    const { bytes, options } = await manifestWith(fault);
    const { outcomes } = await verifyManifest(bytes, { ...options, mode: 'tolerant' });
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, fault.isTolerable ?? false, true]);
    const outcome = outcomes[1]!;
    if (outcome.ok) {
      expect(outcome.warnings.map(({ code, path }) => ({ code, path }))).toEqual([
        { code: fault.code, path: fault.path },
      ]);
    }
  });

  it('is refused when its secure element came before', async () => {
    const { bytes, options } = await createManifest(line);
    const [first, second] = JSON.parse(new TextDecoder().decode(bytes)) as unknown[];
    const { outcomes } = await verifyManifest([first, second, first], options);
    expect(outcomes[2]).toMatchObject({
      ok: false,
      error: { code: 'unique-id-twice', index: 2, uniqueId: UNIQUE_IDS[0], path: 'payload.uniqueId' },
    });
  });

  it('counts although a forgery of the same secure element came before', async () => {
    const { bytes, options } = await createManifest(line);
    const [first] = JSON.parse(new TextDecoder().decode(bytes)) as { signature: string }[];
    const forgery = { ...first, signature: 'A'.repeat(86) };
    const { outcomes } = await verifyManifest([forgery, first], options);
    expect(outcomes.map(({ ok }) => ok)).toEqual([false, true]);
  });

  it('alone is refused with the secure element that it claims to be', async () => {
    const { bytes, options } = await createManifest(line);
    const [first] = JSON.parse(new TextDecoder().decode(bytes)) as object[];
    await expect(verifyEntry({ ...first, signature: 'A'.repeat(86) }, options)).rejects.toMatchObject({
      name: 'ManifestError',
      code: 'signature-invalid',
      uniqueId: UNIQUE_IDS[0],
      path: 'signature',
    });
  });

  it('given as an object is refused when it is longer than allowed', async () => {
    const payload = 'A'.repeat(70_000);
    await expect(verifyEntry({ payload, protected: '', signature: '' }, line.trust)).rejects.toMatchObject({
      code: 'entry-too-large',
    });
  });
});

describe('a manifest', () => {
  it.each(manifestFaults)('that $name is refused as a whole ($code)', async (fault) => {
    const { bytes, options } = await createFaultyManifest(line, fault);
    await expect(verifyManifest(bytes, options)).rejects.toMatchObject({ name: 'ManifestError', code: fault.code });
  });

  it.each(manifestFaults)('that $name fails as a stream too, a byte at a time', async (fault) => {
    const { bytes, options } = await createFaultyManifest(line, fault);
    const read = async () => {
      for await (const outcome of verifyManifestStream(singleBytes(bytes), options)) {
        if (!outcome.ok) throw outcome.error;
      }
    };
    await expect(read()).rejects.toMatchObject({ name: 'ManifestError', code: fault.code });
  });
});

async function* singleBytes(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  for (let i = 0; i < bytes.length; i++) yield bytes.subarray(i, i + 1);
}

/** The manifest with this fault, made once for all tests over it. */
function manifestWith(fault: EntryFault): Promise<TestManifest> {
  const manifest = made.get(fault) ?? createManifestWithFault(line, fault);
  made.set(fault, manifest);
  return manifest;
}
