import { stat } from 'node:fs/promises';
import { lakeKinds, type LakeFile, type LakeKind } from '../files/lake-files.js';
import { keepSound, type LakeWriter } from '../tables/lake-writer.js';

/** In one go beside the lake's own work: a lake as large as may be is gone through in two hours. */
const BYTES_AT_A_TIME = 256 * 1024 * 1024;
/** Units: ms. A question that fails whatever the files are like has all of them read no more often than that. */
const LEAST_BETWEEN_MS = 60_000;

/**
 * Looks whether the bytes of the lake's files are those that were written: each once in the life of this process, and all of them
 * when a question could not be answered. What is damaged is set aside.
 */
export class FileCheck {
  readonly #writer: LakeWriter;
  readonly #checked = new Set<string>();
  #checkedAllAtMs = -Infinity;

  constructor(writer: LakeWriter) {
    this.#writer = writer;
  }

  /** The next of those that were not looked at yet. */
  async checkSome(): Promise<void> {
    let left = BYTES_AT_A_TIME;
    for (const [kind, file] of this.#files()) {
      if (this.#checked.has(file.path)) continue;
      if (left <= 0) return;
      left -= await this.#check(kind, file);
    }
  }

  /** True where any was damaged. */
  async checkAll(): Promise<boolean> {
    if (performance.now() - this.#checkedAllAtMs < LEAST_BETWEEN_MS) return false;
    const before = this.#files().length;
    for (const [kind, file] of this.#files()) await this.#check(kind, file);
    const isAnyDamaged = this.#files().length < before;
    if (!isAnyDamaged) this.#checkedAllAtMs = performance.now();
    return isAnyDamaged;
  }

  /** Returns how many bytes were read. */
  async #check(kind: LakeKind, file: LakeFile): Promise<number> {
    this.#checked.add(file.path);
    const { size } = await stat(file.path).catch(() => ({ size: 0 }));
    await keepSound(this.#writer, kind, [file]);
    return size;
  }

  #files(): readonly (readonly [LakeKind, LakeFile])[] {
    return lakeKinds.flatMap((kind) => this.#writer.catalog.files(kind).map((file) => [kind, file] as const));
  }
}
