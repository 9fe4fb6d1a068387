import { copyBytes, decodeAscii, isSameRange } from '#platform/bytes';
import { decodeBase64 } from '../encoding/base64.js';
import { isObject } from '../encoding/strict-json.js';
import { findCurve } from '../payload/curve.js';
import { type Payload, isUniqueId, parseTimestamp } from '../payload/payload.js';
import { isCoordinate } from '../payload/slot-key.js';
import type { VerifiedKey } from '../verified-entry.js';

/** A text that each payload has of its own, and the bytes of the form that stand before it. */
interface Gap {
  readonly owner: 'uniqueId' | 'provisioningTimestamp' | 'x' | 'y' | 'leaf';
  /** Index of the key it belongs to. */
  readonly key: number;
  readonly formStart: number;
  readonly formEnd: number;
  /** Absent where it may differ from payload to payload. */
  readonly length?: number;
}

type OwnText = Pick<Gap, 'owner' | 'key'> & { readonly text: string };

const QUOTE = 0x22;

/**
 * The form that the payloads of one production line share. They are written by the same program and differ in a few texts only,
 * so that once one was read with care, the next are read by comparing what stands between those texts: in 8 µs where parsing
 * them takes 13.
 *
 * It holds because a JSON string may be replaced by another of letters and digits, and nothing else in the text changes its
 * meaning: every name, level and number is among the bytes compared.
 */
export class PayloadTemplate {
  private constructor(
    private readonly form: Uint8Array,
    private readonly layout: { readonly gaps: readonly Gap[]; readonly formEnd: number },
    private readonly payload: Payload,
  ) {}

  /** Takes the form of a payload that was read with care; `undefined` where its own texts cannot be found in it. */
  static learn(bytes: Uint8Array, text: string, { value, payload }: { value: unknown; payload: Payload }) {
    // With more bytes than characters, places differ; with escapes, a text may stand elsewhere than where it was read.
    if (text.length !== bytes.length || text.includes('\\') || !isObject(value)) return undefined;
    if (payload.certified?.x5c.length === 0) return undefined;
    const places: (OwnText & { readonly start: number })[] = [];
    for (const own of ownTexts(value, payload)) {
      const quoted = `"${own.text}"`;
      const start = text.indexOf(quoted) + 1;
      if (start === 0 || text.includes(quoted, start)) return undefined;
      places.push({ ...own, start });
    }
    places.sort((a, b) => a.start - b.start);
    const gaps: Gap[] = [];
    let formStart = 0;
    for (const { owner, key, text: own, start } of places) {
      const gap = { owner, key, formStart, formEnd: start };
      gaps.push(owner === 'leaf' ? gap : { ...gap, length: own.length });
      formStart = start + own.length;
    }
    // Every entry of this form shares these facts.
    freeze(payload.facts);
    const layout = { gaps, formEnd: formStart };
    return new PayloadTemplate(copyBytes(bytes), layout, { ...payload, keys: payload.keys.map(copyKey) });
  }

  /** Reads a payload of this form: what {@link readPayload} would give. Gives `undefined` for any other. */
  read(bytes: Uint8Array): Payload | undefined {
    const { version, provisionedAt, facts, keys, certified } = this.payload;
    const own: OwnMembers = { uniqueId: '', provisionedAt, keys: keys.map(copyKey), leaf: '', leafDer: undefined };
    let at = 0;
    const { form, layout } = this;
    for (const gap of layout.gaps) {
      const { formStart, formEnd, length } = gap;
      if (!isSameRange(form, formStart, formEnd, bytes, at)) return undefined;
      const start = at + formEnd - formStart;
      at = length === undefined ? bytes.indexOf(QUOTE, start) : start + length;
      if (at < start || !this.take(own, gap, decodeAscii(bytes, start, at))) return undefined;
    }
    const { formEnd } = layout;
    const isWhole = bytes.length - at === form.length - formEnd && isSameRange(form, formEnd, form.length, bytes, at);
    if (!isWhole) return undefined;
    return {
      version,
      uniqueId: own.uniqueId,
      provisionedAt: own.provisionedAt,
      facts,
      keys: own.keys,
      certified: certified && {
        index: certified.index,
        key: own.keys[certified.index]!,
        curve: certified.curve,
        x5c: [own.leaf, ...certified.x5c.slice(1)],
        leafDer: own.leafDer,
      },
    };
  }

  /** Takes a text for its owner, if it is one of the kind that it replaces. */
  private take(own: OwnMembers, { owner, key: index }: Gap, text: string): boolean {
    switch (owner) {
      case 'uniqueId':
        own.uniqueId = text;
        return isUniqueId(text, this.payload.version);
      case 'provisioningTimestamp': {
        const time = parseTimestamp(text);
        if (time) own.provisionedAt = time;
        return time !== undefined;
      }
      case 'leaf':
        own.leaf = text;
        own.leafDer = decodeBase64(text);
        return own.leafDer !== undefined;
      default: {
        const key = own.keys[index]!;
        key[owner] = text;
        return isCoordinate(text, findCurve(key.crv)!);
      }
    }
  }
}

type OwnKey = { -readonly [Member in keyof VerifiedKey]: VerifiedKey[Member] };

interface OwnMembers {
  uniqueId: string;
  provisionedAt: Date;
  leaf: string;
  leafDer: Uint8Array | undefined;
  readonly keys: OwnKey[];
}

function copyKey({ kid, kty, crv, x, y, certified }: VerifiedKey): OwnKey {
  return { kid, kty, crv, x, y, certified };
}

function ownTexts(value: Readonly<Record<string, unknown>>, { uniqueId, keys, certified }: Payload): OwnText[] {
  const own: OwnText[] = [
    { owner: 'uniqueId', key: 0, text: uniqueId },
    { owner: 'provisioningTimestamp', key: 0, text: value['provisioningTimestamp'] as string },
  ];
  for (const [key, { x, y }] of keys.entries()) own.push({ owner: 'x', key, text: x }, { owner: 'y', key, text: y });
  const leaf = certified?.x5c[0];
  if (certified && leaf !== undefined) own.push({ owner: 'leaf', key: certified.index, text: leaf });
  return own;
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  Object.freeze(value);
  for (const member of Object.values(value)) freeze(member);
}
