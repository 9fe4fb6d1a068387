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

/** `sn<id>` since 2019, `<id> ATECC` and, on LoRaWAN parts, `<id> <DevEUI> ATECC` before. */
const COMMON_NAME = /^(?:sn(?<sn>[0-9a-f]+)|(?<id>[0-9a-f]+)(?: (?<devEui>[0-9a-f]{16}))? atecc)$/;
const ADDRESS = /^(?:eui48_(?<eui48>[0-9a-f]{12})|eui64_(?<eui64>[0-9a-f]{16}))$/;

/** Reads who a device is from its certificate's common name and alternative name. */
export function readDeviceIdentity({ subject, extensions }: Certificate): DeviceIdentity {
  const commonName = findAttribute(subject, ATTRIBUTE.commonName)?.toLowerCase() ?? '';
  const names = COMMON_NAME.exec(commonName)?.groups;
  const addresses = ADDRESS.exec(extensions.address ?? '')?.groups;
  const uniqueId = names?.['sn'] ?? names?.['id'];
  const devEui = presentAddress(addresses?.['eui64'] ?? names?.['devEui']);
  const macAddress = presentAddress(addresses?.['eui48']);
  return {
    ...(uniqueId !== undefined && { uniqueId }),
    ...(devEui !== undefined && { devEui }),
    ...(macAddress !== undefined && { macAddress }),
  };
}

function presentAddress(address: string | undefined): string | undefined {
  return address !== undefined && /[^0]/.test(address) ? address : undefined;
}
