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

/** A command as it stands now; that of a job is asked for, because nobody reports it. */
export async function readCommand(
  { thingName, id, nowMs }: { thingName: string; id: string; nowMs: number },
  ports: CommandPorts,
): Promise<Command | undefined> {
  const command = await ports.store.find(thingName, id);
  if (command === undefined || !isOpen(command.state) || command.action.type !== 'reboot') return command;
  return (await settleJob(command, nowMs, ports)) ? ports.store.find(thingName, id) : command;
}

/** Takes back every command whose time is over, so that none comes to effect later. Returns those. */
export async function expireCommands(nowMs: number, ports: CommandPorts): Promise<readonly Command[]> {
  const expired: Command[] = [];
  for (const command of await ports.store.listOverdue(nowMs)) {
    if (command.action.type === 'relay') await withdrawRelay(command, nowMs, ports);
    else if (await settleJob(command, nowMs, ports)) continue;
    else await ports.control.cancelJob(command.id);
    if (await ports.store.advance(command, 'expired', nowMs)) expired.push(command);
  }
  return expired;
}

/** Unless the cord has taken it over, or a younger command wishes something again. */
async function withdrawRelay(command: Command, nowMs: number, { store, control }: CommandPorts): Promise<void> {
  if (command.action.type !== 'relay') return;
  const { desired, reported } = await control.readRelay(command.thingName);
  if (reported === command.action.relay && (desired === undefined || desired === reported)) {
    await store.advance(command, 'confirmed', nowMs);
    return;
  }
  const open = await store.listOpen(command.thingName);
  const isLast = !open.some(({ action, requestedAtMs }) => {
    return action.type === 'relay' && requestedAtMs > command.requestedAtMs;
  });
  if (isLast) await control.desireRelay(command.thingName, undefined);
}

async function settleJob(command: Command, nowMs: number, { store, control }: CommandPorts): Promise<boolean> {
  const outcome = await control.readJob(command.thingName, command.id);
  if (outcome === 'open') return false;
  return store.advance(command, outcome === 'succeeded' ? 'confirmed' : 'refused', nowMs);
}
