export { describeDeviceRegistryContract } from './contracts/device-registry-contract.js';
