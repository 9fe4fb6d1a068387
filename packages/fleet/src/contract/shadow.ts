import * as z from 'zod';
import { toRelayState, type RelayState } from './relay.js';

/**
 * What a thing's classic shadow says of its relay. `desired` is absent once the cord has taken it over: it then removes the
 * key, or reports the same.
 */
export interface RelayShadow {
  desired?: RelayState;
  reported?: RelayState;
}

const section = z.object({ data: z.object({ relay_on: z.boolean().nullish() }).optional() }).optional();
const shadowDocument = z.object({ state: z.object({ desired: section, reported: section }).optional() });

/** The update that asks the cord for a relay state; `undefined` takes the wish back. Shape: JSON of a shadow update. */
export function formatDesiredRelay(relay: RelayState | undefined): string {
  const relay_on = relay === undefined ? null : relay === 'on';
  return JSON.stringify({ state: { desired: { data: { relay_on } } } });
}

/** Reads a shadow document; whatever is not about the relay, or not as the contract has it, is left out. */
export function parseRelayShadow(document: unknown): RelayShadow {
  const { data } = shadowDocument.safeParse(document);
  const desired = toRelayState(data?.state?.desired?.data?.relay_on);
  const reported = toRelayState(data?.state?.reported?.data?.relay_on);
  return { ...(desired !== undefined && { desired }), ...(reported !== undefined && { reported }) };
}
