import { metricList, stepEnergy, type EnergyState, type EnergyStep } from '@cord/fleet';
import type { DuckDBConnection } from '@duckdb/node-api';
import { quote } from './lake-database.js';
import { hourStartMs, type HourFile } from '../files/lake-files.js';
import { rollUpColumns } from './roll-up-columns.js';
import { readMetadata, writeFile, type LakeWriter } from './lake-writer.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Meters by thing, as an hour leaves them to the next. */
type Carry = Map<string, EnergyState>;

/**
 * Rolls up every hour that has no roll-up of its own revision yet, oldest first, and every later one again as far as energy goes: the
 * same rows always give the same files.
 */
export async function rollUpHours(writer: LakeWriter): Promise<void> {
  const sources = writer.catalog.files('telemetry').filter((file): file is HourFile => file.kind === 'hour');
  const known = new Map(writer.catalog.files('energy').map((file) => [hourStartMs(file), file as HourFile]));
  let isBehind = false;
  for (const source of sources.toSorted((one, other) => hourStartMs(one) - hourStartMs(other))) {
    const done = known.get(hourStartMs(source));
    const isNew = done?.revision !== source.revision;
    if (isNew) {
      await rollUp(writer, source, { kind: 'minutes', bucket: 'minute', bucketMs: MINUTE_MS });
      await rollUp(writer, source, { kind: 'hours', bucket: 'hour', bucketMs: HOUR_MS });
    }
    isBehind ||= isNew;
    if (isBehind) await rollUpEnergy(writer, source);
  }
}

interface RollUp {
  kind: 'minutes' | 'hours';
  bucket: string;
  bucketMs: number;
}

async function rollUp(writer: LakeWriter, source: HourFile, { kind, bucket, bucketMs }: RollUp): Promise<void> {
  const figures = metricList.flatMap(({ name }) => [
    `count(${name}) AS ${name}_samples`,
    `min(${name}) AS ${name}_min`,
    `avg(${name}) AS ${name}_mean`,
    `max(${name}) AS ${name}_max`,
  ]);
  const sql = `SELECT thing_name, received_at // ${bucketMs} * ${bucketMs} AS ${bucket}, count(*) AS samples, ${figures.join(', ')}
    FROM read_parquet(${quote(source.path)}, hive_partitioning = false) GROUP BY ALL ORDER BY ALL`;
  await replaceHour(writer, source, { kind, sql });
}

async function rollUpEnergy(writer: LakeWriter, source: HourFile): Promise<void> {
  const { connection } = writer;
  const carry = await readCarry(writer, source);
  const found = await takeReadings(connection, source, carry);
  await connection.run(`CREATE OR REPLACE TEMP TABLE found (${columnsOf('energy')})`);
  await append(connection, found);
  const sql = 'SELECT * FROM found ORDER BY thing_name, hour';
  await replaceHour(writer, source, { kind: 'energy', sql, metadata: { carry: JSON.stringify([...carry]) } });
}

const columnsOf = (kind: keyof typeof rollUpColumns): string =>
  rollUpColumns[kind].map(({ name, type }) => `${name} ${type}`).join(', ');

/** As the last hour before this one left it. */
async function readCarry({ connection, catalog }: LakeWriter, source: HourFile): Promise<Carry> {
  const before = catalog
    .files('energy')
    .filter((file): file is HourFile => file.kind === 'hour' && hourStartMs(file) < hourStartMs(source))
    .toSorted((one, other) => hourStartMs(other) - hourStartMs(one))[0];
  if (before === undefined) return new Map();
  const text = (await readMetadata(connection, before)).get('carry') ?? '[]';
  return new Map(JSON.parse(text) as [string, EnergyState][]);
}

/** Energy of one thing in one hour, as far as this pass has found it. */
interface Found {
  thingName: string;
  hour: number;
  tenths: number;
  isEstimated: boolean;
  resets: number;
}

/** Every reading of the hour through the step. */
async function takeReadings(connection: DuckDBConnection, source: HourFile, carry: Carry): Promise<Iterable<Found>> {
  const result = await connection.stream(
    `SELECT thing_name, CAST(received_at AS DOUBLE), watt_hours, watts FROM read_parquet(${quote(source.path)}, hive_partitioning = false)
       WHERE watt_hours IS NOT NULL OR watts IS NOT NULL`,
  );
  const found = new Map<string, Found>();
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return found.values();
    const [things = [], times = [], counts = [], watts = []] = chunk.getColumns();
    for (let row = 0; row < chunk.rowCount; row += 1) {
      const thingName = things[row] as string;
      const atMs = times[row] as number;
      const reading = { atMs, wattHours: numberIn(counts[row]), watts: numberIn(watts[row]) };
      const step = stepEnergy(carry.get(thingName), reading);
      if (step === undefined) continue;
      carry.set(thingName, step.state);
      addParts(found, thingName, step, hourStartMs(source));
    }
  }
}

function numberIn(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function addParts(found: Map<string, Found>, thingName: string, { parts, event }: EnergyStep, hour: number): void {
  const addTo = (at: number): Found => {
    const key = `${thingName}/${at}`;
    const known = found.get(key) ?? { thingName, hour: at, tenths: 0, isEstimated: false, resets: 0 };
    found.set(key, known);
    return known;
  };
  for (const part of parts) {
    const sum = addTo(part.hourStartMs);
    sum.tenths += part.tenthsWattHour;
    sum.isEstimated ||= part.isEstimated;
  }
  if (event === 'reset') addTo(hour).resets += 1;
}

async function append(connection: DuckDBConnection, found: Iterable<Found>): Promise<void> {
  const appender = await connection.createAppender('found');
  for (const { thingName, hour, tenths, isEstimated, resets } of found) {
    appender.appendVarchar(thingName);
    appender.appendBigInt(BigInt(hour));
    appender.appendDouble(tenths / 10);
    appender.appendBoolean(isEstimated);
    appender.appendInteger(resets);
    appender.endRow();
  }
  appender.flushSync();
  appender.closeSync();
}

async function replaceHour(
  writer: LakeWriter,
  { day, hour, revision }: HourFile,
  { kind, sql, metadata }: { kind: 'minutes' | 'hours' | 'energy'; sql: string; metadata?: Record<string, string> },
): Promise<void> {
  const content = { kind, day, sql, ...(metadata && { metadata }) };
  const file = await writeFile(writer, content, (written) =>
    writer.folder.hour(kind, day, { hour, revision, ...written }),
  );
  const removed = writer.catalog
    .files(kind)
    .filter((each) => each.day === day && each.hour === hour && each.path !== file.path);
  await writer.catalog.change({ kind, added: [file], removed });
}
