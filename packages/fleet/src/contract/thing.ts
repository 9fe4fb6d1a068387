import { FleetError } from '../errors.js';

/** What AWS IoT allows as a thing name. Source: AWS IoT API reference, CreateThing. */
const THING_NAME = /^[a-zA-Z0-9:_-]{1,128}$/;

/**
 * The registry name of the device that carries a secure element: `CS-CORD-DK-0123f2408ea1fcf201`.
 * The cord's firmware knows this name before it registers, so the backend must arrive at exactly the same text.
 *
 * Throws: `FleetError` `invalid-thing-name`.
 */
export function formatThingName(thingPrefix: string, uniqueId: string): string {
  const thingName = `${thingPrefix}${uniqueId}`;
  if (!isThingName(thingName)) {
    throw new FleetError('invalid-thing-name', `thing name '${thingName.slice(0, 80)}' does not match ${THING_NAME}`);
  }
  return thingName;
}

export function isThingName(text: string): boolean {
  return THING_NAME.test(text);
}
