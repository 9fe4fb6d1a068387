import type { Alert } from '@cord/fleet';
import type { AlertState } from '@cord/rules';
import type { DuckDBConnection } from '@duckdb/node-api';
import { openDatabase } from '../../earlier-database/open-database.js';
import { readRows, type Row } from '../../earlier-database/duckdb/rows.js';
import type { ImportedRecords } from '../protocol/lake-calls.js';
import { hourStartMs, type HourFile } from '../files/lake-files.js';
import { columnNames } from '../tables/lake-database.js';
import { readMetadata, writeFile, type LakeWriter } from '../tables/lake-writer.js';

const HOUR_MS = 3_600_000;

/**
 * Takes the messages of an earlier version's database over into the lake, hour by hour, and gives back the rest. It may be ended and
 * done again at any point: an hour that was taken from this very database is left as it is.
 *
 * Throws: `LocalError` `data-folder-…`, whatever is wrong with the file.
 */
export async function importDatabase(writer: LakeWriter, file: string): Promise<ImportedRecords> {
  const database = await openDatabase(file);
  const connection = await database.connect();
  try {
    // Of its own memory, beside the lake's.
    await connection.run("SET memory_limit = '192MB'; SET threads = 1");
    const messages = await importMessages({ ...writer, connection });
    return { messages, ...(await readRecords(connection)) };
  } finally {
    connection.closeSync();
    database.closeSync();
  }
}

async function importMessages(writer: LakeWriter): Promise<number> {
  const { connection, catalog, folder } = writer;
  const [digest = {}] = await readRows(
    connection,
    'SELECT count(*) || bit_xor(hash(row)) AS text FROM telemetry AS row',
  );
  const metadata = { imported: String(digest['text']) };
  const known = await findImported(writer, metadata.imported);
  const hours = await readRows(
    connection,
    `SELECT CAST(received_at // ${HOUR_MS} * ${HOUR_MS} AS DOUBLE) AS start, count(*) AS messages FROM telemetry GROUP BY ALL ORDER BY 1`,
  );
  for (const { start } of hours) {
    const startMs = Number(start);
    if (known.has(startMs)) continue;
    const at = new Date(startMs);
    const [day, hour] = [at.toISOString().slice(0, 10), at.getUTCHours()];
    const sql = `SELECT ${columnNames} FROM telemetry
      WHERE received_at >= ${startMs} AND received_at < ${startMs + HOUR_MS} ORDER BY thing_name, received_at, rowid`;
    const added: HourFile = await writeFile(writer, { kind: 'telemetry', day, sql, metadata }, (written) =>
      folder.hour(day, { hour, revision: 1, ...written }),
    );
    await catalog.change({ kind: 'telemetry', added: [added] });
  }
  return hours.reduce((sum, { messages }) => sum + Number(messages), 0);
}

/** Hours that were taken from a database. */
async function findImported({ connection, catalog }: LakeWriter, imported: string): Promise<ReadonlySet<number>> {
  const hours = new Set<number>();
  for (const file of catalog.files('telemetry')) {
    if (file.kind !== 'hour') continue;
    if ((await readMetadata(connection, file)).get('imported') === imported) hours.add(hourStartMs(file));
  }
  return hours;
}

async function readRecords(connection: DuckDBConnection): Promise<Omit<ImportedRecords, 'messages'>> {
  const read = (sql: string) => readRows(connection, sql);
  const ties = await read('SELECT thing_name, certificate_id FROM thing_certificates ORDER BY ALL');
  const things = await read('SELECT thing_name, attributes, epoch_ms(created_at) AS created_at_ms FROM things');
  const certificates = await read('SELECT certificate_id, pem, status, has_policy FROM certificates');
  const states = await read('SELECT threshold_id, thing_name, state FROM alert_states');
  const alerts = await read('SELECT alert FROM alerts ORDER BY raised_at');
  const tied = (column: string, key: string, value: unknown): string[] =>
    ties.filter((tie) => tie[column] === value).map((tie) => String(tie[key]));
  return {
    things: things.map((row) => ({
      thingName: String(row['thing_name']),
      attributes: parse(row, 'attributes') as Record<string, string>,
      createdAtMs: Number(row['created_at_ms']),
      certificateIds: tied('thing_name', 'certificate_id', row['thing_name']),
    })),
    certificates: certificates.map((row) => ({
      certificateId: String(row['certificate_id']),
      pem: String(row['pem']),
      isActive: row['status'] === 'active',
      hasPolicy: row['has_policy'] === true,
      thingNames: tied('certificate_id', 'thing_name', row['certificate_id']),
    })),
    alertStates: states.map((row) => ({
      thresholdId: String(row['threshold_id']),
      thingName: String(row['thing_name']),
      state: parse(row, 'state') as AlertState,
    })),
    alerts: alerts.map((row) => parse(row, 'alert') as Alert),
  };
}

function parse(row: Row, column: string): unknown {
  return JSON.parse(String(row[column]));
}
