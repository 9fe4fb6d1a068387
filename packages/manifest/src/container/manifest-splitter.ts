import type { ManifestLimits } from '../options.js';
import { type Element, ElementSplitter } from './element-splitter.js';
import { ZipSplitter } from './zip-splitter.js';

const LETTER_P = 0x50;

/** Cuts a manifest into its elements, whether it comes as JSON or as a zip of JSON: a zip begins with "PK", JSON never. */
export class ManifestSplitter {
  private inner: ElementSplitter | ZipSplitter | undefined;

  constructor(private readonly limits: ManifestLimits) {}

  /** Takes the next bytes, cut anywhere. Throws: the codes of a container. */
  *push(chunk: Uint8Array): Generator<Element, void, undefined> {
    if (chunk.length === 0) return;
    const { limits } = this;
    this.inner ??= chunk[0] === LETTER_P ? new ZipSplitter(limits) : new ElementSplitter(limits.entryBytes);
    yield* this.inner.push(chunk);
  }

  /** Says that no bytes follow. Throws: the codes of a container. */
  end(): void {
    (this.inner ?? new ElementSplitter(this.limits.entryBytes)).end();
  }
}
