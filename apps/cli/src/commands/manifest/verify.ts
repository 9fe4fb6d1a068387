import {
  ManifestError,
  verifyManifestStream,
  type EntryOutcome,
  type ManifestErrorCode,
  type VerifyOptions,
} from '@cord/manifest';
import { CommandError } from '../../command-error.js';
import { exitStatus, type ExitStatus } from '../../exit-status.js';
import type { GlobalOptions } from '../../options.js';
import type { Ports } from '../../ports/ports.js';
import type { Terminal } from '../../ports/terminal.js';
import { readTrust, type TrustOptions } from './read-trust.js';
import { toVerdictRecord, formatVerdict, formatVerdictTitles, formatWarnings } from './verdict.js';

type ManifestVerifyOptions = GlobalOptions & TrustOptions;

type VerifyPorts = Pick<Ports, 'terminal' | 'readFile' | 'openFile'>;

/** What is refused for want of trust alone. */
const UNKNOWN: ReadonlySet<string> = new Set<ManifestErrorCode>(['signer-unknown', 'chain-root-unknown']);
const TRUST_HINT = 'trust who signed by --signer <pem>, the root of the devices by --root <pem>';

/** Entries between two words of how far it is. */
const PROGRESS_EVERY = 1000;

/** `cord manifest verify FILE…`: one line an entry as it is judged, the reason beside each refused one. `-` is stdin. */
export async function runManifestVerify(
  files: string[],
  options: ManifestVerifyOptions,
  ports: VerifyPorts,
): Promise<ExitStatus> {
  const trust = await readTrust(options, ports.readFile);
  const counts = { verified: 0, refused: 0, unknown: 0 };
  const failures: CommandError[] = [];
  for (const file of files) {
    try {
      await verifyFile(file, { trust, counts, isJson: options.json }, ports);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      failures.push(error);
    }
  }
  // Who tries a delivery of a signer of their own is told how to name it.
  if (counts.unknown > 0 && !options.json) ports.terminal.note(`${ports.terminal.color.dim('fix')}   ${TRUST_HINT}`);
  const [first] = failures;
  if (first !== undefined) {
    throw new CommandError(first.code, failures.map(({ message }) => message).join('; '), { cause: first });
  }
  if (counts.refused === 0) return exitStatus.ok;
  return counts.verified === 0 ? exitStatus.failure : exitStatus.partial;
}

interface Verification {
  trust: VerifyOptions;
  /** Over all files. */
  counts: { verified: number; refused: number; unknown: number };
  isJson: boolean;
}

async function verifyFile(
  file: string,
  { trust, counts, isJson }: Verification,
  { terminal, openFile }: VerifyPorts,
): Promise<void> {
  const found = { verified: 0, refused: 0 };
  try {
    for await (const outcome of judge(file, openFile(file), trust)) {
      const isFirst = found.verified + found.refused === 0;
      found[outcome.ok ? 'verified' : 'refused'] += 1;
      if (!outcome.ok && UNKNOWN.has(outcome.error.code)) counts.unknown += 1;
      if (isJson) terminal.out(JSON.stringify({ file, ...toVerdictRecord(outcome) }));
      else printVerdict(outcome, isFirst ? file : undefined, terminal);
      if ((outcome.index + 1) % PROGRESS_EVERY === 0) terminal.progress(`${file}: ${outcome.index + 1} entries`);
    }
  } finally {
    terminal.progress('');
    counts.verified += found.verified;
    counts.refused += found.refused;
  }
  if (found.verified + found.refused === 0) throw new CommandError('manifest-refused', `${file}: holds no entry`);
  if (!isJson) terminal.note(`${found.verified} verified, ${found.refused} refused`);
}

/** A file's first verdict stands under its name. */
function printVerdict(outcome: EntryOutcome, file: string | undefined, terminal: Terminal): void {
  if (file !== undefined) terminal.out(`${terminal.color.bold(file)}\n${formatVerdictTitles(terminal.size.columns)}`);
  terminal.out(formatVerdict(outcome, terminal));
  for (const warning of formatWarnings(outcome)) terminal.note(terminal.color.dim(warning));
}

async function* judge(
  file: string,
  source: AsyncIterable<Uint8Array>,
  trust: VerifyOptions,
): AsyncGenerator<EntryOutcome, void, undefined> {
  try {
    yield* verifyManifestStream(source, trust);
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    // What is no manifest has no entries to report on; the file is all the place there is.
    throw new CommandError('manifest-refused', `${file}: ${error.message} (${error.code})`, { cause: error });
  }
}
