export { describeAlertStoreContract } from './contracts/alert-store-contract.js';
export { describeCommandStoreContract } from './contracts/command-store-contract.js';
export { describeDeviceRegistryContract } from './contracts/device-registry-contract.js';
export { createFactory, parsePem, provisionSecureElement, type Factory, type SecureElement } from '@cord/device';
export { MemoryAlertStore } from './memory/memory-alert-store.js';
