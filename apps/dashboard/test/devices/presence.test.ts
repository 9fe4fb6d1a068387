import type { DeviceView } from '@cord/fleet/view';
import { presenceOf } from '../../src/devices/presence.js';

const NOW_MS = 1_000_000;
const everySecond = Array.from({ length: 10 }, (_, index) => ({ atMs: NOW_MS - 20_000 + index * 1000, watts: 5 }));

function device(isConnected: boolean, heardMs?: number): DeviceView {
  return {
    thingName: 'pump',
    isConnected,
    ...(heardMs !== undefined && { latest: { thingName: 'pump', receivedAtMs: heardMs } }),
  };
}

it('awaits a registered thing that was never heard of', () => {
  expect(presenceOf(device(false), [], NOW_MS)).toBe('awaited');
});

it('calls a thing offline once it has told something and is gone', () => {
  expect(presenceOf(device(false, NOW_MS - 1), everySecond, NOW_MS)).toBe('offline');
});

it('calls a connected thing online, before its first message too', () => {
  expect(presenceOf(device(true), [], NOW_MS)).toBe('online');
  expect(presenceOf(device(true, NOW_MS - 900), everySecond, NOW_MS)).toBe('online');
});

it('calls a connected thing silent when its messages stay out', () => {
  expect(presenceOf(device(true, NOW_MS - 5000), everySecond, NOW_MS)).toBe('online');
  expect(presenceOf(device(true, NOW_MS - 5001), everySecond, NOW_MS)).toBe('silent');
});

it('does not judge silence by a single message', () => {
  expect(presenceOf(device(true, NOW_MS - 600_000), everySecond.slice(0, 1), NOW_MS)).toBe('online');
});
