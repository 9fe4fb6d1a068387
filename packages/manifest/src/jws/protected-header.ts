import { decodeBase64url } from '../encoding/base64.js';
import { parseStrictJson, isObject } from '../encoding/strict-json.js';
import { ManifestError, type ManifestErrorCode, quote } from '../errors.js';
import type { Tolerance } from '../tolerance.js';

/** What the log signer says about its signature, itself signed. */
export interface ProtectedHeader {
  readonly alg: 'ES256';
  readonly typ?: string;
  /** Base64url of the log signer's subject key identifier. */
  readonly kid?: string;
  /** Base64url of the SHA-256 of the log signer's certificate. */
  readonly 'x5t#S256'?: string;
  readonly [member: string]: unknown;
}

/** Members that would let a signature choose its own key or change what is signed (RFC 7515 section 4.1, RFC 7797). */
const REFUSED_MEMBERS: readonly (readonly [string, ManifestErrorCode])[] = [
  ['crit', 'header-crit'],
  ['b64', 'header-b64'],
  ['jwk', 'header-jwk'],
  ['jku', 'header-jku'],
  ['x5u', 'header-x5u'],
  ['x5c', 'header-x5c'],
];

/**
 * Reads a protected header.
 *
 * Throws: `header-malformed`, `header-alg`, `header-crit`, `-b64`, `-jwk`, `-jku`, `-x5u`, `-x5c`, and those of base64url and
 * JSON.
 */
export function readProtectedHeader(text: string, tolerance?: Tolerance): ProtectedHeader {
  const header = parseStrictJson(decodeBase64url(text, 'protected', tolerance), 'protected');
  if (!isObject(header)) {
    throw new ManifestError('header-malformed', `expected a header object, found ${quote(header)}`, {
      path: 'protected',
    });
  }
  refuseMembers(header, 'protected');
  if (header['alg'] !== 'ES256') {
    throw new ManifestError('header-alg', `expected "ES256", found ${quote(header['alg'])}`, { path: 'protected.alg' });
  }
  for (const member of ['kid', 'x5t#S256', 'typ']) {
    const value = header[member];
    if (value === undefined || typeof value === 'string') continue;
    const path = `protected.${member}`;
    throw new ManifestError('header-malformed', `expected a string, found ${quote(value)}`, { path });
  }
  return header as ProtectedHeader;
}

/**
 * Checks the header that no signature covers: it may not repeat a protected member, and we hold it to the same refusals.
 *
 * Throws: `header-member-twice`, `header-crit`, `-b64`, `-jwk`, `-jku`, `-x5u`, `-x5c`.
 * Source: RFC 7515 section 4, the names in both headers are disjoint.
 */
export function checkUnprotectedHeader(header: object, signed: ProtectedHeader): void {
  for (const member of Object.keys(header)) {
    if (!Object.hasOwn(signed, member)) continue;
    throw new ManifestError('header-member-twice', `expected ${quote(member)} in one header, found it in both`, {
      path: `header.${member}`,
    });
  }
  refuseMembers(header, 'header');
}

function refuseMembers(header: object, path: string): void {
  for (const [member, code] of REFUSED_MEMBERS) {
    if (!Object.hasOwn(header, member)) continue;
    throw new ManifestError(code, `expected no member ${quote(member)}, found one`, { path: `${path}.${member}` });
  }
}
