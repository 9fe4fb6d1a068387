import { compileStatement } from '@cord/rules';
import { formatDesiredRelay, parseRelayShadow } from '../../src/contract/shadow.js';
import { reportedRelayStatement } from '../../src/contract/statements.js';

describe('a relay in the shadow', () => {
  it.each([
    ['on', true],
    ['off', false],
    [undefined, null],
  ] as const)('is wished %s by relay_on %s', (relay, relay_on) => {
    expect(JSON.parse(formatDesiredRelay(relay))).toEqual({ state: { desired: { data: { relay_on } } } });
  });

  it('is read back as it was wished', () => {
    expect(parseRelayShadow(JSON.parse(formatDesiredRelay('on')))).toEqual({ desired: 'on' });
    expect(parseRelayShadow(JSON.parse(formatDesiredRelay(undefined)))).toEqual({});
  });

  it('is told by what the cord reports', () => {
    const document = { state: { desired: {}, reported: { data: { relay_on: false }, state: { fw_version: '1.2' } } } };
    expect(parseRelayShadow(document)).toEqual({ reported: 'off' });
  });

  it.each([undefined, null, 'text', [], {}, { state: { reported: { data: { relay_on: 'yes' } } } }])(
    'is unknown to a document like %j',
    (document) => {
      expect(parseRelayShadow(document)).toEqual({});
    },
  );
});

describe('the statement about reported relays', () => {
  it.each([true, false])('tells whose relay is %s', (relay_on) => {
    const evaluation = evaluate({ state: { reported: { data: { relay_on } } }, version: 7 });
    expect(evaluation.matched && JSON.parse(evaluation.text)).toEqual({ relay_on, thing_name: 'pump' });
  });

  it.each([
    JSON.parse(formatDesiredRelay('on')),
    { state: { reported: { state: { fw_version: '1.2' } } } },
    { state: { reported: { data: { relay_on: null } } } },
  ])('lets %j go', (document) => {
    expect(evaluate(document)).toEqual({ matched: false });
  });
});

function evaluate(document: unknown) {
  return compileStatement(reportedRelayStatement).evaluate({
    topic: '$aws/things/pump/shadow/update/accepted',
    payload: JSON.stringify(document),
  });
}
