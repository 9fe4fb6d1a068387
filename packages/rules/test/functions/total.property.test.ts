import * as fc from 'fast-check';
import { functionTable } from '../../src/functions/table.js';
import { compileStatement, type SqlVersion } from '../../src/index.js';

const runs = { numRuns: Number(process.env['CORD_PROPERTY_RUNS'] ?? 40) };

/** Numbers as devices write them, and texts that functions take for something: patterns, zones, schemes, numbers. */
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom('0', '-0.0', '10.0', '1E999', '1E-999', '9'.repeat(40), '-1e400', '1e-400', '0.1', '255', '1e15'),
);
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    'yyyy-MM-dd',
    "'",
    'HH:mm z',
    'UTC',
    'Mars',
    'base64',
    'AA==',
    '(a+)+',
    '[',
    '$1',
    '\\',
    'enrichArray',
    '1E3',
  ),
);
const json: fc.Arbitrary<string> = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    number,
    text.map((value) => JSON.stringify(value)),
    fc.constantFrom('true', 'false', 'null', '{}', '[]'),
    fc.array(tie('any'), { maxLength: 3 }).map((items) => `[${items.join(',')}]`),
    fc.array(fc.tuple(text, tie('any')), { maxLength: 3 }).map((members) => {
      return `{${members.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`;
    }),
  ),
})).any;

describe('every function', () => {
  it.each([...functionTable.keys()])('%s gives a value or Undefined for any arguments, and never throws', (name) => {
    const argument = fc.option(json, { nil: undefined });
    const version = fc.constantFrom<SqlVersion>('2016-03-23', '2015-10-08');
    const isNew = functionTable.get(name)?.every(({ since }) => since > 2015) ?? false;
    fc.assert(
      fc.property(fc.array(argument, { maxLength: 7 }), version, (args, wanted) => {
        const call = `${name}(${args.map((_argument, index) => `a${index}`).join(', ')})`;
        const functions = { [name]: (given: unknown[]) => given };
        const statement = compileStatement(`SELECT VALUE ${call}`, {
          version: isNew ? '2016-03-23' : wanted,
          functions,
        });
        const members = args.flatMap((value, index) => (value === undefined ? [] : [`"a${index}":${value}`]));
        const evaluation = statement.evaluate({ topic: 'a/b', payload: `{${members.join(',')}}`, timestamp: 5 });
        if (!evaluation.matched) throw new Error('expected a match');
        expect(evaluation.text === '').toBe(evaluation.value === undefined);
        if (evaluation.text !== '') JSON.parse(evaluation.text);
      }),
      runs,
    );
  });
});
