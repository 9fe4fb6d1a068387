import type { Mqtt5Properties } from '../message/message.js';
import { toDouble } from '../value/number.js';
import type { Value } from '../value/value.js';
import type { Entropy } from '../message/derived-entropy.js';
import { row, type Overload } from './signature.js';

const once = { isPure: false } as const;
const once2016 = { ...once, since: 2016 } as const;

// prettier-ignore
export const messageFunctions: readonly Overload[] = [
  row('accountid',           [],       'String', (_args, { message }) => message.source.accountId, once),
  row('clientid',            [],       'String', (_args, { message }) => message.source.clientId ?? 'n/a', once),
  row('get_mqtt_property',   ['text'], 'String', ([name], { message }) => readProperty(name, message.source.mqtt5), once2016),
  row('get_user_properties', [],       'Array',  (_args, { message }) => listProperties(message.source.mqtt5), once2016),
  row('get_user_properties', ['text'], 'Array',  ([key], { message }) => readUserProperty(key, message.source.mqtt5), once2016),
  row('newuuid',             [],       'String', (_args, { entropy }) => formatUuid(entropy), once),
  row('principal',           [],       'String', (_args, { message }) => message.source.principal, once),
  row('sourceip',            [],       'String', (_args, { message }) => message.source.sourceIp, once2016),
  row('sql_version',         [],       'String', (_args, { dialect }) => dialect.version),
  row('timestamp',           [],       'Int',    (_args, { message }) => message.source.timestamp, once),
  row('topic',               [],       'String', (_args, { message }) => message.topic, once),
  row('topic',               ['int'],  'String', ([level], { message }) => message.readTopicLevel(toDouble(level)), once),
  row('traceid',             [],       'String', (_args, { message }) => message.source.traceId, once),
];

const properties: Readonly<Record<string, (mqtt5: Mqtt5Properties) => string | undefined>> = {
  content_type: ({ contentType }) => contentType,
  correlation_data: ({ correlationDataBase64 }) => correlationDataBase64,
  format_indicator: ({ payloadFormatIndicator }) => payloadFormatIndicator ?? 'UNSPECIFIED_BYTES',
  response_topic: ({ responseTopic }) => responseTopic,
};

function readProperty(name: string, mqtt5: Mqtt5Properties | undefined): string | undefined {
  return mqtt5 !== undefined && Object.hasOwn(properties, name) ? properties[name]?.(mqtt5) : undefined;
}

function listProperties(mqtt5: Mqtt5Properties | undefined): Value {
  return mqtt5?.userProperties?.map(([key, value]) => Object.fromEntries([[key, value]]));
}

/** MQTT 5 may name a key more than once, so its values come as an array. */
function readUserProperty(wanted: string, mqtt5: Mqtt5Properties | undefined): Value {
  const values = mqtt5?.userProperties?.filter(([key]) => key === wanted).map(([, value]) => value);
  return values === undefined || values.length === 0 ? undefined : values;
}

/** Version 4. Source: RFC 9562 section 5.4. */
function formatUuid(entropy: Entropy): string {
  return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replaceAll(/[xy]/g, (place) => {
    const digit = Math.floor(entropy.random() * 16);
    return (place === 'x' ? digit : (digit & 3) | 8).toString(16);
  });
}
