import { isOpen, type Command } from './command.js';
import type { CommandPorts } from './request-relay.js';
import type { RelayState } from './telemetry.js';

/** A cord has reported its relay: the commands that wanted it so are confirmed. Returns those. */
export async function confirmRelay(
  report: { thingName: string; relay: RelayState; atMs: number },
  { store }: Pick<CommandPorts, 'store'>,
): Promise<readonly Command[]> {
  const confirmed: Command[] = [];
  for (const command of await store.listOpen(report.thingName)) {
    if (command.action.type !== 'relay' || command.action.relay !== report.relay) continue;
    if (await store.advance(command, 'confirmed', report.atMs)) confirmed.push(command);
  }
  return confirmed;
}

/** A command as it stands now: the cord may have done it, and nobody has heard yet. */
export async function readCommand(
  { thingName, id, nowMs }: { thingName: string; id: string; nowMs: number },
  ports: CommandPorts,
): Promise<Command | undefined> {
  const command = await ports.store.find(thingName, id);
  if (command === undefined || !isOpen(command.state)) return command;
  return (await settle(command, nowMs, ports)) ? ports.store.find(thingName, id) : command;
}

/** Takes back every command whose time is over, so that none comes to effect later. Returns those. */
export async function expireCommands(nowMs: number, ports: CommandPorts): Promise<readonly Command[]> {
  const expired: Command[] = [];
  for (const command of await ports.store.listOverdue(nowMs)) {
    if (await settle(command, nowMs, ports)) continue;
    if (command.action.type === 'relay') await withdrawRelay(command, ports);
    else await ports.control.cancelJob(command.id);
    if (await ports.store.advance(command, 'expired', nowMs)) expired.push(command);
  }
  return expired;
}

/** Asks the thing's shadow or job whether the command has been done; true when it is settled by that. */
async function settle(command: Command, nowMs: number, { store, control }: CommandPorts): Promise<boolean> {
  const { thingName, id, action } = command;
  if (action.type === 'relay') {
    const { desired, reported } = await control.readRelay(thingName);
    // A cord takes a wish over by removing it, or by reporting the same.
    const isDone = reported === action.relay && (desired === undefined || desired === reported);
    return isDone && store.advance(command, 'confirmed', nowMs);
  }
  const outcome = await control.readJob(thingName, id);
  return outcome !== 'open' && store.advance(command, outcome === 'succeeded' ? 'confirmed' : 'refused', nowMs);
}

/** Unless a younger command wishes something again. */
async function withdrawRelay(command: Command, { store, control }: CommandPorts): Promise<void> {
  const open = await store.listOpen(command.thingName);
  const isLast = !open.some(({ action, requestedAtMs }) => {
    return action.type === 'relay' && requestedAtMs > command.requestedAtMs;
  });
  if (isLast) await control.desireRelay(command.thingName, undefined);
}
