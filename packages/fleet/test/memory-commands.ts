import { isOpen, statesBefore, type Command, type CommandPorts, type JobOutcome } from '../src/index.js';
import type { CommandState, CommandStore, DeviceControl, RelayShadow, RelayState } from '../src/index.js';

/** Commands and cords in memory; the test plays the cords. */
export class MemoryCommands implements CommandStore, DeviceControl {
  readonly commands = new Map<string, Command>();
  readonly shadows = new Map<string, RelayShadow>([['pump', {}]]);
  readonly jobs = new Map<string, JobOutcome>();
  readonly ports: CommandPorts = { store: this, control: this };

  async add(command: Command): Promise<void> {
    this.commands.set(command.id, command);
  }

  async find(_thingName: string, id: string): Promise<Command | undefined> {
    return this.commands.get(id);
  }

  async listOpen(thingName: string): Promise<readonly Command[]> {
    const open = [...this.commands.values()].filter((each) => each.thingName === thingName && isOpen(each.state));
    return open.toSorted((one, other) => one.requestedAtMs - other.requestedAtMs);
  }

  async listOverdue(nowMs: number): Promise<readonly Command[]> {
    return [...this.commands.values()].filter((each) => isOpen(each.state) && each.expiresAtMs <= nowMs);
  }

  async advance({ id }: Command, state: CommandState, atMs: number): Promise<boolean> {
    const command = this.commands.get(id);
    if (command === undefined || !statesBefore(state).includes(command.state)) return false;
    this.commands.set(id, { ...command, state, ...(!isOpen(state) && { settledAtMs: atMs }) });
    return true;
  }

  async hasThing(thingName: string): Promise<boolean> {
    return this.shadows.has(thingName);
  }

  async desireRelay(thingName: string, relay: RelayState | undefined): Promise<void> {
    const { desired: _, ...shadow } = this.shadows.get(thingName) ?? {};
    this.shadows.set(thingName, { ...shadow, ...(relay !== undefined && { desired: relay }) });
  }

  async readRelay(thingName: string): Promise<RelayShadow> {
    return this.shadows.get(thingName) ?? {};
  }

  async startJob(_thingName: string, jobId: string): Promise<void> {
    this.jobs.set(jobId, 'open');
  }

  async cancelJob(jobId: string): Promise<void> {
    this.jobs.delete(jobId);
  }

  async readJob(_thingName: string, jobId: string): Promise<JobOutcome> {
    return this.jobs.get(jobId) ?? 'open';
  }
}
