import { mathFunctions } from './math.js';
import { messageFunctions } from './message.js';
import type { Overload } from './signature.js';
import { textFunctions } from './text.js';

const families = [mathFunctions, textFunctions, messageFunctions];

/** Every overload by the function's name. */
export const functionTable: ReadonlyMap<string, readonly Overload[]> = groupByName(families.flat());

function groupByName(overloads: readonly Overload[]): Map<string, Overload[]> {
  const table = new Map<string, Overload[]>();
  for (const overload of overloads) table.set(overload.name, [...(table.get(overload.name) ?? []), overload]);
  return table;
}
