import { telemetryQueries as queriesOfBothHomes } from '@cord/fleet';

/** A question to the lake that an analyst finds saved in Athena. */
export interface TelemetryQuery {
  readonly name: string;
  readonly description: string;
  /** Shape: Athena SQL (engine 3) over the table `telemetry`. */
  readonly sql: string;
}

/** The saved questions. Each names the days it reads, because Athena costs by what it scans. */
export const telemetryQueries: readonly TelemetryQuery[] = queriesOfBothHomes;
