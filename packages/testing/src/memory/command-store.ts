import { isOpen, statesBefore, type Command, type CommandState, type CommandStore } from '@cord/fleet';

/** Commands in a map. */
export class MemoryCommandStore implements CommandStore {
  readonly commands = new Map<string, Command>();

  async add(command: Command): Promise<void> {
    this.commands.set(command.id, command);
  }

  async find(thingName: string, id: string): Promise<Command | undefined> {
    const command = this.commands.get(id);
    return command?.thingName === thingName ? command : undefined;
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
}
