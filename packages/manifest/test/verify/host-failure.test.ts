import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createManifest, createTestLine, type TestLine } from '@cord/testing/manifest';
import { parseManifest, type SignedEntry } from '../../src/index.js';
import { bundleForBrowser } from '../bundle.js';

/** Verifies entries one after the other on a host that fails at one verification, and tells what became of each. */
const PROGRAM = `
import { verifyManifestStream } from SOURCE;
const { text, trust, failing } = JSON.parse(process.argv[2]);
const verify = crypto.subtle.verify.bind(crypto.subtle);
let asked = 0;
crypto.subtle.verify = async (...given) => {
  if (++asked === failing) throw new Error('the host failed');
  return verify(...given);
};
async function* chunks() { yield new TextEncoder().encode(text); }
const told = [];
try {
  const options = { ...trust, at: new Date(trust.at), concurrency: 1 };
  for await (const { ok, error } of verifyManifestStream(chunks(), options)) told.push(ok ? 'verified' : error.code);
} catch (error) {
  told.push(error.message);
}
console.log(JSON.stringify(told));
`;
/** The verifications that are asked for: of the first entry its own, its signer's and its leaf's; then two of each entry. */
const OF_SECOND_ENTRY = 4;
const OF_SECOND_LEAF = 5;

let line: TestLine;
let folder: string;

beforeAll(async () => {
  line = await createTestLine();
  folder = await mkdtemp(join(tmpdir(), 'host-'));
  await writeFile(join(folder, 'program.mjs'), (await bundleForBrowser(PROGRAM)).code);
});
afterAll(() => rm(folder, { recursive: true }));

describe('a host that fails at a signature', () => {
  it('is a failure and no verdict: entries before it are told', async () => {
    expect(await run(await createEntries(), OF_SECOND_LEAF)).toEqual(['verified', 'the host failed']);
    expect(await run(await createEntries(), OF_SECOND_ENTRY)).toEqual(['verified', 'the host failed']);
  });

  it('over a certificate that nobody waits for takes nothing from the verdict, nor from the entries behind it', async () => {
    const [first, second, ...others] = await createEntries();
    const altered = { ...second!, signature: first!.signature };
    const expected = ['verified', 'signature-invalid', ...others.map(() => 'verified')];
    expect(await run([first!, altered, ...others], OF_SECOND_LEAF)).toEqual(expected);
  });
});

async function createEntries(): Promise<SignedEntry[]> {
  return [...parseManifest((await createManifest(line)).bytes)];
}

async function run(entries: readonly SignedEntry[], failing: number): Promise<unknown> {
  const given = JSON.stringify({ text: JSON.stringify(entries), trust: line.trust, failing });
  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'program.mjs'), given]);
  return JSON.parse(stdout);
}
