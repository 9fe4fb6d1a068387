import { decodeAscii } from '#platform/bytes';
import { type DerReader, TAG, formatOid, refuseDer } from '../encoding/der.js';

/** A subject or issuer name. */
export interface DistinguishedName {
  /** Its bytes: names in one chain are equal only when written alike (RFC 5280 section 4.1.2.6). */
  readonly der: Uint8Array;
  readonly attributes: readonly NameAttribute[];
}

/** One attribute. `type` is an OID with dots, attributes of one multi-valued RDN have the same `set`. */
export interface NameAttribute {
  readonly type: string;
  readonly value: string;
  readonly set: number;
}

/** The attribute types we ask for. */
export const ATTRIBUTE = { commonName: '2.5.4.3', serialNumber: '2.5.4.5', organizationName: '2.5.4.10' } as const;

const LABELS: Readonly<Record<string, string>> = {
  [ATTRIBUTE.commonName]: 'CN',
  [ATTRIBUTE.serialNumber]: 'serialNumber',
  [ATTRIBUTE.organizationName]: 'O',
  '2.5.4.11': 'OU',
  '2.5.4.6': 'C',
  '2.5.4.8': 'ST',
  '2.5.4.7': 'L',
};

const STRING_TAGS: ReadonlySet<number> = /* @__PURE__ */ new Set([
  TAG.utf8String,
  TAG.printableString,
  TAG.teletexString,
  TAG.ia5String,
]);
const decoder = /* @__PURE__ */ new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads a Name (RFC 5280 section 4.1.2.4).
 *
 * The alphabet of a PrintableString is not enforced: genuine certificates put an underscore into one.
 */
export function readName(reader: DerReader): DistinguishedName {
  const rdns = reader.enter(TAG.sequence);
  const attributes: NameAttribute[] = [];
  for (let set = 0; !rdns.atEnd; set++) {
    const rdn = rdns.enter(TAG.set);
    while (!rdn.atEnd) {
      const attribute = rdn.enter(TAG.sequence);
      const type = readAttributeType(attribute);
      if (!STRING_TAGS.has(attribute.nextTag))
        refuseDer(`expected a string in a name, found tag 0x${attribute.nextTag.toString(16)}`);
      attributes.push({ type, value: decodeText(attribute.skip()), set });
      attribute.finish();
    }
  }
  return { der: reader.whole, attributes };
}

/** Types under 2.5.4 (id-at), made once: every certificate repeats the same few. */
const ID_AT_TYPES: readonly string[] = /* @__PURE__ */ Array.from({ length: 128 }, (_, arc) => `2.5.4.${arc}`);

function readAttributeType(attribute: DerReader): string {
  const oid = attribute.readOid();
  const isIdAt = oid.length === 3 && oid.byteAt(0) === 0x55 && oid.byteAt(1) === 0x04;
  return isIdAt ? ID_AT_TYPES[oid.byteAt(2)]! : formatOid(oid.value);
}

function decodeText(text: DerReader): string {
  if (text.isAscii) return decodeAscii(text.bytes, text.contents, text.position);
  try {
    return decoder.decode(text.value);
  } catch {
    return refuseDer('expected UTF-8 in a name, found bytes that are none');
  }
}

/** The first attribute of this type. */
export function findAttribute(name: DistinguishedName, type: string): string | undefined {
  return name.attributes.find((attribute) => attribute.type === type)?.value;
}

/** Writes a name for people, such as `O=Example, CN=Signer 0001` (RFC 4514 escapes, in the order of the certificate). */
export function formatName({ attributes }: Pick<DistinguishedName, 'attributes'>): string {
  let text = '';
  for (const [i, { type, value, set }] of attributes.entries()) {
    if (i > 0) text += attributes[i - 1]!.set === set ? '+' : ', ';
    text += `${LABELS[type] ?? type}=${escapeValue(value)}`;
  }
  return text;
}

/** RFC 4514 section 2.4. */
function escapeValue(value: string): string {
  return /[,+"\\<>;=]/.test(value) ? value.replaceAll(/[,+"\\<>;=]/g, '\\$&') : value;
}
