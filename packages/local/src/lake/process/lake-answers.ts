import { fromTelemetryRow, metricList, type Telemetry, type TelemetryBucket, type TelemetryRange } from '@cord/fleet';
import type { DuckDBConnection, DuckDBInstance, DuckDBValue } from '@duckdb/node-api';
import { StatementType } from '@duckdb/node-api';
import type { LakeCatalog } from './lake-catalog.js';
import { columnNames } from './lake-database.js';
import { dayOf, hourStartMs, type LakeFile } from '../files/lake-files.js';
import type { SqlAnswer } from '../protocol/lake-calls.js';
import { LakeRefusal } from '../protocol/lake-refusal.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const LATEST_LIMIT_MS = 600_000;

/** What is asked of the lake; each question on a connection of its own, so that none holds up the lake's own work. */
export class LakeAnswers {
  readonly #database: DuckDBInstance;
  readonly #catalog: LakeCatalog;

  constructor(database: DuckDBInstance, catalog: LakeCatalog) {
    this.#database = database;
    this.#catalog = catalog;
  }

  /** The newest of a range, oldest first. */
  async readRaw({ thingName, fromMs, toMs, limit }: TelemetryRange, timeLimitMs: number): Promise<Telemetry[]> {
    const sql = `SELECT ${columnNames} FROM (SELECT ${columnNames} FROM telemetry
        WHERE thing_name = $1 AND received_at >= $2 AND received_at < $3 AND day >= $4 AND day <= $5
        ORDER BY received_at DESC LIMIT ${limit})
      ORDER BY received_at`;
    const values = [thingName, BigInt(fromMs), BigInt(toMs), dayOf(fromMs), dayOf(toMs)];
    const rows = await this.#ask(timeLimitMs, async (connection) =>
      (await connection.runAndReadAll(sql, values)).getRowObjectsJS(),
    );
    return rows.map(toTelemetry);
  }

  /** The newest message of each thing; reads everything there is. */
  async readLatest(): Promise<Telemetry[]> {
    const sql = `SELECT ${columnNames} FROM telemetry
      QUALIFY row_number() OVER (PARTITION BY thing_name ORDER BY received_at DESC) = 1`;
    const rows = await this.#ask(LATEST_LIMIT_MS, async (connection) =>
      (await connection.runAndReadAll(sql)).getRowObjectsJS(),
    );
    return rows.map(toTelemetry);
  }

  /** Smallest, mean and largest of each metric, by buckets of whole minutes; from roll-ups where there are some. */
  async readBuckets(range: TelemetryRange & { stepMs: number }, timeLimitMs: number): Promise<TelemetryBucket[]> {
    return this.#ask(timeLimitMs, async (connection) => {
      const openFromMs = await this.#findOpen(connection);
      const { sql, values } = bucketQuery(wholeBuckets(range), openFromMs);
      const rows = (await connection.runAndReadAll(sql, values)).getRowObjectsJS();
      return rows.map(toBucket);
    });
  }

  /**
   * Whatever is asked by one SELECT. Throws: `LakeRefusal` `sql-invalid` for other statements and for what DuckDB does not take,
   * `too-long`.
   */
  async query(sql: string, { limit, timeLimitMs }: { limit: number; timeLimitMs: number }): Promise<SqlAnswer> {
    return this.#ask(timeLimitMs, async (connection) => {
      const statements = await connection.extractStatements(sql).catch(refuse);
      if (statements.count !== 1)
        throw new LakeRefusal('sql-invalid', `${statements.count} statements, expected one SELECT`);
      const statement = await statements.prepare(0).catch(refuse);
      if (statement.statementType !== StatementType.SELECT) {
        throw new LakeRefusal(
          'sql-invalid',
          `a statement of type ${StatementType[statement.statementType]}, expected a SELECT`,
        );
      }
      const reader = await statement.streamAndReadUntil(limit + 1).catch(refuse);
      const rows = reader.getRowsJS().slice(0, limit);
      return {
        columns: reader.columnNames(),
        rows: rows.map((row) => row.map(toPlain)),
        isCut: reader.currentRowCount > limit,
      };
    });
  }

  /** From when on something is not rolled up yet. Epoch milliseconds. */
  async #findOpen(connection: DuckDBConnection): Promise<number> {
    const done = new Set(this.#catalog.files('energy').map(keyOf));
    const open = this.#catalog.files('telemetry').filter((file) => file.kind === 'part' || !done.has(keyOf(file)));
    const result = await connection.runAndReadAll('SELECT CAST(min(received_at) AS DOUBLE) FROM hot');
    const hot = result.getRows()[0]?.[0];
    const oldest = open.reduce((oldestMs, file) => Math.min(oldestMs, hourStartMs(file)), Infinity);
    return Math.min(oldest, typeof hot === 'number' ? Math.floor(hot / HOUR_MS) * HOUR_MS : Infinity);
  }

  async #ask<Answer>(timeLimitMs: number, work: (connection: DuckDBConnection) => Promise<Answer>): Promise<Answer> {
    const connection = await this.#database.connect();
    let isOver = false;
    const timer = setTimeout(() => {
      isOver = true;
      connection.interrupt();
    }, timeLimitMs);
    try {
      return await this.#catalog.read(() => work(connection));
    } catch (error) {
      if (isOver) throw new LakeRefusal('too-long', `no answer within ${timeLimitMs / 1000} s`);
      throw error;
    } finally {
      clearTimeout(timer);
      connection.closeSync();
    }
  }
}

function toTelemetry(row: Record<string, unknown>): Telemetry {
  const plain = Object.entries(row).map(([name, value]) => [name, toPlain(value)]);
  return fromTelemetryRow(Object.fromEntries(plain) as Parameters<typeof fromTelemetryRow>[0]);
}

const keyOf = (file: LakeFile): string => `${hourStartMs(file)}/${file.kind === 'hour' ? file.revision : ''}`;

function refuse(error: unknown): never {
  const said = error instanceof Error ? error.message : String(error);
  if (/INTERRUPT/i.test(said)) throw error;
  throw new LakeRefusal('sql-invalid', said.split('\n\n')[0] ?? said);
}

const figuresOf = (one: (name: string) => string): string => metricList.map(({ name }) => one(name)).join(', ');
const within = (column: string, from: string, to: string) =>
  `thing_name = $1 AND ${column} >= ${from} AND ${column} < ${to} AND day >= $6 AND day <= $7`;
const whole = (atMs: number): bigint => BigInt(Number.isFinite(atMs) ? Math.trunc(atMs) : Number.MAX_SAFE_INTEGER);

function bucketQuery(
  { thingName, fromMs, toMs, limit, stepMs }: TelemetryRange & { stepMs: number },
  openFromMs: number,
): { sql: string; values: DuckDBValue[] } {
  const isByHour = stepMs % HOUR_MS === 0;
  const [view, start] = isByHour ? ['telemetry_hours', 'hour'] : ['telemetry_minutes', 'minute'];
  const unitMs = isByHour ? HOUR_MS : MINUTE_MS;
  const kept = figuresOf((name) => `${name}_samples, ${name}_min, ${name}_mean, ${name}_max`);
  const made = figuresOf(
    (name) =>
      `count(${name}) AS ${name}_samples, min(${name}) AS ${name}_min, avg(${name}) AS ${name}_mean, max(${name}) AS ${name}_max`,
  );
  const joined = figuresOf(
    (name) =>
      `min(${name}_min) AS ${name}_min, sum(${name}_mean * ${name}_samples) / nullif(sum(${name}_samples), 0) AS ${name}_mean, max(${name}_max) AS ${name}_max`,
  );
  const rolledToMs = Math.min(toMs, openFromMs);
  const openMs = Math.max(fromMs, openFromMs);
  const sql = `SELECT bucket // ${stepMs} * ${stepMs} AS start, sum(samples) AS samples, ${joined} FROM (
      SELECT ${start} AS bucket, samples, ${kept} FROM ${view} WHERE ${within(start, '$2', '$3')}
      UNION ALL
      SELECT received_at // ${unitMs} * ${unitMs} AS bucket, count(*) AS samples, ${made} FROM telemetry
        WHERE ${within('received_at', '$4', '$5')} GROUP BY 1)
    GROUP BY 1 ORDER BY 1 LIMIT ${limit}`;
  const values = [thingName, whole(fromMs), whole(rolledToMs), whole(openMs), whole(toMs), dayOf(fromMs), dayOf(toMs)];
  return { sql, values };
}

function wholeBuckets<Range extends TelemetryRange & { stepMs: number }>(range: Range): Range {
  const { fromMs, toMs, stepMs } = range;
  return { ...range, fromMs: Math.floor(fromMs / stepMs) * stepMs, toMs: Math.ceil(toMs / stepMs) * stepMs };
}

function toBucket(row: Record<string, unknown>): TelemetryBucket {
  const figures = metricList.flatMap(({ name }) => {
    const [min, mean, max] = ['min', 'mean', 'max'].map((figure) => row[`${name}_${figure}`]);
    return typeof min === 'number' && typeof mean === 'number' && typeof max === 'number'
      ? [[name, { min, mean, max }] as const]
      : [];
  });
  return { startMs: Number(row['start']), samples: Number(row['samples']), metrics: Object.fromEntries(figures) };
}

/** As JSON has it: whole numbers that are too large for it as text. */
function toPlain(value: unknown): unknown {
  if (typeof value === 'bigint') {
    return value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= -BigInt(Number.MAX_SAFE_INTEGER)
      ? Number(value)
      : String(value);
  }
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, toPlain(each)]));
  return value;
}
