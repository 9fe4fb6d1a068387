import type { RelayState } from '../contract/relay.js';
import type { RelayShadow } from '../contract/shadow.js';
import type { Command, CommandState } from './command.js';

/** Keeps commands, settled ones for a while. */
export interface CommandStore {
  add(command: Command): Promise<void>;
  find(thingName: string, id: string): Promise<Command | undefined>;
  /** Oldest first. */
  listOpen(thingName: string): Promise<readonly Command[]>;
  /** Open commands of all things whose time is over. */
  listOverdue(nowMs: number): Promise<readonly Command[]>;
  /** Moves a command on as the life cycle allows; false, and nothing happens, where it has been settled meanwhile. */
  advance(command: Command, state: CommandState, atMs: number): Promise<boolean>;
}

/** How a job at a cord ended, if it did. */
export type JobOutcome = 'open' | 'succeeded' | 'failed';

/** The ways to a thing: its shadow for what it should be like, jobs for what it should do once. */
export interface DeviceControl {
  hasThing(thingName: string): Promise<boolean>;
  /** `undefined` takes the wish back. */
  desireRelay(thingName: string, relay: RelayState | undefined): Promise<void>;
  readRelay(thingName: string): Promise<RelayShadow>;
  startJob(thingName: string, jobId: string, job: { method: string; params: object }): Promise<void>;
  cancelJob(jobId: string): Promise<void>;
  readJob(thingName: string, jobId: string): Promise<JobOutcome>;
}

/** What the use cases of commands need. */
export interface CommandPorts {
  store: CommandStore;
  control: DeviceControl;
}

/** Sends a message to whoever subscribed to its topic. */
export interface Publisher {
  /** Returns once the message is on its way. Shape: `topic` without wildcards. */
  publish(message: { topic: string; payload: string | Uint8Array }): Promise<void>;
}
