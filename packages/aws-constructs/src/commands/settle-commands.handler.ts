import { confirmRelay, expireCommands, isThingName, toRelayState } from '@cord/fleet';
import type { Handler } from 'aws-lambda';
import { CONTROL_SETTINGS, type ControlSettings } from './control-settings.js';
import { createAwsDeviceControl } from './aws-device-control.js';
import { createDynamoCommandStore } from './dynamo-command-store.js';
import { reportFailures } from '../shared/report-failures.js';

/** Output of `reportedRelayRule`, or the schedule's empty word that a minute has passed. */
type Occasion = { thing_name?: string; relay_on?: boolean };

const { tableName, thingArnPrefix } = JSON.parse(process.env[CONTROL_SETTINGS] ?? '') as ControlSettings;
const ports = { store: createDynamoCommandStore(tableName), control: createAwsDeviceControl(thingArnPrefix) };

/** Lambda behind the shadows and the clock: what a cord reports confirms commands, time that has passed takes them back. */
export const handler: Handler<Occasion, void> = async ({ thing_name: thingName, relay_on }) => {
  const relay = toRelayState(relay_on);
  const atMs = Date.now();
  if (thingName === undefined) reportFailures('command not taken back', (await expireCommands(atMs, ports)).failures);
  else if (isThingName(thingName) && relay !== undefined) await confirmRelay({ thingName, relay, atMs }, ports);
};
