/** Why bytes are no manifest at all: the container is refused, nothing in it is judged. */
export type ContainerErrorCode =
  | 'json-bom'
  | 'json-syntax'
  | 'manifest-not-array'
  | 'manifest-too-many-entries'
  | 'zip-malformed'
  | 'zip-path'
  | 'zip-too-large'
  | 'zip-no-manifest';

/** Why one entry is refused before its signature is looked at. */
export type EntryErrorCode =
  | 'json-utf8'
  | 'json-depth'
  | 'json-duplicate-key'
  | 'json-proto-key'
  | 'entry-too-large'
  | 'entry-malformed'
  | 'jws-general-form'
  | 'base64url-padding'
  | 'base64url-whitespace'
  | 'base64url-alphabet'
  | 'base64url-length'
  | 'base64url-trailing-bits'
  | 'header-malformed'
  | 'header-member-twice'
  | 'header-alg'
  | 'header-crit'
  | 'header-b64'
  | 'header-jwk'
  | 'header-jku'
  | 'header-x5u'
  | 'header-x5c';

/** Why nobody vouches for an entry. */
export type SignerErrorCode =
  | 'signer-unknown'
  | 'signer-kid-mismatch'
  | 'signer-test-not-allowed'
  | 'signer-expired'
  | 'signature-der'
  | 'signature-length'
  | 'signature-invalid'
  | 'key-malformed';

/** Why what an entry says does not hold together. */
export type PayloadErrorCode =
  | 'payload-malformed'
  | 'payload-version'
  | 'unique-id-header-mismatch'
  | 'unique-id-certificate-mismatch'
  | 'unique-id-twice'
  | 'slot-twice'
  | 'jwk-coordinate-padding'
  | 'jwk-coordinate-length'
  | 'jwk-certificate-mismatch'
  | 'certified-key-twice'
  | 'x5c-encoding';

/** Why a device certificate does not lead to a trusted root. */
export type ChainErrorCode =
  | 'certificate-malformed'
  | 'certificate-algorithm'
  | 'certificate-extension-twice'
  | 'certificate-extension-critical'
  | 'certificate-serial-number'
  | 'chain-length'
  | 'chain-order'
  | 'chain-issuer-mismatch'
  | 'chain-key-id-mismatch'
  | 'chain-root-unknown'
  | 'chain-ca-flag'
  | 'chain-path-length'
  | 'chain-key-usage'
  | 'chain-not-yet-valid'
  | 'chain-expired'
  | 'chain-signature-invalid';

/** Every way in which this package says no. The README says what each means and what to do. */
export type ManifestErrorCode =
  ContainerErrorCode | EntryErrorCode | SignerErrorCode | PayloadErrorCode | ChainErrorCode;

/** Where in a manifest something was found. */
export interface ManifestLocation {
  /** Position of the entry in the manifest, from 0. */
  readonly index?: number | undefined;
  /** What the entry claims to be, verified or not: good for finding it, not for trusting it. */
  readonly uniqueId?: string | undefined;
  /** Members from the entry down, such as `payload.publicKeySet.keys[0].x5c[1]`. */
  readonly path?: string | undefined;
}

/** The one error this package throws on input, whatever the input. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';
  readonly code: ManifestErrorCode;
  readonly index?: number;
  readonly uniqueId?: string;
  readonly path?: string;

  constructor(code: ManifestErrorCode, message: string, where: ManifestLocation & { cause?: unknown } = {}) {
    super(message, where.cause === undefined ? undefined : { cause: where.cause });
    this.code = code;
    if (where.index !== undefined) this.index = where.index;
    if (where.uniqueId !== undefined) this.uniqueId = where.uniqueId;
    if (where.path !== undefined) this.path = where.path;
  }

  /** The same refusal with a place added from further out: known places stay, missing ones are filled. */
  within(where: ManifestLocation): ManifestError {
    return new ManifestError(this.code, this.message, {
      index: this.index ?? where.index,
      uniqueId: this.uniqueId ?? where.uniqueId,
      path: joinPath(where.path, this.path),
      cause: this.cause,
    });
  }
}

/** Adds a place to a refusal from further out; anything else that was thrown stays what it is. */
export function relocate(error: unknown, where: ManifestLocation): unknown {
  return error instanceof ManifestError ? error.within(where) : error;
}

/** Something a tool-made entry got wrong and tolerant mode let pass. */
export interface ManifestWarning {
  /** What strict mode would have refused it for. */
  readonly code: ManifestErrorCode;
  readonly message: string;
  readonly path?: string;
}

/** Quotes a found value for a message, cut at 80 characters. */
export function quote(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : formatKind(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function formatKind(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'number' || typeof value === 'boolean') return `${typeof value} ${value}`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** One path from two parts, either of which may be missing. */
export function joinPath(outer: string | undefined, inner: string | undefined): string | undefined {
  if (outer === undefined || inner === undefined) return outer ?? inner;
  return inner.startsWith('[') ? outer + inner : `${outer}.${inner}`;
}
