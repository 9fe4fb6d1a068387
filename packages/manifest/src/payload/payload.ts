import { ManifestError, quote } from '../errors.js';
import type { ModelInfo, Organization, PublicData, VerifiedEntry } from '../verified-entry.js';
import { readArray, readObject, readOptionalCount, readString, refuseMember } from './members.js';
import { type SlotKeyContext, type SlotKeys, readSlotKeys } from './slot-key.js';

/** What a payload says, as far as its shape goes. Version 2 has no keys. */
export interface Payload extends SlotKeys {
  readonly version: 1 | 2 | 3;
  readonly uniqueId: string;
  readonly provisionedAt: Date;
  readonly facts: PayloadFacts;
}

/** The members that every version has, as they are handed on. */
export type PayloadFacts = Pick<
  VerifiedEntry,
  'model' | 'partNumber' | 'manufacturer' | 'provisioner' | 'distributor' | 'groupId' | 'modelInfo'
>;

/**
 * Reads a payload of version 1, 2 or 3. Members it does not know are left out, as newer files may have them.
 *
 * Throws: `payload-version`, `payload-malformed`, and those of {@link readSlotKeys}.
 */
export function readPayload(value: unknown, tolerance: SlotKeyContext['tolerance']): Payload {
  const members = readObject(value, 'payload');
  const { version, publicKeySet } = members;
  if (version !== 1 && version !== 2 && version !== 3) {
    throw new ManifestError('payload-version', `expected version 1, 2 or 3, found ${quote(version)}`, {
      path: 'payload.version',
    });
  }
  const uniqueId = readUniqueId(members, version);
  const provisionedAt = readTimestamp(members);
  const facts = readFacts(members);
  if (version !== 2) {
    return { version, uniqueId, provisionedAt, facts, ...readSlotKeys(publicKeySet, { version, tolerance }) };
  }
  if (publicKeySet !== undefined) refuseMember('payload.publicKeySet', 'no keys in version 2', publicKeySet);
  return { version, uniqueId, provisionedAt, facts, keys: [], certified: undefined };
}

function readUniqueId(members: Readonly<Record<string, unknown>>, version: 1 | 2 | 3): string {
  const uniqueId = readString(members, 'uniqueId', 'payload');
  if (isUniqueId(uniqueId, version)) return uniqueId;
  return refuseMember('payload.uniqueId', `${version === 3 ? '' : '18 digits of '}lower-case hex`, uniqueId);
}

/** Whether a text is the id of a secure element as this version writes it. */
export function isUniqueId(text: string, version: 1 | 2 | 3): boolean {
  return version === 3 ? /^(?:[0-9a-f]{2}){1,64}$/.test(text) : /^[0-9a-f]{18}$/.test(text);
}

function readFacts(members: Readonly<Record<string, unknown>>): PayloadFacts {
  const facts: Writable<PayloadFacts> = {
    model: readString(members, 'model', 'payload'),
    partNumber: readString(members, 'partNumber', 'payload'),
  };
  const { manufacturer, provisioner, groupId, modelInfo } = members;
  // The format's first description misspells it; no file known to us does.
  const distributor = members['distributor'] ?? members['distributer'];
  if (manufacturer !== undefined) facts.manufacturer = readOrganization(manufacturer, 'payload.manufacturer');
  if (provisioner !== undefined) facts.provisioner = readOrganization(provisioner, 'payload.provisioner');
  if (distributor !== undefined) facts.distributor = readOrganization(distributor, 'payload.distributor');
  if (groupId !== undefined) facts.groupId = readString(members, 'groupId', 'payload');
  if (modelInfo !== undefined) facts.modelInfo = readModelInfo(modelInfo);
  return facts;
}

type Writable<T> = { -readonly [Member in keyof T]: T[Member] };

/** RFC 3339 section 5.6, upper-case letters only, as every file writes it. Groups: the date, its day. */
const TIMESTAMP =
  /^(\d{4}-\d\d-(\d\d))T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

function readTimestamp(members: Readonly<Record<string, unknown>>): Date {
  const text = readString(members, 'provisioningTimestamp', 'payload');
  return parseTimestamp(text) ?? refuseMember('payload.provisioningTimestamp', 'an RFC 3339 time', text);
}

/** The moment that an RFC 3339 time names; `undefined` for any other text. */
export function parseTimestamp(text: string): Date | undefined {
  const match = TIMESTAMP.exec(text);
  // JavaScript takes 30 February for the second day of March.
  if (!match || new Date(match[1]!).getUTCDate() !== Number(match[2])) return undefined;
  return new Date(text);
}

function readOrganization(value: unknown, path: string): Organization {
  const members = readObject(value, path);
  const organization: Writable<Organization> = {};
  for (const name of ['organizationName', 'organizationalUnitName'] as const) {
    if (members[name] !== undefined) organization[name] = readString(members, name, path);
  }
  return organization;
}

function readModelInfo(value: unknown): ModelInfo {
  const path = 'payload.modelInfo';
  const members = readObject(value, path);
  const publicData = readArray(members['publicData'] ?? [], `${path}.publicData`);
  const modelInfo: Writable<ModelInfo> = {
    publicData: publicData.map((item, i) => readPublicData(item, `${path}.publicData[${i}]`)),
  };
  if (members['deviceRevision'] !== undefined) modelInfo.deviceRevision = readString(members, 'deviceRevision', path);
  return modelInfo;
}

function readPublicData(value: unknown, path: string): PublicData {
  const members = readObject(value, path);
  const slot = readOptionalCount(members, 'slot', path);
  const offset = readOptionalCount(members, 'offset', path);
  return {
    zone: readString(members, 'zone', path),
    data: readString(members, 'data', path),
    ...(slot !== undefined && { slot }),
    ...(offset !== undefined && { offset }),
  };
}
