import { functionFamilies } from '../../src/functions/table.js';
import type { ConformanceCase } from './case.js';

const familyByFunction = new Map(
  Object.entries(functionFamilies).flatMap(([family, rows]) => rows.map(({ name }) => [name, family] as const)),
);

/** The part of the language that a case belongs to: a page of the guide, or a family of functions. */
export function familyOf({ id, kind, source, sql = '' }: ConformanceCase): string {
  if (kind === 'template') return 'templates';
  const [page = ''] = source.split(/[#. ]/, 1);
  if (/^iot-sql-(?!functions)/.test(page)) return page.slice('iot-sql-'.length);
  const called: readonly string[] = sql.toLowerCase().match(/[a-z_]\w*(?=\s*\()/g) ?? [];
  const prefix = id.toLowerCase().split('-', 1)[0] ?? '';
  const own = called.find((name) => name === prefix) ?? called.find((name) => familyByFunction.has(name));
  if (own === undefined && called.includes('cast')) return 'cast';
  const family = own === undefined ? undefined : familyByFunction.get(own);
  return family === undefined ? 'statements' : `${family} functions`;
}
