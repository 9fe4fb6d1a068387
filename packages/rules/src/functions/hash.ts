import { md5, sha1 } from '@noble/hashes/legacy';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2';
import { formatHex } from './bytes.js';
import { md2 } from './md2.js';
import { row, type Overload } from './signature.js';

const encoder = new TextEncoder();

const digest =
  (hash: (bytes: Uint8Array) => Uint8Array) =>
  ([text]: readonly [string]): string =>
    formatHex(hash(encoder.encode(text)));

// prettier-ignore
export const hashFunctions: readonly Overload[] = [
  row('md2',    ['text'], 'String', digest(md2)),
  row('md5',    ['text'], 'String', digest(md5)),
  row('sha1',   ['text'], 'String', digest(sha1)),
  row('sha224', ['text'], 'String', digest(sha224)),
  row('sha256', ['text'], 'String', digest(sha256)),
  row('sha384', ['text'], 'String', digest(sha384)),
  row('sha512', ['text'], 'String', digest(sha512)),
];
