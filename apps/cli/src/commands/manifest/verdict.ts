import type { EntryOutcome } from '@cord/manifest';
import type { Terminal } from '../../ports/terminal.js';
import { wrapLine } from '../../terminal/fit-text.js';
import { formatPrintable } from '../../terminal/printable.js';

/** Wide enough for a million entries, and for the nine bytes of a secure element's id. */
const [PLACE, UNIQUE_ID, VERDICT] = [9, 18, 8];

/** Where the facts begin. */
const HANG = PLACE + UNIQUE_ID + VERDICT + 3 * 2;

export function formatVerdictTitles(columns: number): string {
  const facts = 'part, log signer and root, or why not';
  return wrapLine(line('entry', 'unique id', 'verdict'.padEnd(VERDICT), facts), { columns, hang: HANG });
}

/** One outcome for programs. */
export function toVerdictRecord(outcome: EntryOutcome): object {
  const { index } = outcome;
  if (!outcome.ok) {
    const { code, message, uniqueId, path } = outcome.error;
    return { index, ok: false, uniqueId, code, path, message };
  }
  const { uniqueId, partNumber, signer, certificate } = outcome.entry;
  return {
    index,
    ok: true,
    uniqueId,
    partNumber,
    signer,
    certificateId: certificate?.fingerprint,
    root: certificate?.rootName,
    warnings: outcome.warnings.map(({ code, message }) => ({ code, message })),
  };
}

/** One outcome as one line, broken where the terminal ends. It stands by itself: those that follow are not known yet. */
export function formatVerdict(outcome: EntryOutcome, { color, size }: Pick<Terminal, 'color' | 'size'>): string {
  return wrapLine(formatOutcome(outcome, color), { columns: size.columns, hang: HANG });
}

function formatOutcome(outcome: EntryOutcome, color: Terminal['color']): string {
  const place = `[${outcome.index}]`;
  if (!outcome.ok) {
    const { code, message, uniqueId, path } = outcome.error;
    const where = path === undefined ? '' : ` at ${formatPrintable(path)}`;
    const verdict = color.red('refused'.padEnd(VERDICT));
    return line(place, formatPrintable(uniqueId ?? ''), verdict, `${code}${where}: ${formatPrintable(message)}`);
  }
  const { uniqueId, partNumber, signer, certificate } = outcome.entry;
  const trust = `${signer.name} (${signer.trust}${signer.expired ? ', expired' : ''})`;
  const facts = [partNumber, trust, certificate?.rootName ?? 'no keys'].map(formatPrintable).join(' · ');
  return line(place, uniqueId, color.green('verified'.padEnd(VERDICT)), facts);
}

/** What was let pass of an entry that holds, a line each. */
export function formatWarnings(outcome: EntryOutcome): string[] {
  if (!outcome.ok) return [];
  return outcome.warnings.map(({ code, message }) => `[${outcome.index}] ${code}: ${formatPrintable(message)}`);
}

/** The verdict is padded before it is colored: what switches colors has no width. */
function line(place: string, uniqueId: string, verdict: string, facts: string): string {
  return `${place.padEnd(PLACE)}  ${uniqueId.padEnd(UNIQUE_ID)}  ${verdict}  ${facts}`;
}
