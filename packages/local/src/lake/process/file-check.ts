import { stat } from 'node:fs/promises';
import { lakeKinds, type LakeFile, type LakeKind } from '../files/lake-files.js';
import { keepSound, type LakeWriter } from '../tables/lake-writer.js';

/** Before the first question, and in one go beside the lake's own work: 20 GB are gone through in less than two hours. */
const bytesAtATime = { atStart: 64 * 1024 * 1024, later: 256 * 1024 * 1024 };
/** Units: ms. What was sound once is looked at again. */
const ROUND_MS = 86_400_000;
/** Units: ms. A question that fails whatever the files are like has all of them read no more often than that. */
const LEAST_BETWEEN_MS = 60_000;

/**
 * Looks whether the bytes of the lake's files are those that were written: each once a day, the newest first, and all of them
 * when a question could not be answered. What is damaged is set aside.
 */
export class FileCheck {
  readonly #writer: LakeWriter;
  readonly #checked = new Set<string>();
  #checkedAllAtMs = -Infinity;
  #roundBeganAtMs = performance.now();

  constructor(writer: LakeWriter) {
    this.#writer = writer;
  }

  /** The next of those that were not looked at yet. */
  async checkSome(when: keyof typeof bytesAtATime): Promise<void> {
    if (performance.now() - this.#roundBeganAtMs > ROUND_MS) this.#beginRound();
    let left = bytesAtATime[when];
    for (const [kind, file] of this.#files().toSorted(([, one], [, other]) => (one.day < other.day ? 1 : -1))) {
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

  #beginRound(): void {
    this.#checked.clear();
    this.#roundBeganAtMs = performance.now();
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
