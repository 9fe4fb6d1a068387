import type { FleetView } from '@cord/fleet/view';
import { chartRanges, type ChartRange } from '../history/chart-range.js';
import type { WattHistory } from '../history/watt-history.js';
import { sortDevices } from './device-name.js';
import { DeviceItem } from './device-item.js';

interface DeviceListProps {
  view: FleetView;
  histories: Readonly<Record<string, WattHistory>>;
  historyFailures: Readonly<Record<string, string>>;
  range: ChartRange;
  onRange: (range: ChartRange) => void;
  nowMs: number;
}

/** One for all, always the same: what has not changed is not drawn again. */
const noSamples: WattHistory = [];

/** Every cord with its watts, relay and chart. */
export function DeviceList({ view, histories, historyFailures, range, onRange, nowMs }: DeviceListProps) {
  return (
    <section class="devices" aria-labelledby="devices-title">
      <div class="section-head">
        <h2 id="devices-title">Cords</h2>
        <fieldset class="range">
          <legend class="unseen">Time range of the charts</legend>
          {chartRanges.map((choice) => (
            <label key={choice.id}>
              <input type="radio" name="range" checked={choice.id === range.id} onChange={() => onRange(choice)} />
              <span>{choice.label}</span>
            </label>
          ))}
        </fieldset>
      </div>
      <ul class="device-list">
        {sortDevices(Object.values(view.devices)).map((device) => (
          <DeviceItem
            key={device.thingName}
            device={device}
            alerts={view.alerts}
            history={histories[device.thingName] ?? noSamples}
            historyFailure={historyFailures[device.thingName]}
            range={range}
            nowMs={nowMs}
          />
        ))}
      </ul>
    </section>
  );
}
