import { isObject } from '../encoding/strict-json.js';
import { ManifestError, quote } from '../errors.js';

/**
 * One signed record for one secure element, as it lies in a manifest file.
 *
 * Shape: a flattened JWS (RFC 7515 section 7.2.2) whose members are base64url without padding.
 * Nothing here is verified: `header` in particular is covered by no signature, and some genuine entries have none.
 */
export interface SignedEntry {
  readonly payload: string;
  readonly protected: string;
  readonly signature: string;
  readonly header?: { readonly uniqueId?: string; readonly [member: string]: unknown };
}

/**
 * Takes a parsed JSON value as an entry by its members alone; what the texts hold is not looked at. Members that are not part
 * of an entry are left out.
 *
 * Throws: `entry-malformed`, `jws-general-form`.
 */
export function readSignedEntry(value: unknown): SignedEntry {
  if (!isObject(value)) throw new ManifestError('entry-malformed', `expected an entry object, found ${quote(value)}`);
  if (value['signatures'] !== undefined) {
    throw new ManifestError('jws-general-form', 'expected one signature, found the general form with "signatures"', {
      path: 'signatures',
    });
  }
  // Read once and copied: what is verified must be what was read, whatever object this is.
  const entry = {
    payload: readText(value, 'payload'),
    protected: readText(value, 'protected'),
    signature: readText(value, 'signature'),
  };
  const { header } = value;
  if (header === undefined) return entry;
  if (!isObject(header)) return refuseMember('header', 'an object', header);
  const { uniqueId } = header;
  if (uniqueId !== undefined && typeof uniqueId !== 'string') refuseMember('header.uniqueId', 'a string', uniqueId);
  return { ...entry, header };
}

function readText(members: Readonly<Record<string, unknown>>, name: string): string {
  const text = members[name];
  return typeof text === 'string' ? text : refuseMember(name, 'a string', text);
}

function refuseMember(path: string, expected: string, found: unknown): never {
  throw new ManifestError('entry-malformed', `expected ${expected}, found ${quote(found)}`, { path });
}
