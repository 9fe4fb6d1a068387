import { P256_OID } from '../encoding/p256.js';

/** A curve of manifest keys. */
export interface Curve {
  /** As in `crv`. */
  readonly name: string;
  /** OID with dots, as certificates name it. */
  readonly oid: string;
  /** Bytes of one coordinate. */
  readonly bytes: number;
  /** The lowest version of the payload that may use it. */
  readonly since: 1 | 3;
}

/** Curves by `crv`. Source: RFC 5480 section 2.1.1.1, SEC 2, RFC 5639 section 4.1. */
// prettier-ignore
const CURVES: readonly Curve[] = [
  { name: 'P-256',           oid: P256_OID,                 bytes: 32, since: 1 },
  { name: 'P-224',           oid: '1.3.132.0.33',           bytes: 28, since: 3 },
  { name: 'P-384',           oid: '1.3.132.0.34',           bytes: 48, since: 3 },
  { name: 'P-521',           oid: '1.3.132.0.35',           bytes: 66, since: 3 },
  { name: 'secp256k1',       oid: '1.3.132.0.10',           bytes: 32, since: 3 },
  { name: 'brainpoolP256r1', oid: '1.3.36.3.3.2.8.1.1.7',   bytes: 32, since: 3 },
  { name: 'brainpoolP384r1', oid: '1.3.36.3.3.2.8.1.1.11',  bytes: 48, since: 3 },
  { name: 'brainpoolP512r1', oid: '1.3.36.3.3.2.8.1.1.13',  bytes: 64, since: 3 },
];

/** The curve of this name, brainpool's in either case. */
export function findCurve(name: unknown): Curve | undefined {
  if (name === 'P-256') return CURVES[0];
  return typeof name === 'string' ? CURVES.find((curve) => curve.name.toLowerCase() === name.toLowerCase()) : undefined;
}
