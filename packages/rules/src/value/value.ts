import type { ExactNumber } from './exact-number.js';

/** What expressions evaluate to. `undefined` is AWS's Undefined; bytes are a payload that is no JSON. */
export type Value =
  undefined | null | boolean | string | number | ExactNumber | Uint8Array | readonly Value[] | ObjectValue;

export interface ObjectValue {
  readonly [key: string]: Value;
}
