import { fromTelemetryRow, type Clock, type Telemetry } from '@cord/fleet';
import type { Threshold } from '@cord/rules';
import type { SentAs } from '../published-message.js';
import type { TakenRow } from './heart/batch.js';
import type { Heart } from './heart/heart.js';
import { openHeart, type HeartDamage } from './heart/open-heart.js';
import { HeartAlertStore } from './heart-alert-store.js';
import { HeartDeviceRegistry } from './heart-device-registry.js';
import { HeartMessageStore } from './heart-message-store.js';
import { restoreClocks } from './restore-clocks.js';
import { createTables, type Tables } from './tables.js';

/** Everything that the backend keeps, by the ports that the fleet has for it. */
export interface Stores {
  heart: Heart;
  tables: Tables;
  registry: HeartDeviceRegistry;
  alerts: HeartAlertStore;
  messages: HeartMessageStore;
  /** The newest message of every thing that has one. */
  latest: () => readonly Telemetry[];
  /** How the last messages of each thing were sent that the heart still held at the start; oldest first. */
  sent: ReadonlyMap<string, readonly SentAs[]>;
  /** Where something was missing. */
  damage?: HeartDamage;
  close(): Promise<void>;
}

export interface OpenStoresOptions {
  /** The folder of the heart. */
  path: string;
  headFile: string;
  thresholds: readonly Threshold[];
  clock: Clock;
}

/** Of one thing: more than AWS IoT lets it have in flight. */
const MOST_SENT = 128;

/** Opens the heart for all of them. Throws: `LocalError` as `openHeart` does; nothing stays open then. */
export async function openStores({ path, headFile, thresholds, clock }: OpenStoresOptions): Promise<Stores> {
  const tables = createTables();
  const sent = new Map<string, SentAs[]>();
  const onRead = (taken: readonly TakenRow[]): void => {
    sent.clear();
    for (const each of taken) takeRow(each, tables, sent);
    sortAlerts(tables);
    restoreClocks(tables, thresholds);
  };
  const now = new Date(clock.nowMs());
  const { heart, damage } = await openHeart({ path, headFile, tables: Object.values(tables), onRead, now });
  const alerts = new HeartAlertStore(heart, tables);
  return {
    heart,
    tables,
    registry: new HeartDeviceRegistry(heart, tables, clock),
    alerts,
    messages: new HeartMessageStore(heart, tables, alerts),
    latest: () => [...tables.latest.values()],
    sent,
    ...(damage && { damage }),
    close: () => heart.close(),
  };
}

/** The oldest first: the heart gives them by their ids. */
function sortAlerts({ alerts }: Tables): void {
  alerts.replace(new Map([...alerts.entries()].toSorted(([, one], [, other]) => one.raisedAtMs - other.raisedAtMs)));
}

function takeRow({ row, sent: sentAs }: TakenRow, { latest }: Tables, sent: Map<string, SentAs[]>): void {
  const known = latest.get(row.thing_name);
  if (known === undefined || known.receivedAtMs <= row.received_at) latest.set(row.thing_name, fromTelemetryRow(row));
  if (sentAs === undefined) return;
  const ofThing = sent.get(row.thing_name) ?? [];
  sent.set(row.thing_name, ofThing);
  ofThing.push(sentAs);
  if (ofThing.length > MOST_SENT) ofThing.shift();
}
