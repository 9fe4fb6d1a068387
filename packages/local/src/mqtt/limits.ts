/** What AWS IoT takes of one message. Source: AWS General Reference, AWS IoT Core message broker and protocol limits. */
const limits = { payloadBytes: 128 * 1024, topicBytes: 256, topicSlashes: 7 };

/** Of one packet, by its head: payload, topic and what is about them, or a client id and a will; the filters of a SUBSCRIBE. */
export const packetLimits = { maxBytes: limits.payloadBytes + 1024, maxFilters: 8 };

/** QoS 1 messages of one connection that are not acknowledged yet. Source: as above, "inbound unacknowledged messages". */
export const MOST_IN_FLIGHT = 100;

/** Of these messages together: a hundred of the largest would be 13 MB. */
export const MOST_BYTES_IN_FLIGHT = 256 * 1024;

/** A message, or a will. */
export interface OfferedMessage {
  topic: string;
  payload: string | Uint8Array;
  qos?: number;
  retain?: boolean;
  messageId?: number | undefined;
}

/** What MQTT or AWS IoT does not take of a message, in words; `undefined` where they take it. */
export function findUnsupported({
  topic,
  payload,
  qos = 0,
  retain = false,
  messageId,
}: OfferedMessage): string | undefined {
  if (qos > 1) return `QoS ${qos}, expected 0 or 1`;
  if (retain) return 'a retained message, which the device policy does not grant';
  if (messageId === 0) return 'packet id 0, expected 1 to 65535';
  return findUnsupportedTopic(topic) ?? findTooLong('payload', Buffer.byteLength(payload), limits.payloadBytes);
}

/** What AWS IoT does not take of a subscription, in words: it answers none of these with a SUBACK. */
export function findUnsupportedSubscription({ topic, qos }: { topic: string; qos: number }): string | undefined {
  // Source: AWS IoT developer guide, MQTT: "When QoS level 2 is requested, the message broker doesn't send a PUBACK or SUBACK."
  return qos > 1 ? `a subscription at QoS ${qos}, expected 0 or 1` : findUnsupportedTopic(topic);
}

function findUnsupportedTopic(topic: string): string | undefined {
  // Bytes that are no UTF-8 have become U+FFFD.
  if (/[\0\uFFFD]/.test(topic)) return 'a topic that is no UTF-8 text';
  const slashes = topic.split('/').length - 1;
  if (slashes > limits.topicSlashes) return `topic with ${slashes} slashes, expected at most ${limits.topicSlashes}`;
  return findTooLong('topic', Buffer.byteLength(topic), limits.topicBytes);
}

function findTooLong(what: string, bytes: number, most: number): string | undefined {
  return bytes > most ? `${what} of ${bytes} bytes, expected at most ${most}` : undefined;
}
