import { readFile } from 'node:fs/promises';
import { ManifestError, verifyManifest, type EntryOutcome, type VerifyOptions } from '@cord/manifest';
import { CommandError } from '../command-error.js';
import { exitStatus, type ExitStatus } from '../exit-status.js';
import type { GlobalOptions } from '../options.js';
import { formatTable } from '../terminal/table.js';
import type { Terminal } from '../terminal/terminal.js';

interface ManifestVerifyOptions extends GlobalOptions {
  at?: string;
  allowTestSigner: boolean;
  signer?: string[];
  root?: string[];
}

/** `cord manifest verify FILE…`: one line an entry, the reasons of refusals below. */
export async function runManifestVerify(files: string[], options: ManifestVerifyOptions, terminal: Terminal): Promise<ExitStatus> {
  const trust = await readTrust(options);
  let verified = 0;
  let refused = 0;
  for (const file of files) {
    const outcomes = await verifyFile(file, trust);
    verified += outcomes.filter(({ ok }) => ok).length;
    refused += outcomes.filter(({ ok }) => !ok).length;
    if (options.json) printJson(file, outcomes, terminal);
    else printTable(file, outcomes, terminal);
  }
  if (refused === 0) return exitStatus.ok;
  return verified === 0 ? exitStatus.failure : exitStatus.partial;
}

async function verifyFile(file: string, trust: VerifyOptions): Promise<readonly EntryOutcome[]> {
  const bytes = await readInput(file);
  try {
    return (await verifyManifest(bytes, trust)).outcomes;
  } catch (error) {
    // A container that is no manifest has no entries; the file's name is all the place there is.
    if (!(error instanceof ManifestError)) throw error;
    throw new ManifestFileError(file, error);
  }
}

async function readTrust({ at, allowTestSigner, signer, root }: ManifestVerifyOptions): Promise<VerifyOptions> {
  const date = at === undefined ? undefined : new Date(at);
  if (date !== undefined && Number.isNaN(date.getTime())) {
    throw new CommandError('invalid-option', `'${at}' is no date, expected such as 2026-01-31`);
  }
  return {
    ...(date !== undefined && { at: date }),
    allowTestSigner,
    logSigners: await Promise.all((signer ?? []).map(readInput)),
    deviceRoots: await Promise.all((root ?? []).map(readInput)),
  };
}

async function readInput(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    const isAbsent = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new CommandError(isAbsent ? 'file-not-found' : 'file-unreadable', `cannot read ${file}`, { cause });
  }
}

function printJson(file: string, outcomes: readonly EntryOutcome[], terminal: Terminal): void {
  for (const outcome of outcomes) {
    if (outcome.ok) {
      const { uniqueId, partNumber, signer, certificate, chainRoot } = describe(outcome);
      terminal.out(JSON.stringify({ file, index: outcome.index, ok: true, uniqueId, partNumber, signer, certificateId: certificate, chainRoot }));
    } else {
      const { code, message, uniqueId, path } = outcome.error;
      terminal.out(JSON.stringify({ file, index: outcome.index, ok: false, code, message, uniqueId, path }));
    }
  }
}
