import { decodeBase64url, encodeBase64url, measureBase64url } from '../encoding/base64.js';
import { ManifestError, quote, relocate } from '../errors.js';
import type { Tolerance } from '../tolerance.js';
import type { VerifiedKey } from '../verified-entry.js';
import { type Curve, findCurve } from './curve.js';
import { readArray, readObject, readString, refuseMember } from './members.js';

/** The key that has a certificate, as the payload gives it. */
export interface CertifiedSlot {
  /** Place in the list of keys, from 0. */
  readonly index: number;
  /** As it is handed on. */
  readonly key: VerifiedKey;
  readonly curve: Curve;
  /** Base64 of leaf and signer certificate. */
  readonly x5c: readonly string[];
  /** The leaf's bytes, where its reader has decoded them already. */
  readonly leafDer?: Uint8Array | undefined;
}

/** The keys of a payload, each coordinate of its curve's length. */
export interface SlotKeys {
  readonly keys: readonly VerifiedKey[];
  readonly certified: CertifiedSlot | undefined;
}

/** What the keys of one payload are read by. */
export interface SlotKeyContext {
  readonly version: 1 | 3;
  readonly tolerance: Tolerance;
}

const PATH = 'payload.publicKeySet';

/**
 * Reads the keys of a payload.
 *
 * Throws: `payload-malformed`, `slot-twice`, `certified-key-twice`, `jwk-coordinate-padding`, `jwk-coordinate-length`, and
 * those of base64url.
 */
export function readSlotKeys(publicKeySet: unknown, context: SlotKeyContext): SlotKeys {
  const list = readArray(readObject(publicKeySet, PATH)['keys'], `${PATH}.keys`);
  const slots = list.map((value, index) => readSlot(value, index, context));
  const seen = new Set<string>();
  let certified: CertifiedSlot | undefined;
  for (const { index, key, curve, x5c } of slots) {
    if (seen.has(key.kid)) {
      throw new ManifestError('slot-twice', `expected each slot once, found ${quote(key.kid)} twice`, {
        path: `${slotKeyPath(index)}.kid`,
      });
    }
    seen.add(key.kid);
    if (x5c === undefined) continue;
    if (certified) {
      const message = `expected one certified key, found slots ${quote(certified.key.kid)} and ${quote(key.kid)}`;
      throw new ManifestError('certified-key-twice', message, { path: `${slotKeyPath(index)}.x5c` });
    }
    certified = { index, key, curve, x5c };
  }
  return { keys: slots.map(({ key }) => key), certified };
}

/** Where a key stands in its entry. Put together when something is said of it, as most keys give no cause. */
export function slotKeyPath(index: number): string {
  return `${PATH}.keys[${index}]`;
}

interface Slot extends Omit<CertifiedSlot, 'x5c' | 'leafDer'> {
  readonly x5c: readonly string[] | undefined;
}

function readSlot(value: unknown, index: number, { version, tolerance }: SlotKeyContext): Slot {
  try {
    const members = readObject(value);
    const kid = readString(members, 'kid');
    if (members['kty'] !== 'EC') refuseMember('kty', '"EC"', members['kty']);
    const curve = findCurve(members['crv']);
    if (!curve || curve.since > version) return refuseMember('crv', `a curve of version ${version}`, members['crv']);
    const place = { index, curve, tolerance };
    const x = readCoordinate(members, 'x', place);
    const y = readCoordinate(members, 'y', place);
    const x5c = members['x5c'] === undefined ? undefined : readCertificateTexts(members['x5c']);
    const key = { kid, kty: 'EC' as const, crv: curve.name, x, y, certified: x5c !== undefined };
    return { index, key, curve, x5c };
  } catch (error) {
    throw relocate(error, { path: slotKeyPath(index) });
  }
}

/** Whether a text is a coordinate as it should be written: canonical base64url of the curve's length. */
export function isCoordinate(text: string, { bytes }: Curve): boolean {
  return bytes === 32 ? COORDINATE_OF_32_BYTES.test(text) : measureBase64url(text) === bytes;
}

/** The last letter has two bits to spare, which are zero. */
const COORDINATE_OF_32_BYTES = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

interface CoordinatePlace {
  readonly index: number;
  readonly curve: Curve;
  readonly tolerance: Tolerance;
}

/** Gives the coordinate as it should be written: base64url of the curve's length (RFC 7518 section 6.2.1.2). */
function readCoordinate(
  members: Readonly<Record<string, unknown>>,
  path: 'x' | 'y',
  { index, curve, tolerance }: CoordinatePlace,
): string {
  const { bytes: length } = curve;
  const text = readString(members, path);
  if (isCoordinate(text, curve)) return text;
  const unpadded = text.replace(/={1,2}$/, '');
  const bytes = decodeBase64url(unpadded, path);
  if (unpadded !== text) {
    const message = `expected a coordinate without padding, found ${quote(text)}`;
    tolerance.pass(new ManifestError('jwk-coordinate-padding', message, { path }), slotKeyPath(index));
  }
  if (bytes.length === length) return unpadded;
  const message = `expected a coordinate of ${length} bytes, found ${bytes.length}`;
  const fault = new ManifestError('jwk-coordinate-length', message, { path });
  if (bytes.length === 0 || bytes.length > length) throw fault;
  // Some tools write coordinates as numbers and lose their leading zero bytes.
  tolerance.pass(fault, slotKeyPath(index));
  const whole = new Uint8Array(length);
  whole.set(bytes, length - bytes.length);
  return encodeBase64url(whole);
}

function readCertificateTexts(value: unknown): string[] {
  return readArray(value, 'x5c').map((text, i) =>
    typeof text === 'string' ? text : refuseMember(`x5c[${i}]`, 'a base64 string', text),
  );
}
