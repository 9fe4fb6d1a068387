import { describeDeviceRegistryContract } from '@cord/testing';
import { AwsDeviceRegistry } from '../../src/registration/aws-device-registry.js';
import { FakeIotClient } from '../fakes/fake-iot-client.js';

describeDeviceRegistryContract('AwsDeviceRegistry', () => {
  const iot = new FakeIotClient();
  iot.pageSize = 1;
  return new AwsDeviceRegistry(iot.client, { policyName: 'device', certificateArnPrefix: iot.certificateArnPrefix });
});
