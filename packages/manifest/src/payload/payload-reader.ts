import { parseStrictJson } from '../encoding/strict-json.js';
import type { Tolerance } from '../tolerance.js';
import { type Payload, readPayload } from './payload.js';

/** Reads the payload of one entry. Throws: JSON codes and those of {@link readPayload}. */
export type PayloadReader = (bytes: Uint8Array, tolerance: Tolerance) => Payload;

/** The {@link PayloadReader} that parses all of it. */
export function parsePayload(bytes: Uint8Array, tolerance: Tolerance): Payload {
  return readPayload(parseStrictJson(bytes, 'payload'), tolerance);
}
