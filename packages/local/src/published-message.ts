/** A message that an authorised device published. */
export interface PublishedMessage {
  topic: string;
  payload: Uint8Array;
  thingName: string;
  certificateId: string;
}
