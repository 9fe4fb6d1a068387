import { telemetryColumns } from '@cord/fleet';
import * as fc from 'fast-check';
import { decodeBatch, encodeBatch, type TakenRow } from '../../../src/stores/heart/batch.js';
import { DamagedRecord, openJson, sealJson } from '../../../src/stores/heart/record.js';

const anyDouble = fc.double({ noNaN: true });
const anyRow = fc
  .record(
    {
      thing_name: fc.stringMatching(/^[a-zA-Z0-9:_-]{1,128}$/),
      received_at: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
      relay_on: fc.boolean(),
      volts: anyDouble,
      watts: anyDouble,
      watt_hours: anyDouble,
    },
    { requiredKeys: ['thing_name', 'received_at'] },
  )
  .map((row) => row as TakenRow['row']);
const anySent = fc.record({
  packetId: fc.integer({ min: 1, max: 65_535 }),
  digest: fc.uint8Array({ minLength: 8, maxLength: 8 }),
});
const anyTaken = fc.record({ row: anyRow, sent: anySent }, { requiredKeys: ['row'] });

describe('a batch', () => {
  it('gives back every row as it was, what a row lacks and how it was sent included', () => {
    fc.assert(
      fc.property(fc.array(anyTaken, { maxLength: 20 }), (rows) => {
        expect(decodeBatch(encodeBatch(rows))).toEqual(rows);
      }),
    );
  });

  it('rejects a record of which one bit is another, or an end is missing', () => {
    fc.assert(
      fc.property(fc.array(anyTaken, { minLength: 1, maxLength: 5 }), fc.nat(), fc.boolean(), (rows, place, isCut) => {
        const record = encodeBatch(rows);
        const at = place % record.length;
        const damaged = isCut ? record.subarray(0, at) : Buffer.from(record);
        if (!isCut) damaged[at]! ^= 1 << (place % 8);
        expect(() => decodeBatch(damaged)).toThrow(DamagedRecord);
      }),
    );
  });

  it('has room for as many columns as the fleet has', () => {
    expect(telemetryColumns.length).toBeLessThanOrEqual(32);
  });
});

describe('a record', () => {
  it('gives back what it was made from', () => {
    expect(openJson(sealJson({ a: ['ä', null, 1.5] }))).toEqual({ a: ['ä', null, 1.5] });
  });
});
