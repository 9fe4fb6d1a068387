import { connectAsync, type MqttClient } from 'mqtt';
import { DeviceError } from '../errors.js';

/** What a cord proves itself with, and whom it believes. */
export interface IotIdentity {
  /** Client id; AWS IoT and the local broker take no other than the thing name. */
  thingName: string;
  privateKeyPem: string;
  /** Leaf, then signer, as the secure element presents them. */
  certificateChainPem: string;
  /** The certificate authority of the endpoint. */
  trustedCaPem: string;
}

const CONNECT_TIMEOUT_MS = 10_000;
const RECONNECT_AFTER_MS = 1000;

/**
 * Connects by MQTT 3.1.1 over mutual TLS. `iotUrl` is a bare host, with `:port` where it is not 8883.
 * The link, once up, comes back by itself whenever it is lost.
 *
 * Throws: `DeviceError` `iot-connection-failed`.
 */
export async function connectIot(iotUrl: string, identity: IotIdentity): Promise<MqttClient> {
  try {
    return await connectAsync(
      formatEndpoint(iotUrl),
      {
        clientId: identity.thingName,
        key: identity.privateKeyPem,
        cert: identity.certificateChainPem,
        ca: identity.trustedCaPem,
        connectTimeout: CONNECT_TIMEOUT_MS,
        reconnectPeriod: RECONNECT_AFTER_MS,
      },
      false,
    );
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DeviceError('iot-connection-failed', `no MQTT connection to ${iotUrl}: ${reason}`, { cause });
  }
}

function formatEndpoint(iotUrl: string): string {
  const { host, port } = new URL(`mqtts://${iotUrl}`);
  return `mqtts://${host}${port === '' ? ':8883' : ''}`;
}
