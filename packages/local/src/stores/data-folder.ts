import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Where everything that one local backend keeps lies, `.cord/` unless told otherwise. */
export class DataFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  get databaseFile(): string {
    return join(this.path, 'cord.duckdb');
  }

  /** Makes the folder, readable by its owner alone: it holds private keys. */
  async create(): Promise<void> {
    await mkdir(this.path, { recursive: true, mode: 0o700 });
    await chmod(this.path, 0o700);
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
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(draft, text, { mode: 0o600, flush: true });
    await rename(draft, file);
  }

  async remove(name: string): Promise<void> {
    await rm(join(this.path, name), { force: true });
  }
}
