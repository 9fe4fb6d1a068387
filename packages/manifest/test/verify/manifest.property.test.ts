import { UNIQUE_IDS, createManifest, parsePem, createTestLine, zip, type TestManifest } from '@cord/testing/manifest';
import * as fc from 'fast-check';
import {
  type EntryOutcome,
  ManifestError,
  parseManifest,
  verifyDeviceChain,
  verifyEntry,
  verifyManifest,
  verifyManifestStream,
} from '../../src/index.js';

interface Entry {
  payload: string;
  protected: string;
  signature: string;
  header: { uniqueId: string };
}

const runs = { numRuns: Number(process.env['CORD_PROPERTY_RUNS'] ?? 100) };
let manifest: TestManifest;
let entry: Entry;

beforeAll(async () => {
  manifest = await createManifest(await createTestLine());
  [entry] = JSON.parse(Buffer.from(manifest.bytes).toString()) as [Entry];
});

describe('one flipped bit', () => {
  it.each(['protected', 'payload', 'signature'] as const)('in what %s holds never verifies', async (member) => {
    const bytes = Buffer.from(entry[member], 'base64url');
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length * 8 - 1), modes, async (bit, mode) => {
        const altered = { ...entry, [member]: flip(bytes, bit).toString('base64url') };
        await expect(verifyEntry(altered, { ...manifest.options, mode })).rejects.toBeInstanceOf(ManifestError);
      }),
      runs,
    );
  });

  it.each(['protected', 'payload', 'signature'] as const)('in the text of %s never verifies', async (member) => {
    const text = Buffer.from(entry[member]);
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length * 8 - 1), modes, async (bit, mode) => {
        const altered = { ...entry, [member]: flip(text, bit).toString('latin1') };
        await expect(verifyEntry(altered, { ...manifest.options, mode })).rejects.toBeInstanceOf(ManifestError);
      }),
      runs,
    );
  });

  it.each(['leaf', 'signer'])('in the certificate of the %s never leads to the root', async (which) => {
    const { publicKeySet } = JSON.parse(Buffer.from(entry.payload, 'base64url').toString()) as {
      publicKeySet: { keys: { x5c: string[] }[] };
    };
    const chain: Buffer[] = publicKeySet.keys[0]!.x5c.map((text) => Buffer.from(text, 'base64'));
    const roots = manifest.options.deviceRoots!.map((pem) => parsePem(pem as string));
    const judge = (x5c: Uint8Array[]) => verifyDeviceChain(x5c, { roots, at: manifest.options.at! });
    expect(await judge(chain)).toMatchObject({ uniqueId: UNIQUE_IDS[0] });
    const place = which === 'leaf' ? 0 : 1;
    await fc.assert(
      fc.asyncProperty(fc.nat(chain[place]!.length * 8 - 1), async (bit) => {
        await expect(judge(chain.with(place, flip(chain[place]!, bit)))).rejects.toBeInstanceOf(ManifestError);
      }),
      runs,
    );
  });

  it('in a file gives no entry that was not signed', async () => {
    const whole = Buffer.from(manifest.bytes);
    const signed = new Set((await verifyManifest(whole, manifest.options)).outcomes.map(describeOutcome));
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length * 8 - 1), modes, async (bit, mode) => {
        const outcomes = await outcomesOf(flip(whole, bit), { ...manifest.options, mode });
        for (const outcome of outcomes) if (outcome.ok) expect(signed).toContain(describeOutcome(outcome));
      }),
      runs,
    );
  });
});

describe('any input', () => {
  const json = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.json({ maxDepth: 8 }).map((text) => Buffer.from(text)),
    fc.json().map((text) => Buffer.from(`[${text}`)),
    fc.string().map((text) => Buffer.from(text)),
    fc
      .array(fc.constantFrom(...'[]{},:"\\ \n0truenul'.split(''), 'payload', 'signature', '"protected"'), {
        maxLength: 60,
      })
      .map((parts) => Buffer.from(parts.join(''))),
  );

  it('gives entries or a ManifestError when it is parsed', () => {
    fc.assert(
      fc.property(json, (bytes) => {
        for (const found of entriesOf(bytes)) expect(typeof found.payload).toBe('string');
      }),
      runs,
    );
  });

  it('gives outcomes or a ManifestError when it is verified', async () => {
    await fc.assert(
      fc.asyncProperty(json, async (bytes) => {
        for (const outcome of await outcomesOf(bytes, manifest.options)) expect(outcome.ok).toBe(false);
      }),
      runs,
    );
  });

  it('gives outcomes or a ManifestError as a value', async () => {
    const texts = fc.oneof(fc.string(), fc.base64String(), fc.constantFrom('e30', '', entry.payload, entry.protected));
    const values = fc.oneof(
      fc.anything(),
      fc.record({ payload: texts, protected: texts, signature: texts, header: fc.anything() }, { requiredKeys: [] }),
    );
    await fc.assert(
      fc.asyncProperty(values, async (value) => {
        await expect(verifyEntry(value, manifest.options)).rejects.toBeInstanceOf(ManifestError);
      }),
      runs,
    );
  });

  it('behind the start of a zip gives outcomes or a ManifestError', async () => {
    const file = Buffer.from(zip({ 'a.json': manifest.bytes }));
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), fc.uint8Array({ minLength: 1, maxLength: 8 }), async (at, bytes) => {
        const altered = Buffer.from(file);
        altered.set(bytes.subarray(0, altered.length - at), at);
        for (const outcome of await outcomesOf(altered, manifest.options)) {
          if (outcome.ok) expect(UNIQUE_IDS).toContain(outcome.entry.uniqueId);
        }
      }),
      runs,
    );
  });
});

describe('any split into chunks', () => {
  it.each([
    ['JSON', (bytes: Uint8Array) => bytes],
    ['a zip', (bytes: Uint8Array) => zip({ 'a.json': bytes, 'b.txt': bytes })],
    [
      'JSON with a broken entry',
      (bytes: Uint8Array) => Buffer.from(Buffer.from(bytes).toString().replace('"signature"', '"s"')),
    ],
    ['JSON with white space and escapes', (bytes: Uint8Array) => rewrite(bytes)],
  ])('of %s gives the same outcomes', async (_, form) => {
    const bytes = form(manifest.bytes);
    const expected = await verifyManifest(bytes, manifest.options);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 40 }), async (cuts) => {
        const outcomes: EntryOutcome[] = [];
        for await (const outcome of verifyManifestStream(split(bytes, cuts), manifest.options)) outcomes.push(outcome);
        expect(outcomes).toEqual(expected.outcomes);
      }),
      runs,
    );
  });
});

const modes = fc.constantFrom('strict' as const, 'tolerant' as const);

function flip(bytes: Buffer, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
}

function entriesOf(bytes: Uint8Array) {
  try {
    return parseManifest(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(ManifestError);
    return [];
  }
}

async function outcomesOf(bytes: Uint8Array, options: TestManifest['options']): Promise<readonly EntryOutcome[]> {
  try {
    return (await verifyManifest(bytes, options)).outcomes;
  } catch (error) {
    expect(error).toBeInstanceOf(ManifestError);
    return [];
  }
}

/** What an outcome tells, its place and warnings aside. */
function describeOutcome(outcome: EntryOutcome): string {
  return outcome.ok ? JSON.stringify({ ...outcome.entry, warnings: [] }) : '';
}

async function* split(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array, void, undefined> {
  const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
  // Each chunk in the same memory, as a reader of files may do it.
  const memory = new Uint8Array(bytes.length);
  for (let i = 1; i < places.length; i++) {
    const part = bytes.subarray(places[i - 1], places[i]);
    memory.set(part);
    yield memory.subarray(0, part.length);
    memory.fill(0x20);
  }
}

/** The same JSON, written oddly. */
function rewrite(bytes: Uint8Array): Uint8Array {
  const text = JSON.stringify(JSON.parse(Buffer.from(bytes).toString()), null, '\t');
  return Buffer.from(` \r\n${text.replaceAll('"payload"', String.raw`"\u0070ayload"`)} `);
}
