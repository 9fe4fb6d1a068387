import * as fc from 'fast-check';
import { topicMatches, TopicRouter } from '../../src/index.js';

const level = fc.constantFrom('a', 'b', '', '$aws', 'a b', '.');
const topic = fc.array(level, { minLength: 1, maxLength: 5 }).map((levels) => levels.join('/'));
const filter = fc
  .tuple(
    fc.array(fc.oneof(level, fc.constant('+')), { maxLength: 4 }),
    fc.constantFrom<string | undefined>('#', '+', 'a', undefined),
  )
  .map(([levels, last]) => [...levels, ...(last === undefined ? [] : [last])])
  .filter((levels) => levels.length > 0)
  .map((levels) => levels.join('/'));

/** The documented rules as one regular expression. */
function matchesByRegex(pattern: string, concrete: string): boolean {
  const source = pattern.split('/').map((part) => {
    if (part === '#') return '.*';
    return part === '+' ? '[^/]*' : part.replaceAll(/[$.*+?^(){}|[\]\\]/g, String.raw`\$&`);
  });
  const isReserved = concrete.startsWith('$') && /^[+#]/.test(pattern);
  return !isReserved && new RegExp(`^${source.join('/')}$`).test(concrete);
}

describe('topic filters', () => {
  it('match what a regular expression made of them matches', () => {
    fc.assert(
      fc.property(filter, topic, (pattern, concrete) => {
        expect(topicMatches(pattern, concrete)).toBe(matchesByRegex(pattern, concrete));
      }),
      { numRuns: 1000 },
    );
  });

  it('are found by the router exactly when they match, once each', () => {
    fc.assert(
      fc.property(fc.array(filter, { maxLength: 20 }), topic, (patterns, concrete) => {
        const router = new TopicRouter<number>();
        for (const [index, pattern] of patterns.entries()) router.add(pattern, index);
        const expected = [...patterns.keys()].filter((index) => topicMatches(patterns[index] ?? '', concrete));
        expect(router.match(concrete).toSorted((one, other) => one - other)).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('topicMatches', () => {
  it.each([
    ['sensor/#', 'sensor', false],
    ['sensor/#', 'sensor/', true],
    ['#', '$aws/things/plug1/shadow/update', false],
    ['+/things/plug1', '$aws/things/plug1', false],
    ['$aws/things/+/shadow/#', '$aws/things/plug1/shadow/update', true],
    ['building/+', '$aws/rules/Ingest/building/5', true],
    ['$aws/rules/#', '$aws/rules/Ingest/building/5', false],
  ])('%s and %s: %s', (pattern, concrete, expected) => {
    expect(topicMatches(pattern, concrete)).toBe(expected);
  });
});
