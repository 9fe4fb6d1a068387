import type { VerifyOptions } from '@cord/manifest';
import { createEntry, type RecipeEntry } from './entry-recipe.js';
import { chainFaults } from './faults/chain-faults.js';
import { entryFaults } from './faults/entry-faults.js';
import type { EntryFault, ManifestFault } from './faults/fault.js';
import { payloadFaults } from './faults/payload-faults.js';
import { signatureFaults } from './faults/signature-faults.js';
import type { TestLine } from './test-line.js';

/** Every single fault that an entry can have. */
export const everyEntryFault: readonly EntryFault[] = [
  ...entryFaults,
  ...signatureFaults,
  ...payloadFaults,
  ...chainFaults,
];

/** A manifest of a line, and what its verifier must be told. */
export interface TestManifest {
  readonly bytes: Uint8Array;
  readonly options: VerifyOptions;
}

/** The unique ids of the entries that {@link createManifest} makes. */
export const UNIQUE_IDS = ['0123f2408ea1fcf201', '0123f2408ea1fcf301', '0123f2408ea1fcf401'] as const;

/** Makes a genuine manifest of three entries. */
export async function createManifest(line: TestLine): Promise<TestManifest> {
  return { bytes: formatManifest(await createGoodEntries(line)), options: line.trust };
}

const goodEntries = new WeakMap<TestLine, Promise<readonly RecipeEntry[]>>();

/** Made once for each line: hundreds of faults stand between the same two entries. */
function createGoodEntries(line: TestLine): Promise<readonly RecipeEntry[]> {
  const made = goodEntries.get(line) ?? Promise.all(UNIQUE_IDS.map((uniqueId) => createEntry(line, uniqueId)));
  goodEntries.set(line, made);
  return made;
}

/** Makes a manifest of three entries whose middle one has this fault, and nothing else. */
export async function createManifestWithFault(line: TestLine, fault: EntryFault): Promise<TestManifest> {
  const recipe = typeof fault.recipe === 'function' ? await fault.recipe(line) : fault.recipe;
  const faulty = await createEntry(line, UNIQUE_IDS[1], recipe);
  const [first, , third] = await createGoodEntries(line);
  return {
    bytes: formatManifest([first!, faulty, third!]),
    options: {
      ...line.trust,
      ...fault.options,
      logSigners: [...(line.trust.logSigners ?? []), ...faulty.logSigners],
      deviceRoots: [...(line.trust.deviceRoots ?? []), ...faulty.deviceRoots],
    },
  };
}

/** Makes a manifest that is faulty as a whole. */
export async function createFaultyManifest(line: TestLine, fault: ManifestFault): Promise<TestManifest> {
  const { bytes, options } = await createManifest(line);
  return { bytes: fault.file(bytes), options: { ...options, ...fault.options } };
}

/** Writes entries as a manifest file. */
export function formatManifest(entries: readonly Pick<RecipeEntry, 'text'>[]): Uint8Array {
  const parts = entries.flatMap(({ text }, i) => [Buffer.from(i === 0 ? '[\n' : ',\n'), text]);
  return new Uint8Array(Buffer.concat([...parts, Buffer.from('\n]\n')]));
}
