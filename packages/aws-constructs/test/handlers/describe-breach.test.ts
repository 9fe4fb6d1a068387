import { describeBreach } from '../../src/handlers/describe-breach.js';

const now = new Date('2026-01-15T08:00:00Z');
const message = { watts: 6.2, relay_on: true, thing_name: 'CS-CORD-DK-01', threshold_id: 'load-on' };

describe('describeBreach', () => {
  it('tells thing, value, limit and time', () => {
    const threshold = { id: 'load-on', severity: 'warning', metric: 'watts', above: 5 } as const;
    expect(describeBreach(message, threshold, now)).toEqual({
      subject: '[warning] load-on: CS-CORD-DK-01',
      text: 'CS-CORD-DK-01: watts 6.2 is above 5 W\nthreshold: load-on (warning)\nat: 2026-01-15T08:00:00.000Z',
      alert: {
        id: 'load-on/CS-CORD-DK-01/1768464000000',
        thresholdId: 'load-on',
        thingName: 'CS-CORD-DK-01',
        severity: 'warning',
        metric: 'watts',
        value: 6.2,
        limit: 5,
        raisedAtMs: 1_768_464_000_000,
      },
    });
  });

  it('tells a limit that is undercut', () => {
    const threshold = { id: 'undervoltage', severity: 'critical', metric: 'volts', below: 207 } as const;
    expect(describeBreach({ ...message, volts: 201.4 }, threshold, now).text).toContain('volts 201.4 is below 207 V');
  });

  it('says nothing of a value that the message does not bear', () => {
    const threshold = { id: 'load-on', severity: 'warning', metric: 'amps', above: 5 } as const;
    expect(describeBreach(message, threshold, now).alert).not.toHaveProperty('value');
  });

  it('needs no metric', () => {
    const threshold = { id: 'apparent', severity: 'warning' } as const;
    expect(describeBreach(message, threshold, now).text).toMatch(/^CS-CORD-DK-01: breached\n/);
  });
});
