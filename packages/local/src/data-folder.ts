import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LocalError } from './errors.js';

/** Where everything that one local backend keeps lies, `.cord/` unless told otherwise. */
export class DataFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** What must survive, until it lies in the lake. */
  get heartFolder(): string {
    return join(this.path, 'heart');
  }

  /** Where earlier versions kept everything; it is taken in at the first start. */
  get earlierDatabaseFile(): string {
    return join(this.path, 'cord.duckdb');
  }

  get lakeFolder(): string {
    return join(this.path, 'lake');
  }

  /** Remembers how far the heart had come. */
  get headFile(): string {
    return join(this.path, 'heart.head');
  }

  /**
   * Makes the folder, readable by its owner alone: it holds private keys.
   *
   * Throws: `LocalError` `data-folder-not-writable`, as {@link write} does.
   */
  async create(): Promise<void> {
    await this.#change(async () => {
      await makeFolder(this.path);
      await chmod(this.path, 0o700);
      await access(this.path, constants.W_OK | constants.X_OK);
    });
  }

  /** The text of a file, or what `create` gives on first use, which is then kept for good. */
  async readOrCreate(name: string, create: () => Promise<string>): Promise<string> {
    const known = await this.read(name);
    if (known !== undefined) return known;
    const created = await create();
    await this.write(name, created);
    return created;
  }

  async read(name: string): Promise<string | undefined> {
    try {
      return await readFile(join(this.path, name), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Whole or not at all, for its owner alone. */
  async write(name: string, text: string): Promise<void> {
    const file = join(this.path, name);
    const draft = `${file}.${randomBytes(6).toString('hex')}`;
    await this.#change(async () => {
      await makeFolder(dirname(file));
      await writeFile(draft, text, { mode: 0o600, flush: true });
      await rename(draft, file);
    });
  }

  async remove(name: string): Promise<void> {
    await rm(join(this.path, name), { force: true });
  }

  async #change(change: () => Promise<void>): Promise<void> {
    try {
      await change();
    } catch (cause) {
      throw new LocalError(
        'data-folder-not-writable',
        `${this.path} cannot be written (${(cause as Error).message}); let this user write there, make room, or name another --data-dir`,
        { cause },
      );
    }
  }
}

/** With those above it. Not by `recursive`: in a file system that makes nothing, such as /proc, Node then tries for ever. */
async function makeFolder(path: string): Promise<void> {
  const isThere = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isThere) return;
  if (dirname(path) !== path) await makeFolder(dirname(path));
  await mkdir(path, { mode: 0o700 }).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST' || !(await stat(path)).isDirectory()) throw error;
  });
}
