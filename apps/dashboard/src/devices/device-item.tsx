import { mainMetric, otherMetrics, type Alert, type DeviceView, type RelayState } from '@cord/fleet/view';
import { useMemo } from 'preact/hooks';
import { isOpen } from '../view/format-alert.js';
import { formatFigure, formatValue } from '../format/quantity.js';
import { formatMoment } from '../format/time.js';
import type { ChartRange } from '../telemetry/chart-range.js';
import type { WattHistory } from '../telemetry/watt-history.js';
import { nameOf } from '../view/device-name.js';
import { presenceOf, type Presence } from './presence.js';
import { WattChart } from '../charts/watt-chart.js';

interface DeviceItemProps {
  device: DeviceView;
  /** Of the whole fleet. */
  alerts: readonly Alert[];
  history: WattHistory;
  historyFailure: string | undefined;
  range: ChartRange;
  nowMs: number;
}

const presenceText: Record<Presence, string> = {
  awaited: 'not connected yet',
  online: 'online',
  silent: 'online, but silent',
  offline: 'offline',
};

/** One cord: who it is, what it draws now, what it drew before. Drawn when it changed, not when other cords did. */
export function DeviceItem(props: DeviceItemProps) {
  const { device, alerts, history, historyFailure, range, nowMs } = props;
  return useMemo(() => <Device {...props} />, [device, alerts, history, historyFailure, range, nowMs]);
}

function Device({ device, alerts, history, historyFailure, range, nowMs }: DeviceItemProps) {
  const { latest, thingName } = device;
  const openAlerts = alerts.filter((alert) => alert.thingName === thingName && isOpen(alert));
  const presence = presenceOf(device, history, nowMs);
  const titleId = `device-${thingName}`;
  return (
    <li class="device" data-presence={presence} aria-labelledby={titleId}>
      <div class="device-identity">
        <h3 id={titleId} class={device.label === undefined ? 'is-thing' : undefined}>
          {nameOf(device)}
        </h3>
        {device.label !== undefined && <p class="thing-name">{thingName}</p>}
        <p class="marks">
          <span class="mark" data-mark={presence}>
            {presenceText[presence]}
          </span>
          {openAlerts.length > 0 && (
            <span class="mark" data-mark="alert">
              {openAlerts.map(({ thresholdId }) => thresholdId).join(', ')}
            </span>
          )}
        </p>
      </div>
      <div class="device-now">
        <p class="watts">
          {formatValue(mainMetric.name, latest?.[mainMetric.member])}
          <span class="unit"> {mainMetric.unit}</span>
        </p>
        <RelayMark relay={latest?.relay} />
      </div>
      <WattChart name={nameOf(device)} history={history} failure={historyFailure} range={range} nowMs={nowMs} />
      <dl class="figures">
        {otherMetrics.map(({ name, member, label }) => (
          <Figure key={name} title={label} value={formatFigure(name, latest?.[member])} />
        ))}
        <Figure title="Last heard" value={latest === undefined ? 'never' : formatMoment(latest.receivedAtMs, nowMs)} />
      </dl>
    </li>
  );
}

/** The relay as the device last reported it. */
function RelayMark({ relay }: { relay: RelayState | undefined }) {
  return (
    <p class="relay" data-relay={relay ?? 'unknown'}>
      Relay {relay ?? 'not reported'}
    </p>
  );
}

function Figure({ title, value }: { title: string; value: string }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{value}</dd>
    </div>
  );
}
