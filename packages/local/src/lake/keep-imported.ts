import { rename } from 'node:fs/promises';
import type { ImportedRecords } from './protocol/lake-calls.js';
import type { Heart } from '../stores/heart/heart.js';
import { alertStateKey, type Tables } from '../stores/tables.js';

/** What an earlier version's database held goes into the heart, where it does not hold it yet. */
export async function keepImported(
  heart: Pick<Heart, 'change'>,
  tables: Tables,
  { things, certificates, alertStates, alerts }: ImportedRecords,
): Promise<void> {
  await heart.change((change) => {
    for (const { thingName, ...thing } of things) {
      if (!tables.things.has(thingName)) change.put(tables.things, thingName, thing);
    }
    for (const { certificateId, isActive, ...rest } of certificates) {
      const certificate = { ...rest, status: isActive ? ('active' as const) : ('inactive' as const) };
      if (!tables.certificates.has(certificateId)) change.put(tables.certificates, certificateId, certificate);
    }
    for (const record of alertStates) {
      const key = alertStateKey(record.thresholdId, record.thingName);
      if (!tables.alertStates.has(key)) change.put(tables.alertStates, key, record);
    }
    for (const alert of alerts) if (!tables.alerts.has(alert.id)) change.put(tables.alerts, alert.id, alert);
  });
}

/** Once everything of it lies elsewhere: kept, under a name by which it is not taken in again. */
export async function putAside(file: string): Promise<string> {
  const aside = `${file}.imported`;
  await rename(file, aside);
  return aside;
}
