import type { Alert, DeviceView, FleetEvent, Telemetry } from '@cord/fleet/view';
import type { FleetStatus } from '@cord/local';

/** A fleet as a backend would tell of it: three machines behind cords, and what their meters say at any second. */
const machines = [
  {
    label: 'freezer',
    loadWatts: 104.2,
    thingName: 'CS-CORD-DK-0123A4B5C6D7E8F901',
    watts: (second: number) => (second % 240 < 150 ? 90 + 14 * Math.exp(-(second % 240) / 90) : 1.6),
    powerFactorPercent: 62,
  },
  {
    label: 'heater',
    loadWatts: 1499.8,
    thingName: 'CS-CORD-DK-0123F1E2D3C4B5A601',
    watts: (second: number) => (second % 60 < 38 ? 1440 + 60 * Math.exp(-(second % 60) / 12) : 0.3),
    powerFactorPercent: 99,
  },
  {
    label: 'pump',
    loadWatts: 690.4,
    thingName: 'CS-CORD-DK-01236789ABCDEF0101',
    watts: (second: number) => (second % 33 < 19 ? 690 + 4.5 * (second % 33) : 0.8),
    powerFactorPercent: 83,
  },
] as const;

export const [freezer, heater, pump] = machines;

interface Measured {
  thingName: string;
  watts: (second: number) => number;
  powerFactorPercent: number;
}

/** What one machine's cord told at one moment. */
export function telemetryAt(machine: Measured, atMs: number): Telemetry {
  const watts = machine.watts(Math.floor(atMs / 1000));
  const volts = 120 + Math.sin(atMs / 9000);
  return {
    thingName: machine.thingName,
    receivedAtMs: atMs,
    relay: 'on',
    volts: Number(volts.toFixed(1)),
    amps: Number(((watts / volts / machine.powerFactorPercent) * 100).toFixed(3)),
    watts: Number(watts.toFixed(1)),
    powerFactorPercent: machine.powerFactorPercent,
    wattHours: 4312.5,
  };
}

export function telemetryStored(machine: Measured, atMs: number): FleetEvent {
  return { atMs, type: 'telemetry-stored', telemetry: telemetryAt(machine, atMs) };
}

export function loadAlert(machine: (typeof machines)[number], raisedAtMs: number, clearedAtMs?: number): Alert {
  return {
    id: `load-on/${machine.thingName}/${raisedAtMs}`,
    thresholdId: 'load-on',
    thingName: machine.thingName,
    severity: 'warning',
    metric: 'watts',
    value: machine.loadWatts,
    limit: 5,
    raisedAtMs,
    ...(clearedAtMs !== undefined && { clearedAtMs }),
  };
}

/** The fleet at one moment: everything connected, the heater's alert open and two others cleared. */
export function recordedStatus(atMs: number): FleetStatus {
  const devices = machines.map((machine): [string, DeviceView] => [
    machine.thingName,
    { thingName: machine.thingName, label: machine.label, isConnected: true, latest: telemetryAt(machine, atMs) },
  ]);
  const alerts = [
    loadAlert(heater, atMs - 12_000),
    loadAlert(pump, atMs - 40_000, atMs - 21_000),
    loadAlert(freezer, atMs - 200_000, atMs - 50_000),
  ];
  return {
    ...emptyStatus(atMs),
    view: {
      devices: Object.fromEntries(devices),
      alerts,
      counts: { registered: 3, messages: 1287, alerts: 3, refused: 0 },
    },
  };
}

/** A backend that nothing has reached yet. */
export function emptyStatus(atMs: number): FleetStatus {
  return {
    mode: 'local',
    instanceId: 'id-1',
    apiUrl: 'http://127.0.0.1:8020',
    iotUrl: '127.0.0.1:8883',
    startedAtMs: atMs - 600_000,
    view: { devices: {}, alerts: [], counts: { registered: 0, messages: 0, alerts: 0, refused: 0 } },
  };
}

/** One message a second up to `atMs`, with a minute in which the freezer was not heard. */
export function recordedHistory(thingName: string, sinceMs: number, atMs: number): Telemetry[] {
  const machine = machines.find((candidate) => candidate.thingName === thingName);
  if (machine === undefined) return [];
  const seconds = Math.min(Math.floor((atMs - sinceMs) / 1000), 4000);
  return Array.from({ length: seconds }, (_, index) => atMs - (seconds - index) * 1000)
    .filter((at) => machine !== freezer || at < atMs - 130_000 || at > atMs - 70_000)
    .map((at) => telemetryAt(machine, at));
}
