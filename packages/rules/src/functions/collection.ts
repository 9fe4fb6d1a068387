import { toInt } from '../value/convert.js';
import { toDouble } from '../value/number.js';
import { copyMembers, isObject, readMember } from '../value/object.js';
import type { ObjectValue, Value } from '../value/value.js';
import { row, type CallContext, type Overload } from './signature.js';

// prettier-ignore
export const collectionFunctions: readonly Overload[] = [
  row('get',            ['any', 'any'],        'any',     ([from, key], { dialect }) => getItem(from, key, dialect)),
  row('get_or_default', ['any'],               'any',     ([value]) => value ?? undefined, { since: 2016 }),
  row('get_or_default', ['any', 'any'],        'any',     ([value, otherwise]) => value ?? otherwise, { since: 2016 }),
  row('isnull',         ['any'],               'Boolean', ([value]) => value === null),
  row('isundefined',    ['any'],               'Boolean', ([value]) => value === undefined, { since: 2016 }),
  // NaN cannot arise here: what is no number is Undefined.
  row('nanvl',          ['any', 'any'],        'any',     ([value, otherwise]) => value ?? otherwise),
  row('transform',      ['any', 'any', 'any'], 'Array',   ([mode, extra, items]) => transform(mode, extra, items), { since: 2016 }),
];

/** A key of an object is not converted; an index is, by the standard conversion to Int. */
function getItem(from: Value, key: Value, dialect: CallContext['dialect']): Value {
  if (isObject(from)) return typeof key === 'string' ? readMember(from, key) : undefined;
  if (typeof from !== 'string' && !Array.isArray(from)) return undefined;
  const index = toInt(key, dialect, 'nearest');
  return index === undefined ? undefined : (from as string | readonly Value[])[toDouble(index)];
}

/** Source: developer guide, transform(); its third example passes nested queries, whose result of one stands for itself. */
function transform(mode: Value, extra: Value, items: Value): Value {
  const members = isObject(extra) ? extra : onlyItem(extra);
  const inner = onlyItem(items);
  const list = Array.isArray(inner) ? inner : items;
  if (mode !== 'enrichArray' || !isObject(members) || !Array.isArray(list) || !list.every(isObject)) return undefined;
  return (list as readonly ObjectValue[]).map((item) => {
    const enriched: Record<string, Value> = {};
    copyMembers(enriched, item);
    copyMembers(enriched, members);
    return enriched;
  });
}

function onlyItem(value: Value): Value {
  return Array.isArray(value) && value.length === 1 ? (value as readonly Value[])[0] : undefined;
}
