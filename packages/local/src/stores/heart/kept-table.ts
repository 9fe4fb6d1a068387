/**
 * What is kept of one kind. All of it is in memory, so that whoever reads has it at hand; it is changed by a `Change` of the
 * heart alone, and read back as it was when that cannot be kept.
 */
export class KeptTable<Value> {
  readonly name: string;
  #values = new Map<string, Value>();
  /** Keys of which a value lies on disk. */
  #kept = new Set<string>();

  /** Shape of `name`: letters and dashes. */
  constructor(name: string) {
    this.name = name;
  }

  get size(): number {
    return this.#values.size;
  }

  /** How many of them lie on disk: those that are held in memory alone do not count. */
  get keptSize(): number {
    return this.#kept.size;
  }

  get(key: string): Value | undefined {
    return this.#values.get(key);
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  entries(): IterableIterator<[string, Value]> {
    return this.#values.entries();
  }

  values(): IterableIterator<Value> {
    return this.#values.values();
  }

  /** For the heart: `undefined` removes. */
  set(key: string, value: Value | undefined): void {
    if (value === undefined) this.#values.delete(key);
    else this.#values.set(key, value);
  }

  /** For the heart: these are written; `undefined` is one that is removed. */
  keep(written: ReadonlyMap<string, unknown>): void {
    for (const [key, value] of written) {
      if (value === undefined) this.#kept.delete(key);
      else this.#kept.add(key);
    }
  }

  /** For the heart: what was read from disk takes the place of everything. */
  replace(values: Map<string, unknown>): void {
    this.#values = values as Map<string, Value>;
    this.#kept = new Set(values.keys());
  }
}
