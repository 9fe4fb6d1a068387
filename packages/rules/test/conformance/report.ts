import type { ConformanceCase } from './case.js';
import { familyOf } from './family.js';
import { runCase } from './run-case.js';

export interface FamilyScore {
  readonly family: string;
  readonly held: number;
  /** Decided otherwise, and listed with a reason. */
  readonly divergent: number;
  readonly failed: number;
}

export interface ConformanceReport {
  readonly families: readonly FamilyScore[];
  /** Cases that do not hold and are not listed. */
  readonly failures: readonly { readonly id: string; readonly found: string }[];
  /** Listed cases that hold after all, or do not exist: the list is out of date. */
  readonly stale: readonly string[];
}

/** Runs every case and sets it against the list of divergences. */
export function reportConformance(
  cases: readonly ConformanceCase[],
  divergences: ReadonlyMap<string, string>,
): ConformanceReport {
  const results = cases.map((test) => ({ id: test.id, family: familyOf(test), found: runCase(test) }));
  const families = [...new Set(results.map(({ family }) => family))].toSorted().map((family) => {
    const own = results.filter((result) => result.family === family);
    const missed = own.filter(({ found }) => found !== undefined);
    const divergent = missed.filter(({ id }) => divergences.has(id)).length;
    return { family, held: own.length - missed.length, divergent, failed: missed.length - divergent };
  });
  const held = new Set(results.filter(({ found }) => found === undefined).map(({ id }) => id));
  const known = new Set(results.map(({ id }) => id));
  return {
    families,
    failures: results.flatMap(({ id, found }) => (found === undefined || divergences.has(id) ? [] : [{ id, found }])),
    stale: [...divergences.keys()].filter((id) => held.has(id) || !known.has(id)),
  };
}
