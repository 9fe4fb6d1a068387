import type { FleetEvent, FleetView } from '@cord/fleet';
import { createLogUpdate } from 'log-update';
import { formatEvent } from './event-line.js';
import { formatLiveLine, formatLiveTable } from './live-figures.js';
import type { Terminal } from '../ports/terminal.js';

/** Shows a running fleet: steps as they happen, and its figures. */
export interface FleetDisplay {
  show(event: FleetEvent): void;
  close(): void;
}

const REDRAW_EVERY_MS = 250;
const LINE_EVERY_MS = 5000;

/** NDJSON for programs, a redrawn table for a person, plain lines for a log. */
export function createFleetDisplay(
  terminal: Terminal,
  view: () => FleetView,
  options: { json: boolean },
): FleetDisplay {
  if (options.json) return { show: (event) => terminal.out(JSON.stringify(event)), close: () => {} };
  return terminal.isInteractive ? liveTable(terminal, view) : plainLines(terminal, view);
}

function liveTable(terminal: Terminal, view: () => FleetView): FleetDisplay {
  const update = createLogUpdate(screenOf(terminal));
  const draw = () => update(`\n${formatLiveTable(view(), terminal.color, terminal.size)}`);
  const timer = setInterval(draw, REDRAW_EVERY_MS);
  return {
    show: (event) => {
      const line = formatEvent(event, terminal.color, terminal.size.columns);
      if (line === undefined) return;
      // The line goes above the table and stays.
      update.persist(line);
      draw();
    },
    close: () => {
      clearInterval(timer);
      draw();
      update.done();
    },
  };
}

/** The screen by its size as the terminal has it: where a screen says 0, the library would draw nothing. */
function screenOf(terminal: Terminal): NodeJS.WriteStream {
  const screen = {
    isTTY: true,
    write: (text: string) => process.stdout.write(text),
    get columns() {
      return terminal.size.columns;
    },
    get rows() {
      return terminal.size.rows;
    },
  };
  return screen as NodeJS.WriteStream;
}

function plainLines(terminal: Terminal, view: () => FleetView): FleetDisplay {
  let shown = 0;
  const timer = setInterval(() => {
    const { messages } = view().counts;
    if (messages > shown) terminal.out(formatLiveLine(view()));
    shown = messages;
  }, LINE_EVERY_MS);
  return {
    show: (event) => {
      const line = formatEvent(event, terminal.color);
      if (line !== undefined) terminal.out(line);
    },
    close: () => clearInterval(timer),
  };
}
