import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { IoTClient, ResourceNotFoundException, ThrottlingException, UnauthorizedException } from '@aws-sdk/client-iot';
import { createFactory, provisionSecureElement, type SecureElement } from '@cord/device';
import { describeDeviceRegistryContract } from '@cord/testing';
import { AwsDeviceRegistry } from '../../src/registration/aws-device-registry.js';
import { RetryLater } from '../../src/registration/retry-later.js';
import { FakeIotClient } from '../fakes/fake-iot-client.js';

const at = new Date('2026-01-15T08:00:00Z');
const thingName = 'CS-CORD-DK-0123f2408ea1fcf201';

describeDeviceRegistryContract('AwsDeviceRegistry', () => {
  const iot = new FakeIotClient();
  iot.pageSize = 1;
  return new AwsDeviceRegistry(iot.client, { policyName: 'device', certificateArnPrefix: iot.certificateArnPrefix });
});

describe('AwsDeviceRegistry', () => {
  let element: SecureElement;
  let iot: FakeIotClient;
  let registry: AwsDeviceRegistry;

  beforeAll(async () => {
    element = await provisionSecureElement(await createFactory({ name: 'Test Line', at }), { at });
  });
  beforeEach(() => {
    iot = new FakeIotClient();
    registry = new AwsDeviceRegistry(iot.client, {
      policyName: 'device',
      certificateArnPrefix: iot.certificateArnPrefix,
    });
  });

  it('registers a certificate as active in one call', async () => {
    const { certificateId } = await registry.registerCertificate(element.certificatePem);
    expect(iot.certificates.get(certificateId)?.status).toBe('ACTIVE');
    expect(iot.calls).toEqual(['RegisterCertificateWithoutCA']);
  });

  it.each(['INACTIVE', 'REVOKED', 'PENDING_ACTIVATION'])('keeps a known certificate %s', async (status) => {
    const { certificateId } = await registry.registerCertificate(element.certificatePem);
    iot.certificates.get(certificateId)!.status = status;
    expect(await registry.registerCertificate(element.certificatePem)).toEqual({ certificateId, status: 'inactive' });
    expect(iot.certificates.get(certificateId)?.status).toBe(status);
  });

  it('attaches the certificate by its ARN', async () => {
    await registry.createThing({ thingName, attributes: {} });
    const { certificateId } = await registry.registerCertificate(element.certificatePem);
    await registry.attachCertificate(thingName, certificateId);
    await registry.attachPolicy(certificateId);
    expect([...iot.things.get(thingName)!.principals]).toEqual([iot.certificateArnPrefix + certificateId]);
    expect([...iot.certificates.get(certificateId)!.policies]).toEqual(['device']);
  });

  it('leaves Amazon Cognito identities out', async () => {
    await registry.createThing({ thingName, attributes: {} });
    iot.things.get(thingName)!.principals.add('eu-west-1:1b2c3d4e-0000-0000-0000-000000000000');
    expect(await registry.findAttachedCertificates(thingName)).toEqual([]);
  });

  it('keeps what an operator wrote on a thing', async () => {
    await registry.createThing({ thingName, attributes: { trust: 'custom' } });
    iot.things.get(thingName)!.attributes = { trust: 'custom', site: 'hall-3' };
    await registry.createThing({ thingName, attributes: { trust: 'custom' } });
    expect(iot.things.get(thingName)?.attributes).toEqual({ trust: 'custom', site: 'hall-3' });
  });

  it('rejects attaching to a thing that does not exist', async () => {
    const { certificateId } = await registry.registerCertificate(element.certificatePem);
    await expect(registry.attachCertificate(thingName, certificateId)).rejects.toBeInstanceOf(
      ResourceNotFoundException,
    );
  });

  const passing = {
    'a throttle': new ThrottlingException({ message: 'Rate exceeded', $metadata: {} }),
    'a failure of AWS': Object.assign(new Error('oops'), { name: 'UnknownError', $metadata: { httpStatusCode: 502 } }),
    'a time-out': Object.assign(new Error('socket timed out'), { name: 'TimeoutError' }),
    'a broken connection': Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
  };

  it.each(Object.entries(passing))('asks to come again after %s', async (_, cause) => {
    iot.fault = () => cause;
    await expect(registry.createThing({ thingName, attributes: {} })).rejects.toMatchObject({
      name: 'RetryLater',
      cause,
    });
  });

  it('asks to come again when looking up a known certificate is throttled', async () => {
    await registry.registerCertificate(element.certificatePem);
    iot.fault = (call) => (call === 'DescribeCertificate' ? passing['a throttle'] : undefined);
    await expect(registry.registerCertificate(element.certificatePem)).rejects.toBeInstanceOf(RetryLater);
  });

  it('asks to come again when the time for the whole request is over', async () => {
    const silent = createServer(() => {});
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    const { port } = silent.address() as AddressInfo;
    const client = new IoTClient({
      region: 'eu-west-1',
      endpoint: `http://127.0.0.1:${port}`,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const signal = AbortSignal.timeout(50);
    const limited = new AwsDeviceRegistry(client, { policyName: 'device', certificateArnPrefix: 'arn:', signal });
    await expect(limited.createThing({ thingName, attributes: {} })).rejects.toBeInstanceOf(RetryLater);
    await expect(limited.attachPolicy('00')).rejects.toBeInstanceOf(RetryLater);
    silent.closeAllConnections();
    await once(silent.close(), 'close');
  });

  it('passes on what no retry will heal', async () => {
    const denied = new UnauthorizedException({ message: 'no', $metadata: {} });
    iot.fault = () => denied;
    await expect(registry.attachPolicy('00')).rejects.toBe(denied);
  });
});
