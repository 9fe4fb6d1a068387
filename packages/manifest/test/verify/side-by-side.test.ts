import {
  type TestLine,
  createEntry,
  createManifest,
  createManifestWithFault,
  createTestLine,
  everyEntryFault,
  formatManifest,
} from '@cord/testing/manifest';
import {
  type EntryOutcome,
  type VerifyOptions,
  verifyEntry,
  verifyManifest,
  verifyManifestStream,
} from '../../src/index.js';
import { readOutcomes } from './outcomes.js';

interface Job {
  readonly bytes: Uint8Array;
  readonly options: VerifyOptions;
}

/** Manifests of two production lines, of good, odd and faulty entries, and one with a payload larger than the others. */
async function createJobs(): Promise<Job[]> {
  const lines = [await createTestLine(), await createTestLine('Other Works')];
  const faults = everyEntryFault.filter(({ code }) =>
    ['signature-invalid', 'payload-malformed', 'chain-signature-invalid', 'base64url-padding'].includes(code),
  );
  return [
    ...(await Promise.all(lines.map(createManifest))),
    ...(await Promise.all(lines.map(createLargeManifest))),
    ...(await Promise.all(faults.slice(0, 12).map((fault, n) => createManifestWithFault(lines[n % 2]!, fault)))),
  ];
}

async function createLargeManifest(line: TestLine): Promise<Job> {
  const groupId = 'x'.repeat(20_000);
  const entries = ['0123f2408ea1fca101', '0123f2408ea1fca201', '0123f2408ea1fca301'].map((uniqueId, n) =>
    createEntry(line, uniqueId, n === 1 ? { payload: (payload) => ({ ...(payload as object), groupId }) } : {}),
  );
  return { bytes: formatManifest(await Promise.all(entries)), options: line.trust };
}

describe('verifications side by side', () => {
  it('come to the outcomes that each comes to alone', async () => {
    const jobs = await createJobs();
    const alone: unknown[] = [];
    for (const { bytes, options } of jobs) alone.push(await readOutcomes(() => verifyManifest(bytes, options)));

    const found = await Promise.all(
      jobs.flatMap(({ bytes, options }, n) => [
        readOutcomes(() => verifyManifest(bytes, options)),
        readOutcomes(() => verifyStream(bytes, options, 100 + 37 * n)),
        readOutcomes(() => verifyManifest(bytes, { ...options, concurrency: 1 + (n % 3) })),
        readOutcomes(() => verifyAll(bytes, options)),
      ]),
    );
    for (const [n, outcomes] of found.entries()) expect(outcomes).toEqual(alone[n >> 2]);
  });

  it('of one stream each, read in turn by hand, do not disturb each other', async () => {
    const jobs = (await createJobs()).slice(0, 4);
    const streams = jobs.map(({ bytes, options }) => verifyManifestStream(chunksOf(bytes, 500), options));
    const found: EntryOutcome[][] = jobs.map(() => []);
    for (let round = 0; round < 4; round++) {
      for (const [n, stream] of streams.entries()) {
        const { value, done } = await stream.next();
        if (!done) found[n]!.push(value);
      }
    }
    for (const [n, { bytes, options }] of jobs.entries()) {
      const outcomes = found[n]!;
      const verified = outcomes.filter(({ ok }) => ok).length;
      const report = { outcomes, verified, refused: outcomes.length - verified };
      expect(await readOutcomes(async () => report)).toEqual(await readOutcomes(() => verifyManifest(bytes, options)));
    }
  });
});

async function verifyStream(bytes: Uint8Array, options: VerifyOptions, chunkBytes: number) {
  const outcomes: EntryOutcome[] = [];
  for await (const outcome of verifyManifestStream(chunksOf(bytes, chunkBytes), options)) outcomes.push(outcome);
  const verified = outcomes.filter(({ ok }) => ok).length;
  return { outcomes, verified, refused: outcomes.length - verified };
}

/** Every entry by a call of its own, all at once. */
async function verifyAll(bytes: Uint8Array, options: VerifyOptions) {
  const { outcomes, ...counts } = await verifyManifest(bytes, options);
  const entries = JSON.parse(Buffer.from(bytes).toString()) as unknown[];
  const settled = await Promise.allSettled(entries.map((entry) => verifyEntry(entry, options)));
  for (const [index, { status }] of settled.entries()) expect(status === 'fulfilled').toBe(outcomes[index]!.ok);
  return { outcomes, ...counts };
}

/** Chunks in memory that is written again, with a turn of the event loop between, so that other calls come in between. */
async function* chunksOf(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array, void, undefined> {
  const memory = new Uint8Array(length);
  for (let i = 0; i < bytes.length; i += length) {
    const part = bytes.subarray(i, i + length);
    memory.set(part);
    yield memory.subarray(0, part.length);
    memory.fill(0x20);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
