import { metricList } from '@cord/fleet';
import { groupByDay, hourStartMs, lakeKinds, type DayFile, type LakeFile } from '../files/lake-files.js';
import { quote } from '../tables/lake-database.js';
import { keepSound, readMetadata, type LakeWriter } from '../tables/lake-writer.js';
import { EnergyRollUp } from './roll-up-energy.js';
import { fileOf, formatDone, hourSql, listChanged, parseDone, replaceDay, type Done } from './roll-up-files.js';
import { listSources, type Source } from './telemetry-sources.js';

const HOUR_MS = 3_600_000;

/** By minute and hour: smallest, mean and largest of each metric. */
const summaries = [
  { kind: 'minutes', bucket: 'minute', bucketMs: 60_000 },
  { kind: 'hours', bucket: 'hour', bucketMs: HOUR_MS },
] as const;
type Summary = (typeof summaries)[number];

/**
 * What is made of messages and kept longer than they are, a file a day. Each says of which hours it was made, so that what came since
 * is added; the same messages always give the same files.
 */
export class RollUps {
  readonly #writer: LakeWriter;
  readonly #energy: EnergyRollUp;
  /** By path: a file never changes. */
  readonly #known = new Map<string, Done>();

  constructor(writer: LakeWriter) {
    this.#writer = writer;
    this.#energy = new EnergyRollUp(writer);
  }

  /** Of what is merged, whatever is not rolled up yet; oldest first. */
  async catchUp(): Promise<void> {
    for (const [day] of this.#days()) {
      while (!(await this.isWhole(day))) {
        // What is made of a damaged file would stay.
        if (!(await this.#keepSound(day))) continue;
        const sources = await this.#listSources(day);
        for (const summary of summaries) await this.#summarise(summary, day, sources);
        await this.#energy.catchUp(day, sources);
      }
    }
  }

  /** Whether everything that lies of a day is rolled up. */
  async isWhole(day: string): Promise<boolean> {
    const sources = await this.#listSources(day);
    for (const { kind } of summaries) {
      const done = await this.#read(fileOf(this.#writer, kind, day));
      if (listChanged(sources, done).length > 0) return false;
    }
    return this.#energy.isWhole(day, sources);
  }

  /** From when on there are messages of files that are not in a roll-up, as far as is known. Epoch milliseconds. */
  findOpenMs(kind: Summary['kind']): number {
    let openMs = Infinity;
    for (const [day, files] of this.#days()) {
      const path = fileOf(this.#writer, kind, day)?.path ?? '';
      const done = this.#known.get(path);
      for (const file of files) {
        const isDone = file.kind === 'hour' && (done?.get(file.hour) ?? '').includes(file.name);
        // What is merged by day was rolled up before.
        if (isDone || (file.kind === 'day' && path !== '')) continue;
        openMs = Math.min(openMs, hourStartMs({ day, hour: file.kind === 'day' ? 0 : file.hour }));
      }
    }
    return openMs;
  }

  #days(): readonly (readonly [string, readonly LakeFile[]])[] {
    const days = groupByDay(this.#writer.catalog.files('telemetry'));
    return [...days].toSorted(([one], [other]) => (one < other ? -1 : 1));
  }

  #listSources(day: string): Promise<ReadonlyMap<number, Source>> {
    const files = this.#writer.catalog.files('telemetry').filter((file) => file.day === day);
    return listSources(this.#writer.connection, files);
  }

  /** False where a file was damaged of those that a day is made of. */
  async #keepSound(day: string): Promise<boolean> {
    const isOfDay = (file: LakeFile) => file.day === day && file.kind !== 'part';
    for (const kind of lakeKinds) {
      // The energy of a day goes on from the one before.
      const before = kind === 'energy' ? this.#energy.dayBefore(day) : undefined;
      const files = this.#writer.catalog.files(kind).filter((file) => isOfDay(file) || file === before);
      if ((await keepSound(this.#writer, kind, files)).length < files.length) return false;
    }
    return true;
  }

  async #read(file: DayFile | undefined): Promise<Done> {
    if (file === undefined) return new Map();
    const known = this.#known.get(file.path);
    if (known !== undefined) return known;
    const done = parseDone(await readMetadata(this.#writer.connection, file));
    this.#known.set(file.path, done);
    return done;
  }

  async #summarise({ kind, bucket, bucketMs }: Summary, day: string, sources: ReadonlyMap<number, Source>) {
    const writer = this.#writer;
    const before = fileOf(writer, kind, day);
    const done = await this.#read(before);
    const changed = listChanged(sources, done);
    if (changed.length === 0) return;
    const parts = changed.map((hour) => {
      const source = sources.get(hour)?.files ?? [];
      return summarySql({ day, hour, bucket, bucketMs, files: source });
    });
    if (before !== undefined) {
      const ofDone = `hour_of_day NOT IN (${changed.join(', ')})`;
      parts.push(`SELECT * EXCLUDE (hour_of_day) FROM (SELECT *, ${bucket} // ${HOUR_MS} % 24 AS hour_of_day
        FROM read_parquet(${quote(before.path)}, hive_partitioning = false)) WHERE ${ofDone}`);
    }
    const sql = `SELECT * FROM (${parts.join(' UNION ALL BY NAME ')}) ORDER BY thing_name, ${bucket}`;
    const sum = new Map([...done, ...[...sources].map(([hour, { id }]) => [hour, id] as const)]);
    const file = await replaceDay(writer, { kind, day, sql, metadata: { sources: formatDone(sum) } }, before);
    this.#known.delete(before?.path ?? '');
    this.#known.set(file.path, sum);
  }
}

function summarySql(asked: {
  day: string;
  hour: number;
  bucket: string;
  bucketMs: number;
  files: readonly LakeFile[];
}): string {
  const { bucket, bucketMs } = asked;
  const figures = metricList.flatMap(({ name }) => [
    `count(${name}) AS ${name}_samples`,
    `min(${name}) AS ${name}_min`,
    `avg(${name}) AS ${name}_mean`,
    `max(${name}) AS ${name}_max`,
  ]);
  return `SELECT thing_name, received_at // ${bucketMs} * ${bucketMs} AS ${bucket}, count(*) AS samples, ${figures.join(', ')}
    FROM ${hourSql(asked)} GROUP BY ALL`;
}
