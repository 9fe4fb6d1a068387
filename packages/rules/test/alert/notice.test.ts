import {
  defineThreshold,
  formatAlertNotice,
  type AlertTransition,
  type OpenAlert,
  type ThresholdInput,
} from '../../src/index.js';

const alert: OpenAlert = { raisedAtMs: 1_700_000_000_000, toldAtMs: 1_700_000_000_000, value: 2150.5 };
const raised: AlertTransition = { type: 'raised', atMs: 1_700_000_000_000, alert };

function write(input: Partial<ThresholdInput> = {}, transition = raised, thingName = 'pump-7') {
  const threshold = defineThreshold({ id: 'too-hot', metric: 'watts', above: 2000, ...input });
  return formatAlertNotice({ threshold, thingName, transition });
}

describe('formatAlertNotice', () => {
  it('names thing, metric, value, limit, since when, severity and how to silence it', () => {
    expect(write({ severity: 'critical', clearAt: 1800 })).toMatchInlineSnapshot(`
      {
        "subject": "[critical] too-hot raised: pump-7",
        "text": "too-hot raised for pump-7

      Thing:     pump-7
      Metric:    watts
      Value:     2150.5
      Limit:     above 2000
      Clears at: 1800
      Since:     2023-11-14T22:13:20.000Z
      At:        2023-11-14T22:13:20.000Z
      Severity:  critical

      To silence it, change threshold 'too-hot' in the configuration;
      a limit for pump-7 alone stands under its perThing.",
      }
    `);
  });

  it.each<[AlertTransition, string]>([
    [raised, '[warning] too-hot raised: pump-7'],
    [{ type: 'repeated', atMs: 1_700_000_060_000, alert }, '[warning] too-hot still open: pump-7'],
    [{ type: 'cleared', atMs: 1_700_000_060_000, alert, value: 12 }, '[warning] too-hot cleared: pump-7'],
    [{ type: 'no-data', atMs: 1_700_000_060_000 }, '[warning] too-hot no data: pump-7'],
    [{ type: 'data-resumed', atMs: 1_700_000_060_000 }, '[warning] too-hot data resumed: pump-7'],
  ])('says in the subject what happened: %j', (transition, subject) => {
    expect(write({}, transition).subject).toBe(subject);
  });

  it('tells the value that cleared it, not the one that raised it', () => {
    const { text } = write({}, { type: 'cleared', atMs: 1_700_000_060_000, alert, value: 12 });
    expect(text).toContain('Value:     12\n');
    expect(text).toContain('Since:     2023-11-14T22:13:20.000Z');
    expect(text).toContain('At:        2023-11-14T22:14:20.000Z');
  });

  it('says nothing of values and times that it does not know', () => {
    const { text } = write({ metric: undefined, expression: 'volts * amps' }, { type: 'no-data', atMs: 0 });
    expect(text).not.toMatch(/Value:|Since:/);
    expect(text).toContain('Metric:    volts * amps');
  });

  it('follows the templates of the threshold, which may compute', () => {
    const message = {
      subject: '${upper(severity)} ${thing}: ${value} W',
      text: '${metric} ${direction} ${limit} since ${since}',
    };
    expect(write({ message })).toEqual({
      subject: 'WARNING pump-7: 2150.5 W',
      text: 'watts above 2000 since 2023-11-14T22:13:20.000Z',
    });
  });

  it('leaves nothing for what a template names and nobody knows', () => {
    // A threshold that was declared before names were looked at.
    const threshold = {
      ...defineThreshold({ id: 'a', metric: 'watts', above: 1 }),
      message: { text: '<${location}>' },
    };
    expect(formatAlertNotice({ threshold, thingName: 'pump-7', transition: raised }).text).toBe('<>');
  });

  it('leaves out of its own words what is not known', () => {
    const threshold = defineThreshold({ id: 'too-cold', metric: 'celsius', below: -5 });
    const transition: AlertTransition = { type: 'no-data', atMs: 0 };
    expect(formatAlertNotice({ threshold, thingName: 'a', transition }).text.split('\n')).toEqual([
      'too-cold no data for a',
      '',
      'Thing:     a',
      'Metric:    celsius',
      'Limit:     below -5',
      'At:        1970-01-01T00:00:00.000Z',
      'Severity:  warning',
      '',
      "To silence it, change threshold 'too-cold' in the configuration;",
      'a limit for a alone stands under its perThing.',
    ]);
  });

  it('shows the value that it cleared by, or the one that raised it where time alone cleared it', () => {
    const cleared = { type: 'cleared', atMs: 1_700_000_000_000, alert } as const;
    expect(write({}, { ...cleared, value: 1700 }).text).toContain('Value:     1700\n');
    expect(write({}, cleared).text).toContain('Value:     2150.5\n');
  });

  it('knows in templates the functions of the newest SQL', () => {
    expect(write({ message: { subject: '${length(thing)} of ${get_or_default(limit, 0)}' } }).subject).toBe(
      '6 of 2000',
    );
  });

  it('cuts subjects that are too long, and no others', () => {
    const subject = (length: number) => write({ message: { subject: 'x'.repeat(length) } }).subject;
    expect(subject(100)).toBe('x'.repeat(100));
    expect(subject(101)).toBe(`${'x'.repeat(97)}...`);
    expect(write({ message: { subject: 'a \u2013\u2014 b' } }).subject).toBe('a   b');
  });

  it.each(['温度が高い', '⚠️', '„“ – …', '!?', ' '])(
    'says it in words of its own where ASCII cannot hold %j',
    (subject) => {
      const notice = write({ message: { subject, text: '温度が高い' } });
      expect(notice).toEqual({ subject: '[warning] too-hot raised: pump-7', text: '温度が高い' });
    },
  );

  it('keeps what ASCII can hold of a subject', () => {
    expect(write({ message: { subject: '温度 ${thing}' } }).subject).toBe('pump-7');
    expect(write({ message: { subject: '7 °' } }).subject).toBe('7');
  });

  it('keeps the subject one line of at most 100 printable ASCII characters', () => {
    const { subject } = write({ message: { subject: ' Kühlhaus\n${thing} — ' } }, raised, 'x'.repeat(128));
    expect(subject).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,99}$/);
    expect(subject).toMatch(/^K hlhaus x+\.\.\.$/);
    expect(write({}, raised, 'x'.repeat(128)).subject).toHaveLength(100);
  });

  it('gives way to its own words for a template that cannot be used, and says why', () => {
    const { subject, text } = write({ message: { subject: '${uper(thing)}', text: '${thing} is hot' } });
    expect(subject).toBe('[warning] too-hot raised: pump-7');
    expect(text).toBe(
      "pump-7 is hot\n\nA message of this threshold cannot be used: unknown function 'uper'\n${uper(thing)}\n  ^^^^^^^^^^^",
    );
    expect(write({ message: { text: '${uper(thing)}' } }).text).toMatch(
      /^too-hot raised for pump-7\n[^]*unknown function 'uper'/,
    );
  });

  it('tells of a threshold that is no longer in the configuration by what is known of it', () => {
    const threshold = { id: 'load-on', severity: 'critical' } as const;
    const transition = { type: 'cleared', atMs: 1000, alert, value: 3 } as const;
    const { subject, text } = formatAlertNotice({ threshold, thingName: 'plug1', transition });
    expect(subject).toBe('[critical] load-on cleared: plug1');
    expect(text).toContain('Value:     3');
    expect(text).toMatch(/Severity: {2}critical\n\nThe threshold is no longer in the configuration\.$/);
    expect(text).not.toMatch(/Metric|Limit|perThing/);
  });
});
