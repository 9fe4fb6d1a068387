/** A curve of manifest keys. */
export interface Curve {
  /** As in `crv`. */
  readonly name: string;
  /** OID in hex, as certificates name it. */
  readonly oid: string;
  /** Bytes of one coordinate. */
  readonly bytes: number;
  /** The lowest version of the payload that may use it. */
  readonly since: 1 | 3;
}

/** Curves by `crv`. Source: RFC 5480 section 2.1.1.1, SEC 2, RFC 5639 section 4.1. */
// prettier-ignore
const CURVES: readonly Curve[] = [
  { name: 'P-256',           oid: '2a8648ce3d030107',   bytes: 32, since: 1 },
  { name: 'P-224',           oid: '2b81040021',         bytes: 28, since: 3 },
  { name: 'P-384',           oid: '2b81040022',         bytes: 48, since: 3 },
  { name: 'P-521',           oid: '2b81040023',         bytes: 66, since: 3 },
  { name: 'secp256k1',       oid: '2b8104000a',         bytes: 32, since: 3 },
  { name: 'brainpoolP256r1', oid: '2b2403030208010107', bytes: 32, since: 3 },
  { name: 'brainpoolP384r1', oid: '2b240303020801010b', bytes: 48, since: 3 },
  { name: 'brainpoolP512r1', oid: '2b240303020801010d', bytes: 64, since: 3 },
];

/** The curve of this name, brainpool's in either case. */
export function findCurve(name: unknown): Curve | undefined {
  if (typeof name !== 'string') return undefined;
  return CURVES.find((curve) => curve.name.toLowerCase() === name.toLowerCase());
}
