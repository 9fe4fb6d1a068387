import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { platform } from 'node:process';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

const command = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** The built command in a terminal of its own, as a person runs it: what `script` of util-linux or of BSD opens. */
export class TerminalProcess {
  shown = '';
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #exited: Promise<number | null>;

  constructor(args: readonly string[], options: { cwd: string; columns?: number; rows?: number }) {
    const { columns = 100, rows = 40 } = options;
    const line = `stty cols ${columns} rows ${rows}; exec '${process.execPath}' '${command}' ${args.join(' ')}`;
    const scriptArgs = platform === 'linux' ? ['-qefc', line, '/dev/null'] : ['-q', '/dev/null', 'sh', '-c', line];
    this.#child = spawn('script', scriptArgs, { cwd: options.cwd, stdio: ['pipe', 'pipe', 'ignore'] });
    this.#child.stdout.on('data', (chunk: Buffer) => (this.shown += chunk.toString()));
    this.#exited = once(this.#child, 'close').then(([status]) => status as number | null);
  }

  /** Everything that was drawn, line by line, without what moves the cursor or switches colors. */
  get lines(): string[] {
    return stripVTControlCharacters(this.shown).split(/[\r\n]+/);
  }

  /** Settles when a text, or a line that fits, was drawn; fails when the process ends without it. */
  async shows(text: string | RegExp): Promise<void> {
    const isShown = () =>
      typeof text === 'string' ? this.shown.includes(text) : this.lines.some((line) => text.test(line));
    const hasEnded = this.#exited.then((status) => {
      throw new Error(`ended with ${status} before it showed '${text}': ${this.shown}`);
    });
    while (!isShown()) await Promise.race([once(this.#child.stdout, 'data'), hasEnded]);
    hasEnded.catch(() => {});
  }

  /** Types a key, such as `\x03` for Ctrl-C. */
  type(key: string): void {
    this.#child.stdin.write(key);
  }

  /** The exit status; fails a test by its own time-out. */
  exit(): Promise<number | null> {
    return this.#exited;
  }

  /** Ends what still runs, however the test went: the terminal hangs up. */
  async dispose(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }
}
