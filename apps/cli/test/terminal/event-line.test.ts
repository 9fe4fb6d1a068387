import type { Alert, FleetEvent } from '@cord/fleet';
import pc from 'picocolors';
import { formatEvent } from '../../src/terminal/event-line.js';

const thingName = 'CS-CORD-DK-0123f2408ea1fcf201';
const alert: Alert = {
  id: `load-on/${thingName}/1000`,
  thresholdId: 'load-on',
  thingName,
  severity: 'warning',
  metric: 'watts',
  value: 10.4,
  limit: 5,
  raisedAtMs: 1000,
};
const events: FleetEvent[] = [
  { atMs: 0, type: 'onboarding-step', device: 'freezer', thingName, step: 'sees 2 networks' },
  { atMs: 0, type: 'device-registered', thingName, certificateId: 'ab'.repeat(32), isNew: true },
  { atMs: 0, type: 'device-registered', thingName, certificateId: 'ab'.repeat(32), isNew: false },
  {
    atMs: 0,
    type: 'registration-refused',
    status: 400,
    code: 'bad-signature',
    message: 'the signature does not hold',
    uniqueId: '0123',
  },
  { atMs: 0, type: 'device-connected', thingName },
  { atMs: 0, type: 'device-disconnected', thingName },
  { atMs: 0, type: 'connection-refused', code: 'wrong-client-id', message: 'not the thing', clientId: 'x'.repeat(200) },
  { atMs: 0, type: 'topic-refused', thingName, action: 'subscribe', topic: 'iot8020/#' },
  { atMs: 0, type: 'telemetry-refused', topic: `iot8020/${thingName}/metrics`, message: 'watts is text' },
  { atMs: 0, type: 'backend-failed', message: 'disk full' },
  { atMs: 0, type: 'alert-raised', alert },
  { atMs: 0, type: 'alert-cleared', alert: { ...alert, clearedAtMs: 2000 }, value: 4.2 },
];

describe('formatEvent', () => {
  it('tells each event in one line', () => {
    const lines = events.map((event) => formatEvent(event, pc.createColors(false))?.replace(/^\S+/, 'TIME'));
    expect(lines.join('\n')).toMatchSnapshot();
    for (const line of lines) expect(line).not.toContain('\n');
  });

  it('leaves telemetry to the live figures', () => {
    const telemetry = { thingName, receivedAtMs: 1 };
    expect(formatEvent({ atMs: 0, type: 'telemetry-stored', telemetry }, pc.createColors(false))).toBeUndefined();
  });

  it('lets no control character of a stranger reach the terminal', () => {
    const line = formatEvent(
      {
        atMs: 0,
        type: 'connection-refused',
        code: 'wrong-client-id',
        message: 'not the thing',
        clientId: '\u001B[2Jgone\nalert',
      },
      pc.createColors(false),
    );
    // eslint-disable-next-line no-control-regex
    expect(line).not.toMatch(/[\u0000-\u001F\u007F-\u009F]/);
  });
});
