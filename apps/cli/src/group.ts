import type { Command } from 'commander';
import type { ExitStatus } from './exit-status.js';
import type { GlobalOptions } from './options.js';
import type { Ports } from './ports/ports.js';

/** What a command does: a function of its arguments, its options and the ports it needs. */
export type Run<Options> = (args: string[], options: Options & GlobalOptions, ports: Ports) => Promise<ExitStatus>;

/** Makes a commander action out of what is imported only when it is called. */
export type Bind = <Options>(load: () => Promise<Run<Options>>) => (this: Command) => Promise<void>;

/** Declares the flags, verbs and examples of a group on its command. */
export type Declare = (command: Command, bind: Bind) => void;

/** A first word of the command line. */
export interface CommandGroup {
  name: string;
  description: string;
  load: () => Promise<Declare>;
}
