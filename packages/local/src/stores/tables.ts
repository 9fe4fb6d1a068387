import type { Alert, CertificateStatus, Telemetry } from '@cord/fleet';
import type { AlertState } from '@cord/rules';
import { KeptTable } from './heart/kept-table.js';

export interface ThingRecord {
  attributes: Readonly<Record<string, string>>;
  createdAtMs: number;
  certificateIds: readonly string[];
}

export interface CertificateRecord {
  pem: string;
  status: CertificateStatus;
  hasPolicy: boolean;
  thingNames: readonly string[];
}

/** Where one threshold of one thing stands. */
export interface AlertStateRecord {
  thresholdId: string;
  thingName: string;
  state: AlertState;
}

/** Everything that the backend keeps but for messages. The names stand on disk. */
export function createTables() {
  return {
    /** By thing name. */
    things: new KeptTable<ThingRecord>('things'),
    /** By certificate id. */
    certificates: new KeptTable<CertificateRecord>('certificates'),
    /** By threshold and thing: see `alertStateKey`. */
    alertStates: new KeptTable<AlertStateRecord>('alert-states'),
    /** By the alert's id. */
    alerts: new KeptTable<Alert>('alerts'),
    /** The newest message of each thing, by thing name; put when what it came with goes to the lake. */
    latest: new KeptTable<Telemetry>('latest'),
  };
}

export type Tables = ReturnType<typeof createTables>;

/** Neither part holds a slash. */
export const alertStateKey = (thresholdId: string, thingName: string): string => `${thresholdId}/${thingName}`;
