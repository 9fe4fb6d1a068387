import { copyBytes } from '#platform/bytes';
import { ManifestError, quote } from '../errors.js';
import { MAX_DEPTH } from '../options.js';

/** One element of a manifest: its bytes, good until the next chunk, or why they were not kept. */
export type Element = { readonly bytes: Uint8Array } | { readonly error: ManifestError };

type State = 'before' | 'between' | 'element' | 'single' | 'after';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/**
 * Cuts a JSON array into its elements as the bytes come in, keeping no more than one element at a time.
 *
 * It only finds where elements end; whether an element is JSON is for the reader of its bytes to say. So an element that is
 * broken, too long or too deep is one refusal, and those after it still count. A lone object counts as an array of one.
 */
export class ElementSplitter {
  private state: State = 'before';
  private depth = 0;
  private inString = false;
  private escaped = false;
  private kept: Uint8Array[] = [];
  private length = 0;
  private fault: ManifestError | undefined;
  private expectsElement = false;
  private found: Element | undefined;

  constructor(private readonly maxBytes: number) {}

  /** Takes the next bytes, cut anywhere. Throws: `json-bom`, `json-syntax`, `manifest-not-array`. */
  *push(chunk: Uint8Array): Generator<Element, void, undefined> {
    let i = 0;
    while (i < chunk.length) {
      if (this.state === 'element' || this.state === 'single') i = this.scanElement(chunk, i);
      else i = this.scanAround(chunk, i);
      if (!this.found) continue;
      yield this.found;
      this.found = undefined;
    }
  }

  /** Says that no bytes follow. Throws: `json-syntax` when the array or object has not ended. */
  end(): void {
    if (this.state === 'after') return;
    throw new ManifestError(
      'json-syntax',
      `expected the end of a JSON array, found the end of the input ${STATES[this.state]}`,
    );
  }

  private scanAround(chunk: Uint8Array, i: number): number {
    const byte = chunk[i]!;
    if (isWhiteSpace(byte)) return i + 1;
    if (this.state === 'before') return this.open(byte, i);
    if (this.state === 'after') refuseByte(byte, 'nothing after the JSON array');
    if (byte === CLOSE_BRACKET && !this.expectsElement) {
      this.state = 'after';
      return i + 1;
    }
    if (byte === COMMA || byte === CLOSE_BRACKET) {
      this.found = { error: new ManifestError('json-syntax', 'expected an entry, found none beside a comma') };
      this.state = byte === COMMA ? 'between' : 'after';
      this.expectsElement = true;
      return i + 1;
    }
    this.state = 'element';
    return i;
  }

  private open(byte: number, i: number): number {
    if (byte === 0xef) throw new ManifestError('json-bom', 'expected JSON, found a byte order mark');
    if (byte === OPEN_BRACKET) {
      this.state = 'between';
      return i + 1;
    }
    if (byte === OPEN_BRACE) {
      this.state = 'single';
      return i;
    }
    const character = String.fromCharCode(byte);
    if (/["0-9tfn-]/.test(character)) {
      throw new ManifestError(
        'manifest-not-array',
        `expected an array of entries, found a value that begins with ${quote(character)}`,
      );
    }
    return refuseByte(byte, 'a JSON array');
  }

  private scanElement(chunk: Uint8Array, start: number): number {
    let i = start;
    while (i < chunk.length) {
      if (this.inString) {
        i = this.skipString(chunk, i);
        continue;
      }
      const byte = chunk[i]!;
      if (byte === QUOTE) this.inString = true;
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.descend();
      else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        if (this.depth === 0 && byte === CLOSE_BRACKET) return this.finish(chunk, start, i);
        this.depth = Math.max(0, this.depth - 1);
        if (this.depth === 0 && this.state === 'single') return this.finish(chunk, start, i + 1);
      } else if (byte === COMMA && this.depth === 0) return this.finish(chunk, start, i);
      i++;
    }
    this.keep(chunk.subarray(start));
    return i;
  }

  /** Moves to behind the string's end, or to the end of the chunk. */
  private skipString(chunk: Uint8Array, start: number): number {
    for (let i = start; ;) {
      const end = chunk.indexOf(QUOTE, i);
      const stop = end === -1 ? chunk.length : end;
      let backslashes = 0;
      while (stop - 1 - backslashes >= i && chunk[stop - 1 - backslashes] === BACKSLASH) backslashes++;
      // A run of backslashes that reaches back to `i` goes on from what came before.
      const carried = this.escaped && stop - backslashes === i ? 1 : 0;
      this.escaped = (backslashes + carried) % 2 === 1;
      if (end === -1) return stop;
      i = end + 1;
      if (!this.escaped) {
        this.inString = false;
        return i;
      }
      this.escaped = false;
    }
  }

  private descend(): void {
    this.depth++;
    // The array around the elements is a level too.
    const levels = this.state === 'single' ? this.depth : this.depth + 1;
    if (levels <= MAX_DEPTH || this.fault) return;
    this.refuse(new ManifestError('json-depth', `expected at most ${MAX_DEPTH} levels, found more`));
  }

  private keep(bytes: Uint8Array): void {
    this.length += bytes.length;
    if (this.length > this.maxBytes && !this.fault) this.refuse(this.tooLarge());
    // A copy, which `slice` of a Node.js Buffer is not: the chunk is its owner's to write again.
    if (!this.fault) this.kept.push(copyBytes(bytes));
  }

  private refuse(error: ManifestError): void {
    this.fault = error;
    this.kept = [];
  }

  private tooLarge(): ManifestError {
    return new ManifestError('entry-too-large', `expected an entry of at most ${this.maxBytes} bytes, found more`);
  }

  private finish(chunk: Uint8Array, start: number, end: number): number {
    const last = chunk.subarray(start, end);
    this.length += last.length;
    if (this.length > this.maxBytes && !this.fault) this.refuse(this.tooLarge());
    this.found = this.fault ? { error: this.fault } : { bytes: join(this.kept, last) };
    const terminator = this.state === 'single' ? 0 : chunk[end];
    this.state = terminator === COMMA ? 'between' : 'after';
    this.expectsElement = terminator === COMMA;
    this.kept = [];
    this.length = 0;
    this.depth = 0;
    this.fault = undefined;
    return terminator === 0 ? end : end + 1;
  }
}

const STATES: Record<State, string> = {
  before: 'before its start',
  between: 'between two entries',
  element: 'inside an entry',
  single: 'inside an entry',
  after: 'after its end',
};

function join(kept: readonly Uint8Array[], last: Uint8Array): Uint8Array {
  if (kept.length === 0) return last;
  const all = [...kept, last];
  const joined = new Uint8Array(all.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of all) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

function isWhiteSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function refuseByte(byte: number, expected: string): never {
  throw new ManifestError('json-syntax', `expected ${expected}, found byte 0x${byte.toString(16).padStart(2, '0')}`);
}
