import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyHandler } from 'aws-lambda';
import { CONTROL_SETTINGS, type ControlSettings } from './control-settings.js';
import { createAwsDeviceControl } from './aws-device-control.js';
import { createDynamoCommandStore } from './dynamo-command-store.js';
import { answerCommand } from './control-route.js';

const { tableName, thingArnPrefix, thingPrefix } = JSON.parse(process.env[CONTROL_SETTINGS] ?? '') as ControlSettings;
const ports = { store: createDynamoCommandStore(tableName), control: createAwsDeviceControl(thingArnPrefix) };

/** Lambda behind the control API. */
export const handler: APIGatewayProxyHandler = (event) => {
  return answerCommand(event, { ports, thingPrefix, id: randomUUID(), nowMs: Date.now() });
};
