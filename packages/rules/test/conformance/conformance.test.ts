import { cases, decisions, divergences } from './case.js';
import { reportConformance } from './report.js';
import { runCase } from './run-case.js';

describe('the conformance suite', () => {
  const listed = cases.filter(({ id }) => !divergences.has(id));
  it.each(listed.map((test) => [test.id, test] as const))('holds: %s', (_id, test) => {
    expect(runCase(test)).toBeUndefined();
  });

  it('lists only divergences that exist', () => {
    expect(reportConformance(cases, divergences).stale).toEqual([]);
  });

  it('lists no documented case without a conflict', () => {
    const documented = cases.filter(({ id, certainty, conflict }) => {
      return divergences.has(id) && certainty === 'documented' && conflict === undefined;
    });
    expect(documented.map(({ id }) => id)).toEqual([]);
  });

  it('gives a reason for every case where the guide contradicts itself, and for no other that holds', () => {
    const conflicting = cases.filter(({ id, conflict }) => conflict !== undefined || divergences.has(id));
    expect(decisions.map(({ id }) => id).toSorted()).toEqual(conflicting.map(({ id }) => id).toSorted());
    expect(decisions.filter(({ reason }) => reason.length < 40)).toEqual([]);
  });

  it('notices a divergence that has started to hold', () => {
    const [holding] = listed;
    if (holding === undefined) throw new Error('expected a case');
    expect(reportConformance([holding], new Map([[holding.id, 'once']])).stale).toEqual([holding.id]);
  });
});
