import { metrics, type Alert, type FleetEvent } from '@cord/fleet';
import { wrapLine } from './fit-text.js';
import { formatPrintable } from './printable.js';
import type { Terminal } from '../ports/terminal.js';

type Color = Terminal['color'];

/** Where the words of an event begin: after its time and its kind. */
const HANG = 20;

/** One event as one line, broken where the terminal ends; `undefined` for those that only the live figures show. */
export function formatEvent(event: FleetEvent, color: Color, columns = Infinity): string | undefined {
  const text = formatEventText(event, color);
  return text && wrapLine(`${color.dim(formatTime(event.atMs))}  ${text}`, { columns, hang: HANG });
}

function formatEventText(event: FleetEvent, color: Color): string | undefined {
  switch (event.type) {
    case 'onboarding-step':
      return `${color.cyan('cord')}      ${event.device}: ${formatPrintable(event.step)}`;
    case 'device-registered':
      return `${color.green('register')}  ${event.thingName} ${event.isNew ? 'registered' : 'was registered already'}, certificate ${event.certificateId.slice(0, 12)}…`;
    case 'registration-refused':
      return `${color.red('refused')}   registration ${formatPrintable(event.uniqueId ?? '')} ${event.status} ${event.code}: ${formatPrintable(event.message)}`;
    case 'device-connected':
      return `${color.green('connect')}   ${event.thingName}`;
    case 'device-disconnected':
      return `${color.yellow('leave')}     ${event.thingName}`;
    case 'connection-refused':
      return `${color.red('refused')}   connection ${event.code}: ${event.message}${event.clientId === undefined ? '' : ` (client id ${formatPrintable(event.clientId.slice(0, 80))})`}`;
    case 'topic-refused':
      return `${color.red('refused')}   ${event.thingName} may not ${event.action} ${formatPrintable(event.topic.slice(0, 80))}`;
    case 'telemetry-refused':
      return `${color.red('refused')}   telemetry on ${formatPrintable(event.topic.slice(0, 80))}: ${formatPrintable(event.message)}`;
    case 'backend-failed':
      return `${color.red('failed')}    ${event.message}`;
    case 'alert-raised':
      return `${color.red('alert')}     ${formatAlert(event.alert, event.alert.value)}`;
    case 'alert-repeated':
      return `${color.red('alert')}     still open: ${formatAlert(event.alert, event.alert.value)}`;
    case 'data-missing':
      return `${color.yellow('silent')}    ${event.thingName} sends nothing ('${event.thresholdId}')`;
    case 'data-resumed':
      return `${color.green('heard')}     ${event.thingName} sends again ('${event.thresholdId}')`;
    case 'alert-cleared':
      return `${color.green('cleared')}   ${formatAlert(event.alert, event.value)}`;
    case 'telemetry-stored':
    case 'presence':
      return undefined;
  }
}

/** `value` is the one that the event is about. */
function formatAlert({ severity, thresholdId, thingName, metric, limit }: Alert, value: number | undefined): string {
  const unit = metric === undefined ? '' : ` ${metrics[metric].unit}`;
  const found = value === undefined ? '' : ` ${value}${unit}`;
  const declared = limit === undefined ? '' : `, limit ${limit}${unit}`;
  return `${severity} '${thresholdId}' on ${thingName}: ${metric ?? 'expression'}${found}${declared}`;
}

function formatTime(atMs: number): string {
  return new Date(atMs).toTimeString().slice(0, 8);
}
