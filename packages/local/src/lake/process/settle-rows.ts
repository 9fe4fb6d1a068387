import { columnNames } from '../tables/lake-database.js';
import { hourStartMs, type PartFile } from '../files/lake-files.js';
import { writeFile, type LakeWriter, type Written } from '../tables/lake-writer.js';

const HOUR_MS = 3_600_000;

/**
 * Writes the rows from `firstRow` up to but not including `endRow` into files, one for each hour that they belong to; settles once
 * these would survive that the power goes.
 */
export async function settleRows(writer: LakeWriter, firstRow: number, endRow: number): Promise<void> {
  const parts: PartFile[] = [];
  for (const { day, hour } of await listHours(writer, endRow)) {
    const startMs = hourStartMs({ day, hour });
    const sql = `SELECT ${columnNames} FROM hot
      WHERE row_number < ${endRow} AND received_at >= ${startMs} AND received_at < ${startMs + HOUR_MS}
      ORDER BY thing_name, received_at, row_number`;
    const rows = { hour, firstRow, lastRow: endRow - 1 };
    const nameIt = ({ checksum, columns }: Written) => writer.folder.part(day, { ...rows, checksum, columns });
    parts.push(await writeFile(writer, { kind: 'telemetry', day, sql }, nameIt));
  }
  await writer.catalog.change({ kind: 'telemetry', added: parts, settledRows: endRow });
}

async function listHours({ connection }: LakeWriter, endRow: number): Promise<{ day: string; hour: number }[]> {
  const result = await connection.runAndReadAll(
    `SELECT DISTINCT day, CAST(received_at // ${HOUR_MS} % 24 AS INTEGER) FROM hot WHERE row_number < ${endRow} ORDER BY ALL`,
  );
  return result.getRows().map(([day, hour]) => ({ day: String(day), hour: Number(hour) }));
}
