import { defineThreshold } from '@cord/rules';
import { describeBreach } from '../../src/handlers/describe-breach.js';

const now = new Date('2026-01-15T08:00:00Z');
const message = { watts: 6.2, relay_on: true, thing_name: 'CS-CORD-DK-01', threshold_id: 'load-on' };
const loadOn = defineThreshold({ id: 'load-on', metric: 'watts', above: 5 });

describe('describeBreach', () => {
  it('tells thing, value, limit and time', () => {
    expect(describeBreach(message, loadOn, now)).toEqual({
      subject: '[warning] load-on: CS-CORD-DK-01',
      text: 'CS-CORD-DK-01: watts 6.2 is above 5 W\nthreshold: load-on (warning)\nat: 2026-01-15T08:00:00.000Z',
      attributes: { thresholdId: 'load-on', thingName: 'CS-CORD-DK-01', severity: 'warning', change: 'breach' },
    });
  });

  it('tells a limit that is undercut', () => {
    const threshold = defineThreshold({ id: 'undervoltage', severity: 'critical', metric: 'volts', below: 207 });
    expect(describeBreach({ ...message, volts: 201.4 }, threshold, now).text).toContain('volts 201.4 is below 207 V');
  });

  it('says nothing of a value that the message does not bear', () => {
    const threshold = defineThreshold({ id: 'load-on', metric: 'amps', above: 5 });
    expect(describeBreach(message, threshold, now).text).toContain('amps is above 5 A');
  });

  it('tells the value of an expression', () => {
    const threshold = defineThreshold({ id: 'apparent', expression: 'volts * amps', above: 900 });
    expect(describeBreach({ ...message, threshold_value: 931 }, threshold, now).text).toContain(
      'value 931 is above 900',
    );
  });
});
