import type { FleetEvent } from '@cord/fleet/view';
import { toProblem, type Problem } from './problem.js';

/** Newest first, at most {@link PROBLEMS_KEPT}. */
export type ProblemsState = readonly Problem[];

export const PROBLEMS_KEPT = 20;

/** The slice after one more event. Pure. */
export function hearProblems(problems: ProblemsState, event: FleetEvent): ProblemsState {
  const problem = toProblem(event);
  return problem === undefined ? problems : [problem, ...problems].slice(0, PROBLEMS_KEPT);
}
