import { zipSync } from 'fflate';
import type { ManifestFault } from './fault.js';

const CLOSE_BRACKET = 0x5d;

/** What can be wrong with a manifest before its entries are looked at. */
export const manifestFaults: readonly ManifestFault[] = [
  { name: 'begins with a byte order mark', code: 'json-bom', file: (json) => join('\uFEFF', json) },
  { name: 'is empty', code: 'json-syntax', file: () => new Uint8Array(0) },
  { name: 'is no JSON', code: 'json-syntax', file: () => toBytes('hello') },
  { name: 'ends early', code: 'json-syntax', file: (json) => json.slice(0, json.lastIndexOf(CLOSE_BRACKET)) },
  { name: 'ends inside an entry', code: 'json-syntax', file: (json) => json.slice(0, -40) },
  { name: 'goes on after its end', code: 'json-syntax', file: (json) => join(json, '[]') },
  { name: 'is a text', code: 'manifest-not-array', file: () => toBytes('"manifest"') },
  { name: 'is a number', code: 'manifest-not-array', file: () => toBytes('7') },
  {
    name: 'has more entries than allowed',
    code: 'manifest-too-many-entries',
    file: (json) => json,
    options: { limits: { entries: 2 } },
  },
  { name: 'is a zip cut short', code: 'zip-malformed', file: (json) => zip({ 'a.json': json }).slice(0, 2000) },
  { name: 'is a broken zip', code: 'zip-malformed', file: (json) => damage(zip({ 'a.json': json })) },
  { name: 'is a zip in name only', code: 'zip-no-manifest', file: () => toBytes('PKZIP') },
  { name: 'is a zip without JSON', code: 'zip-no-manifest', file: (json) => zip({ 'a.txt': json }) },
  { name: 'is a zip that climbs out', code: 'zip-path', file: (json) => zip({ '../a.json': json }) },
  { name: 'is a zip that climbs out by backslash', code: 'zip-path', file: (json) => zip({ 'x\\..\\a.json': json }) },
  { name: 'is a zip from the root', code: 'zip-path', file: (json) => zip({ '/etc/a.json': json }) },
  { name: 'is a zip from a drive', code: 'zip-path', file: (json) => zip({ 'C:a.json': json }) },
  {
    name: 'is a zip that grows beyond measure',
    code: 'zip-too-large',
    file: () => zip({ 'a.json': spaces(8_000_000) }),
  },
  {
    name: 'is a zip that grows beyond the limit',
    code: 'zip-too-large',
    file: (json) => zip({ 'a.json': json }),
    options: { limits: { unzippedBytes: 1000 } },
  },
  { name: 'is a zip of a broken manifest', code: 'json-syntax', file: (json) => zip({ 'a.json': json.slice(0, -40) }) },
];

/** Writes a zip. Shape: names to contents. */
export function zip(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return zipSync(files, { level: 6 });
}

/** Gives the deflate stream a block type that does not exist. */
function damage(file: Uint8Array): Uint8Array {
  const nameBytes = file[26]! | (file[27]! << 8);
  const extraBytes = file[28]! | (file[29]! << 8);
  return file.with(30 + nameBytes + extraBytes, 0x07);
}

function spaces(count: number): Uint8Array {
  return new Uint8Array(count).fill(0x20);
}

function toBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function join(...parts: (string | Uint8Array)[]): Uint8Array {
  return Buffer.concat(parts.map((part) => Buffer.from(part as Uint8Array)));
}
