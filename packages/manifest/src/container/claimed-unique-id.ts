import { decodeAnyBase64 } from '../encoding/base64.js';
import { isObject } from '../encoding/strict-json.js';
import { DEFAULT_LIMITS } from '../options.js';

/**
 * What an entry claims to be, whatever else is wrong with it: good for finding it only. The signed claim goes first.
 *
 * Shape: `payload` as base64url, or decoded.
 */
export function findClaimedUniqueId(entry: unknown): string | undefined {
  if (!isObject(entry)) return undefined;
  const { payload, header } = entry;
  return findUniqueId(parseClaim(payload)) ?? findUniqueId(header);
}

function findUniqueId(members: unknown): string | undefined {
  const uniqueId = isObject(members) ? members['uniqueId'] : undefined;
  return typeof uniqueId === 'string' && /^[0-9a-f]{1,128}$/i.test(uniqueId) ? uniqueId : undefined;
}

function parseClaim(payload: unknown): unknown {
  if (typeof payload !== 'string' && !ArrayBuffer.isView(payload)) return undefined;
  const source = payload as string | Uint8Array;
  // Longer ones are no payloads, and this is not the place to read them.
  if (source.length > DEFAULT_LIMITS.entryBytes) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(typeof source === 'string' ? decodeAnyBase64(source) : source));
  } catch {
    return undefined; // A claim that cannot be read is no claim.
  }
}
