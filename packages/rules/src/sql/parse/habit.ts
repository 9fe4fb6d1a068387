import type { Token } from './token.js';

/** What AWS IoT SQL has for a word that other SQLs have, and that cannot stand where it was found. */
const byWord: Readonly<Record<string, string>> = {
  like: "write startswith(key, 'a'), endswith(key, 'a') or regexp_matches(key, 'a.*b')",
  between: 'write key >= 1 AND key <= 5',
  is: 'write isNull(key), isUndefined(key), or NOT in front of either',
  not: 'write NOT in front of the whole comparison: NOT (key IN [1, 2])',
  '[': 'write get(list, 0)',
  union: 'write a rule for each SELECT',
  join: 'write get(), get_thing_shadow() or get_dynamodb(): a rule sees one message',
  order: 'leave it out: a rule sees one message',
  group: 'leave it out: a rule sees one message',
  having: 'leave it out: a rule sees one message',
  limit: 'leave it out: a rule sees one message',
  distinct: 'leave it out: a rule sees one message',
  '=': 'write one = to compare',
};

/** By a character that begins no token. */
const byCharacter: Readonly<Record<string, string>> = {
  ';': 'leave it out: a rule is one statement',
  '|': 'write OR, or + to join texts',
  '&': 'write AND',
  '!': 'write NOT',
  '`': "write get(*, 'key') for a key that is no plain name",
};

/** What to write instead of a token that cannot stand where it does. */
export function findHabit(found: Token, before: Token | undefined): string | undefined {
  const { keyword } = found;
  if (keyword === '=' && before?.keyword !== '=') return undefined;
  if (Object.hasOwn(byWord, keyword)) return byWord[keyword];
  return before?.keyword === 'distinct' ? byWord['distinct'] : undefined;
}

export function findCharacterHabit(character: string): string | undefined {
  return Object.hasOwn(byCharacter, character) ? byCharacter[character] : undefined;
}
