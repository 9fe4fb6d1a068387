import type { Command } from './command.js';
import type { CommandPorts } from './ports.js';
import { settleCommand } from './settle-command.js';

/** Takes back every command whose time is over, so that none comes to effect later. Returns those. */
export async function expireCommands(nowMs: number, ports: CommandPorts): Promise<readonly Command[]> {
  const expired: Command[] = [];
  for (const command of await ports.store.listOverdue(nowMs)) {
    if (await settleCommand(command, nowMs, ports)) continue;
    if (command.action.type === 'relay') await withdrawRelay(command, ports);
    else await ports.control.cancelJob(command.id);
    if (await ports.store.advance(command, 'expired', nowMs)) expired.push(command);
  }
  return expired;
}

/** Unless a younger command wishes something again. */
async function withdrawRelay(command: Command, { store, control }: CommandPorts): Promise<void> {
  const open = await store.listOpen(command.thingName);
  const isLast = !open.some(({ action, requestedAtMs }) => {
    return action.type === 'relay' && requestedAtMs > command.requestedAtMs;
  });
  if (isLast) await control.desireRelay(command.thingName, undefined);
}
