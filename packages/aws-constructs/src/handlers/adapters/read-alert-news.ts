import type { Alert, AlertChange } from '@cord/fleet';
import type { AlertState } from '@cord/rules';

/** Reads what `DynamoAlertStore` wrote beside a state; `undefined` for an item that brought no news. */
export function readAlertNews(
  item: Readonly<Record<string, { S?: string | undefined }>> | undefined,
): AlertChange | undefined {
  const type = item?.['news']?.S;
  const [kind, thresholdId] = item?.['pk']?.S?.split('#') ?? [];
  const thingName = item?.['sk']?.S;
  if (type === undefined || kind !== 'state' || thresholdId === undefined || thingName === undefined) return undefined;
  const { sinceMs, open, clearedAtMs } = JSON.parse(item?.['state']?.S ?? '') as AlertState;
  const alert = item?.['alert']?.S;
  return {
    type: type as AlertChange['type'],
    thresholdId,
    thingName,
    atMs: type === 'cleared' ? (clearedAtMs ?? sinceMs) : type === 'repeated' ? (open?.toldAtMs ?? sinceMs) : sinceMs,
    ...(alert !== undefined && { alert: JSON.parse(alert) as Alert }),
  };
}
