import {
  checkStatement,
  compileStatement,
  defineThreshold,
  SqlError,
  thresholdSqlVersion,
  thresholdStatements,
  type ThresholdInput,
} from '../../src/index.js';

const topicFilter = 'iot8020/+/metrics';
const write = (input: Partial<ThresholdInput>) =>
  thresholdStatements(
    defineThreshold({ id: 'load-on', ...(input.expression === undefined && { metric: 'watts' }), ...input }),
    { topicFilter },
  );

function fires(sql: string | undefined, payload: object, thing = 'plug1'): boolean {
  const statement = compileStatement(sql ?? '', { version: thresholdSqlVersion });
  return statement.evaluate({ topic: `iot8020/${thing}/metrics`, payload: JSON.stringify(payload) }).matched;
}

describe('thresholdStatements', () => {
  it('writes the plain case as the seed has it', () => {
    expect(write({ above: 5 }).breach).toBe(
      "SELECT *, topic(2) AS thing_name FROM 'iot8020/+/metrics' WHERE watts > 5.0",
    );
  });

  it.each<Partial<ThresholdInput>>([
    { above: 5 },
    { below: 5, clearAt: 6, noDataAfter: '5m' },
    { expression: 'volts * amps', above: 100 },
    { above: 5, perThing: { plug1: { above: 7 } } },
  ])('writes statements that nothing is to be said against: %j', (input) => {
    const { breach, clear } = write(input);
    for (const sql of [breach, clear]) expect(checkStatement(sql, { version: thresholdSqlVersion })).toEqual([]);
  });

  it('writes limits in full, never with an exponent', () => {
    expect(write({ above: 1e21 }).breach).toContain('> 1000000000000000000000.0');
    expect(write({ below: -2.5e-7 }).breach).toContain('< -0.00000025');
  });

  it('tells breach and recovery apart, and neither for what lies between', () => {
    const { breach, clear } = write({ above: 10, clearAt: 8 });
    const found = [11, 10, 9, 8].map((watts) => [fires(breach, { watts }), fires(clear, { watts })]);
    expect(found).toEqual([
      [true, false],
      [false, false],
      [false, false],
      [false, true],
    ]);
  });

  it.each([{ for: '30s' }, { clearFor: '30s' }, { noDataAfter: '5m' }])('lets every sample through for %j', (timed) => {
    const { breach, clear } = write({ above: 10, clearAt: 8, ...timed });
    for (const watts of [11, 10, 9, 8])
      expect([watts, fires(breach, { watts }) || fires(clear, { watts })]).toEqual([watts, true]);
  });

  it('writes a limit of zero without a sign, and fields of fields', () => {
    expect(write({ metric: 'meter.watts', above: 0 }).breach).toMatch(/ WHERE meter\.watts > 0\.0$/);
    expect(write({ below: -5 }).clear).toMatch(/ WHERE watts >= -5\.0$/);
    expect(write({ above: 10, clearAt: 8, perThing: { p: { clearAt: 7 } } }).clear).toMatch(
      / WHERE watts <= CASE topic\(2\) WHEN 'p' THEN 7\.0 ELSE 8\.0 END$/,
    );
  });

  it('says what is wrong with a filter or an alias, and where', () => {
    const threshold = defineThreshold({ id: 'load-on', metric: 'watts', above: 5 });
    expect(() => thresholdStatements(threshold, { topicFilter: 'a/#/b' })).toThrow(
      expect.objectContaining({
        message: "'a/#/b' is no topic filter to quote",
        source: 'a/#/b',
        span: { start: 0, end: 5 },
      }),
    );
    expect(() => thresholdStatements(threshold, { topicFilter, fields: { thing_name: '1' } })).toThrow(
      expect.objectContaining({
        message: "expected an alias that is not the statement's own, found 'thing_name'",
        source: 'thing_name',
        span: { start: 0, end: 10 },
      }),
    );
    expect(() => thresholdStatements(threshold, { topicFilter, fields: { 'threshold_value.x': '1' } })).toThrow(
      SqlError,
    );
  });

  it('matches nothing without the metric', () => {
    const { breach, clear } = write({ below: 10 });
    expect(fires(breach, { volts: 1 }) || fires(clear, { volts: 1 })).toBe(false);
  });

  it('gives single things their own limits', () => {
    const { breach } = write({ above: 10, perThing: { plug2: { above: 100 } } });
    expect(fires(breach, { watts: 50 }, 'plug1')).toBe(true);
    expect(fires(breach, { watts: 50 }, 'plug2')).toBe(false);
  });

  it('hands on the value of an expression', () => {
    const { breach } = write({ expression: 'volts * amps', above: 100 });
    const statement = compileStatement(breach, { version: thresholdSqlVersion });
    expect(statement.evaluate({ topic: 'iot8020/plug1/metrics', payload: '{"volts":120,"amps":2}' })).toMatchObject({
      value: { thing_name: 'plug1', threshold_value: 240 },
    });
  });

  it('puts further fields in front of the thing name, through the tree', () => {
    const threshold = defineThreshold({ id: 'load-on', metric: 'watts', above: 5, perThing: { plug1: { above: -7 } } });
    const fields = { threshold_id: "'load-on'", received_at: 'timestamp()', 'meter.unit': "upper( 'w' )" };
    expect(thresholdStatements(threshold, { topicFilter, fields })).toEqual({
      breach:
        "SELECT *, 'load-on' AS threshold_id, timestamp() AS received_at, upper('w') AS meter.unit, topic(2) AS thing_name " +
        "FROM 'iot8020/+/metrics' WHERE watts > CASE topic(2) WHEN 'plug1' THEN -7.0 ELSE 5.0 END",
      clear:
        "SELECT *, 'load-on' AS threshold_id, timestamp() AS received_at, upper('w') AS meter.unit, topic(2) AS thing_name " +
        "FROM 'iot8020/+/metrics' WHERE watts <= CASE topic(2) WHEN 'plug1' THEN -7.0 ELSE 5.0 END",
    });
  });

  it.each([
    ['an expression that ends too soon', { a: '1 +' }],
    ['an expression that goes on', { a: "1 FROM 'b'" }],
    ['an expression that is a clause of its own', { a: '1, 2 AS b' }],
    ['an empty expression', { a: '' }],
    ['an alias that is no name', { '1a': '1' }],
    ['an alias that is an expression', { 'a, b': '1' }],
    ['an empty alias', { '': '1' }],
    ["an alias of the statement's own", { thing_name: "'x'" }],
  ])('rejects a field with %s', (_what, fields) => {
    const threshold = defineThreshold({ id: 'load-on', metric: 'watts', above: 5 });
    expect(() => thresholdStatements(threshold, { topicFilter, fields })).toThrow(
      expect.objectContaining({ name: 'SqlError', code: 'syntax' }),
    );
  });

  it('keeps apart what an expression and the comparison around it bind', () => {
    const { breach } = write({ expression: 'a OR b', above: 1 });
    expect(breach).toBe(
      "SELECT *, topic(2) AS thing_name, a OR b AS threshold_value FROM 'iot8020/+/metrics' WHERE (a OR b) > 1.0",
    );
  });

  it.each(["iot8020/'/metrics", 'iot8020/#/metrics', ''])('rejects %j, which is no topic filter to quote', (filter) => {
    const threshold = defineThreshold({ id: 'load-on', metric: 'watts', above: 5 });
    expect(() => thresholdStatements(threshold, { topicFilter: filter })).toThrow(
      expect.objectContaining({ name: 'SqlError', code: 'invalid-topic-filter' }),
    );
  });
});
