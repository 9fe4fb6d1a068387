import { decimalsOf, mainMetric, otherMetrics, type DeviceView, type FleetView } from '@cord/fleet';
import { formatTable } from './table.js';
import type { Terminal } from '../ports/terminal.js';

const columns = [mainMetric, ...otherMetrics];

/** The fleet now, as a compact table for a terminal that is redrawn. */
export function formatLiveTable(view: FleetView, color: Terminal['color']): string {
  const rows = Object.values(view.devices).map((device) => {
    const { latest } = device;
    return [
      device.label ?? '',
      device.thingName,
      device.isConnected ? color.green('online') : color.dim('offline'),
      latest?.relay ?? '',
      ...columns.map((metric) => fixed(latest?.[metric.member], decimalsOf(metric))),
      openAlerts(view, device) > 0 ? color.red('alert') : '',
    ];
  });
  return formatTable(
    [
      { title: 'device' },
      { title: 'thing' },
      { title: 'link' },
      { title: 'relay' },
      ...columns.map(({ shortLabel }) => ({ title: shortLabel, align: 'right' as const })),
      { title: '' },
    ],
    rows,
  );
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
