import { collectionFunctions } from './collection.js';
import { encodingFunctions } from './encoding.js';
import { externalFunctions } from './external.js';
import { hashFunctions } from './hash.js';
import { mathFunctions } from './math.js';
import { messageFunctions } from './message.js';
import type { Overload } from './signature.js';
import { textFunctions } from './text.js';
import { timeFunctions } from './time.js';

/** Every overload, by what it is about. */
export const functionFamilies = {
  collection: collectionFunctions,
  encoding: encodingFunctions,
  external: externalFunctions,
  hash: hashFunctions,
  math: mathFunctions,
  message: messageFunctions,
  text: textFunctions,
  time: timeFunctions,
} as const;

/** Every overload by the function's name; `cast` is syntax of its own. */
export const functionTable: ReadonlyMap<string, readonly Overload[]> = groupByName(
  Object.values(functionFamilies).flat(),
);

function groupByName(overloads: readonly Overload[]): Map<string, Overload[]> {
  const table = new Map<string, Overload[]>();
  for (const overload of overloads) table.set(overload.name, [...(table.get(overload.name) ?? []), overload]);
  return table;
}
