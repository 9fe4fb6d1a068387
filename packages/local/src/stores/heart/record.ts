import { crc32 } from 'node:zlib';

/** Of the records as a whole; a body that is laid out anew gets a version of its own inside. */
const VERSION = 1;
const HEAD_BYTES = 5;

/** A record that does not hold what was written. */
export class DamagedRecord extends Error {}

/** Shape: version (1 byte), CRC-32 of the body (4 bytes, little endian), body. */
export function sealRecord(body: Uint8Array): Buffer {
  const record = Buffer.allocUnsafe(HEAD_BYTES + body.length);
  record.writeUInt8(VERSION, 0);
  record.writeUInt32LE(crc32(body), 1);
  record.set(body, HEAD_BYTES);
  return record;
}

/** The inverse of {@link sealRecord}. Throws: `DamagedRecord`. */
export function openRecord(record: Uint8Array): Buffer {
  const bytes = Buffer.from(record.buffer, record.byteOffset, record.byteLength);
  if (bytes.length < HEAD_BYTES) throw new DamagedRecord(`record of ${bytes.length} bytes`);
  const version = bytes.readUInt8(0);
  if (version !== VERSION) throw new DamagedRecord(`record of version ${version}, expected ${VERSION}`);
  const body = bytes.subarray(HEAD_BYTES);
  if (crc32(body) !== bytes.readUInt32LE(1)) throw new DamagedRecord('record whose checksum is another');
  return body;
}

export function sealJson(value: unknown): Buffer {
  return sealRecord(Buffer.from(JSON.stringify(value)));
}

/** Throws: `DamagedRecord`. */
export function openJson(record: Uint8Array): unknown {
  const body = openRecord(record).toString('utf8');
  try {
    return JSON.parse(body);
  } catch {
    throw new DamagedRecord('record that is no JSON');
  }
}
