import { doEach, type ItemFailure } from '../each.js';
import type { Command } from './command.js';
import type { CommandPorts } from './ports.js';
import { settleCommand } from './settle-command.js';

/** What came of a look at the commands whose time is over. */
export interface Expiry {
  /** Taken back, so that they come to effect no more. */
  readonly expired: readonly Command[];
  /** Still open: whoever calls again tries these again. */
  readonly failures: readonly ItemFailure[];
}

/**
 * Takes back every command whose time is over, so that none comes to effect later: no machine starts hours after somebody
 * wished it. One that cannot be taken back holds up no other.
 */
export async function expireCommands(nowMs: number, ports: CommandPorts): Promise<Expiry> {
  const expired: Command[] = [];
  const failures = await doEach(
    await ports.store.listOverdue(nowMs),
    async (command) => {
      if (await expire(command, nowMs, ports)) expired.push(command);
    },
    { name: ({ id, thingName }) => `command ${id} of ${thingName}` },
  );
  return { expired, failures };
}

async function expire(command: Command, nowMs: number, ports: CommandPorts): Promise<boolean> {
  if (await settleCommand(command, nowMs, ports)) return false;
  if (command.action.type === 'relay') await withdrawRelay(command, ports);
  else await ports.control.cancelJob(command.id);
  return ports.store.advance(command, 'expired', nowMs);
}

/** Unless a younger command wishes something again. */
async function withdrawRelay(command: Command, { store, control }: CommandPorts): Promise<void> {
  const open = await store.listOpen(command.thingName);
  const isLast = !open.some(({ action, requestedAtMs }) => {
    return action.type === 'relay' && requestedAtMs > command.requestedAtMs;
  });
  if (isLast) await control.desireRelay(command.thingName, undefined);
}
