// Jest's globals rather than an import of them: outside of a test run the package can still be imported.
/// <reference types="jest" />
import type { DeviceDirectory, DeviceRegistry } from '@cord/fleet';
import { createTestCertificate, type TestCertificate } from './test-certificate.js';

const THING = 'CS-CORD-DK-0123f2408ea1fcf201';
const ATTRIBUTES = { uniqueId: '0123f2408ea1fcf201', partNumber: 'ATECC608C-TNGTLSU-B', trust: 'custom' };

/**
 * What every `DeviceDirectory` must tell of what its registry was told. Each test starts with a registry of its own that is
 * empty.
 */
export function describeDeviceDirectoryContract(
  name: string,
  createDirectory: () => Promise<DeviceDirectory & DeviceRegistry>,
): void {
  describe(`${name} as a DeviceDirectory`, () => {
    let directory: DeviceDirectory & DeviceRegistry;
    let first: TestCertificate;
    let second: TestCertificate;

    beforeAll(async () => {
      [first, second] = await Promise.all([createTestCertificate('sn01'), createTestCertificate('sn02')]);
    });
    beforeEach(async () => {
      directory = await createDirectory();
    });
    const register = async (thingName: string, { pem, id }: TestCertificate) => {
      await directory.createThing({ thingName, attributes: ATTRIBUTES });
      await directory.registerCertificate(pem);
      await directory.attachCertificate(thingName, id);
    };

    it('knows nobody behind a certificate that was never registered', async () => {
      expect(await directory.findPrincipal(first.id)).toBeUndefined();
      expect(await directory.listThings()).toEqual([]);
    });

    it('tells a certificate without the device policy from one that has it', async () => {
      await register(THING, first);
      const principal = { certificateId: first.id, status: 'active', thingNames: [THING] };
      expect(await directory.findPrincipal(first.id)).toEqual({ ...principal, hasPolicy: false });
      await directory.attachPolicy(first.id);
      expect(await directory.findPrincipal(first.id)).toEqual({ ...principal, hasPolicy: true });
    });

    it('knows a certificate that is tied to no thing', async () => {
      await directory.registerCertificate(first.pem);
      expect(await directory.findPrincipal(first.id)).toMatchObject({ thingNames: [] });
    });

    it('tells every thing of a certificate', async () => {
      for (const thingName of ['rack', THING]) await register(thingName, first);
      const principal = await directory.findPrincipal(first.id);
      expect(principal?.thingNames.toSorted()).toEqual([THING, 'rack'].toSorted());
    });

    it('withdraws a certificate and gives it back', async () => {
      await register(THING, first);
      expect(await directory.setCertificateStatus(first.id, 'inactive')).toBe(true);
      expect(await directory.findPrincipal(first.id)).toMatchObject({ status: 'inactive' });
      expect(await directory.registerCertificate(first.pem)).toEqual({ certificateId: first.id, status: 'inactive' });
      expect(await directory.setCertificateStatus(first.id, 'active')).toBe(true);
      expect(await directory.findPrincipal(first.id)).toMatchObject({ status: 'active' });
    });

    it('says that there is no such certificate to withdraw', async () => {
      expect(await directory.setCertificateStatus(first.id, 'inactive')).toBe(false);
    });

    it('lists things by name, each with its attributes and certificates', async () => {
      await register('rack', second);
      await register(THING, first);
      await directory.createThing({ thingName: 'bare', attributes: {} });
      await directory.setCertificateStatus(second.id, 'inactive');
      expect(await directory.listThings()).toMatchObject([
        { thingName: THING, attributes: ATTRIBUTES, certificates: [{ certificateId: first.id, status: 'active' }] },
        { thingName: 'bare', attributes: {}, certificates: [] },
        { thingName: 'rack', certificates: [{ certificateId: second.id, status: 'inactive' }] },
      ]);
    });
  });
}
