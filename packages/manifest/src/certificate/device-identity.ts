import type { Certificate } from './certificate.js';
import { ATTRIBUTE, findAttribute } from './distinguished-name.js';

/** What a device certificate says about the device itself. All lower-case hex. */
export interface DeviceIdentity {
  /** The secure element; absent when the common name has none of the known forms. */
  readonly uniqueId?: string;
  /** EUI-64; absent when none is named or it is all zeros. */
  readonly devEui?: string;
  /** EUI-48; absent when none is named or it is all zeros. */
  readonly macAddress?: string;
}

/** `sn<id>` since 2019, `<id> ATECC` and, on LoRaWAN parts, `<id> <DevEUI> ATECC` before. Groups: id, id, DevEUI. */
const COMMON_NAME = /^(?:sn([0-9a-f]+)|([0-9a-f]+)(?: ([0-9a-f]{16}))? atecc)$/;
/** Groups: EUI-48, EUI-64. */
const ADDRESS = /^(?:eui48_([0-9a-f]{12})|eui64_([0-9a-f]{16}))$/;

/** Reads who a device is from its certificate's common name and alternative name. */
export function readDeviceIdentity({ subject, extensions }: Certificate): DeviceIdentity {
  const names = COMMON_NAME.exec(findAttribute(subject, ATTRIBUTE.commonName)?.toLowerCase() ?? '');
  const addresses = extensions.address === undefined ? null : ADDRESS.exec(extensions.address);
  const identity: { -readonly [Member in keyof DeviceIdentity]: DeviceIdentity[Member] } = {};
  const uniqueId = names?.[1] ?? names?.[2];
  const devEui = presentAddress(addresses?.[2] ?? names?.[3]);
  const macAddress = presentAddress(addresses?.[1]);
  if (uniqueId !== undefined) identity.uniqueId = uniqueId;
  if (devEui !== undefined) identity.devEui = devEui;
  if (macAddress !== undefined) identity.macAddress = macAddress;
  return identity;
}

function presentAddress(address: string | undefined): string | undefined {
  return address !== undefined && /[^0]/.test(address) ? address : undefined;
}
