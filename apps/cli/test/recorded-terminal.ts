import pc from 'picocolors';
import type { Terminal } from '../src/ports/terminal.js';

/** A terminal that keeps what it is told, without color. */
export function createRecordedTerminal(): Terminal & { outLines: string[]; noteLines: string[] } {
  const outLines: string[] = [];
  const noteLines: string[] = [];
  return {
    outLines,
    noteLines,
    out: (line) => void outLines.push(line),
    note: (line) => void noteLines.push(line),
    isInteractive: false,
    color: pc.createColors(false),
  };
}
