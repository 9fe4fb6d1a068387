import { sha256 } from '@noble/hashes/sha2';
import type { Message } from './message.js';

/** Chance, as an argument. Shape: `random` gives doubles from 0 up to 1. */
export interface Entropy {
  random(): number;
}

const encoder = new TextEncoder();

/**
 * Numbers that look random and follow from the message alone, as there is no source of chance here: a replayed message gives
 * the same ones. Messages that are alike in everything, time included, do too; pass entropy where that must not be.
 */
export function deriveEntropy({ source, bytes }: { source: Message; bytes: Uint8Array }, seed: string): Entropy {
  const hash = sha256.create();
  hash.update(encoder.encode(JSON.stringify([seed, { ...source, payload: '' }])));
  hash.update(bytes);
  const origin = hash.digest();
  let count = 0;
  return {
    random: () => {
      count += 1;
      const drawn = sha256
        .create()
        .update(origin)
        .update(encoder.encode(String(count)))
        .digest();
      return ((drawn[0] ?? 0) * 2 ** 45 + uint(drawn.subarray(1, 7)) / 8) / 2 ** 53;
    },
  };
}

/** Big-endian. Units: at most 6 bytes. */
function uint(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}
