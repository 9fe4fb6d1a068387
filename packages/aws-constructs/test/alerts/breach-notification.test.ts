import { defineThreshold } from '@cord/rules';
import { formatBreach } from '../../src/alerts/breach-notification.js';

const atMs = Date.parse('2026-01-15T08:00:00Z');
const message = { watts: 6.2, relay_on: true, thing_name: 'CS-CORD-DK-01', threshold_id: 'load-on' };
const loadOn = defineThreshold({ id: 'load-on', metric: 'watts', above: 5 });

describe('formatBreach', () => {
  it('tells thing, value, limit and time', () => {
    const { subject, text, attributes } = formatBreach(message, loadOn, atMs);
    expect(subject).toBe('[warning] load-on raised: CS-CORD-DK-01');
    expect(text).toMatchSnapshot();
    expect(attributes).toEqual({
      thresholdId: 'load-on',
      thingName: 'CS-CORD-DK-01',
      severity: 'warning',
      change: 'breach',
    });
  });

  it('tells a limit that is undercut', () => {
    const threshold = defineThreshold({ id: 'undervoltage', severity: 'critical', metric: 'volts', below: 207 });
    const { text } = formatBreach({ ...message, volts: 201.4 }, threshold, atMs);
    expect(text).toMatch(/Value: +201.4\nLimit: +below 207/);
  });

  it('says nothing of a value that the message does not bear', () => {
    const threshold = defineThreshold({ id: 'load-on', metric: 'amps', above: 5 });
    expect(formatBreach(message, threshold, atMs).text).not.toContain('Value:');
  });

  it('tells the value of an expression', () => {
    const threshold = defineThreshold({ id: 'apparent', expression: 'volts * amps', above: 900 });
    expect(formatBreach({ ...message, threshold_value: 931 }, threshold, atMs).text).toMatch(/Value: +931/);
  });

  it("speaks in the threshold's own words where it has some", () => {
    const threshold = defineThreshold({
      id: 'load-on',
      metric: 'watts',
      above: 5,
      message: { subject: 'Pump ${thing} draws ${value} W', text: 'Look after it.' },
    });
    expect(formatBreach(message, threshold, atMs)).toMatchObject({
      subject: 'Pump CS-CORD-DK-01 draws 6.2 W',
      text: 'Look after it.',
    });
  });
});
