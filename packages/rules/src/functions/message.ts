import { toDouble } from '../value/number.js';
import type { CallContext, Overload } from './signature.js';
import { row } from './signature.js';

const once = { isPure: false } as const;

// prettier-ignore
export const messageFunctions: readonly Overload[] = [
  row('accountid', [],      'String',  (_args, { message }) => message.source.accountId, once),
  row('clientid',  [],      'String',  (_args, { message }) => message.source.clientId ?? 'n/a', once),
  row('newuuid',   [],      'String',  (_args, context) => formatUuid(context), once),
  row('principal', [],      'String',  (_args, { message }) => message.source.principal, once),
  row('sourceip',  [],      'String',  (_args, { message }) => message.source.sourceIp, once),
  row('timestamp', [],      'Int',     (_args, { message }) => message.source.timestamp, once),
  row('topic',     [],      'String',  (_args, { message }) => message.topic, once),
  row('topic',     ['int'], 'String',  ([level], { message }) => message.topicLevels[toDouble(level) - 1], once),
  row('traceid',   [],      'String',  (_args, { message }) => message.source.traceId, once),
];

/** A version 4 UUID from the entropy that was passed in; Undefined without any. Source: RFC 9562 section 5.4. */
function formatUuid({ entropy }: CallContext): string | undefined {
  if (entropy === undefined) return undefined;
  return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replaceAll(/[xy]/g, (place) => {
    const digit = Math.floor(entropy.random() * 16);
    return (place === 'x' ? digit : (digit & 3) | 8).toString(16);
  });
}
