import * as z from 'zod';

/**
 * The messages of the cord's SoftAP provisioning API, as the vendor's published device-connection script reads and writes
 * them. Schemas allow more keys than they name: firmware may say more than the contract does.
 */

/** `GET /v1/prov/networks`: what the cord's radio sees. `rssi` in dBm. */
export const networksSchema = z.looseObject({
  access_points: z.array(z.looseObject({ ssid: z.string(), chan: z.number(), rssi: z.number() })),
});
export type AccessPoint = z.infer<typeof networksSchema>['access_points'][number];

/**
 * `GET /v1/prov/session`: who the cord is. `session_key` is base64 of a PEM RSA public key; `thing` is the thing name the
 * firmware already knows; `cert_id` the certificate id AWS will give it.
 */
export const sessionSchema = z.looseObject({
  device_type: z.string(),
  serial_number: z.string(),
  atca_sn: z.string(),
  cert_id: z.string(),
  session_key: z.base64(),
  iot_sn: z.string().optional(),
  thing: z.string().optional(),
});
export type Session = z.infer<typeof sessionSchema>;

/** Source: IEEE 802.11, 9.4.2.2: an SSID is a string of at most 32 octets. */
const MOST_SSID_OCTETS = 32;
const ssid = z
  .string()
  .min(1)
  .refine((text) => new TextEncoder().encode(text).length <= MOST_SSID_OCTETS, 'expected at most 32 octets of UTF-8');

/** `POST /v2/prov/registration`: `password` and `api_key` encrypted for the session key, the rest plain. */
export const registrationSchema = z.looseObject({
  ssid,
  password: z.base64(),
  iot_url: z.string().min(1).max(255),
  api_url: z.url({ protocol: /^https?$/ }).max(255),
  api_key: z.base64(),
});
export type Registration = z.infer<typeof registrationSchema>;

/** `GET /v1/prov/status`: where the attempt stands. `t_ms` counts from its beginning. */
export const statusSchema = z.looseObject({ status: z.string(), progress: z.string(), t_ms: z.number().nonnegative() });
export type Status = z.infer<typeof statusSchema>;

/** The last words of an attempt, as the vendor's client knows them. */
const finalStatuses = ['iot_connected', 'failed', 'iot_register_failed', 'iot_failed'] as const;
export type FinalStatus = (typeof finalStatuses)[number];

export function isFinalStatus(status: string): status is FinalStatus {
  return (finalStatuses as readonly string[]).includes(status);
}

/** `GET /v1/prov/manifest`: the cord's signed manifest, base64, with its CRC-32 in hexadecimal without leading zeros. */
export const manifestSchema = z.looseObject({ content: z.base64(), crc32: z.string().regex(/^[0-9a-f]{1,8}$/) });
