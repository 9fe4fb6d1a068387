import pc from 'picocolors';
import type { Terminal } from '../src/ports/terminal.js';

/** A terminal that keeps what it is told, without color. */
export function createRecordedTerminal(columns = Infinity): Terminal & {
  outLines: string[];
  noteLines: string[];
  progressLines: string[];
} {
  const outLines: string[] = [];
  const noteLines: string[] = [];
  const progressLines: string[] = [];
  return {
    outLines,
    noteLines,
    progressLines,
    out: (line) => void outLines.push(line),
    note: (line) => void noteLines.push(line),
    progress: (text) => void progressLines.push(text),
    isInteractive: false,
    size: { columns, rows: Infinity },
    color: pc.createColors(false),
  };
}
