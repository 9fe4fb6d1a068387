import type { Overload } from './signature.js';

/** The overload that takes this many arguments. */
export function findOverload(overloads: readonly Overload[], count: number): Overload | undefined {
  return overloads.find(({ parameters, isVariadic }) => {
    return parameters.length === count || (isVariadic && count > parameters.length);
  });
}
