/** What a parser takes on; AWS IoT itself takes rules of 64 KB. */
export interface Limits {
  /** Units: UTF-16 code units. */
  readonly length: number;
  /** Expressions and queries inside each other. */
  readonly depth: number;
  readonly nodes: number;
}

export const defaultLimits: Limits = { length: 65_536, depth: 200, nodes: 10_000 };
