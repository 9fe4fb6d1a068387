import { decodeBase64url, encodeBase64url, measureBase64url } from './base64.js';
import { type Curve, findCurve } from './curve.js';
import { ManifestError, quote, relocate } from './errors.js';
import type { Leniency } from './leniency.js';
import { readArray, readObject, readString, refuseMember } from './members.js';
import type { VerifiedKey } from './verified-entry.js';

/** A key of the payload, its coordinates of the curve's length. */
export interface SlotKey {
  /** Place in the list of keys, from 0. */
  readonly index: number;
  /** As it is handed on. */
  readonly described: VerifiedKey;
  readonly curve: Curve;
  /** On the certified key: base64 of leaf and signer. */
  readonly x5c?: readonly string[];
}

/** What the keys of one payload are read by. */
export interface SlotKeyContext {
  readonly version: 1 | 3;
  readonly leniency: Leniency;
}

const PATH = 'payload.publicKeySet';

/**
 * Reads the keys of a payload.
 *
 * Throws: `payload-malformed`, `slot-twice`, `certified-key-twice`, `jwk-coordinate-padding`, `jwk-coordinate-length`, and
 * those of base64url.
 */
export function readSlotKeys(publicKeySet: unknown, context: SlotKeyContext): SlotKey[] {
  const list = readArray(readObject(publicKeySet, PATH)['keys'], `${PATH}.keys`);
  const keys = list.map((value, index) => readSlotKey(value, index, context));
  const slots = new Set<string>();
  let certified: SlotKey | undefined;
  for (const key of keys) {
    if (slots.has(key.described.kid)) {
      throw new ManifestError('slot-twice', `expected each slot once, found ${quote(key.described.kid)} twice`, {
        path: `${slotKeyPath(key.index)}.kid`,
      });
    }
    slots.add(key.described.kid);
    if (key.x5c === undefined) continue;
    if (certified) {
      const message = `expected one certified key, found slots ${quote(certified.described.kid)} and ${quote(key.described.kid)}`;
      throw new ManifestError('certified-key-twice', message, { path: `${slotKeyPath(key.index)}.x5c` });
    }
    certified = key;
  }
  return keys;
}

/** Where a key stands in its entry. Put together when something is said of it, as most keys give no cause. */
export function slotKeyPath(index: number): string {
  return `${PATH}.keys[${index}]`;
}

function readSlotKey(value: unknown, index: number, { version, leniency }: SlotKeyContext): SlotKey {
  try {
    const members = readObject(value);
    const kid = readString(members, 'kid');
    if (members['kty'] !== 'EC') refuseMember('kty', '"EC"', members['kty']);
    const curve = findCurve(members['crv']);
    if (!curve || curve.since > version) return refuseMember('crv', `a curve of version ${version}`, members['crv']);
    const place = { index, curve, leniency };
    const x = readCoordinate(members, 'x', place);
    const y = readCoordinate(members, 'y', place);
    const isCertified = members['x5c'] !== undefined;
    const described = { kid, kty: 'EC' as const, crv: curve.name, x, y, certified: isCertified };
    return isCertified
      ? { index, described, curve, x5c: readCertificateTexts(members['x5c']) }
      : { index, described, curve };
  } catch (error) {
    throw relocate(error, { path: slotKeyPath(index) });
  }
}

interface CoordinatePlace {
  readonly index: number;
  readonly curve: Curve;
  readonly leniency: Leniency;
}

/** Gives the coordinate as it should be written: base64url of the curve's length (RFC 7518 section 6.2.1.2). */
function readCoordinate(
  members: Readonly<Record<string, unknown>>,
  path: 'x' | 'y',
  { index, curve: { bytes: length }, leniency }: CoordinatePlace,
): string {
  const text = readString(members, path);
  if (measureBase64url(text) === length) return text;
  const unpadded = text.replace(/={1,2}$/, '');
  const bytes = decodeBase64url(unpadded, path);
  if (unpadded !== text) {
    const message = `expected a coordinate without padding, found ${quote(text)}`;
    leniency.pass(new ManifestError('jwk-coordinate-padding', message, { path }), slotKeyPath(index));
  }
  if (bytes.length === length) return unpadded;
  const message = `expected a coordinate of ${length} bytes, found ${bytes.length}`;
  const fault = new ManifestError('jwk-coordinate-length', message, { path });
  if (bytes.length === 0 || bytes.length > length) throw fault;
  // Some tools write coordinates as numbers and lose their leading zero bytes.
  leniency.pass(fault, slotKeyPath(index));
  const whole = new Uint8Array(length);
  whole.set(bytes, length - bytes.length);
  return encodeBase64url(whole);
}

function readCertificateTexts(value: unknown): string[] {
  return readArray(value, 'x5c').map((text, i) =>
    typeof text === 'string' ? text : refuseMember(`x5c[${i}]`, 'a base64 string', text),
  );
}
