import { createManifest, createTestLine } from '@cord/testing/manifest';
import * as fc from 'fast-check';
import { parseStrictText } from '../../src/encoding/strict-json.js';
import { PayloadTemplate } from '../../src/fast/payload-template.js';
import { type Payload, readPayload } from '../../src/payload/payload.js';
import { Tolerance } from '../../src/tolerance.js';

const runs = { numRuns: Number(process.env['CORD_PROPERTY_RUNS'] ?? 300) };
let texts: string[];
let template: PayloadTemplate;

beforeAll(async () => {
  const { bytes } = await createManifest(await createTestLine());
  const entries = JSON.parse(Buffer.from(bytes).toString()) as { payload: string }[];
  texts = entries.map(({ payload }) => Buffer.from(payload, 'base64url').toString());
  template = learn(texts[0]!)!;
});

describe('PayloadTemplate', () => {
  it('reads the payloads of its form as the careful reader does', () => {
    expect(texts.length).toBeGreaterThan(1);
    for (const text of texts) expect(plain(template.read(Buffer.from(text)))).toEqual(plain(readWithCare(text)));
  });

  it('reads an altered payload as the careful reader does, or not at all', () => {
    let read = 0;
    const whole = texts[1]!;
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(3), replacements, (at, removed, inserted) => {
        const altered = whole.slice(0, at) + inserted + whole.slice(at + removed);
        const quick = template.read(Buffer.from(altered));
        if (!quick) return;
        read++;
        expect(plain(quick)).toEqual(plain(readWithCare(altered)));
      }),
      { ...runs, numRuns: runs.numRuns * 10 },
    );
    // Else the property would hold of a template that reads nothing.
    expect(read).toBeGreaterThan(10);
  });

  it.each([
    ['a quotation mark', '"'],
    ['an escape', '\\u0041'],
    ['a control character', '\n'],
    ['a letter of more than one byte', 'é'],
  ])('rejects %s in the texts that differ', (_, character) => {
    const whole = texts[1]!;
    const { uniqueId, provisioningTimestamp: time, publicKeySet } = JSON.parse(whole) as Own;
    const [{ x, y, x5c }] = publicKeySet.keys;
    for (const own of [uniqueId, time, x, y, x5c![0]!]) {
      for (const spoilt of [character + own.slice(character.length), character + own, own + character]) {
        expect(template.read(Buffer.from(whole.replace(`"${own}"`, `"${spoilt}"`)))).toBeUndefined();
      }
    }
  });

  it('rejects another name, number, level, member or end', () => {
    const whole = texts[1]!;
    for (const altered of [
      whole.replace('"version":1', '"version":3'),
      whole.replace('"model"', '"madel"'),
      whole.replace('{"kid":"1"', '{"kid":"1","kid":"1"'),
      whole.replace('"publicKeySet":{', '"publicKeySet":{"uniqueId":"x",'),
      `${whole} `,
      `${whole}}`,
      whole.slice(0, -1),
      '',
    ]) {
      expect(altered).not.toBe(whole);
      expect(template.read(Buffer.from(altered))).toBeUndefined();
    }
  });

  it('is not learnt where a text that differs occurs twice, or where bytes are not characters', () => {
    const whole = texts[0]!;
    const { uniqueId } = JSON.parse(whole) as Own;
    expect(learn(whole.replace('"model":', `"groupId":"${uniqueId}","model":`))).toBeUndefined();
    expect(learn(whole.replace('"model":', '"groupId":"é","model":'))).toBeUndefined();
  });

  it('is not learnt where the certified key has no certificate', () => {
    const payload = JSON.parse(texts[0]!) as Own;
    payload.publicKeySet.keys[0].x5c!.length = 0;
    expect(learn(JSON.stringify(payload))).toBeUndefined();
  });

  it('is not learnt where an escape lets a text stand elsewhere than where it was read', () => {
    const whole = texts[0]!;
    const { uniqueId } = JSON.parse(whole) as Own;
    const escaped = `\\u00${uniqueId.charCodeAt(0).toString(16)}${uniqueId.slice(1)}`;
    const turned = whole.replace(`"uniqueId":"${uniqueId}"`, `"uniqueId":"${escaped}","groupId":"${uniqueId}"`);
    expect(readWithCare(turned).uniqueId).toBe(uniqueId);
    expect(learn(turned)).toBeUndefined();
  });

  it('is not changed by what it gave', () => {
    const first = template.read(Buffer.from(texts[1]!))!;
    (first.keys[0] as { crv: string }).crv = 'altered';
    first.provisionedAt.setTime(0);
    expect(() => Object.assign(first.facts.manufacturer!, { organizationName: 'altered' })).toThrow(TypeError);
    expect(plain(template.read(Buffer.from(texts[1]!)))).toEqual(plain(readWithCare(texts[1]!)));
  });
});

interface Own {
  readonly uniqueId: string;
  readonly provisioningTimestamp: string;
  readonly publicKeySet: {
    readonly keys: readonly [{ readonly x: string; readonly y: string; readonly x5c?: string[] }];
  };
}

const replacements = fc.oneof(
  fc.string({ unit: fc.constantFrom(...Array.from('Aa0-_+/=":,{}[] \\é')), maxLength: 4 }),
  fc.string({ unit: fc.constantFrom(...Array.from('abcdef0123456789')), minLength: 1, maxLength: 3 }),
);

function readWithCare(text: string): Payload {
  return readPayload(parseStrictText(text), new Tolerance('strict'));
}

function learn(text: string): PayloadTemplate | undefined {
  const value = parseStrictText(text);
  return PayloadTemplate.learn(Buffer.from(text), text, {
    value,
    payload: readPayload(value, new Tolerance('strict')),
  });
}

/** Without what is only a shortcut. */
function plain(payload: Payload | undefined): unknown {
  return payload && { ...payload, certified: { ...payload.certified, leafDer: undefined } };
}
