import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFactory, provisionSecureElement, type Factory, type SecureElement } from '@cord/device';
import { runManifestVerify } from '../../../src/commands/manifest/verify.js';
import { processPorts } from '../../../src/ports/process-ports.js';
import { createRecordedTerminal } from '../../recorded-terminal.js';

const AT = new Date('2026-01-15T08:00:00Z');
const flags = { json: false, color: false, debug: false, allowTestSigner: false };

let folder: string;
let factory: Factory;
let element: SecureElement;
let trust: { signer: string[]; root: string[] };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cord-verify-'));
  factory = await createFactory({ name: 'Test factory', at: AT });
  element = await provisionSecureElement(factory, { at: AT });
  trust = {
    signer: [await write('signer.pem', factory.logSigner.certificatePem)],
    root: [await write('root.pem', factory.root.certificatePem)],
  };
});
afterAll(() => rm(folder, { recursive: true }));

async function write(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

const { readFile, openFile } = processPorts(flags);

const altered = () => ({ ...element.entry, payload: `${element.entry.payload.slice(0, -2)}AA` });

describe('cord manifest verify', () => {
  it('says of each entry whose it is, who signed it and which root it chains to', async () => {
    const terminal = createRecordedTerminal();
    const file = await write('good.json', JSON.stringify([element.entry]));
    expect(await runManifestVerify([file], { ...flags, ...trust }, { terminal, readFile, openFile })).toBe(0);
    const [, , line] = terminal.outLines.join('\n').split('\n');
    expect(line).toContain(element.uniqueId);
    expect(line).toContain('verified');
    expect(line).toContain('(custom)');
    expect(terminal.noteLines).toContain('1 verified, 0 refused');
  });

  it('gives programs one object an entry', async () => {
    const terminal = createRecordedTerminal();
    const file = await write('good.json', JSON.stringify([element.entry]));
    await runManifestVerify([file], { ...flags, ...trust, json: true }, { terminal, readFile, openFile });
    expect(terminal.outLines.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({
        file,
        index: 0,
        ok: true,
        uniqueId: element.uniqueId,
        certificateId: expect.stringMatching(/^[0-9a-f]{64}$/),
      }),
    ]);
  });

  it('rejects an altered entry with its code and place, and says that some held', async () => {
    const terminal = createRecordedTerminal();
    const file = await write('mixed.json', JSON.stringify([element.entry, altered()]));
    expect(await runManifestVerify([file], { ...flags, ...trust, json: true }, { terminal, readFile, openFile })).toBe(
      6,
    );
    expect(JSON.parse(terminal.outLines[1] ?? '')).toMatchObject({
      index: 1,
      ok: false,
      code: expect.any(String),
      message: expect.any(String),
    });
  });

  it('fails when no entry holds', async () => {
    const file = await write('bad.json', JSON.stringify([altered()]));
    expect(
      await runManifestVerify(
        [file],
        { ...flags, ...trust },
        { terminal: createRecordedTerminal(), readFile, openFile },
      ),
    ).toBe(1);
  });

  it('rejects a signer it was not told to trust', async () => {
    const terminal = createRecordedTerminal();
    const file = await write('good.json', JSON.stringify([element.entry]));
    expect(await runManifestVerify([file], { ...flags, root: trust.root }, { terminal, readFile, openFile })).toBe(1);
    expect(terminal.outLines.join('\n')).toContain('refused');
  });

  it('rejects a file that is no manifest, by its name', async () => {
    const file = await write('no.json', '{"hello":');
    await expect(
      runManifestVerify([file], flags, { terminal: createRecordedTerminal(), readFile, openFile }),
    ).rejects.toMatchObject({
      code: 'manifest-refused',
      message: expect.stringContaining(file),
    });
  });

  it('rejects a file that does not exist', async () => {
    const file = join(folder, 'absent.json');
    await expect(
      runManifestVerify([file], flags, { terminal: createRecordedTerminal(), readFile, openFile }),
    ).rejects.toMatchObject({
      code: 'file-not-found',
      status: 3,
    });
  });

  it.each(['signer', 'root'] as const)(
    'names the file of a --%s that is no certificate, and no manifest',
    async (option) => {
      const file = await write('good.json', JSON.stringify([element.entry]));
      const none = await write('none.pem', 'no certificate');
      const terminal = createRecordedTerminal();
      await expect(
        runManifestVerify([file], { ...flags, ...trust, [option]: [none] }, { terminal, readFile, openFile }),
      ).rejects.toMatchObject({
        code: 'file-unreadable',
        message: `cannot read ${none}: expected a certificate as PEM or DER, found "no certificate"`,
      });
      expect(terminal.outLines).toEqual([]);
    },
  );

  it('repeats nothing of a private key that is given for a certificate', async () => {
    const key = await write('key.pem', factory.logSigner.privateKeyPem);
    await expect(
      runManifestVerify([], { ...flags, signer: [key] }, { terminal: createRecordedTerminal(), readFile, openFile }),
    ).rejects.toMatchObject({ message: `cannot read ${key}: expected a certificate, found a private key` });
  });

  it('says how to trust a signer that is not known', async () => {
    const terminal = createRecordedTerminal();
    const file = await write('good.json', JSON.stringify([element.entry]));
    await runManifestVerify([file], { ...flags, root: trust.root }, { terminal, readFile, openFile });
    expect(terminal.noteLines.at(-1)).toMatch(/^fix {3}.*--signer <pem>.*--root <pem>/);
  });

  it('says why a file cannot be read', async () => {
    await expect(
      runManifestVerify([folder], flags, { terminal: createRecordedTerminal(), readFile, openFile }),
    ).rejects.toMatchObject({ code: 'file-unreadable', message: `cannot read ${folder}: it is a folder` });
  });

  it('rejects a date that is none', async () => {
    await expect(
      runManifestVerify([], { ...flags, at: 'yesterday' }, { terminal: createRecordedTerminal(), readFile, openFile }),
    ).rejects.toMatchObject({
      code: 'invalid-option',
    });
  });
});
