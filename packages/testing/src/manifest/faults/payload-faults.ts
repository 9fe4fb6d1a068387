import type { Json } from '../entry-recipe.js';
import type { EntryFault } from './fault.js';

const KEYS = 'payload.publicKeySet.keys';

/** What can be wrong with what a payload says. */
export const payloadFaults: readonly EntryFault[] = [
  { name: 'whose payload is no JSON', code: 'json-syntax', path: 'payload', recipe: { payloadText: () => '{' } },
  { name: 'whose payload is empty', code: 'json-syntax', path: 'payload', recipe: { payloadText: () => '' } },
  {
    name: 'whose payload is no UTF-8',
    code: 'json-utf8',
    path: 'payload',
    recipe: { payloadText: () => Uint8Array.of(0x22, 0xc3, 0x22) },
  },
  {
    name: 'whose payload begins with a byte order mark',
    code: 'json-bom',
    path: 'payload',
    recipe: { payloadText: (json) => `\uFEFF${json}` },
  },
  {
    name: 'whose payload is nested too deeply',
    code: 'json-depth',
    path: 'payload',
    recipe: { payloadText: (json) => json.replace('{', `{"a":${'['.repeat(40)}${']'.repeat(40)},`) },
  },
  {
    name: 'whose payload has a member twice',
    code: 'json-duplicate-key',
    path: 'payload',
    recipe: { payloadText: (json) => json.replace('{', '{"uniqueId":"0123f2408ea1fcff01",') },
  },
  {
    name: 'whose payload sets a prototype',
    code: 'json-proto-key',
    path: 'payload',
    recipe: { payloadText: (json) => json.replace('{', '{"__proto__":{},') },
  },
  { name: 'whose payload is an array', code: 'payload-malformed', path: 'payload', recipe: { payload: () => [] } },
  ...[0, 4, '1', 1.5, null, undefined].map((version): EntryFault => ({
    name: `of version ${JSON.stringify(version) ?? 'none'}`,
    code: 'payload-version',
    path: 'payload.version',
    recipe: { payload: (payload) => ({ ...payload, version }) },
  })),
  ...[
    ['model', 7],
    ['partNumber', undefined],
    ['groupId', 7],
    ['manufacturer', 'Example'],
    ['provisioningTimestamp', undefined],
    ['provisioningTimestamp', '2026-03-04'],
    ['provisioningTimestamp', '2026-13-04T05:06:07Z'],
    ['provisioningTimestamp', '2026-02-30T05:06:07Z'],
    ['provisioningTimestamp', '2026-04-31T05:06:07+02:00'],
    ['provisioningTimestamp', '2026-02-29T05:06:07Z'],
    ['provisioningTimestamp', '2026-03-04T24:00:00Z'],
    ['provisioningTimestamp', '2026-03-04T05:06:07+24:00'],
    ['provisioningTimestamp', '2026-03-04T05:06:07+02:60'],
    ['modelInfo', []],
    ['uniqueId', undefined],
    ['publicKeySet', undefined],
  ].map(([member, value]): EntryFault =>
    malformed(`payload.${String(member)}`, (payload) => ({ ...payload, [String(member)]: value })),
  ),
  ...[
    ['upper-case letters', '0123F2408EA1FCF201'],
    ['eight bytes', '0123f2408ea1fcf2'],
    ['other letters', '0123f2408ea1fcfg01'],
  ].map(([form, uniqueId]): EntryFault => ({
    ...malformed('payload.uniqueId', (payload) => ({ ...payload, uniqueId })),
    name: `whose unique id has ${form}`,
  })),
  malformed('payload.manufacturer.organizationName', (payload) => ({
    ...payload,
    manufacturer: { organizationName: 7 },
  })),
  malformed('payload.modelInfo.publicData', (payload) => ({ ...payload, modelInfo: { publicData: {} } })),
  malformed('payload.modelInfo.deviceRevision', (payload) => ({ ...payload, modelInfo: { deviceRevision: 7 } })),
  malformed('payload.modelInfo.publicData[0].slot', (payload) => ({
    ...payload,
    modelInfo: { publicData: [{ zone: 'data', slot: -1, data: '' }] },
  })),
  malformed(KEYS, (payload) => ({ ...payload, publicKeySet: { keys: {} } })),
  malformed(`${KEYS}[1].kid`, withKey(1, { kid: 1 })),
  malformed(`${KEYS}[1].kty`, withKey(1, { kty: 'RSA' })),
  malformed(`${KEYS}[1].crv`, withKey(1, { crv: 'P-384' })),
  malformed(`${KEYS}[1].crv`, withKey(1, { crv: 7 })),
  malformed(`${KEYS}[1].x`, withKey(1, { x: undefined })),
  malformed(`${KEYS}[0].x5c`, withKey(0, { x5c: 'x' })),
  malformed(`${KEYS}[0].x5c[0]`, withKey(0, { x5c: [7, 8] })),
  {
    name: 'of version 2 with keys',
    code: 'payload-malformed',
    path: 'payload.publicKeySet',
    recipe: { payload: (payload) => ({ ...payload, version: 2 }) },
  },
  {
    name: 'whose coordinate is no base64url',
    code: 'base64url-alphabet',
    path: `${KEYS}[1].x`,
    recipe: { payload: withKey(1, { x: '?'.repeat(43) }) },
  },
  {
    name: 'whose unsigned unique id is another',
    code: 'unique-id-header-mismatch',
    path: 'header.uniqueId',
    recipe: { entry: (entry) => ({ ...entry, header: { uniqueId: '0123f2408ea1fcff01' } }) },
  },
  {
    name: 'whose certificate is for another secure element',
    code: 'unique-id-certificate-mismatch',
    path: `${KEYS}[0].x5c[0]`,
    recipe: { leaf: (leaf) => ({ ...leaf, subject: { ...leaf.subject, commonName: 'sn0123F2408EA1FCFF01' } }) },
  },
  {
    name: 'whose certificate names no secure element',
    code: 'unique-id-certificate-mismatch',
    path: `${KEYS}[0].x5c[0]`,
    recipe: { leaf: (leaf) => ({ ...leaf, subject: { ...leaf.subject, commonName: 'pump' } }) },
  },
  {
    name: 'whose certified key is another than the certificate says',
    code: 'jwk-certificate-mismatch',
    path: `${KEYS}[0]`,
    recipe: { payload: swapFirstKeys },
  },
  {
    name: 'with a slot twice',
    code: 'slot-twice',
    path: `${KEYS}[1].kid`,
    recipe: { payload: withKey(1, { kid: '0' }) },
  },
  {
    name: 'with two certified keys',
    code: 'certified-key-twice',
    path: `${KEYS}[1].x5c`,
    recipe: { payload: (payload) => withKey(1, { x5c: payload.publicKeySet.keys[0].x5c })(payload) },
  },
  {
    name: 'whose coordinate has padding',
    code: 'jwk-coordinate-padding',
    path: `${KEYS}[1].x`,
    isTolerable: true,
    recipe: { payload: (payload) => withKey(1, { x: `${payload.publicKeySet.keys[1].x}=` })(payload) },
  },
  {
    name: 'whose coordinate lost its leading zero',
    code: 'jwk-coordinate-length',
    path: `${KEYS}[1].y`,
    isTolerable: true,
    recipe: { payload: withKey(1, { y: Buffer.alloc(31, 7).toString('base64url') }) },
  },
  {
    name: 'whose coordinate is too long',
    code: 'jwk-coordinate-length',
    path: `${KEYS}[1].y`,
    recipe: { payload: withKey(1, { y: Buffer.alloc(33, 7).toString('base64url') }) },
  },
  {
    name: 'whose certificates are base64url',
    code: 'x5c-encoding',
    path: `${KEYS}[0].x5c[0]`,
    isTolerable: true,
    recipe: { x5c: ([leaf, signer]) => [`${leaf!.replaceAll('+', '-').replaceAll('/', '_')}\n`, signer] },
  },
  {
    name: 'whose signer certificate has white space',
    code: 'x5c-encoding',
    path: `${KEYS}[0].x5c[1]`,
    isTolerable: true,
    recipe: { x5c: ([leaf, signer]) => [leaf, `${signer}\n`] },
  },
  {
    name: 'whose certificate is no base64 at all',
    code: 'x5c-encoding',
    path: `${KEYS}[0].x5c[0]`,
    recipe: { x5c: ([, signer]) => ['????', signer] },
  },
];

function malformed(path: string, payload: (payload: Json) => unknown): EntryFault {
  return { name: `without a proper ${path}`, code: 'payload-malformed', path, recipe: { payload } };
}

function withKey(index: number, members: object) {
  return (payload: Json): unknown => {
    const keys = payload.publicKeySet.keys.with(index, { ...payload.publicKeySet.keys[index], ...members });
    return { ...payload, publicKeySet: { keys } };
  };
}

function swapFirstKeys(payload: Json): unknown {
  const [first, second] = payload.publicKeySet.keys;
  return withKey(0, { x: second.x, y: second.y })(withKey(1, { x: first.x, y: first.y })(payload));
}
