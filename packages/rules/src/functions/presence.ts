import { row, type Overload } from './signature.js';

// prettier-ignore
export const presenceFunctions: readonly Overload[] = [
  row('get_or_default', ['any'],        'any',     ([value]) => value ?? undefined, { since: 2016 }),
  row('get_or_default', ['any', 'any'], 'any',     ([value, otherwise]) => value ?? otherwise, { since: 2016 }),
  row('isnull',         ['any'],        'Boolean', ([value]) => value === null),
  row('isundefined',    ['any'],        'Boolean', ([value]) => value === undefined, { since: 2016 }),
  // NaN cannot arise here: what has no number is Undefined.
  row('nanvl',          ['any', 'any'], 'any',     ([value, otherwise]) => value ?? otherwise),
];
