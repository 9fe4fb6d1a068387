import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { LocalError } from '../../errors.js';

/** Units: ms. A process whose backend was killed ends by itself in the first of these; then it is ended. */
const waits = { each: 20, beforeKill: 1000, most: 15_000 };
const HELD = /Could not set lock on file/;
const HOLDER = /\(PID (\d+)\)/;

/**
 * Holds a lake until this process ends, however it ends: the kernel keeps the lock, on a database file that holds nothing. Who holds
 * it before has lost its backend, as only one at a time has the data folder; it may still be at its last file.
 *
 * Throws: `LocalError` `data-folder-in-use`, `data-folder-not-writable`.
 */
export async function lockLake(path: string): Promise<DuckDBInstance> {
  const file = join(path, 'lock');
  await mkdir(path, { recursive: true, mode: 0o700 });
  const startedAtMs = performance.now();
  for (;;) {
    const tried = await tryLock(file);
    if (tried.lock !== undefined) return tried.lock;
    const waitedMs = performance.now() - startedAtMs;
    if (waitedMs > waits.most) throw new LocalError('data-folder-in-use', `${file} is held by another: ${tried.held}`);
    if (waitedMs > waits.beforeKill) endHolder(tried.held);
    await pause(waits.each);
  }
}

async function tryLock(file: string): Promise<{ lock: DuckDBInstance } | { lock?: undefined; held: string }> {
  for (const isLast of [false, true]) {
    try {
      return { lock: await DuckDBInstance.create(file, { threads: '1' }) };
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      if (HELD.test(said)) return { held: said };
      // It was cut short, or another version's: the lock on it is ours, and it holds nothing.
      if (isLast) throw new LocalError('data-folder-not-writable', `${file} cannot be made: ${said}`, { cause: error });
      await rm(file, { force: true });
    }
  }
  throw new Error('unreachable');
}

function endHolder(said: string): void {
  const holder = Number(HOLDER.exec(said)?.[1]);
  if (!Number.isInteger(holder) || holder <= 1 || holder === process.pid) return;
  try {
    process.kill(holder, 'SIGKILL');
  } catch {
    // It has ended by now, or is another user's: then the wait comes to its end.
  }
}
