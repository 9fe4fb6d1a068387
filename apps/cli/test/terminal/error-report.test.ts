import { FleetError } from '@cord/fleet';
import { CommandError } from '../../src/command-error.js';
import { reportError } from '../../src/terminal/error-report.js';
import { createRecordedTerminal } from '../recorded-terminal.js';

const flags = { debug: false, json: false };

describe('an error', () => {
  it('of a configuration keeps its excerpt, line by line', () => {
    const terminal = createRecordedTerminal();
    const message = "cord.config.ts: thresholds[0].expression: expected ')', found the end\nabs(volts\n         ^";
    expect(reportError(new FleetError('invalid-config', message, { path: '' }), terminal, flags)).toBe(4);
    expect(terminal.noteLines).toEqual([
      "error cord.config.ts: thresholds[0].expression: expected ')', found the end (invalid-config)",
      'abs(volts',
      '         ^',
      'fix   mend the configuration file; its keys are in the README of the command',
    ]);
  });

  it('that repeats a stranger stays one line', () => {
    const terminal = createRecordedTerminal();
    expect(reportError(new CommandError('manifest-refused', 'x.json: no\nerror all is well'), terminal, flags)).toBe(1);
    expect(terminal.noteLines).toEqual(['error x.json: no\\u000aerror all is well (manifest-refused)']);
  });
});
