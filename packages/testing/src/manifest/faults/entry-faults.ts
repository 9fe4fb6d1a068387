import { DEFAULT_LIMITS } from '@cord/manifest';
import { without } from '../entry-recipe.js';
import type { EntryFault } from './fault.js';

/** What can be wrong with an entry as JSON and as a JWS, its signature aside. */
export const entryFaults: readonly EntryFault[] = [
  { name: 'that is no JSON', code: 'json-syntax', recipe: { entryText: () => '{"payload" "x"}' } },
  { name: 'that is missing', code: 'json-syntax', recipe: { entryText: () => '' } },
  { name: 'with bytes that are no UTF-8', code: 'json-utf8', recipe: { entryText: (json) => badUtf8(json) } },
  {
    name: 'nested too deeply',
    code: 'json-depth',
    recipe: { entryText: (json) => withMember(json, `"a":${'['.repeat(40)}${']'.repeat(40)}`) },
  },
  {
    name: 'with a member twice',
    code: 'json-duplicate-key',
    recipe: { entryText: (json) => withMember(json, '"payload":"e30"') },
  },
  {
    name: 'with a member twice, once in escapes',
    code: 'json-duplicate-key',
    recipe: { entryText: (json) => withMember(json, String.raw`"\u0070ayload":"e30"`) },
  },
  {
    name: 'that sets a prototype',
    code: 'json-proto-key',
    recipe: { entryText: (json) => withMember(json, '"__proto__":{}') },
  },
  {
    name: 'longer than allowed',
    code: 'entry-too-large',
    recipe: { entryText: (json) => withMember(json, `"a":"${'a'.repeat(DEFAULT_LIMITS.entryBytes)}"`) },
  },
  { name: 'that is null', code: 'entry-malformed', recipe: { entry: () => null } },
  { name: 'that is an array', code: 'entry-malformed', recipe: { entry: () => [] } },
  { name: 'without signature', code: 'entry-malformed', path: 'signature', recipe: { entry: without('signature') } },
  { name: 'without payload', code: 'entry-malformed', path: 'payload', recipe: { entry: without('payload') } },
  {
    name: 'without protected header',
    code: 'entry-malformed',
    path: 'protected',
    recipe: { entry: without('protected') },
  },
  {
    name: 'whose signature is a number',
    code: 'entry-malformed',
    path: 'signature',
    recipe: { entry: (entry) => ({ ...entry, signature: 7 }) },
  },
  {
    name: 'whose header is a text',
    code: 'entry-malformed',
    path: 'header',
    recipe: { entry: (entry) => ({ ...entry, header: 'x' }) },
  },
  {
    name: 'whose unsigned unique id is a number',
    code: 'entry-malformed',
    path: 'header.uniqueId',
    recipe: { entry: (entry) => ({ ...entry, header: { uniqueId: 7 } }) },
  },
  {
    name: 'in the general form',
    code: 'jws-general-form',
    path: 'signatures',
    recipe: {
      entry: ({ payload, header, ...rest }) => ({ payload, signatures: [{ header, ...rest }] }),
    },
  },
  // Header and payload are signed as they are written, so only the signature itself can be forgiven its form.
  ...['payload', 'signature', 'protected'].flatMap((member): EntryFault[] => [
    {
      name: `whose ${member} has padding`,
      code: 'base64url-padding',
      path: member,
      isTolerable: member === 'signature',
      recipe: { entry: (entry) => ({ ...entry, [member]: `${entry[member]}=` }) },
    },
    {
      name: `whose ${member} has white space`,
      code: 'base64url-whitespace',
      path: member,
      isTolerable: member === 'signature',
      recipe: { entry: (entry) => ({ ...entry, [member]: `${entry[member]}\n` }) },
    },
    {
      name: `whose ${member} has characters of another alphabet`,
      code: 'base64url-alphabet',
      path: member,
      recipe: { entry: (entry) => ({ ...entry, [member]: `${entry[member].slice(0, -4)}+/+/` }) },
    },
    {
      name: `whose ${member} has a length that no bytes have`,
      code: 'base64url-length',
      path: member,
      recipe: { entry: (entry) => ({ ...entry, [member]: entry[member].slice(0, entry[member].length & ~3) + 'A' }) },
    },
    {
      name: `whose ${member} has stray last bits`,
      code: 'base64url-trailing-bits',
      path: member,
      recipe: { entry: (entry) => ({ ...entry, [member]: `${entry[member].slice(0, entry[member].length & ~3)}AB` }) },
    },
  ]),
];

function withMember(json: string, member: string): string {
  return `${json.slice(0, -1)},${member}}`;
}

function badUtf8(json: string): Uint8Array {
  return Buffer.concat([Buffer.from(json.slice(0, -1)), Buffer.from(',"a":"'), Buffer.of(0xff), Buffer.from('"}')]);
}
