import * as fc from 'fast-check';
import { dialects } from '../../src/value/dialect.js';
import { receiveMessage } from '../../src/message/received-message.js';
import { findWritten, readJson } from '../../src/value/json.js';
import { parseNumber } from '../../src/value/number.js';

const runs = { numRuns: Number(process.env['CORD_PROPERTY_RUNS'] ?? 2000) };
const dialect = fc.constantFrom(...Object.values(dialects));

/** As programs and people write them: with zeros, signs and exponents to spare. */
const numbers = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.integer().map(String),
  fc.stringMatching(/^-?(?:0|[1-9]\d{0,19})(?:\.\d{1,20})?(?:[eE][-+]?\d{1,2})?$/),
);
const strings = fc.oneof(
  fc.string({ maxLength: 6 }).map((text) => JSON.stringify(text)),
  fc.string({ unit: 'binary', maxLength: 6 }).map((text) => JSON.stringify(text)),
  fc.constantFrom(
    '"1.50"',
    '"\\/"',
    '"\\u0041"',
    '"7"',
    '"07"',
    '"__proto__"',
    '"a b"',
    '":,{"',
    '"\u{1f600}"',
    '"\ufffd"',
  ),
);
const space = fc.constantFrom('', '', '', ' ', '\n\t', '\r\n  ');

const { json } = fc.letrec<{ json: string; array: string; object: string }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    numbers,
    strings,
    fc.constantFrom('true', 'false', 'null'),
    tie('array'),
    tie('object'),
  ),
  array: fc.tuple(space, fc.array(tie('json'), { maxLength: 3 })).map(([gap, items]) => `[${items.join(`,${gap}`)}]`),
  object: fc
    .tuple(space, fc.array(fc.tuple(strings, space, tie('json')), { maxLength: 4 }))
    .map(
      ([gap, members]) => `{${gap}${members.map(([key, after, item]) => `${key}:${after}${item}`).join(',')}${gap}}`,
    ),
}));

describe('JSON that is read', () => {
  it('tells the text that JSON.stringify would write, or none', () => {
    let [told, compacted] = [0, 0];
    fc.assert(
      fc.property(json, dialect, (text, version) => {
        const read = readJson(text, version);
        const written = read?.isPlain ? findWritten(text, read) : undefined;
        if (written === undefined) return;
        told += 1;
        if (written.length < text.length) compacted += 1;
        expect(written).toBe(JSON.stringify(read?.value));
      }),
      runs,
    );
    // Else it would hold of a reader that never tells.
    expect(told).toBeGreaterThan(runs.numRuns / 10);
    expect(compacted).toBeGreaterThan(10);
  });

  it('is plain where every number is a double that prints as it was written, and nowhere else', () => {
    fc.assert(
      fc.property(numbers, dialect, (token, version) => {
        const read = readJson(`{"a":[${token}]}`, version)!;
        const number = parseNumber(token, version);
        if (typeof number !== 'number') expect(read.isPlain).toBe(false);
        if (read.isPlain) expect(read.value).toEqual({ a: [number] });
      }),
      runs,
    );
  });

  it('is the same whether it comes as text or as bytes, half letters included', () => {
    fc.assert(
      fc.property(json, dialect, (text, version) => {
        const [asText, asBytes] = [text, new TextEncoder().encode(text)].map((payload) => {
          const message = receiveMessage({ topic: 'a/b', payload });
          return { value: message.readPayload(version), text: message.readPlainText(version) };
        });
        // What cannot be encoded comes as the sign for it.
        if (new TextDecoder().decode(new TextEncoder().encode(text)) === text) expect(asBytes).toEqual(asText);
      }),
      runs,
    );
    const half = '{"a":"\ud800"}';
    const message = receiveMessage({ topic: 'a/b', payload: half });
    expect(message.readPayload(dialects['2016-03-23'])).toEqual({ a: '\ud800' });
    expect(message.readPlainText(dialects['2016-03-23'])).toBe(String.raw`{"a":"\ud800"}`);
  });

  it('is none where any character too many or too few makes it none', () => {
    fc.assert(
      fc.property(
        json,
        fc.nat(),
        fc.constantFrom('', '"', '\\', '}', ']', ':', ',', 'e', '-', '0'),
        (text, at, other) => {
          const place = at % (text.length + 1);
          const altered = text.slice(0, place) + other + text.slice(place + 1);
          expect(readJson(altered, dialects['2016-03-23']) !== undefined).toBe(isJson(altered));
        },
      ),
      runs,
    );
  });

  it('is none from a depth of 501 on', () => {
    expect(readJson(nested(500), dialects['2016-03-23'])).toBeDefined();
    expect(readJson(nested(501), dialects['2016-03-23'])).toBeUndefined();
    expect(readJson(JSON.stringify(nested(501)), dialects['2016-03-23'])).toBeDefined();
  });
});

function nested(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
