import { sumUp } from '../../src/status/fleet-figures.js';
import { emptyStatus, freezer, heater, pump, recordedStatus } from '../recorded-fleet.js';

const { view } = recordedStatus(1_800_000_000_000);
const wattsOf = ({ thingName }: { thingName: string }) => view.devices[thingName]?.latest?.watts ?? Number.NaN;

it('adds up the watts of what is online', () => {
  expect(sumUp(view)).toEqual({
    devices: 3,
    online: 3,
    wattsNow: wattsOf(freezer) + wattsOf(heater) + wattsOf(pump),
    openAlerts: 1,
  });
});

it('leaves out what an offline device drew last', () => {
  const gone = { ...view.devices[heater.thingName], thingName: heater.thingName, isConnected: false };
  const { online, wattsNow } = sumUp({ ...view, devices: { ...view.devices, [heater.thingName]: gone } });
  expect(online).toBe(2);
  expect(wattsNow).toBe(wattsOf(freezer) + wattsOf(pump));
});

it('has zeros for an empty fleet', () => {
  expect(sumUp(emptyStatus(0).view)).toEqual({ devices: 0, online: 0, wattsNow: 0, openAlerts: 0 });
});
