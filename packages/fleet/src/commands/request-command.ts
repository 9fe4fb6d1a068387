import type { RelayState } from '../contract/relay.js';
import { FleetError } from '../errors.js';
import type { Command, CommandAction } from './command.js';
import type { CommandPorts } from './ports.js';

/** Who asks for what, and until when it may come to effect. */
export interface CommandRequest {
  /** Unique among the thing's commands; also the job's id. Shape: 1 to 64 of a-z A-Z 0-9 _ - */
  id: string;
  thingName: string;
  requestedAtMs: number;
  expiresAfterMs: number;
}

/**
 * Asks a cord to switch its relay. The wish lies in the thing's shadow until the cord takes it over or its time is up; an
 * earlier wish for the same relay is replaced.
 *
 * Throws: `FleetError` `unknown-thing`.
 */
export async function requestRelay(request: CommandRequest, relay: RelayState, ports: CommandPorts): Promise<Command> {
  const earlier = await ports.store.listOpen(request.thingName);
  return issue(request, { type: 'relay', relay }, ports, async () => {
    await ports.control.desireRelay(request.thingName, relay);
    for (const command of earlier) {
      if (command.action.type === 'relay') await ports.store.advance(command, 'replaced', request.requestedAtMs);
    }
  });
}

/**
 * Asks a cord to start anew, as a job that it gets once.
 *
 * Throws: `FleetError` `unknown-thing`.
 */
export async function requestReboot(request: CommandRequest, ports: CommandPorts): Promise<Command> {
  return issue(request, { type: 'reboot' }, ports, () => {
    return ports.control.startJob(request.thingName, request.id, { method: 'reboot', params: {} });
  });
}

/** Written down before it is handed over: what a crash leaves `queued` is known, and expires. */
async function issue(
  { id, thingName, requestedAtMs, expiresAfterMs }: CommandRequest,
  action: CommandAction,
  { store, control }: CommandPorts,
  send: () => Promise<void>,
): Promise<Command> {
  if (!(await control.hasThing(thingName))) {
    throw new FleetError('unknown-thing', `no thing '${thingName.slice(0, 80)}' is registered`);
  }
  const expiresAtMs = requestedAtMs + expiresAfterMs;
  const command: Command = { id, thingName, action, state: 'queued', requestedAtMs, expiresAtMs };
  await store.add(command);
  await send();
  await store.advance(command, 'sent', requestedAtMs);
  // The cord may have been faster than this function.
  return (await store.find(thingName, id)) ?? { ...command, state: 'sent' };
}
