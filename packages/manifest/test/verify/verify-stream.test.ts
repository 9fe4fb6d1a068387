import { Readable } from 'node:stream';
import { createManifest, createTestLine, type TestLine } from '@cord/testing/manifest';
import { type EntryOutcome, verifyManifestStream } from '../../src/index.js';

let line: TestLine;

beforeAll(async () => {
  line = await createTestLine();
});

describe('verifyManifestStream', () => {
  it('refuses an entry that is too long and too deep at once, and goes on', async () => {
    const { bytes, options } = await createManifest(line);
    const monster = `{"a":"${'\\"'.repeat(40_000)}","b":${'['.repeat(50)}${'"'.padEnd(3000, 'x')}"${']'.repeat(50)}}`;
    const file = Buffer.concat([Buffer.from(`[${monster},`), bytes.subarray(1)]);
    const outcomes: EntryOutcome[] = [];
    for await (const outcome of verifyManifestStream(chunks(file), options)) outcomes.push(outcome);
    expect(outcomes.map((outcome) => outcome.ok || outcome.error.code)).toEqual(['entry-too-large', true, true, true]);
  });

  it('gives the outcomes that came before a fault, then throws', async () => {
    const { bytes, options } = await createManifest(line);
    const outcomes: EntryOutcome[] = [];
    const read = async () => {
      for await (const outcome of verifyManifestStream(chunks(bytes.subarray(0, -200)), options))
        outcomes.push(outcome);
    };
    await expect(read()).rejects.toMatchObject({ code: 'json-syntax' });
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true]);
  });

  it('asks for no more bytes than it needs', async () => {
    const { bytes, options } = await createManifest(line);
    let asked = 0;
    async function* endless() {
      for (;;) {
        asked++;
        yield asked === 1 ? bytes.subarray(0, bytes.lastIndexOf(0x5d)) : Buffer.from(',{}');
      }
    }
    for await (const { index } of verifyManifestStream(endless(), { ...options, concurrency: 4 }))
      if (index === 10) break;
    expect(asked).toBeLessThan(20);
  });

  it.each([
    ['a Node.js buffer', (length: number) => Buffer.alloc(length)],
    ['plain bytes', (length: number) => new Uint8Array(length)],
  ])('takes its copy of chunks that are written again, be it %s', async (_, allocate) => {
    const { bytes, options } = await createManifest(line);
    const padded = Buffer.concat([bytes, Buffer.alloc(bytes.length % 2, ' ')]);
    async function* source(length: number) {
      const memory = allocate(length);
      for (let i = 0; i < padded.length; i += length) {
        const end = Math.min(i + length, padded.length);
        memory.set(padded.subarray(i, end));
        yield memory.subarray(0, end - i);
        memory.fill(0x20);
      }
    }
    for (const length of [1000, 3001, 4096, padded.length]) {
      const verdicts: unknown[] = [];
      for await (const outcome of verifyManifestStream(source(length), options)) {
        verdicts.push(outcome.ok || outcome.error.code);
      }
      expect(verdicts).toEqual([true, true, true]);
    }
  });

  it('tells of entries while the source is still waiting for more', async () => {
    const { bytes, options } = await createManifest(line);
    const end = bytes.lastIndexOf(0x2c);
    const seen: number[] = [];
    async function* source() {
      yield bytes.subarray(0, end + 1);
      // Verdicts are ready some time after their bytes came: they are asked for again with each chunk.
      while (!seen.includes(1)) yield Buffer.from(await new Promise<string>((resolve) => setImmediate(resolve, ' ')));
      yield bytes.subarray(end + 1);
    }
    for await (const { index } of verifyManifestStream(source(), options)) seen.push(index);
    expect(seen).toEqual([0, 1, 2]);
  });

  it('closes its source when the reader has had enough', async () => {
    const { bytes, options } = await createManifest(line);
    let isClosed = false;
    async function* source() {
      try {
        yield bytes.subarray(0, -10);
        yield bytes.subarray(-10);
      } finally {
        isClosed = true;
      }
    }
    for await (const _ of verifyManifestStream(source(), { ...options, concurrency: 1 })) break;
    expect(isClosed).toBe(true);
  });

  it('passes on what its source throws', async () => {
    const failure = new Error('disk gone');
    await expect(drain(verifyManifestStream(failingWith(failure), line.trust))).rejects.toBe(failure);
  });

  it('rejects chunks of text', async () => {
    const source = Readable.from(['[]']) as AsyncIterable<Uint8Array>;
    await expect(drain(verifyManifestStream(source, line.trust))).rejects.toThrow(TypeError);
  });

  it('takes a read stream of Node.js and a body of the web', async () => {
    const { bytes, options } = await createManifest(line);
    for (const source of [Readable.from([bytes]), new Blob([bytes]).stream()]) {
      await expect(drain(verifyManifestStream(source as AsyncIterable<Uint8Array>, options))).resolves.toBeUndefined();
    }
  });

  it('trusts Microchip alone when told nothing', async () => {
    const { bytes } = await createManifest(line);
    await expect(drain(verifyManifestStream(chunks(bytes)))).rejects.toMatchObject({ code: 'signer-unknown' });
  });
});

async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  for (let i = 0; i < bytes.length; i += 1000) yield bytes.subarray(i, i + 1000);
}

async function drain(outcomes: AsyncIterable<EntryOutcome>): Promise<void> {
  for await (const outcome of outcomes) if (!outcome.ok) throw outcome.error;
}

async function* failingWith(failure: Error): AsyncGenerator<Uint8Array, void, undefined> {
  yield Buffer.from('[');
  throw failure;
}
