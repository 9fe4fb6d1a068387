import { copyBytes, createScratch, decodeAscii, decodeBase64 } from '#platform/bytes';
import { measureBase64url } from '../encoding/base64.js';
import { isSameBytes } from '../encoding/bytes.js';
import { type EntryReader, type UnverifiedEntry, readEntry } from '../jws/entry-reader.js';
import { SIGNATURE_BYTES } from '../jws/jws.js';
import { scanEntry } from './scan-entry.js';

/** Creates a reader that decodes plainly written entries straight from their bytes, into memory that it uses for each. */
export function createEntryReader(): EntryReader {
  const decoder = new PlainEntryDecoder();
  return (bytes) => decoder.decode(bytes) ?? readEntry(bytes);
}

const SIGNATURE_LETTERS = /* @__PURE__ */ Math.ceil((SIGNATURE_BYTES * 4) / 3);
const INITIAL_BYTES = 8192;
const DOT = 0x2e;

/** Decodes entries one after the other: what it gives is good until the next. */
class PlainEntryDecoder {
  private readonly signatureMemory = createScratch(SIGNATURE_BYTES);
  private payloadMemory = createScratch(INITIAL_BYTES);
  private signedMemory = createScratch(INITIAL_BYTES);
  private lastProtected: { readonly bytes: Uint8Array; readonly text: string } | undefined;

  /** Gives `undefined` for an entry that is not written plainly and without fault: the careful reader says what is wrong. */
  decode(bytes: Uint8Array): UnverifiedEntry | undefined {
    const entry = scanEntry(bytes);
    if (!entry) return undefined;
    this.payloadMemory = grow(this.payloadMemory, entry.payload.length);
    const payload = decodeBase64(entry.payload, 'url', this.payloadMemory);
    const isSigned = entry.signature.length === SIGNATURE_LETTERS;
    const signature = isSigned ? decodeBase64(entry.signature, 'url', this.signatureMemory) : undefined;
    const protectedText = this.readProtectedText(entry.protected);
    if (!payload || !signature || protectedText === undefined) return undefined;
    const jws = { payload, signature, signed: this.joinSigned(entry.protected, entry.payload) };
    return { protected: protectedText, payload, header: entry.header, decode: () => jws };
  }

  /** The text of a protected header; `undefined` when it is not canonical. Neighbours share theirs: it is read once. */
  private readProtectedText(ascii: Uint8Array): string | undefined {
    const last = this.lastProtected;
    if (last && isSameBytes(ascii, last.bytes)) return last.text;
    const text = decodeAscii(ascii);
    if (measureBase64url(text) === undefined) return undefined;
    this.lastProtected = { bytes: copyBytes(ascii), text };
    return text;
  }

  private joinSigned(header: Uint8Array, payload: Uint8Array): Uint8Array {
    const length = header.length + 1 + payload.length;
    this.signedMemory = grow(this.signedMemory, length);
    this.signedMemory.set(header);
    this.signedMemory[header.length] = DOT;
    this.signedMemory.set(payload, header.length + 1);
    return this.signedMemory.subarray(0, length);
  }
}

function grow(memory: Uint8Array<ArrayBuffer>, bytes: number): Uint8Array<ArrayBuffer> {
  return memory.length < bytes ? createScratch(bytes) : memory;
}
