/** Words that cannot name a payload key without `get(*, '…')`. `value`, `set` and `exists` are keywords by their place only. */
export const reservedWords: ReadonlySet<string> = new Set([
  'select',
  'from',
  'where',
  'as',
  'and',
  'or',
  'not',
  'in',
  'case',
  'when',
  'then',
  'else',
  'end',
  'null',
  'true',
  'false',
]);
