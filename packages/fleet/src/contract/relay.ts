/** The switched output of a cord. */
export type RelayState = 'on' | 'off';

/** `relay_on` of a message as a relay state. */
export function toRelayState(relayOn: boolean | null | undefined): RelayState | undefined {
  if (typeof relayOn !== 'boolean') return undefined;
  return relayOn ? 'on' : 'off';
}
