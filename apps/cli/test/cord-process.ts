import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { FleetEvent, FleetEventOf } from '@cord/fleet';

/** The built command, as a user runs it. */
const command = fileURLToPath(new URL('../dist/main.js', import.meta.url));

export interface StartedRecord {
  type: 'started';
  apiUrl: string;
  apiKeyFile: string;
  iotUrl: string;
  dataDir: string;
}

export interface SummaryRecord {
  type: 'summary';
  registered: number;
  messages: number;
  alerts: number;
  refused: number;
}

export type CordRecord = FleetEvent | StartedRecord | SummaryRecord;

/** A running `cord … --json`: what it prints, as records. */
export class CordProcess {
  readonly records: CordRecord[] = [];
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #exited: Promise<number | null>;
  readonly #waiting = new Set<() => void>();
  #notes = '';

  constructor(args: readonly string[], options: { cwd: string }) {
    this.#child = spawn(process.execPath, [command, ...args, '--json'], {
      cwd: options.cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stderr.on('data', (chunk: Buffer) => (this.#notes += chunk.toString()));
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      this.records.push(JSON.parse(line) as CordRecord);
      for (const look of this.#waiting) look();
    });
    // `close` rather than `exit`: by then everything printed has been read.
    this.#exited = once(this.#child, 'close').then(([status]) => status as number | null);
  }

  /** Settles with the first record that fits, printed already or still to come; fails when the process ends without one. */
  find<Found extends CordRecord>(fits: (record: CordRecord) => record is Found): Promise<Found> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.records.find(fits);
        if (found === undefined) return;
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
      void this.#exited.then((status) => reject(new Error(`cord ended with ${status} before that: ${this.#notes}`)));
    });
  }

  started(): Promise<StartedRecord> {
    return this.find((record): record is StartedRecord => record.type === 'started');
  }

  /** The first event of a type whose fields are as given. */
  event<Type extends FleetEvent['type']>(
    type: Type,
    fields: Partial<FleetEventOf<Type>> = {},
  ): Promise<FleetEventOf<Type>> {
    return this.find((record): record is FleetEventOf<Type> => {
      if (record.type !== type) return false;
      return Object.entries(fields).every(
        ([name, value]) => (record as unknown as Record<string, unknown>)[name] === value,
      );
    });
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async exit(): Promise<{ status: number | null; notes: string }> {
    return { status: await this.#exited, notes: this.#notes };
  }

  /** Ends what still runs, however the test went. */
  async dispose(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }
}
