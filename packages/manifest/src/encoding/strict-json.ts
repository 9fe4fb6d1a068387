import { ManifestError, type ManifestErrorCode, quote } from '../errors.js';
import { MAX_DEPTH } from '../options.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const decoder = /* @__PURE__ */ new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Parses JSON that means one thing only: valid UTF-8, no name twice in an object, no `__proto__`, bounded depth.
 *
 * Throws: `json-utf8`, `json-bom`, `json-syntax`, `json-depth`, `json-duplicate-key`, `json-proto-key`.
 * Source: RFC 8259 section 4 leaves the meaning of a name given twice open; I-JSON (RFC 7493) forbids it.
 */
export function parseStrictJson(bytes: Uint8Array, path?: string): unknown {
  return parseStrictText(decodeUtf8(bytes, path), path);
}

/** {@link parseStrictJson} for text. Throws: the same, `json-utf8` aside. */
export function parseStrictText(text: string, path?: string): unknown {
  if (text.startsWith('\uFEFF')) refuse('json-bom', 'expected JSON, found a byte order mark', path);
  const written = countMembers(text, path);
  const value = parseJson(text, path);
  // JSON.parse keeps the last of two equal names, so that fewer members arrive than were written.
  if (countProperties(value, path) !== written) {
    refuse('json-duplicate-key', `expected each member once, found ${quote(findDuplicate(text))} twice`, path);
  }
  return value;
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Gives the text of bytes, a byte order mark included. Throws: `json-utf8`. */
export function decodeUtf8(bytes: Uint8Array, path?: string): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new ManifestError('json-utf8', 'expected UTF-8, found bytes that are none', { path, cause });
  }
}

function parseJson(text: string, path: string | undefined): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new ManifestError('json-syntax', `expected JSON, found ${quote(text)}`, { path, cause });
  }
}

// The number of colons outside strings is the number of members, whatever their names.
function countMembers(text: string, path: string | undefined): number {
  let members = 0;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case QUOTE:
        i = endOfString(text, i);
        break;
      case 0x3a:
        members++;
        break;
      case 0x7b:
      case 0x5b:
        if (++depth > MAX_DEPTH) refuse('json-depth', `expected at most ${MAX_DEPTH} levels, found more`, path);
        break;
      case 0x7d:
      case 0x5d:
        depth--;
        break;
      default:
    }
  }
  return members;
}

/** The position of the quotation mark that ends the string which begins at `start`. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
}

function isEscaped(text: string, position: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(position - 1 - backslashes) === BACKSLASH) backslashes++;
  return backslashes % 2 === 1;
}

function countProperties(value: unknown, path: string | undefined): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) count += countProperties(value[i], path);
    return count;
  }
  for (const name in value) {
    if (name === '__proto__') refuse('json-proto-key', 'expected no member "__proto__", found one', path);
    count += 1 + countProperties((value as Record<string, unknown>)[name], path);
  }
  return count;
}

// Runs on refused text only: goes through each object's members again, this time with the names in hand.
function findDuplicate(text: string): string | undefined {
  const seen: Set<string>[] = [];
  let name = '';
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (character === '"') {
      const end = endOfString(text, i);
      name = JSON.parse(text.slice(i, end + 1)) as string;
      i = end;
    } else if (character === ':') {
      if (seen.at(-1)?.has(name)) return name;
      seen.at(-1)?.add(name);
    } else if (character === '{' || character === '[') seen.push(new Set());
    else if (character === '}' || character === ']') seen.pop();
  }
  return undefined;
}

function refuse(code: ManifestErrorCode, message: string, path: string | undefined): never {
  throw new ManifestError(code, message, { path });
}
