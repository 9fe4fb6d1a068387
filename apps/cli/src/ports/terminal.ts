import pc from 'picocolors';

/** Where a command's words go: data to `out`, everything about the work itself to `note`. */
export interface Terminal {
  /** One line of the command's own data. */
  out(line: string): void;
  /** One line about the work: progress, warnings, errors. */
  note(line: string): void;
  /** How far the work is, on a line that the next word replaces; an empty one takes it away. For a person alone. */
  progress: (text: string) => void;
  /** True when a person watches `out`. */
  isInteractive: boolean;
  /** Columns and lines of the screen that shows `out`, as they are now; without end where there is no screen. */
  readonly size: { columns: number; rows: number };
  color: ReturnType<typeof pc.createColors>;
}

/** The terminal of this process. Color as NO_COLOR, FORCE_COLOR and the terminal itself have it, unless switched off. */
export function processTerminal(options: { color: boolean }): Terminal {
  return {
    out: (line) => void process.stdout.write(`${line}\n`),
    note: (line) => void process.stderr.write(`${line}\n`),
    progress: (text) => {
      // Where data goes to the same screen, it shows by itself how far the work is.
      if (process.stderr.isTTY && !process.stdout.isTTY) process.stderr.write(`\r\u001B[K${text}`);
    },
    isInteractive: process.stdout.isTTY,
    get size() {
      const { isTTY, columns, rows } = process.stdout;
      // A screen that does not say how large it is says 0.
      return isTTY ? { columns: columns || 80, rows: rows || 24 } : { columns: Infinity, rows: Infinity };
    },
    color: pc.createColors(options.color && pc.isColorSupported),
  };
}
