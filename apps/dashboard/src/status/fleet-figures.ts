import type { FleetView } from '@cord/fleet/view';
import { isOpen } from '../view/format-alert.js';

/** The fleet in a handful of numbers. */
export interface FleetFigures {
  devices: number;
  online: number;
  /** Over the devices that are online: what the others drew last is of the past. */
  wattsNow: number;
  openAlerts: number;
}

export function sumUp(view: FleetView): FleetFigures {
  const devices = Object.values(view.devices);
  const online = devices.filter(({ isConnected }) => isConnected);
  return {
    devices: devices.length,
    online: online.length,
    wattsNow: online.reduce((sum, { latest }) => sum + (latest?.watts ?? 0), 0),
    openAlerts: view.alerts.filter((alert) => isOpen(alert)).length,
  };
}
