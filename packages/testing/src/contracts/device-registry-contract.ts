// Jest's globals rather than an import of them: outside of a test run the package can still be imported.
/// <reference types="jest" />
import type { DeviceRegistry } from '@cord/fleet';
import { createTestCertificate, type TestCertificate } from './test-certificate.js';

const THING = 'CS-CORD-DK-0123f2408ea1fcf201';
const ATTRIBUTES = { uniqueId: '0123f2408ea1fcf201', partNumber: 'ATECC608C-TNGTLSU-B', trust: 'custom' };

/**
 * What every `DeviceRegistry` must do, told through the port alone. Each test starts with a registry of its own that is
 * empty.
 */
export function describeDeviceRegistryContract(
  name: string,
  createRegistry: () => DeviceRegistry | Promise<DeviceRegistry>,
): void {
  describe(`${name} as a DeviceRegistry`, () => {
    let registry: DeviceRegistry;
    let first: TestCertificate;
    let second: TestCertificate;

    beforeAll(async () => {
      [first, second] = await Promise.all([createTestCertificate('sn01'), createTestCertificate('sn02')]);
    });
    beforeEach(async () => {
      registry = await createRegistry();
    });

    it('knows no certificates of a thing that does not exist', async () => {
      expect(await registry.findAttachedCertificates(THING)).toBeUndefined();
    });

    it('tells a thing without certificates from a thing that does not exist', async () => {
      await registry.createThing({ thingName: THING, attributes: ATTRIBUTES });
      expect(await registry.findAttachedCertificates(THING)).toEqual([]);
    });

    it('creates a thing again without a change', async () => {
      await registry.createThing({ thingName: THING, attributes: ATTRIBUTES });
      await attach(registry, THING, first);
      await registry.createThing({ thingName: THING, attributes: ATTRIBUTES });
      expect(await registry.findAttachedCertificates(THING)).toEqual([first.id]);
    });

    it('takes a known thing whose attributes have changed since', async () => {
      await registry.createThing({ thingName: THING, attributes: ATTRIBUTES });
      await registry.createThing({ thingName: THING, attributes: { ...ATTRIBUTES, trust: 'microchip' } });
      expect(await registry.findAttachedCertificates(THING)).toEqual([]);
    });

    it('registers a new certificate as active under the SHA-256 of its DER', async () => {
      expect(await registry.registerCertificate(first.pem)).toEqual({ certificateId: first.id, status: 'active' });
    });

    it('registers a certificate again under the same id', async () => {
      await registry.registerCertificate(first.pem);
      expect(await registry.registerCertificate(first.pem)).toEqual({ certificateId: first.id, status: 'active' });
    });

    it('knows a certificate whose PEM is written with other line ends', async () => {
      await registry.registerCertificate(first.pem);
      const rewritten = first.pem.replaceAll('\n', '\r\n');
      expect(await registry.registerCertificate(rewritten)).toEqual({ certificateId: first.id, status: 'active' });
    });

    it('attaches a certificate to a thing, once however often it is asked', async () => {
      await registry.createThing({ thingName: THING, attributes: ATTRIBUTES });
      await attach(registry, THING, first);
      await registry.attachCertificate(THING, first.id);
      expect(await registry.findAttachedCertificates(THING)).toEqual([first.id]);
    });

    it('tells every certificate of a thing', async () => {
      await registry.createThing({ thingName: THING, attributes: ATTRIBUTES });
      await attach(registry, THING, first);
      await attach(registry, THING, second);
      const attached = await registry.findAttachedCertificates(THING);
      expect(attached?.toSorted()).toEqual([first.id, second.id].toSorted());
    });

    it('keeps the certificates of two things apart', async () => {
      const other = `${THING.slice(0, -4)}ee01`;
      await registry.createThing({ thingName: THING, attributes: ATTRIBUTES });
      await registry.createThing({ thingName: other, attributes: ATTRIBUTES });
      await attach(registry, THING, first);
      await attach(registry, other, second);
      expect(await registry.findAttachedCertificates(THING)).toEqual([first.id]);
      expect(await registry.findAttachedCertificates(other)).toEqual([second.id]);
    });

    it('grants the policy, again without complaint', async () => {
      const { certificateId } = await registry.registerCertificate(first.pem);
      await registry.attachPolicy(certificateId);
      await expect(registry.attachPolicy(certificateId)).resolves.toBeUndefined();
    });

    it('ends in the same state when one registration comes twice at a time', async () => {
      const register = async () => {
        await registry.createThing({ thingName: THING, attributes: ATTRIBUTES });
        await attach(registry, THING, first);
        await registry.attachPolicy(first.id);
      };
      await Promise.all([register(), register()]);
      expect(await registry.findAttachedCertificates(THING)).toEqual([first.id]);
    });
  });
}

async function attach(registry: DeviceRegistry, thingName: string, certificate: { pem: string }): Promise<void> {
  const { certificateId } = await registry.registerCertificate(certificate.pem);
  await registry.attachCertificate(thingName, certificateId);
}
