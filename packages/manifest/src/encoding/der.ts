import { isSameRange } from '#platform/bytes';
import { ManifestError, type ManifestErrorCode } from '../errors.js';
import { isAscii } from './bytes.js';

/** Tags of X.690 that device certificates use. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/**
 * Walks over DER (X.690 section 10) from one value to the next without building a tree.
 *
 * Lengths must be definite and minimal and must stay inside the value around them.
 */
export class DerReader {
  /** Where the last value read began, its tag included. */
  start = 0;
  /** Where the contents of the last value read began; `position` is where they ended. */
  contents = 0;

  constructor(
    readonly bytes: Uint8Array,
    public position = 0,
    readonly end = bytes.length,
  ) {}

  get atEnd(): boolean {
    return this.position >= this.end;
  }

  /** The tag of the next value, 0 at the end. */
  get nextTag(): number {
    return this.position < this.end ? this.bytes[this.position]! : 0;
  }

  /** Steps over the next value, which must have this tag. */
  read(tag: number): this {
    if (this.nextTag !== tag) {
      return refuseDer(
        `expected tag 0x${tag.toString(16)} at byte ${this.position}, found 0x${this.nextTag.toString(16)}`,
      );
    }
    this.start = this.position;
    const { bytes } = this;
    let contents = this.position + 2;
    let length = bytes[this.position + 1] ?? 0x80;
    if (length >= 0x80) {
      const count = length & 0x7f;
      length = 0;
      for (let i = 0; i < count && i < 3; i++) length = (length << 8) | (bytes[contents + i] ?? 0);
      contents += count;
      const minimal = count > 0 && count < 3 && length >= 0x80 && (count === 1 || length > 0xff);
      if (!minimal) return refuseDer(`expected a minimal length of at most 2 bytes at byte ${this.start + 1}`);
    }
    if (contents + length > this.end) {
      return refuseDer(`expected ${length} bytes at byte ${contents}, found ${Math.max(0, this.end - contents)}`);
    }
    this.contents = contents;
    this.position = contents + length;
    return this;
  }

  /** Steps over the next value, which must be an object identifier. */
  readOid(): this {
    this.read(TAG.objectIdentifier);
    let startsArc = true;
    for (let i = this.contents; i < this.position; i++) {
      const byte = this.bytes[i]!;
      // X.690 section 8.19.2: no arc begins with a byte that adds nothing.
      if (startsArc && byte === 0x80) refuseDer('expected an object identifier of minimal arcs');
      startsArc = byte < 0x80;
    }
    if (this.length === 0 || !startsArc) refuseDer('expected an object identifier of whole arcs');
    return this;
  }

  /** Steps over the next value, whatever it is. */
  skip(): this {
    return this.read(this.nextTag);
  }

  /** Steps over the next value and gives a reader for what is inside. */
  enter(tag: number): DerReader {
    this.read(tag);
    return new DerReader(this.bytes, this.contents, this.position);
  }

  /** How many bytes of contents the last value read has. */
  get length(): number {
    return this.position - this.contents;
  }

  /** One byte of the contents of the last value read. */
  byteAt(index: number): number {
    return this.bytes[this.contents + index]!;
  }

  /** Whether the contents of the last value read are these, looked at in place. */
  isValue(expected: Uint8Array): boolean {
    return this.length === expected.length && isSameRange(expected, 0, expected.length, this.bytes, this.contents);
  }

  /** Whether the contents of the last value read are ASCII. */
  get isAscii(): boolean {
    return isAscii(this.bytes, this.contents, this.position);
  }

  /** The contents of the last value read, as a view. */
  get value(): Uint8Array {
    return this.bytes.subarray(this.contents, this.position);
  }

  /** The last value read with tag and length, as a view. */
  get whole(): Uint8Array {
    return this.bytes.subarray(this.start, this.position);
  }

  /** Steps over the next value, which must be an integer written as short as it can be (X.690 section 8.3.2). */
  readInteger(): this {
    this.read(TAG.integer);
    if (!isMinimalInteger(this.bytes, this.contents, this.position)) refuseDer('expected an integer of minimal length');
    return this;
  }

  /** Throws unless everything inside was read. */
  finish(): void {
    if (!this.atEnd)
      refuseDer(`expected nothing more at byte ${this.position}, found ${this.end - this.position} bytes`);
  }
}

/** Throws a refusal of bytes that are no certificate as this package reads them. */
export function refuseDer(message: string, code: ManifestErrorCode = 'certificate-malformed'): never {
  throw new ManifestError(code, message);
}

/** Whether a range of bytes is the shortest form of an integer: its first nine bits are neither all zero nor all one. */
export function isMinimalInteger(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 2) return end > start;
  const [first, next] = [bytes[start]!, bytes[start + 1]!];
  return !(first === 0 && next < 0x80) && !(first === 0xff && next >= 0x80);
}

/** Writes an object identifier with dots. */
export function formatOid(bytes: Uint8Array): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of bytes) {
    arc = arc * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    arcs.push(arc);
    arc = 0;
  }
  // X.690 section 8.19.4: the first two arcs share one number.
  const [first = 0, ...rest] = arcs;
  const top = Math.min(2, Math.floor(first / 40));
  return [top, first - 40 * top, ...rest].join('.');
}
