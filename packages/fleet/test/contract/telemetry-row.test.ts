import { FleetError } from '../../src/errors.js';
import { parseTelemetry } from '../../src/contract/telemetry-row.js';

const output = {
  relay_on: true,
  volts: 119.1,
  amps: 0.14,
  watts: 10.4,
  power_factor: 63,
  watt_hours: 12.5,
  thing_name: 'CS-CORD-DK-0123f2408ea1fcf201',
  received_at: 1_790_000_000_000,
};

describe('parseTelemetry', () => {
  it('reads every metric of a cord with its unit', () => {
    expect(parseTelemetry(output)).toEqual({
      thingName: 'CS-CORD-DK-0123f2408ea1fcf201',
      receivedAtMs: 1_790_000_000_000,
      relay: 'on',
      volts: 119.1,
      amps: 0.14,
      watts: 10.4,
      powerFactorPercent: 63,
      wattHours: 12.5,
    });
  });

  it('leaves out what the message lacks instead of calling it zero', () => {
    const { thing_name, received_at } = output;
    expect(parseTelemetry({ thing_name, received_at, relay_on: false })).toEqual({
      thingName: thing_name,
      receivedAtMs: received_at,
      relay: 'off',
    });
  });

  it('takes null for a field that the message lacks', () => {
    const { watts: _, relay_on: __, ...rest } = output;
    expect(parseTelemetry({ ...output, watts: null, relay_on: null })).toStrictEqual(parseTelemetry(rest));
  });

  it('rejects a message in which every field is null', () => {
    const { thing_name, received_at } = output;
    expect(() => parseTelemetry({ thing_name, received_at, watts: null, relay_on: null })).toThrow(/none of relay_on/);
  });

  it('leaves fields alone that it does not know', () => {
    expect(parseTelemetry({ ...output, firmware: '2.1' })).toEqual(parseTelemetry(output));
  });

  it.each([
    ['watts', '10.4'],
    ['watts', true],
    ['relay_on', 'true'],
    ['received_at', -1],
    ['thing_name', ''],
  ])('rejects %s of %j and names the field', (field, value) => {
    const parse = () => parseTelemetry({ ...output, [field]: value });
    expect(parse).toThrow(FleetError);
    expect(parse).toThrow(expect.objectContaining({ code: 'invalid-telemetry', path: field }));
  });

  it('rejects a message that holds nothing a cord measures', () => {
    const { thing_name, received_at } = output;
    expect(() => parseTelemetry({ thing_name, received_at, firmware: '2.1' })).toThrow(/none of relay_on, volts/);
  });

  it('says which field is wrong, and what is wrong with it', () => {
    expect(() => parseTelemetry({ ...output, volts: 'high' })).toThrow(
      new FleetError(
        'invalid-telemetry',
        "telemetry field 'volts' is invalid: Invalid input: expected number, received string",
      ),
    );
    expect(() => parseTelemetry(5)).toThrow('telemetry is invalid: Invalid input: expected object, received number');
    const { thing_name, received_at } = output;
    expect(() => parseTelemetry({ thing_name, received_at })).toThrow(
      'telemetry holds none of relay_on, volts, amps, watts, power_factor, watt_hours',
    );
  });

  it.each([undefined, null, 'text', 5, []])('rejects %j, which is no message', (value) => {
    expect(() => parseTelemetry(value)).toThrow(expect.objectContaining({ code: 'invalid-telemetry' }));
  });
});
