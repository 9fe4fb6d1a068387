import * as fc from 'fast-check';
import {
  mayPublish,
  maySubscribe,
  metricsTopic,
  metricsTopicFilter,
  ownTopicTrees,
} from '../../src/contract/topics.js';

const ROOT = 'iot8020';
const THING = 'CS-CORD-DK-0123f2408ea1fcf201';
const OTHER = 'CS-CORD-DK-0123f2408ea1fcf202';

describe('topics of a thing', () => {
  it('puts metrics under the topic root, the thing second', () => {
    expect(metricsTopic(ROOT, THING)).toBe(`iot8020/${THING}/metrics`);
    expect(metricsTopicFilter(ROOT)).toBe('iot8020/+/metrics');
  });

  it.each([
    `iot8020/${THING}/metrics`,
    `iot8020/${THING}/events/relay`,
    `$aws/things/${THING}/shadow/update`,
    `$aws/things/${THING}/jobs/notify`,
    `${THING}/log`,
  ])('lets the thing publish on %s', (topic) => {
    expect(mayPublish(ROOT, THING, topic)).toBe(true);
  });

  it.each([
    `iot8020/${OTHER}/metrics`,
    `iot8020/${THING}`,
    `iot8020/${THING}/`,
    `iot8020/${THING}x/metrics`,
    `iot8020/+/metrics`,
    `iot8020/${THING}/+`,
    `iot8020/${THING}/#`,
    `$aws/things/${OTHER}/shadow/update`,
    `$aws/rules/load_on/iot8020/${THING}/metrics`,
    '#',
    '',
  ])("rejects a publish on '%s'", (topic) => {
    expect(mayPublish(ROOT, THING, topic)).toBe(false);
  });

  it('lets the thing subscribe with wildcards below its own trees', () => {
    expect(maySubscribe(ROOT, THING, `$aws/things/${THING}/shadow/#`)).toBe(true);
    expect(maySubscribe(ROOT, THING, `iot8020/${THING}/+`)).toBe(true);
  });

  it.each([
    '#',
    'iot8020/#',
    'iot8020/+/metrics',
    '$aws/things/+/shadow/update',
    `+/${THING}/metrics`,
    `iot8020/${OTHER}/#`,
  ])("rejects the subscription '%s'", (topicFilter) => {
    expect(maySubscribe(ROOT, THING, topicFilter)).toBe(false);
  });

  it('never lets a thing reach what belongs to another, whatever the levels below', () => {
    const level = fc.constantFrom('+', '#', '', THING, OTHER, 'metrics', '..', '$aws');
    fc.assert(
      fc.property(fc.array(level, { maxLength: 4 }), (levels) => {
        for (const tree of ownTopicTrees(ROOT, OTHER)) {
          const topic = [tree, ...levels].join('/');
          expect(mayPublish(ROOT, THING, topic)).toBe(false);
          expect(maySubscribe(ROOT, THING, topic)).toBe(false);
        }
      }),
    );
  });
});
