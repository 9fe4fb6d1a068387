export { loadAt, type Appliance, type Load } from './appliance/appliance.js';
export { createAppliances } from './appliance/appliances.js';
export { DeviceError, type DeviceErrorCode } from './errors.js';
export { SimulatedCord, type SimulatedCordOptions } from './simulated-cord/cord.js';
export { connectIot, type IotIdentity } from './simulated-cord/iot-link.js';
export type { SimulatedWifi } from './simulated-cord/wifi.js';
export { provisionCord, SoftApClient, type Credentials, type ProvisioningStep } from './softap/client.js';
export {
  createFactory,
  createKeyPair,
  formatPem,
  formatSlotKey,
  issueCertificate,
  parsePem,
  parsePrivateKey,
  provisionSecureElement,
  signEntry,
  type CertificateExtension,
  type CertificateOptions,
  type Factory,
  type KeyedCertificate,
  type KeyUsage,
  type SecureElement,
  type SubjectAltName,
} from './secure-element/index.js';
