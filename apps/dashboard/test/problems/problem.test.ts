import type { FleetEvent } from '@cord/fleet/view';
import { toProblem } from '../../src/problems/problem.js';
import { pump, telemetryStored } from '../recorded-fleet.js';

const atMs = 1000;

it.each<[FleetEvent, string, string]>([
  [
    { atMs, type: 'registration-refused', status: 400, code: 'bad-signature', message: 'entry 3 is altered' },
    'Registration refused',
    'bad-signature: entry 3 is altered',
  ],
  [
    { atMs, type: 'connection-refused', code: 'unknown-certificate', message: 'certificate 3f9a is not registered' },
    'Connection refused',
    'unknown-certificate: certificate 3f9a is not registered',
  ],
  [
    { atMs, type: 'topic-refused', thingName: 'CS-1', action: 'publish', topic: 'iot8020/CS-2/metrics' },
    'Topic refused',
    "CS-1 may not publish 'iot8020/CS-2/metrics'",
  ],
  [
    { atMs, type: 'telemetry-refused', topic: 'iot8020/CS-1/metrics', message: 'not JSON' },
    'Telemetry refused',
    "'iot8020/CS-1/metrics': not JSON",
  ],
  [{ atMs, type: 'backend-failed', message: 'disk full' }, 'The backend failed', 'disk full'],
])('tells what went wrong in $type', (event, title, detail) => {
  expect(toProblem(event)).toEqual({ atMs, title, detail });
});

it('cuts a topic that a device chose', () => {
  const problem = toProblem({
    atMs,
    type: 'topic-refused',
    thingName: 'CS-1',
    action: 'publish',
    topic: 'x'.repeat(500),
  });
  expect(problem?.detail).toBe(`CS-1 may not publish '${'x'.repeat(80)}…'`);
});

it('finds nothing wrong in telemetry', () => {
  expect(toProblem(telemetryStored(pump, atMs))).toBeUndefined();
});
