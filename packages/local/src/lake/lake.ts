import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { KeptBatch } from '../stores/heart/heart.js';
import { LocalError, type LocalErrorCode } from '../errors.js';
import { isLakeRefusal, LakeRefusal, type LakeRefusalCode } from './protocol/lake-refusal.js';
import type { LakeCalls, LakeMessage, LakeRequest } from './protocol/lake-calls.js';

export interface LakeOptions {
  /** Where it lies. */
  path: string;
  /** What the heart says of it, asked at every start of the process. */
  readStart: () => { settledRows: number; isHeartWhole: boolean };
  /** Hears how many rows lie in files, each time that it was opened, before it is handed the others. */
  onOpen: (settledRows: number) => Promise<void>;
  /** What the heart has kept from a row on. */
  readBatches: (firstRow: number) => AsyncIterable<KeptBatch>;
  /** Hears of what people should know. */
  onNotice: (notice: string) => void;
  onFailure: (error: unknown) => void;
}

interface Waiting {
  resolve: (result: never) => void;
  reject: (error: unknown) => void;
  timer: NodeJS.Timeout;
}

/** Units: ms. Longer than its work takes at the worst; what a question may take it says itself. */
const limits = { order: 600_000, grace: 5000, close: 5000 };
/** A process that ends again and again is begun anew later and later. Units: ms. */
const pauses = { first: 100, longest: 30_000 };
/** So often a start waits for it to begin anew. */
const START_ATTEMPTS = 3;
/** Ended twice in that time, a file may be what it ended by: all are read through. Units: ms. */
const SUSPECT_WITHIN_MS = 600_000;
/** Of messages in one request. */
const BYTES_AT_A_TIME = 4 * 1024 * 1024;
/** Of what it said last, in a failure. */
const MOST_LAST_WORDS = 500;

/**
 * The backend's side of the lake: its process is begun anew when it ends, and gets what the heart holds then. Whatever was under way
 * is refused with `lake-down`.
 */
export class Lake {
  readonly #options: LakeOptions;
  readonly #waiting = new Map<number, Waiting>();
  #child: ChildProcess | undefined;
  #nextId = 0;
  #pauseMs = pauses.first;
  #isClosed = false;
  #isSuspect = false;
  #endedAtMs = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  /** Settles once the process that runs now has everything; rejected while none does. */
  #ready: Promise<void>;
  /** Settles once the next process is begun. */
  #next: Promise<void> = Promise.resolve();
  /** Settles once the process that runs now is gone. */
  #gone: Promise<void> = Promise.resolve();

  /**
   * Settles once it can be asked, or after some attempts, of which each failure was told; it goes on trying then. `isOpen` says
   * which.
   *
   * Throws: `LocalError` `data-folder-…`.
   */
  static async start(options: LakeOptions): Promise<{ lake: Lake; isOpen: boolean }> {
    const lake = new Lake(options);
    for (let attempt = 1; attempt <= START_ATTEMPTS; attempt += 1) {
      try {
        await lake.#ready;
        return { lake, isOpen: true };
      } catch (error) {
        if (error instanceof LakeRefusal) {
          await lake.#gone;
          await lake.#next;
          continue;
        }
        await lake.close();
        throw error;
      }
    }
    return { lake, isOpen: false };
  }

  private constructor(options: LakeOptions) {
    this.#options = options;
    this.#ready = this.#begin();
    this.#ready.catch(() => {});
  }

  /** Of the process that runs now. */
  get processId(): number | undefined {
    return this.#child?.pid;
  }

  /** In their order, beside those that a process that has just begun gets of its own. */
  takeBatches(batches: readonly KeptBatch[]): Promise<void> {
    return this.#order('takeBatches', batches);
  }

  settle(rows: number): Promise<void> {
    return this.#order('settle', rows);
  }

  tidy(...args: Parameters<LakeCalls['tidy']>): Promise<void> {
    return this.#order('tidy', ...args);
  }

  dropDays(...args: Parameters<LakeCalls['dropDays']>): Promise<void> {
    return this.#order('dropDays', ...args);
  }

  copyTo(path: string): Promise<void> {
    return this.#order('copyTo', path);
  }

  importDatabase(file: string) {
    return this.#order('importDatabase', file);
  }

  readLatest() {
    return this.#order('readLatest');
  }

  readRaw(...args: Parameters<LakeCalls['readRaw']>) {
    return this.#ask('readRaw', args, args[1]);
  }

  readBuckets(...args: Parameters<LakeCalls['readBuckets']>) {
    return this.#ask('readBuckets', args, args[1]);
  }

  query(...args: Parameters<LakeCalls['query']>) {
    return this.#ask('query', args, args[1].timeLimitMs);
  }

  /** Bounded in time, whatever the process is at. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    await this.#send('close', [], limits.close).catch(() => {});
    const timer = setTimeout(() => child.kill('SIGKILL'), limits.grace);
    await ended;
    clearTimeout(timer);
  }

  async #order<Name extends keyof LakeCalls>(
    call: Name,
    ...args: Parameters<LakeCalls[Name]>
  ): Promise<ReturnType<LakeCalls[Name]>> {
    await this.#ready;
    return this.#send(call, args, limits.order);
  }

  async #ask<Name extends keyof LakeCalls>(
    call: Name,
    args: Parameters<LakeCalls[Name]>,
    timeLimitMs: number,
  ): Promise<ReturnType<LakeCalls[Name]>> {
    await this.#ready;
    return this.#send(call, args, timeLimitMs + limits.grace);
  }

  async #begin(): Promise<void> {
    const { path, readStart, onOpen, readBatches } = this.#options;
    const child = this.#fork();
    this.#child = child;
    try {
      const order = { path, ...readStart(), isSuspect: this.#isSuspect };
      const { settledRows } = await this.#send('open', [order], limits.order);
      this.#isSuspect = false;
      await onOpen(settledRows);
      let batches: KeptBatch[] = [];
      let bytes = 0;
      for await (const batch of readBatches(settledRows)) {
        batches.push(batch);
        bytes += batch.record.length;
        if (bytes < BYTES_AT_A_TIME) continue;
        await this.#send('takeBatches', [batches], limits.order);
        [batches, bytes] = [[], 0];
      }
      await this.#send('takeBatches', [batches], limits.order);
      this.#pauseMs = pauses.first;
    } catch (error) {
      // It is begun anew once it is gone.
      child.kill('SIGKILL');
      throw error;
    }
  }

  #fork(): ChildProcess {
    const child = fork(entry.file, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      ...entry.options,
    });
    let lastWords = '';
    child.stderr?.on('data', (bytes: Buffer) => {
      lastWords = `${lastWords}${bytes.toString()}`.slice(-MOST_LAST_WORDS);
    });
    child.on('message', (message: LakeMessage) => this.#hear(message));
    this.#gone = new Promise((resolve) => {
      const lose = (reason: string) => {
        this.#lose(child, lastWords === '' ? reason : `${reason}: ${lastWords.trim()}`);
        resolve();
      };
      child.once('error', (error) => lose(error.message));
      child.once('exit', (code, signal) => lose(signal ?? `status ${code}`));
    });
    return child;
  }

  #send<Name extends keyof LakeCalls>(
    call: Name,
    args: Parameters<LakeCalls[Name]>,
    timeLimitMs: number,
  ): Promise<ReturnType<LakeCalls[Name]>> {
    return new Promise((resolve, reject) => {
      const id = this.#nextId;
      this.#nextId += 1;
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new LakeRefusal('too-long', `no answer of the lake to ${call} within ${timeLimitMs / 1000} s`));
      }, timeLimitMs);
      timer.unref();
      this.#waiting.set(id, { resolve, reject, timer });
      const request: LakeRequest = { id, call, args };
      if (this.#child?.connected !== true)
        return this.#settle(id, ({ reject: refuse }) => refuse(downRefusal('it has ended')));
      this.#child.send(request, (error) => {
        if (error !== null) this.#settle(id, ({ reject: refuse }) => refuse(downRefusal(error.message)));
      });
    });
  }

  #hear(message: LakeMessage): void {
    switch (message.type) {
      case 'notice':
        return this.#options.onNotice(message.notice);
      case 'answer':
        return this.#settle(message.id, ({ resolve }) => resolve(message.result as never));
      case 'refusal':
        return this.#settle(message.id, ({ reject }) => reject(toError(message)));
    }
  }

  #settle(id: number, settle: (waiting: Waiting) => void): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    settle(waiting);
  }

  #lose(child: ChildProcess, reason: string): void {
    if (child !== this.#child) return;
    this.#child = undefined;
    for (const id of this.#waiting.keys()) this.#settle(id, ({ reject }) => reject(downRefusal(reason)));
    if (this.#isClosed) return;
    const nowMs = performance.now();
    this.#isSuspect ||= nowMs - this.#endedAtMs < SUSPECT_WITHIN_MS;
    this.#endedAtMs = nowMs;
    this.#options.onFailure(new Error(`the process of the lake ended (${reason}); it is begun anew`));
    this.#ready = Promise.reject(downRefusal(reason));
    this.#ready.catch(() => {});
    this.#next = new Promise((resolve) => {
      this.#timer = setTimeout(() => {
        this.#ready = this.#begin();
        this.#ready.catch(() => {});
        resolve();
      }, this.#pauseMs);
    });
    this.#pauseMs = Math.min(this.#pauseMs * 2, pauses.longest);
  }
}

function toError({ code, message }: { code: LakeRefusalCode | LocalErrorCode; message: string }): Error {
  return isLakeRefusal(code) ? new LakeRefusal(code, message) : new LocalError(code, message);
}

const downRefusal = (reason: string): LakeRefusal =>
  new LakeRefusal('lake-down', `the process of the lake is not there: ${reason}`);

/** Beside this file: as it was built, or as its source. */
const entry = import.meta.url.endsWith('.ts')
  ? {
      file: fileURLToPath(new URL('process/lake-process.ts', import.meta.url)),
      options: {
        execArgv: ['--conditions=@cord/source', '--import', 'tsx'],
        cwd: fileURLToPath(new URL('../..', import.meta.url)),
      },
    }
  : { file: fileURLToPath(new URL('lake-process.js', import.meta.url)), options: { execArgv: [] } };
