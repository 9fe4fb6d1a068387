import { readdirSync } from 'node:fs';
import { copyFile, link, mkdir, open, readdir, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { ClassicLevel, type BatchOperation } from 'classic-level';
import { LocalError } from '../../errors.js';

type Level = ClassicLevel<string, Uint8Array>;
export type LevelWrite = BatchOperation<Level, string, Uint8Array>;

const options = { keyEncoding: 'utf8', valueEncoding: 'view', compression: false } as const;
/** Entries that are read at a time. */
const READ_AT_A_TIME = 256;
/** Of LevelDB's own, of no use to a copy: who holds it, and what it says of itself. */
const leftOut = new Set(['LOCK', 'LOG', 'LOG.old']);

/** One LevelDB and the folder that it lies in. */
export class LevelFolder {
  readonly path: string;
  readonly #level: Level;
  readonly #folder: FileHandle;
  #isClosed = false;
  /** Of the files whose names are on disk. */
  #names = '';

  /**
   * Opens it, making what it lacks.
   *
   * Throws: `LocalError` `data-folder-in-use`, `data-folder-not-writable`, `data-folder-damaged`.
   */
  static async open(path: string): Promise<LevelFolder> {
    const level: Level = new ClassicLevel(path, options);
    try {
      await mkdir(path, { recursive: true, mode: 0o700 });
      await level.open();
      return new LevelFolder(path, level, await open(path, 'r'));
    } catch (error) {
      await level.close();
      throw toLocalError(path, error);
    }
  }

  /** Saves what can be read of files that LevelDB does not open as they are. */
  static async repair(path: string): Promise<void> {
    await ClassicLevel.repair(path);
  }

  private constructor(path: string, level: Level, folder: FileHandle) {
    this.path = path;
    this.#level = level;
    this.#folder = folder;
  }

  /** All of it or nothing; settles once it would survive that the power goes. */
  async write(operations: LevelWrite[]): Promise<void> {
    await this.#level.batch(operations, { sync: true });
    // LevelDB begins a new log now and then, and does not make sure that its name is on disk.
    const names = readdirSync(this.path).join('/');
    if (names === this.#names) return;
    await this.#folder.sync();
    this.#names = names;
  }

  /** In the order of keys, as it is now. Throws where a file is damaged, after what comes before. */
  async *read(range: { gte?: string; lt?: string } = {}): AsyncIterable<[string, Uint8Array]> {
    const iterator = this.#level.iterator({ ...range, fillCache: false });
    try {
      for (;;) {
        const entries = await iterator.nextv(READ_AT_A_TIME);
        if (entries.length === 0) return;
        yield* entries;
      }
    } finally {
      await iterator.close();
    }
  }

  /** Not all at once: for what is of no more use, whether it is still there or not. */
  async remove(range: { gte: string; lt: string }): Promise<void> {
    await this.#level.clear(range);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#level.close();
    await this.#folder.close();
  }
}

/** The files of a LevelDB that nobody has open, under other names too: they are never written anew in place. */
export async function linkFiles(from: string, to: string): Promise<void> {
  await rm(to, { recursive: true, force: true });
  await mkdir(to, { mode: 0o700 });
  for (const name of await listFiles(from)) {
    const [source, target] = [join(from, name), join(to, name)];
    // Not every file system has links.
    await link(source, target).catch(() => copyFile(source, target));
  }
}

/** What LevelDB keeps there; nothing where there is no folder. */
export async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return entries.filter((entry) => entry.isFile() && !leftOut.has(entry.name)).map(({ name }) => name);
}

function toLocalError(path: string, error: unknown): LocalError {
  const cause = ((error as Error).cause ?? error) as Error;
  const { code } = cause as NodeJS.ErrnoException;
  const said = `(${cause.message})`;
  if (code === 'LEVEL_LOCKED') {
    return new LocalError(
      'data-folder-in-use',
      `${path} is held by another backend; stop it or name another --data-dir ${said}`,
      { cause },
    );
  }
  if (
    /Permission denied|Read-only|No space left|EACCES|EROFS|ENOSPC|ENOTDIR|EDQUOT|Not a directory/.test(cause.message)
  ) {
    return new LocalError(
      'data-folder-not-writable',
      `${path} cannot be written; let this user write there, make room, or name another --data-dir ${said}`,
      { cause },
    );
  }
  return new LocalError(
    'data-folder-damaged',
    `${path} is no sound database; put a copy of it back, move it aside to start anew, or name another --data-dir ${said}`,
    { cause },
  );
}
