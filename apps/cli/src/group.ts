import { InvalidArgumentError, type Command } from 'commander';
import { CommandError } from './command-error.js';
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

/** Reads an option so that commander names it where its value is wrong. */
export function asOption<Value>(parse: (text: string) => Value): (text: string) => Value {
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      throw error instanceof CommandError ? new InvalidArgumentError(error.message) : error;
    }
  };
}

/** Collects an option that may be given several times. */
export function collect(text: string, known: readonly string[] = []): string[] {
  return [...known, text];
}
