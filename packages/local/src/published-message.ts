/** A message that an authorised device published. */
export interface PublishedMessage {
  topic: string;
  payload: Uint8Array;
  thingName: string;
  certificateId: string;
  /** Absent at QoS 0. */
  sent?: SentAs;
}

/** By what a message is known again that its sender repeats. */
export interface SentAs {
  packetId: number;
  /** Of topic and payload. Shape: 8 bytes. */
  digest: Uint8Array;
}
