import { ALERTS_KEPT, emptyFleetView, type AlertHistory, type DeviceDirectory } from '@cord/fleet';
import type { FleetView, Telemetry } from '@cord/fleet';

export interface KnownFleet {
  registry: Pick<DeviceDirectory, 'listThings'>;
  latest: () => readonly Telemetry[];
  alerts: AlertHistory;
}

/** Known things and the newest alerts, as the stores have them from earlier runs. */
export async function readView({ registry, latest, alerts }: KnownFleet): Promise<FleetView> {
  const [things, newest] = await Promise.all([registry.listThings(), alerts.newest(ALERTS_KEPT)]);
  const latestOf = new Map(latest().map((message) => [message.thingName, message]));
  const devices = things.map(({ thingName }) => {
    const message = latestOf.get(thingName);
    return [thingName, { thingName, isConnected: false, ...(message && { latest: message }) }] as const;
  });
  return { ...emptyFleetView, devices: Object.fromEntries(devices), alerts: newest };
}
