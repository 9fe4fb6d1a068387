import { createBytes } from '#platform/bytes';
import { type DerReader, TAG, refuseDer } from './der.js';

/** Reads an ECDSA-Sig-Value (RFC 3279 section 2.2.3) into the fixed form of 64 bytes that WebCrypto takes. */
export function readEcdsaSignature(reader: DerReader): Uint8Array {
  const pair = reader.enter(TAG.sequence);
  reader.finish();
  const signature = createBytes(64);
  for (let end = 32; end <= 64; end += 32) readHalf(pair, signature, end);
  pair.finish();
  return signature;
}

function readHalf(pair: DerReader, into: Uint8Array, end: number): void {
  const { length } = pair.read(TAG.integer);
  const isNegative = length === 0 || pair.byteAt(0) > 0x7f;
  const isPadded = length > 1 && pair.byteAt(0) === 0 && pair.byteAt(1) < 0x80;
  const leading = length > 0 && pair.byteAt(0) === 0 ? 1 : 0;
  const bytes = length - leading;
  if (isNegative || isPadded || bytes > 32) refuseDer('expected a signature of two positive 256-bit integers');
  for (let i = 0; i < bytes; i++) into[end - bytes + i] = pair.byteAt(leading + i);
}
