/** A published message as the rules engine sees it. */
export interface Message {
  readonly topic: string;
  readonly payload: Uint8Array | string;
  /** Absent off MQTT. */
  readonly clientId?: string | undefined;
  readonly principal?: string | undefined;
  readonly accountId?: string | undefined;
  /** Units: epoch milliseconds. What `timestamp()` gives; Undefined without it. */
  readonly timestamp?: number | undefined;
  readonly traceId?: string | undefined;
  readonly protocol?: string | undefined;
  readonly sourceIp?: string | undefined;
  readonly mqtt5?: Mqtt5Properties | undefined;
}

/** What MQTT 5 sends beside a payload. */
export interface Mqtt5Properties {
  readonly contentType?: string;
  readonly responseTopic?: string;
  readonly correlationDataBase64?: string;
  readonly payloadFormatIndicator?: string;
  readonly messageExpiryInterval?: number;
  readonly userProperties?: readonly (readonly [string, string])[];
}
