import type { RelayState } from '../contract/relay.js';
import { isOpen, type Command } from './command.js';
import type { CommandPorts } from './ports.js';

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
  return (await settleCommand(command, nowMs, ports)) ? ports.store.find(thingName, id) : command;
}

/** Asks the thing's shadow or job whether the command has been done; true when it is settled by that. */
export async function settleCommand(
  command: Command,
  nowMs: number,
  { store, control }: CommandPorts,
): Promise<boolean> {
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
