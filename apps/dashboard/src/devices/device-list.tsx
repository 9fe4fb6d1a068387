import { chartRanges } from '../telemetry/chart-range.js';
import type { WattHistory } from '../telemetry/watt-history.js';
import { dispatch, useSlice } from '../use-page.js';
import { sortDevices } from '../view/device-name.js';
import { DeviceItem } from './device-item.js';

/** One for all, always the same: what has not changed is not drawn again. */
const noSamples: WattHistory = [];

/** Every cord with its watts, relay and chart. */
export function DeviceList() {
  const view = useSlice((state) => state.view.status?.view);
  const { histories, historyFailures, range } = useSlice((state) => state.telemetry);
  const nowMs = useSlice((state) => state.nowMs);
  if (view === undefined) return null;
  return (
    <section class="devices" aria-labelledby="devices-title">
      <div class="section-head">
        <h2 id="devices-title">Cords</h2>
        <fieldset class="range">
          <legend class="unseen">Time range of the charts</legend>
          {chartRanges.map((choice) => (
            <label key={choice.id}>
              <input
                type="radio"
                name="range"
                checked={choice.id === range.id}
                onChange={() => dispatch({ type: 'range-chosen', range: choice })}
              />
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
