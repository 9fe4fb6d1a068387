import { telemetryColumns, type ColumnType, type TelemetryRow } from '@cord/fleet';
import type { SentAs } from '../../published-message.js';
import { DamagedRecord, openRecord, sealRecord } from './record.js';

/** A message that was taken in, as it is kept until it lies in the lake. */
export interface TakenRow {
  row: TelemetryRow;
  /** What its sender would send again; absent for QoS 0. */
  sent?: SentAs;
}

const DIGEST_BYTES = 8;

/** Bytes before the values of a row: name length, sent or not, which values are there. */
const ROW_HEAD_BYTES = 6;

interface Column {
  name: string;
  type: ColumnType;
}

/** The name goes before them: every row has one. */
const columns: readonly Column[] = telemetryColumns.filter(({ name }) => name !== 'thing_name');
const head = Buffer.from(JSON.stringify(columns.map(({ name, type }) => [name, type])));

/**
 * Rows in their order as one record.
 *
 * Shape of the body, numbers little endian: length of the columns (u16), the columns as JSON `[[name, type], …]`, count of rows
 * (u32); for each row: length of its name (u8), 1 where it was sent under a packet id (u8), a bit for each column that it has
 * (u32), the name, packet id (u16) and digest where it was sent, then the values: double, or 1 byte for a boolean.
 */
export function encodeBatch(rows: readonly TakenRow[]): Buffer {
  const body = Buffer.allocUnsafe(2 + head.length + 4 + rows.reduce((sum, taken) => sum + mostBytesOf(taken), 0));
  let at = body.writeUInt16LE(head.length, 0);
  at += head.copy(body, at);
  at = body.writeUInt32LE(rows.length, at);
  for (const taken of rows) at = writeRow(body, at, taken);
  return sealRecord(body.subarray(0, at));
}

function mostBytesOf({ row, sent }: TakenRow): number {
  return ROW_HEAD_BYTES + row.thing_name.length + (sent === undefined ? 0 : 2 + DIGEST_BYTES) + columns.length * 8;
}

function writeRow(body: Buffer, start: number, { row, sent }: TakenRow): number {
  const values: Readonly<Record<string, unknown>> = row;
  let at = start + ROW_HEAD_BYTES;
  const nameBytes = body.write(row.thing_name, at, 'latin1');
  at += nameBytes;
  if (sent !== undefined) {
    at = body.writeUInt16LE(sent.packetId, at);
    body.set(sent.digest, at);
    at += DIGEST_BYTES;
  }
  let present = 0;
  for (const [index, { name, type }] of columns.entries()) {
    const value = values[name];
    if (value === undefined) continue;
    present |= 1 << index;
    at = type === 'boolean' ? body.writeUInt8(value === true ? 1 : 0, at) : body.writeDoubleLE(value as number, at);
  }
  body.writeUInt8(nameBytes, start);
  body.writeUInt8(sent === undefined ? 0 : 1, start + 1);
  body.writeUInt32LE(present, start + 2);
  return at;
}

/**
 * The inverse of {@link encodeBatch}, of columns that the fleet may no longer have too.
 *
 * Throws: `DamagedRecord`.
 */
export function decodeBatch(record: Uint8Array): TakenRow[] {
  const body = openRecord(record);
  try {
    const headBytes = body.readUInt16LE(0);
    const kept = JSON.parse(body.toString('utf8', 2, 2 + headBytes)) as readonly [string, ColumnType][];
    let at = 2 + headBytes;
    const count = body.readUInt32LE(at);
    at += 4;
    const rows: TakenRow[] = [];
    for (let number = 0; number < count; number += 1) {
      const read = readRow(body, at, kept);
      rows.push(read.taken);
      at = read.end;
    }
    return rows;
  } catch (cause) {
    throw new DamagedRecord('batch that cannot be read', { cause });
  }
}

function readRow(body: Buffer, start: number, kept: readonly [string, ColumnType][]): { taken: TakenRow; end: number } {
  let at = start + ROW_HEAD_BYTES;
  const nameEnd = at + body.readUInt8(start);
  const row: Record<string, unknown> = { thing_name: body.toString('latin1', at, nameEnd) };
  at = nameEnd;
  let sent: SentAs | undefined;
  if (body.readUInt8(start + 1) === 1) {
    sent = { packetId: body.readUInt16LE(at), digest: new Uint8Array(body.subarray(at + 2, at + 2 + DIGEST_BYTES)) };
    at += 2 + DIGEST_BYTES;
  }
  const present = body.readUInt32LE(start + 2);
  for (const [index, [name, type]] of kept.entries()) {
    if ((present & (1 << index)) === 0) continue;
    row[name] = type === 'boolean' ? body.readUInt8(at) === 1 : body.readDoubleLE(at);
    at += type === 'boolean' ? 1 : 8;
  }
  return { taken: { row: row as TelemetryRow, ...(sent && { sent }) }, end: at };
}
