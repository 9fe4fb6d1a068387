import type { RelayState } from '../contract/relay.js';

/** What an operator may ask of a cord. */
export type CommandAction = { type: 'relay'; relay: RelayState } | { type: 'reboot' };

/**
 * How far a command has come. Open: `queued` (written down, not handed over yet), `sent` (the cord gets it as soon as it is
 * connected). Settled: `confirmed` (the cord says that it is so), `refused` (the cord says that it could not), `replaced`
 * (another command for the relay came after it), `expired` (taken back, because the cord did not answer in time: a machine
 * must not start hours after somebody wished it).
 */
export type CommandState = 'queued' | 'sent' | 'confirmed' | 'refused' | 'replaced' | 'expired';

/** One order to one thing, from the moment it was given until it is settled; plain JSON. */
export interface Command {
  id: string;
  thingName: string;
  action: CommandAction;
  state: CommandState;
  requestedAtMs: number;
  /** When it is taken back, unless it is settled before. */
  expiresAtMs: number;
  /** Absent while the command is open. */
  settledAtMs?: number;
}

/** Where a command stands and goes: the one table of the life cycle. */
const next: Readonly<Record<CommandState, readonly CommandState[]>> = {
  queued: ['sent', 'confirmed', 'refused', 'replaced', 'expired'],
  sent: ['confirmed', 'refused', 'replaced', 'expired'],
  confirmed: [],
  refused: [],
  replaced: [],
  expired: [],
};

/** True while the command may still come to effect. */
export function isOpen(state: CommandState): boolean {
  return next[state].length > 0;
}

/** The states from which a command may come into this one. */
export function statesBefore(state: CommandState): readonly CommandState[] {
  return (Object.keys(next) as CommandState[]).filter((before) => next[before].includes(state));
}
