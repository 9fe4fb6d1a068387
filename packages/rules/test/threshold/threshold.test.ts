import {
  checkStatement,
  defineThreshold,
  thresholdOf,
  thresholdSqlVersion,
  thresholdStatements,
  type ThresholdInput,
} from '../../src/index.js';

const plain = { id: 'load-on', metric: 'watts', above: 5 } satisfies ThresholdInput;

function manyLimits(count: number, prefix = 'CS-CORD-DK-0123f2408e', above = 7) {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, { above }]));
}

describe('defineThreshold', () => {
  it('takes as many limits of single things as the statement holds, which can be parsed and compiled', () => {
    const threshold = defineThreshold({ ...plain, perThing: manyLimits(900) });
    const { breach } = thresholdStatements(threshold, { topicFilter: 'iot8020/+/metrics' });
    expect(checkStatement(breach, { version: thresholdSqlVersion })).toEqual([]);
  });

  it('takes messages that name what notices have', () => {
    const text =
      "${threshold} ${thing} ${metric} ${value * 2} ${get_or_default(limit, '')} ${direction} ${severity} ${news}";
    const message = { subject: '${upper(thing)}', text: `${text} \${since} \${at} \${timestamp()}` };
    expect(defineThreshold({ ...plain, message }).message).toEqual(message);
  });

  it('fills in what is left out', () => {
    expect(defineThreshold(plain)).toEqual({
      ...plain,
      forMs: 0,
      clearForMs: 0,
      cooldownMs: 0,
      severity: 'warning',
      perThing: {},
    });
  });

  it('reads durations into milliseconds', () => {
    const input = { ...plain, for: '30s', clearFor: '1.5m', cooldown: '2h', repeatEvery: '1d', noDataAfter: '250ms' };
    expect(defineThreshold(input)).toMatchObject({
      forMs: 30_000,
      clearForMs: 90_000,
      cooldownMs: 7_200_000,
      repeatEveryMs: 86_400_000,
      noDataAfterMs: 250,
    });
  });

  it.each<[string, object, string]>([
    ['neither metric nor expression', { metric: undefined }, 'either metric or expression'],
    ['both metric and expression', { expression: 'watts * 2' }, 'either metric or expression'],
    ['neither above nor below', { above: undefined }, 'either above or below'],
    ['both above and below', { below: 1 }, 'either above or below'],
    ['a recovery limit beyond the limit', { clearAt: 6 }, 'expected at most 5'],
    ['a recovery limit under a lower limit', { above: undefined, below: 5, clearAt: 4 }, 'expected at least 5'],
    ['a duration without a unit', { for: '30' }, 'expected a duration'],
    ['a duration beyond a year', { for: '400d' }, 'at most 366d'],
    ['a repetition without a pause', { repeatEvery: '0s' }, 'expected more than 0s'],
    ['silence at once', { noDataAfter: '0ms' }, 'expected more than 0s'],
    ['a message that cannot be parsed', { message: { subject: 'x ${thing' } }, "expected '}'"],
    ['a message that names what no notice has', { message: { text: '${thing}: ${wats} W' } }, "no notice has 'wats'"],
    ['a message with a variable of no statement', { message: { subject: '${upper(@kw)}' } }, "no notice has '@kw'"],
    ['a message that reaches into what no notice has', { message: { text: '${state.on}' } }, "no notice has 'state'"],
    ['a metric that is a word of SQL', { metric: 'end' }, "found 'end'"],
    ['a metric that is a value', { metric: 'true' }, "found 'true'"],
    ['more limits of single things than a statement holds', { perThing: manyLimits(2000) }, 'found 2000 limits'],
    ['own limits of more parts than a statement has', { perThing: manyLimits(4000, '') }, 'found 4000 limits'],
    ['own limits of very many digits', { above: 1e300, perThing: manyLimits(250, '', 1e301) }, 'found 250 limits'],
    ['an expression that cannot be parsed', { metric: undefined, expression: 'volts *' }, 'expected an expression'],
    ['an id with spaces', { id: 'load on' }, 'expected 1 to 64'],
    ['a metric that is no name', { metric: "watts' OR 'a" }, 'expected the name of a field'],
    ['a field that does not exist', { limit: 5 }, 'limit'],
    ['an override in the other direction', { perThing: { plug1: { below: 5 } } }, "not one of 'below'"],
    ['an override that could never clear', { clearAt: 4, perThing: { plug1: { above: 3 } } }, 'expected at most 3'],
    ['an override of something that is no thing name', { perThing: { "a'b": { above: 3 } } }, 'thing name'],
  ])('rejects %s', (_name, change, message) => {
    expect(() => defineThreshold({ ...plain, ...change })).toThrow(message);
  });

  it.each<[string, object, PropertyKey[]]>([
    ['neither metric nor expression', { metric: undefined }, []],
    ['neither above nor below', { above: undefined }, []],
    ['a recovery limit beyond the limit', { clearAt: 6 }, ['clearAt']],
    ['a recovery limit under a lower limit', { above: undefined, below: 5, clearAt: 4 }, ['clearAt']],
    ['an override in the other direction', { perThing: { plug1: { below: 5 } } }, ['perThing', 'plug1', 'below']],
    [
      'an override in the other direction of a lower limit',
      { above: undefined, below: 5, perThing: { plug1: { above: 5 } } },
      ['perThing', 'plug1', 'above'],
    ],
    ['an override that could never clear', { clearAt: 4, perThing: { p: { above: 3 } } }, ['perThing', 'p', 'clearAt']],
    ['too many own limits', { perThing: manyLimits(2000) }, ['perThing']],
    ['a message that cannot be parsed', { message: { subject: '${' } }, ['message', 'subject']],
  ])('says where %s stands', (_what, change, path) => {
    try {
      defineThreshold({ ...plain, ...change });
    } catch (error) {
      expect((error as { issues: unknown[] }).issues).toEqual([expect.objectContaining({ path, code: 'custom' })]);
      return;
    }
    throw new Error('expected a refusal');
  });

  it('shows what to write beside a name that no notice has, and where it stands', () => {
    expect(() => defineThreshold({ ...plain, message: { text: 'at ${wats}' } })).toThrow(
      /no notice has 'wats': use one of threshold, thing, metric, .*\\nat \$\{wats\}\\n {5}\^\^\^\^"/,
    );
    expect(() => defineThreshold({ ...plain, metric: 'true' })).toThrow(
      /expected the name of a field of the message, found 'true'\\ntrue\\n\^\^\^\^"/,
    );
  });

  it('takes a recovery limit that is the limit, a field of a field, and nested queries in messages', () => {
    expect(defineThreshold({ ...plain, clearAt: 5 }).clearAt).toBe(5);
    expect(defineThreshold({ id: 'a', metric: 'meter.watts', below: 5, clearAt: 5 }).metric).toBe('meter.watts');
    const text = '${(SELECT watts FROM thing AS t)} ${EXISTS (SELECT a FROM value)}';
    expect(defineThreshold({ ...plain, message: { text } }).message?.text).toBe(text);
    const unknown = { text: '${(SELECT a FROM nothing)}' };
    expect(() => defineThreshold({ ...plain, message: unknown })).toThrow("no notice has 'nothing'");
  });

  it('is plain data that survives JSON', () => {
    const threshold = defineThreshold({ ...plain, perThing: { plug1: { above: 9 } }, message: { subject: 'x' } });
    expect(JSON.parse(JSON.stringify(threshold))).toEqual(threshold);
  });
});

describe('thresholdOf', () => {
  const threshold = defineThreshold({ ...plain, perThing: { plug1: { above: 9 } } });

  it('gives a thing the limits of its own', () => {
    expect(thresholdOf(threshold, 'plug1').above).toBe(9);
  });

  it('gives every other thing the common ones, whatever it is called', () => {
    expect(thresholdOf(threshold, 'plug2').above).toBe(5);
    expect(thresholdOf(threshold, 'constructor').above).toBe(5);
  });
});
