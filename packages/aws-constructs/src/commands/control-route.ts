import {
  FleetError,
  isThingName,
  readCommand,
  requestReboot,
  requestRelay,
  type Command,
  type CommandPorts,
  type RelayState,
} from '@cord/fleet';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { COMMAND_EXPIRY } from './control-settings.js';

/** The part of the API's event that a command needs. */
export type ControlRequest = Pick<APIGatewayProxyEvent, 'body' | 'httpMethod' | 'resource' | 'pathParameters'> & {
  requestContext: { requestId: string };
};

interface ControlContext {
  ports: CommandPorts;
  thingPrefix: string;
  /** Of the command, should it become one. */
  id: string;
  nowMs: number;
}

/**
 * Puts a control request to its use case and the command into HTTP.
 *
 * Shape: `{ "relay": "on" | "off", "expiresAfterSeconds"?: 1..3600 }` to `/relay`, the latter alone to `/reboot`; the answer
 * is 202 with the command, or 200 with one that was asked for.
 */
export async function answerCommand(event: ControlRequest, context: ControlContext): Promise<APIGatewayProxyResult> {
  const { requestId } = event.requestContext;
  const refuse = (statusCode: number, code: string, message: string) => {
    return respond(statusCode, { success: false, error: { code, message, requestId } });
  };
  const thingName = event.pathParameters?.['thing'] ?? '';
  if (!isThingName(thingName) || !thingName.startsWith(context.thingPrefix)) {
    return refuse(404, 'unknown-thing', `thing names begin with '${context.thingPrefix}'`);
  }
  try {
    if (event.httpMethod === 'GET') {
      const id = event.pathParameters?.['command'] ?? '';
      const command = await readCommand({ thingName, id, nowMs: context.nowMs }, context.ports);
      return command === undefined
        ? refuse(404, 'unknown-command', `${thingName} was given no such command`)
        : respond(200, { success: true, command });
    }
    const order = parseOrder(event);
    if (order === undefined)
      return refuse(400, 'command-malformed', 'expected relay "on" or "off" and expiresAfterSeconds of 1 to 3600');
    const command = await issue(order, thingName, context);
    console.info({ message: 'command', thingName, id: command.id, action: command.action });
    return respond(202, { success: true, command });
  } catch (error) {
    if (error instanceof FleetError) return refuse(404, error.code, error.message);
    console.error({ message: 'command failed', error });
    return refuse(500, 'internal', 'the backend failed; try again');
  }
}

interface Order {
  /** Absent where the cord is to reboot. */
  relay?: RelayState;
  expiresAfterSeconds: number;
}

// API Gateway holds a body to its model where it is said to be JSON, and lets any other through.
function parseOrder({ body, resource }: ControlRequest): Order | undefined {
  let order: unknown;
  try {
    order = JSON.parse(body || '{}');
  } catch {
    return undefined;
  }
  if (typeof order !== 'object' || order === null) return undefined;
  const { relay, expiresAfterSeconds = COMMAND_EXPIRY.defaultSeconds } = order as Record<string, unknown>;
  if (!isExpiry(expiresAfterSeconds)) return undefined;
  if (resource.endsWith('/reboot')) return { expiresAfterSeconds };
  return relay === 'on' || relay === 'off' ? { relay, expiresAfterSeconds } : undefined;
}

function isExpiry(seconds: unknown): seconds is number {
  const { shortestSeconds, longestSeconds } = COMMAND_EXPIRY;
  return typeof seconds === 'number' && seconds >= shortestSeconds && seconds <= longestSeconds;
}

function issue(order: Order, thingName: string, { ports, id, nowMs }: ControlContext): Promise<Command> {
  const request = { id, thingName, requestedAtMs: nowMs, expiresAfterMs: order.expiresAfterSeconds * 1000 };
  return order.relay === undefined ? requestReboot(request, ports) : requestRelay(request, order.relay, ports);
}

function respond(statusCode: number, body: object): APIGatewayProxyResult {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
