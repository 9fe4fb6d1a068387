/** AWS's names for its dialects. A rule that names none runs as 2015-10-08; `beta` is what AWS tries out. */
export type SqlVersion = '2016-03-23' | '2015-10-08' | 'beta';

/** All that tells the versions apart, so that nothing else asks for one. */
export interface Dialect {
  readonly version: SqlVersion;
  /** Functions that came with a later year are not known. */
  readonly year: 2015 | 2016;
  /** `10.0` and sums such as `2.5 + 2.5`: the Int 10 or 5, or a Decimal that shows its point. */
  readonly wholeDecimals: 'become-int' | 'stay-decimal';
  /** Types that `cast` knows, and what they convert to. */
  readonly castTypes: Readonly<Record<string, CastTarget>>;
  /** Array and object literals, and queries inside expressions. */
  readonly hasNesting: boolean;
}

export type CastTarget = 'string' | 'int' | 'decimal' | 'double' | 'boolean';

const types2015: Record<string, CastTarget> = {
  string: 'string',
  nvarchar: 'string',
  text: 'string',
  ntext: 'string',
  varchar: 'string',
  int: 'int',
  integer: 'int',
  double: 'double',
};

const nested: Dialect = {
  version: '2016-03-23',
  year: 2016,
  wholeDecimals: 'become-int',
  castTypes: { ...types2015, decimal: 'decimal', bool: 'boolean', boolean: 'boolean' },
  hasNesting: true,
};

/**
 * Nothing is documented that `beta` has beyond 2016-03-23.
 *
 * Source: developer guide, "SQL versions", "Literals", "Nested object queries" and cast().
 */
export const dialects: Readonly<Record<SqlVersion, Dialect>> = {
  '2015-10-08': {
    version: '2015-10-08',
    year: 2015,
    wholeDecimals: 'stay-decimal',
    castTypes: types2015,
    hasNesting: false,
  },
  '2016-03-23': nested,
  beta: { ...nested, version: 'beta' },
};

/** What AWS IoT runs a rule as that names none. */
export const defaultVersion: SqlVersion = '2015-10-08';

/** The newest that AWS keeps as it is. */
export const newestVersion = '2016-03-23' satisfies SqlVersion;

/** Says that a statement uses what its version does not have. */
export function formatMissingFeature(feature: string, { version }: Dialect): string {
  return `${feature} version ${newestVersion}, found ${version}`;
}
