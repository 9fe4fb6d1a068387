import { decimalsOf, mainMetric, otherMetrics, type DeviceView, type FleetView } from '@cord/fleet';
import { formatTable, type Column } from './table.js';
import type { Terminal } from '../ports/terminal.js';

const columns = [mainMetric, ...otherMetrics];

const tableColumns: readonly Column[] = [
  { title: 'device' },
  // Its end is the secure element's own; the start is the same for all.
  { title: 'thing', least: 12 },
  { title: 'link' },
  { title: 'relay', leaves: otherMetrics.length },
  { title: mainMetric.shortLabel, align: 'right' },
  ...otherMetrics.map(({ shortLabel }, rank): Column => ({ title: shortLabel, align: 'right', leaves: rank })),
  { title: '' },
];

/** The fleet now, as a compact table for a terminal that is redrawn: no wider than its columns, no longer than its rows. */
export function formatLiveTable(
  view: FleetView,
  color: Terminal['color'],
  { columns: width, rows: height }: Terminal['size'] = { columns: Infinity, rows: Infinity },
): string {
  const devices = Object.values(view.devices);
  // Beside the devices stand an empty line, the titles, how many more there are, and the cursor.
  const shown = devices.length > height - 3 ? devices.slice(0, Math.max(1, height - 4)) : devices;
  const rows = shown.map((device) => {
    const { latest } = device;
    return [
      device.label ?? '',
      device.thingName,
      device.isConnected ? { text: 'online', paint: color.green } : { text: 'offline', paint: color.dim },
      latest?.relay ?? '',
      ...columns.map((metric) => fixed(latest?.[metric.member], decimalsOf(metric))),
      openAlerts(view, device) > 0 ? { text: 'alert', paint: color.red } : '',
    ];
  });
  const { text } = formatTable(tableColumns, rows, { width });
  return shown.length === devices.length ? text : `${text}\n… and ${devices.length - shown.length} more`;
}

/** The same in one line, for a log. */
export function formatLiveLine(view: FleetView): string {
  const devices = Object.values(view.devices).filter(({ isConnected }) => isConnected);
  const figures = devices.map(
    (device) =>
      `${device.label ?? device.thingName} ${fixed(device.latest?.[mainMetric.member], decimalsOf(mainMetric)) || '-'} ${mainMetric.unit}`,
  );
  return `${figures.join(' · ')} · ${view.counts.messages} messages`;
}

/** What `cord dev` closes with. */
export function formatSummary({ counts }: FleetView): string {
  return `registered ${counts.registered} · messages ${counts.messages} · alerts ${counts.alerts} · refused ${counts.refused}`;
}

function openAlerts(view: FleetView, { thingName }: DeviceView): number {
  return view.alerts.filter((alert) => alert.thingName === thingName && alert.clearedAtMs === undefined).length;
}

function fixed(value: number | undefined, digits: number): string {
  return value === undefined ? '' : value.toFixed(digits);
}
