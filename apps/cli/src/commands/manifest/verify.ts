import {
  ManifestError,
  verifyManifest,
  type EntryOutcome,
  type VerificationReport,
  type VerifyOptions,
} from '@cord/manifest';
import { CommandError } from '../../command-error.js';
import { exitStatus, type ExitStatus } from '../../exit-status.js';
import type { GlobalOptions } from '../../options.js';
import type { Ports } from '../../ports/ports.js';
import { formatPrintable } from '../../terminal/printable.js';
import { formatTable } from '../../terminal/table.js';
import type { Terminal } from '../../ports/terminal.js';

interface ManifestVerifyOptions extends GlobalOptions {
  at?: string;
  allowTestSigner: boolean;
  signer?: string[];
  root?: string[];
}

type VerifyPorts = Pick<Ports, 'terminal' | 'readFile'>;

/** `cord manifest verify FILE…`: one line an entry, the reason beside each refused one. */
export async function runManifestVerify(
  files: string[],
  options: ManifestVerifyOptions,
  { terminal, readFile }: VerifyPorts,
): Promise<ExitStatus> {
  const trust = await readTrust(options, readFile);
  let verified = 0;
  let refused = 0;
  for (const file of files) {
    const report = await verifyFile(file, await readFile(file), trust);
    verified += report.verified;
    refused += report.refused;
    if (options.json) printJson(file, report, terminal);
    else printTable(file, report, terminal);
  }
  if (refused === 0) return exitStatus.ok;
  return verified === 0 ? exitStatus.failure : exitStatus.partial;
}

async function verifyFile(file: string, bytes: Uint8Array, trust: VerifyOptions): Promise<VerificationReport> {
  try {
    return await verifyManifest(bytes, trust);
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    // What is no manifest has no entries to report on; the file is all the place there is.
    throw new CommandError('manifest-refused', `${file}: ${error.message} (${error.code})`, { cause: error });
  }
}

async function readTrust(
  { at, allowTestSigner, signer, root }: ManifestVerifyOptions,
  readFile: Ports['readFile'],
): Promise<VerifyOptions> {
  const date = at === undefined ? undefined : new Date(at);
  if (date !== undefined && Number.isNaN(date.getTime())) {
    throw new CommandError('invalid-option', `'${at}' is no date, expected such as 2026-01-31`);
  }
  return {
    ...(date !== undefined && { at: date }),
    allowTestSigner,
    logSigners: await Promise.all((signer ?? []).map((path) => readFile(path))),
    deviceRoots: await Promise.all((root ?? []).map((path) => readFile(path))),
  };
}

function printJson(file: string, { outcomes }: VerificationReport, terminal: Terminal): void {
  for (const outcome of outcomes) terminal.out(JSON.stringify({ file, ...describeOutcome(outcome) }));
}

function describeOutcome(outcome: EntryOutcome): object {
  const { index } = outcome;
  if (!outcome.ok) {
    const { code, message, uniqueId, path } = outcome.error;
    return { index, ok: false, uniqueId, code, path, message };
  }
  const { uniqueId, partNumber, signer, certificate } = outcome.entry;
  const warnings = outcome.warnings.map(({ code, message }) => ({ code, message }));
  return {
    index,
    ok: true,
    uniqueId,
    partNumber,
    signer,
    certificateId: certificate?.fingerprint,
    root: certificate?.rootName,
    warnings,
  };
}

function printTable(file: string, report: VerificationReport, terminal: Terminal): void {
  const { green, red, dim, bold } = terminal.color;
  const rows = report.outcomes.map((outcome) => {
    const place = `[${outcome.index}]`;
    if (!outcome.ok) {
      const { code, message, uniqueId } = outcome.error;
      return [place, formatPrintable(uniqueId ?? ''), red('refused'), code, formatPrintable(message), ''];
    }
    const { uniqueId, partNumber, signer, certificate } = outcome.entry;
    const trust = `${signer.name} (${signer.trust}${signer.expired ? ', expired' : ''})`;
    return [
      place,
      uniqueId,
      green('verified'),
      formatPrintable(partNumber),
      formatPrintable(trust),
      formatPrintable(certificate?.rootName ?? 'no keys'),
    ];
  });
  terminal.out(bold(file));
  const titles = ['entry', 'unique id', 'verdict', 'part', 'log signer', 'chain to'];
  if (rows.length > 0)
    terminal.out(
      formatTable(
        titles.map((title) => ({ title })),
        rows,
      ),
    );
  for (const outcome of report.outcomes) {
    if (!outcome.ok) continue;
    for (const { code, message } of outcome.warnings)
      terminal.note(dim(`[${outcome.index}] ${code}: ${formatPrintable(message)}`));
  }
  terminal.note(`${report.verified} verified, ${report.refused} refused`);
}
