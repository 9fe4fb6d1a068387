import type { DeviceView } from '@cord/fleet/view';

const byName = new Intl.Collator('en', { numeric: true });

/** The machine's own name where the device told one. */
export function nameOf(device: DeviceView): string {
  return device.label ?? device.thingName;
}

/** The same for a thing of which the view may know nothing. */
export function nameOfThing(names: Readonly<Record<string, string>>, thingName: string): string {
  return names[thingName] ?? thingName;
}

/** By name, and by thing where machines share one: rows stay where they are whatever arrives. */
export function sortDevices(devices: readonly DeviceView[]): DeviceView[] {
  return devices.toSorted((a, b) => byName.compare(nameOf(a), nameOf(b)) || byName.compare(a.thingName, b.thingName));
}
