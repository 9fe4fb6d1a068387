/** MQTT 3.1.1 as it goes over the wire, sound or not: what a well-behaved client cannot be brought to send. */

export interface WirePublish {
  topic: string | Uint8Array;
  payload?: Uint8Array | string;
  qos?: 0 | 1 | 2 | 3;
  retain?: boolean;
  dup?: boolean;
  packetId?: number;
}

export interface WireConnect {
  clientId: string;
  /** Begins a session anew. @default true */
  clean?: boolean;
  will?: WirePublish;
}

export function formatConnect({ clientId, will, clean = true }: WireConnect): Buffer {
  const session = clean ? 0b10 : 0;
  const flags = will === undefined ? session : session | 0b100 | ((will.qos ?? 0) << 3) | (will.retain ? 0b10_0000 : 0);
  const variable = Buffer.concat([field('MQTT'), Buffer.of(4, flags, 0, 60)]);
  const willFields = will === undefined ? [] : [field(will.topic), field(will.payload ?? '')];
  return formatPacket(0x10, [variable, field(clientId), ...willFields]);
}

export function formatPublish({
  topic,
  payload = '',
  qos = 0,
  retain = false,
  dup = false,
  packetId,
}: WirePublish): Buffer {
  const id = packetId === undefined ? [] : [Buffer.of(packetId >> 8, packetId & 0xff)];
  return formatPacket(0x30 | (Number(dup) << 3) | (qos << 1) | Number(retain), [
    field(topic),
    ...id,
    Buffer.from(payload),
  ]);
}

/** Section 3.8. */
export function formatSubscribe(filters: readonly { topic: string; qos?: number }[]): Buffer {
  const id = Buffer.of(0, 1);
  return formatPacket(0x82, [id, ...filters.flatMap(({ topic, qos = 0 }) => [field(topic), Buffer.of(qos)])]);
}

export const disconnectPacket = Buffer.of(0xe0, 0);

function formatPacket(first: number, parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(first), remainingLength(body.length), body]);
}

/** Section 2.2.3: seven bits a byte, the lowest first. */
function remainingLength(length: number): Buffer {
  const bytes: number[] = [];
  let rest = length;
  do {
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>= 7;
  } while (rest > 0);
  return Buffer.from(bytes);
}

function field(content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 0xff), bytes]);
}
