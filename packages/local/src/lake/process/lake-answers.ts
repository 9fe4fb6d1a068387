import { fromTelemetryRow, type Telemetry, type TelemetryBucket, type TelemetryRange } from '@cord/fleet';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { StatementType } from '@duckdb/node-api';
import type { LakeCatalog } from '../tables/lake-catalog.js';
import { columnNames } from '../tables/lake-database.js';
import { dayOf } from '../files/lake-files.js';
import type { SqlAnswer } from '../protocol/lake-calls.js';
import { isFatal, LakeRefusal } from '../protocol/lake-refusal.js';
import { bucketQuery, toBucket, wholeBuckets } from './bucket-query.js';
import { toPlain } from './to-plain.js';

const HOUR_MS = 3_600_000;
const LATEST_LIMIT_MS = 600_000;

/** Units: bytes of JSON. More than anybody reads, and less than fills the memory of who asks. */
const MOST_BYTES = 4 * 1024 * 1024;

export interface AnswerSources {
  catalog: LakeCatalog;
  /** From when on there are messages of files that are in no roll-up. Epoch milliseconds. */
  findOpenMs: (kind: 'minutes' | 'hours') => number;
  /** Looks through all files; true where one was damaged, and is not read any more. */
  findDamage: () => Promise<boolean>;
}

/** What is asked of the lake; each question on a connection of its own, so that none holds up the lake's own work. */
export class LakeAnswers {
  readonly #database: DuckDBInstance;
  readonly #sources: AnswerSources;

  constructor(database: DuckDBInstance, sources: AnswerSources) {
    this.#database = database;
    this.#sources = sources;
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
      const kind = range.stepMs % HOUR_MS === 0 ? 'hours' : 'minutes';
      // In this order: what is settled in between is then in a file that is open.
      const hotMs = await findHotMs(connection);
      const openFromMs = Math.min(hotMs, this.#sources.findOpenMs(kind));
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
      if (!/[^\s;]/.test(sql)) throw new LakeRefusal('sql-invalid', 'no statement, expected one SELECT');
      const statements = await connection.extractStatements(sql);
      if (statements.count !== 1)
        throw new LakeRefusal('sql-invalid', `${statements.count} statements, expected one SELECT`);
      const statement = await statements.prepare(0);
      if (statement.statementType !== StatementType.SELECT) {
        throw new LakeRefusal(
          'sql-invalid',
          `a statement of type ${StatementType[statement.statementType]}, expected a SELECT`,
        );
      }
      const result = await statement.stream();
      const rows: unknown[][] = [];
      let bytes = 0;
      for await (const chunk of result.yieldRowsJs()) {
        for (const row of chunk) {
          const plain = row.map(toPlain);
          bytes += JSON.stringify(plain).length;
          if (rows.length >= limit || bytes > MOST_BYTES) return { columns: result.columnNames(), rows, isCut: true };
          rows.push(plain);
        }
      }
      return { columns: result.columnNames(), rows, isCut: false };
    });
  }

  /** Where it fails by a file that is damaged, it is asked again without it. */
  async #ask<Answer>(timeLimitMs: number, work: (connection: DuckDBConnection) => Promise<Answer>): Promise<Answer> {
    try {
      return await this.#askOnce(timeLimitMs, work);
    } catch (error) {
      if (error instanceof LakeRefusal) throw error;
      const said = wordsOf(error);
      // Once DuckDB has lost faith in itself nothing can be asked of it any more.
      if (!WRONG_SQL.test(said) && !isFatal(said) && (await this.#sources.findDamage())) {
        return await this.#askOnce(timeLimitMs, work);
      }
      if (WRONG_SQL.test(said) || WRONG_VALUE.test(said)) throw new LakeRefusal('sql-invalid', firstOf(said));
      throw new LakeRefusal('lake-failed', firstOf(said), { cause: error });
    }
  }

  async #askOnce<Answer>(
    timeLimitMs: number,
    work: (connection: DuckDBConnection) => Promise<Answer>,
  ): Promise<Answer> {
    const connection = await this.#database.connect();
    let isOver = false;
    const timer = setTimeout(() => {
      isOver = true;
      connection.interrupt();
    }, timeLimitMs);
    try {
      return await this.#sources.catalog.read(() => work(connection));
    } catch (error) {
      if (isOver) throw new LakeRefusal('too-long', `no answer within ${timeLimitMs / 1000} s`);
      throw error;
    } finally {
      clearTimeout(timer);
      connection.closeSync();
    }
  }
}

/** What DuckDB says of SQL, whatever the files are like; and what it says of values, which may be a damaged file's as well. */
const WRONG_SQL = /(?:^|: )(Parser|Binder|Catalog|Permission|Not implemented|Parameter Not Allowed|Syntax) Error/;
const WRONG_VALUE = /(?:^|: )(Conversion|Out of Range|Invalid Input|Invalid Type|Mismatch Type|Out of Memory) Error/;

/** The binding's errors may be of another realm than this one's `Error`. */
const wordsOf = (error: unknown): string => (error as { message?: string }).message ?? String(error);

const firstOf = (said: string): string => said.split('\n\n')[0] ?? said;

/** From when on there are messages in no file. Epoch milliseconds. */
async function findHotMs(connection: DuckDBConnection): Promise<number> {
  const result = await connection.runAndReadAll('SELECT CAST(min(received_at) AS DOUBLE) FROM hot');
  const hotMs = result.getRows()[0]?.[0];
  return typeof hotMs === 'number' ? Math.floor(hotMs / HOUR_MS) * HOUR_MS : Infinity;
}

function toTelemetry(row: Record<string, unknown>): Telemetry {
  const plain = Object.entries(row).map(([name, value]) => [name, toPlain(value)]);
  return fromTelemetryRow(Object.fromEntries(plain) as Parameters<typeof fromTelemetryRow>[0]);
}
