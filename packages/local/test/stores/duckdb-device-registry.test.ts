import { describeDeviceDirectoryContract, describeDeviceRegistryContract } from '@cord/testing';
import { issueCertificate } from '@cord/device';
import { openStores, type Stores } from '../../src/stores/stores.js';

const THING = 'CS-CORD-DK-0123f2408ea1fcf201';
const opened: Stores[] = [];

async function openRegistry() {
  const stores = await openStores(':memory:');
  opened.push(stores);
  return stores.registry;
}

afterEach(() => {
  for (const stores of opened.splice(0)) stores.close();
});

describeDeviceRegistryContract('DuckDbDeviceRegistry', openRegistry);
describeDeviceDirectoryContract('DuckDbDeviceRegistry', openRegistry);

describe('DuckDbDeviceRegistry', () => {
  let pem: string;

  beforeAll(async () => {
    const notBefore = new Date('2026-01-15T08:00:00Z');
    const issued = await issueCertificate({
      subject: { commonName: 'sn01' },
      notBefore,
      notAfter: new Date('2054-01-15T08:00:00Z'),
    });
    pem = issued.certificatePem;
  });

  it('tells who presents a certificate', async () => {
    const registry = await openRegistry();
    await registry.createThing({ thingName: THING, attributes: {} });
    const { certificateId } = await registry.registerCertificate(pem);
    expect(await registry.findPrincipal(certificateId)).toEqual({
      certificateId,
      status: 'active',
      hasPolicy: false,
      thingNames: [],
    });
    await registry.attachCertificate(THING, certificateId);
    await registry.attachPolicy(certificateId);
    expect(await registry.findPrincipal(certificateId)).toEqual({
      certificateId,
      status: 'active',
      hasPolicy: true,
      thingNames: [THING],
    });
  });

  it('knows nobody by a certificate that was never registered', async () => {
    const registry = await openRegistry();
    expect(await registry.findPrincipal('ab'.repeat(32))).toBeUndefined();
    expect(await registry.setCertificateStatus('ab'.repeat(32), 'inactive')).toBe(false);
  });

  it('leaves a deactivated certificate inactive when it is registered again', async () => {
    const registry = await openRegistry();
    const { certificateId } = await registry.registerCertificate(pem);
    expect(await registry.setCertificateStatus(certificateId, 'inactive')).toBe(true);
    expect(await registry.registerCertificate(pem)).toEqual({ certificateId, status: 'inactive' });
  });

  it('lists things by name, with attributes and certificates', async () => {
    const registry = await openRegistry();
    await registry.createThing({ thingName: 'b', attributes: { partNumber: 'ATECC608C' } });
    await registry.createThing({ thingName: 'a', attributes: {} });
    const { certificateId } = await registry.registerCertificate(pem);
    await registry.attachCertificate('b', certificateId);
    expect(await registry.listThings()).toEqual([
      { thingName: 'a', attributes: {}, createdAtMs: expect.any(Number), certificates: [] },
      {
        thingName: 'b',
        attributes: { partNumber: 'ATECC608C' },
        createdAtMs: expect.any(Number),
        certificates: [{ certificateId, status: 'active' }],
      },
    ]);
  });

  it('keeps the time of creation in UTC, whatever the zone of the machine', async () => {
    const registry = await openRegistry();
    const before = Date.now();
    await registry.createThing({ thingName: 'a', attributes: {} });
    const [thing] = await registry.listThings();
    expect(Math.abs((thing?.createdAtMs ?? 0) - before)).toBeLessThan(60_000);
  });
});
