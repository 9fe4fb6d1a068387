import {
  type EntryFault,
  type Json,
  type TestLine,
  UNIQUE_IDS,
  createEntry,
  createFaultyManifest,
  createManifest,
  createManifestWithFault,
  createTestLine,
  describeVectors,
  everyEntryFault,
  formatManifest,
  manifestFaults,
  signTexts,
} from '@cord/testing/manifest';
import * as fc from 'fast-check';
import { fastReaders } from '../../src/fast/fast-readers.js';
import type { VerificationReport, VerifyOptions } from '../../src/index.js';
import { carefulReaders } from '../../src/verify/readers.js';
import { Verifier } from '../../src/verify/verifier.js';
import { readOutcomes } from './outcomes.js';

type Source = Uint8Array | readonly unknown[];

const runs = { numRuns: Number(process.env['CORD_PROPERTY_RUNS'] ?? 100) };
const careful = new Verifier({ readers: carefulReaders });
const fast = new Verifier({ readers: fastReaders });
const modes = fc.constantFrom('strict' as const, 'tolerant' as const);
let line: TestLine;

beforeAll(async () => {
  line = await createTestLine();
});

/** Has both sets of readers verify the same, and gives what they agree on. */
async function expectAgreement(source: Source, options: VerifyOptions): Promise<unknown> {
  const expected = await readOutcomes(() => careful.verifyManifest(source, options));
  expect(await readOutcomes(() => fast.verifyManifest(source, options))).toEqual(expected);
  return expected;
}

describe('fast and careful readers', () => {
  it('agree on a manifest without fault', async () => {
    const { bytes, options } = await createManifest(line);
    expect(await expectAgreement(bytes, options)).toMatchObject({ verified: 3, refused: 0 });
  });

  it.each(everyEntryFault)('agree on an entry $name', async (fault: EntryFault) => {
    const { bytes, options } = await createManifestWithFault(line, fault);
    for (const mode of ['strict', 'tolerant'] as const) await expectAgreement(bytes, { ...options, mode });
  });

  it.each(manifestFaults)('agree on a manifest that $name', async (fault) => {
    const { bytes, options } = await createFaultyManifest(line, fault);
    await expectAgreement(bytes, options);
  });

  it('agree on a manifest with bytes altered anywhere', async () => {
    const { bytes, options } = await createManifest(line);
    await fc.assert(
      fc.asyncProperty(edits(bytes.length), modes, async (changes, mode) => {
        await expectAgreement(applyEdits(bytes, changes), { ...options, mode });
      }),
      runs,
    );
  });

  it('agree on payloads that were altered before they were signed', async () => {
    const [first, last] = [await openEntry(UNIQUE_IDS[0]), await openEntry(UNIQUE_IDS[2])];
    const altered = await openEntry(UNIQUE_IDS[1]);
    let verified = 0;
    await fc.assert(
      fc.asyncProperty(textEdits(altered.payload.length, ownPlaces(altered.payload)), modes, async (changes, mode) => {
        const text = applyTextEdits(altered.payload, changes);
        const entries = [first.entry, await sign(altered, text), last.entry];
        const found = (await expectAgreement(asBytes(entries), { ...line.trust, mode })) as VerificationReport;
        verified += found.verified - 2;
      }),
      runs,
    );
    // Else the property would hold of readers that refuse whatever was altered.
    expect(verified).toBeGreaterThan(0);
  });

  it('agree on leaves that were altered before the payload was signed', async () => {
    const [first, last] = [await openEntry(UNIQUE_IDS[0]), await openEntry(UNIQUE_IDS[2])];
    const altered = await openEntry(UNIQUE_IDS[1]);
    const payload: Json = JSON.parse(altered.payload);
    const leaf = Buffer.from(payload.publicKeySet.keys[0].x5c[0], 'base64');
    await fc.assert(
      fc.asyncProperty(edits(leaf.length), modes, async (changes, mode) => {
        const text = Buffer.from(applyEdits(leaf, changes)).toString('base64');
        const spoilt = altered.payload.replace(leaf.toString('base64'), text);
        const entries = [first.entry, await sign(altered, spoilt), last.entry];
        await expectAgreement(asBytes(entries), { ...line.trust, mode });
      }),
      runs,
    );
  });

  it('agree on protected headers that were altered before they were signed', async () => {
    const altered = await openEntry(UNIQUE_IDS[1]);
    const header = Buffer.from(altered.entry.protected, 'base64url').toString();
    await fc.assert(
      fc.asyncProperty(textEdits(header.length), modes, async (changes, mode) => {
        const texts = { protectedHeader: applyTextEdits(header, changes), payload: altered.payload };
        const entry = await signTexts(texts, line.factory.logSigner);
        await expectAgreement(asBytes([entry, altered.entry, entry]), { ...line.trust, mode });
      }),
      runs,
    );
  });
});

describeVectors('fast and careful readers', (vectors) => {
  const at = new Date('2026-01-01T00:00:00Z');
  const signers = vectors.list('log-signers').map((file) => vectors.read(`log-signers/${file}`));

  it.each(vectors.list('manifests'))('agree on %s', async (file) => {
    const bytes = vectors.read(`manifests/${file}`);
    for (const mode of ['strict', 'tolerant'] as const) {
      for (const logSigners of [[], signers]) {
        await expectAgreement(bytes, { at, mode, logSigners, allowTestSigner: true });
        await expectAgreement(twice(bytes), { at, mode, logSigners, allowTestSigner: true });
      }
    }
  });
});

/** The manifest once more behind itself, so that every form is met again. */
function twice(bytes: Uint8Array): Source {
  const text = Buffer.from(bytes).toString().trim();
  return text.startsWith('[') ? Buffer.from(`${text.slice(0, -1)},${text.slice(1)}`) : Buffer.from(`[${text},${text}]`);
}

interface OpenEntry {
  readonly entry: Json;
  /** Its payload as JSON text. */
  readonly payload: string;
}

async function openEntry(uniqueId: string): Promise<OpenEntry> {
  const { text } = await createEntry(line, uniqueId);
  const entry: Json = JSON.parse(Buffer.from(text).toString());
  return { entry, payload: Buffer.from(entry.payload, 'base64url').toString() };
}

/** The entry with another payload, signed as the line signs. */
async function sign({ entry }: OpenEntry, payload: string): Promise<Json> {
  const protectedHeader = Buffer.from(entry.protected, 'base64url').toString();
  return { ...entry, ...(await signTexts({ protectedHeader, payload }, line.factory.logSigner)) };
}

function asBytes(entries: readonly Json[]): Uint8Array {
  return formatManifest(entries.map((entry) => ({ text: Buffer.from(JSON.stringify(entry)) })));
}

interface Edit<Inserted> {
  readonly at: number;
  readonly removed: number;
  readonly inserted: Inserted;
}

function edits(length: number): fc.Arbitrary<Edit<Uint8Array>[]> {
  const any = fc.uint8Array({ maxLength: 2 });
  const same = fc.record({ at: fc.nat(length - 1), removed: fc.constant(1), inserted: any });
  const other = fc.record({ at: fc.nat(length - 1), removed: fc.nat(2), inserted: any });
  return fc.array(fc.oneof(same, other), { minLength: 1, maxLength: 3 });
}

function applyEdits(bytes: Uint8Array, changes: readonly Edit<Uint8Array>[]): Uint8Array {
  let result = Buffer.from(bytes);
  for (const { at, removed, inserted } of changes) {
    result = Buffer.concat([result.subarray(0, at), inserted, result.subarray(at + removed)]);
  }
  return result;
}

/** Where the texts stand that each payload has of its own: there the fast reader reads, and must see what is wrong. */
function ownPlaces(payload: string): number[] {
  const { uniqueId, provisioningTimestamp, publicKeySet } = JSON.parse(payload);
  const { x, y } = publicKeySet.keys[1];
  const texts = [uniqueId, provisioningTimestamp, x, y] as string[];
  return texts.flatMap((text) => Array.from(text, (_, i) => payload.indexOf(`"${text}"`) + 1 + i));
}

function textEdits(length: number, places: readonly number[] = [0]): fc.Arbitrary<Edit<string>[]> {
  const strange = fc.string({ unit: fc.constantFrom(...Array.from('Aa0-_+/=":,{}[] \\é')), maxLength: 3 });
  const plain = fc.string({ unit: fc.constantFrom(...Array.from('abcdef0123456789')), minLength: 1, maxLength: 1 });
  const replacement = fc.string({ unit: fc.constantFrom(...Array.from('AZz09-_T:.')), minLength: 1, maxLength: 1 });
  const anywhere = fc.record({ at: fc.nat(length - 1), removed: fc.nat(3), inserted: strange });
  const likely = fc.record({ at: fc.nat(length - 1), removed: fc.constant(1), inserted: plain });
  const own = fc.record({ at: fc.constantFrom(...places), removed: fc.constant(1), inserted: replacement });
  return fc.oneof(
    fc.array(fc.oneof(anywhere, likely), { minLength: 1, maxLength: 2 }),
    fc.array(own, { minLength: 1, maxLength: 2 }),
  );
}

function applyTextEdits(text: string, changes: readonly Edit<string>[]): string {
  return changes.reduce((t, { at, removed, inserted }) => t.slice(0, at) + inserted + t.slice(at + removed), text);
}
