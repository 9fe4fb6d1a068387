export { describeDeviceRegistryContract } from './contracts/device-registry-contract.js';
export { createFactory, parsePem, provisionSecureElement, type Factory, type SecureElement } from '@cord/device';
