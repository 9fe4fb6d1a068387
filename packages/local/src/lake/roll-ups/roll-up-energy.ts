import { crc32 } from 'node:zlib';
import { stepEnergy, type EnergyState, type EnergyStep } from '@cord/fleet';
import type { DuckDBConnection } from '@duckdb/node-api';
import { hourStartMs, type DayFile } from '../files/lake-files.js';
import { quote } from '../tables/lake-database.js';
import { readMetadata, type LakeWriter } from '../tables/lake-writer.js';
import { rollUpColumns } from '../tables/roll-up-columns.js';
import { fileOf, formatDone, hourSql, listChanged, parseDone, replaceDay, type Done } from './roll-up-files.js';
import type { Source } from './telemetry-sources.js';

/** Meters by thing, as one hour leaves them to the next. */
type Carry = Map<string, EnergyState>;

/** What a day's file says of how it was made. */
interface Made {
  done: Done;
  /** Of the meters as they were handed to it, and as it hands them on. */
  carryIn: string;
  carryOut: string;
}

/** Energy by hour: each day goes on from the meters as the day before left them. */
export class EnergyRollUp {
  readonly #writer: LakeWriter;
  /** By path: a file never changes. */
  readonly #known = new Map<string, Made>();

  constructor(writer: LakeWriter) {
    this.#writer = writer;
  }

  /**
   * Adds hours behind those that are done. Where anything came to one of these, or the day before hands on other meters, the day is
   * made anew; the days behind it only as long as that changes what is handed on.
   */
  async catchUp(day: string, sources: ReadonlyMap<number, Source>): Promise<void> {
    const before = fileOf(this.#writer, 'energy', day);
    const plan = await this.#plan(day, sources);
    if (plan.hours.length === 0) return;
    const carry = parseCarry(await this.#carryText(plan.isAdded ? before : this.dayBefore(day)));
    const { connection } = this.#writer;
    await connection.run(`CREATE OR REPLACE TEMP TABLE found (${columnsOfEnergy})`);
    for (const hour of plan.hours) {
      const source = hourSql({ day, hour, files: sources.get(hour)?.files ?? [] });
      await append(
        connection,
        await takeReadings(connection, source, { carry, foundInMs: hourStartMs({ day, hour }) }),
      );
    }
    const kept = plan.isAdded && before !== undefined;
    const known = kept ? ` UNION ALL BY NAME FROM read_parquet(${quote(before.path)}, hive_partitioning = false)` : '';
    const sql = `SELECT * FROM (FROM found${known}) ORDER BY thing_name, hour, found_in`;
    const done = new Map([...plan.done, ...[...sources].map(([hour, { id }]) => [hour, id] as const)]);
    const metadata = { sources: formatDone(done), carry_in: plan.carryIn, carry: formatCarry(carry) };
    const file = await replaceDay(this.#writer, { kind: 'energy', day, sql, metadata }, before);
    this.#known.delete(before?.path ?? '');
    this.#known.set(file.path, { done, carryIn: plan.carryIn, carryOut: digestOf(metadata.carry) });
  }

  async isWhole(day: string, sources: ReadonlyMap<number, Source>): Promise<boolean> {
    return (await this.#plan(day, sources)).hours.length === 0;
  }

  /** Which hours are to be gone through, and whether behind what is there. */
  async #plan(day: string, sources: ReadonlyMap<number, Source>) {
    const made = await this.#read(fileOf(this.#writer, 'energy', day));
    const carryIn = (await this.#read(this.dayBefore(day)))?.carryOut ?? '';
    const all = [...sources.keys()];
    if (made === undefined) return { hours: all, isAdded: false, done: new Map<number, string>(), carryIn };
    const { done } = made;
    const changed = listChanged(sources, done);
    const behind = changed.filter((hour) => hour > Math.max(-1, ...done.keys()));
    const isSame = made.carryIn === carryIn && behind.length === changed.length;
    if (isSame) return { hours: behind, isAdded: true, done, carryIn };
    // Where messages of an hour are gone, what was made of them stays.
    const isThere = [...done.keys()].every((hour) => sources.has(hour));
    if (!isThere) return { hours: behind, isAdded: true, done, carryIn: made.carryIn };
    return { hours: all, isAdded: false, done, carryIn };
  }

  /** The last one before a day that has energy. */
  dayBefore(day: string): DayFile | undefined {
    const earlier = this.#writer.catalog.files('energy').filter((file): file is DayFile => {
      return file.kind === 'day' && file.day < day;
    });
    return earlier.reduce<DayFile | undefined>(
      (newest, file) => (newest === undefined || file.day > newest.day ? file : newest),
      undefined,
    );
  }

  async #read(file: DayFile | undefined): Promise<Made | undefined> {
    if (file === undefined) return undefined;
    const known = this.#known.get(file.path);
    if (known !== undefined) return known;
    const metadata = await readMetadata(this.#writer.connection, file);
    const carryOut = digestOf(metadata.get('carry') ?? '[]');
    const made = { done: parseDone(metadata), carryIn: metadata.get('carry_in') ?? '', carryOut };
    this.#known.set(file.path, made);
    return made;
  }

  async #carryText(file: DayFile | undefined): Promise<string> {
    if (file === undefined) return '[]';
    return (await readMetadata(this.#writer.connection, file)).get('carry') ?? '[]';
  }
}

const columnsOfEnergy = rollUpColumns.energy.map(({ name, type }) => `${name} ${type}`).join(', ');

const digestOf = (text: string): string => crc32(text).toString(16);

function parseCarry(text: string): Carry {
  return new Map(JSON.parse(text) as [string, EnergyState][]);
}

function formatCarry(carry: Carry): string {
  return JSON.stringify([...carry].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** Energy of one thing in one hour, as far as one pass has found it. */
interface Found {
  thingName: string;
  hour: number;
  tenths: number;
  isEstimated: boolean;
  unknownMs: number;
  resets: number;
  foundInMs: number;
}

/** Every reading of an hour through the step. */
async function takeReadings(
  connection: DuckDBConnection,
  source: string,
  { carry, foundInMs }: { carry: Carry; foundInMs: number },
): Promise<Iterable<Found>> {
  const result = await connection.stream(
    `SELECT thing_name, CAST(received_at AS DOUBLE), watt_hours, watts FROM ${source}
       WHERE watt_hours IS NOT NULL OR watts IS NOT NULL ORDER BY thing_name, received_at, watt_hours, watts`,
  );
  const found = new Map<string, Found>();
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return found.values();
    const [things = [], times = [], counts = [], watts = []] = chunk.getColumns();
    for (let row = 0; row < chunk.rowCount; row += 1) {
      const thingName = things[row] as string;
      const reading = { atMs: times[row] as number, wattHours: numberIn(counts[row]), watts: numberIn(watts[row]) };
      const step = stepEnergy(carry.get(thingName), reading);
      if (step === undefined) continue;
      carry.set(thingName, step.state);
      addParts(found, { thingName, foundInMs }, step);
    }
  }
}

function numberIn(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function addParts(
  found: Map<string, Found>,
  { thingName, foundInMs }: Pick<Found, 'thingName' | 'foundInMs'>,
  { parts, event }: EnergyStep,
): void {
  const addTo = (hour: number): Found => {
    const key = `${thingName}/${hour}`;
    const nothing = { thingName, hour, tenths: 0, isEstimated: false, unknownMs: 0, resets: 0, foundInMs };
    const known = found.get(key) ?? nothing;
    found.set(key, known);
    return known;
  };
  for (const part of parts) {
    const sum = addTo(part.hourStartMs);
    sum.tenths += part.tenthsWattHour;
    sum.isEstimated ||= part.isEstimated;
    sum.unknownMs += part.unknownMs;
  }
  if (event === 'reset') addTo(foundInMs).resets += 1;
}

async function append(connection: DuckDBConnection, found: Iterable<Found>): Promise<void> {
  const appender = await connection.createAppender('found');
  for (const { thingName, hour, tenths, isEstimated, unknownMs, resets, foundInMs } of found) {
    appender.appendVarchar(thingName);
    appender.appendBigInt(BigInt(hour));
    appender.appendDouble(tenths / 10);
    appender.appendBoolean(isEstimated);
    appender.appendBigInt(BigInt(Math.round(unknownMs)));
    appender.appendInteger(resets);
    appender.appendBigInt(BigInt(foundInMs));
    appender.endRow();
  }
  appender.flushSync();
  appender.closeSync();
}
