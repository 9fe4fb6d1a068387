import { PassThrough } from 'node:stream';
import type { CertificateStatus, DeviceDirectory, FleetEvent } from '@cord/fleet';
import { ManualClock } from '@cord/testing';
import { Admission } from '../../src/mqtt/admission.js';

const ID = 'ab'.repeat(32);
const AT_MS = Date.parse('2026-01-15T08:00:00Z');

function createAdmission(known: { status: CertificateStatus; hasPolicy: boolean } | undefined) {
  const events: FleetEvent[] = [];
  const directory: Pick<DeviceDirectory, 'findPrincipal'> = {
    findPrincipal: async (certificateId) => known && { certificateId, ...known, thingNames: ['pump'] },
  };
  const admission = new Admission({ directory, clock: new ManualClock(AT_MS), emit: (event) => events.push(event) });
  return { admission, events };
}

const createSocket = () => new PassThrough();

describe('Admission', () => {
  it('lets in an active certificate with the device policy', async () => {
    const { admission, events } = createAdmission({ status: 'active', hasPolicy: true });
    const socket = createSocket();
    expect(await admission.admit(socket, ID)).toBe(true);
    expect(admission.admitClientId(socket, 'pump')).toBe(true);
    expect(events).toEqual([]);
  });

  it.each([
    ['without the device policy', { status: 'active', hasPolicy: false }, 'inactive-certificate'],
    ['that is withdrawn', { status: 'inactive', hasPolicy: true }, 'inactive-certificate'],
    ['that nobody registered', undefined, 'unknown-certificate'],
  ] as const)('rejects a certificate %s, and tells when', async (_, known, code) => {
    const { admission, events } = createAdmission(known);
    const socket = createSocket();
    expect(await admission.admit(socket, ID)).toBe(false);
    expect(events).toEqual([
      { type: 'connection-refused', atMs: AT_MS, code, certificateId: ID, message: expect.any(String) },
    ]);
    expect(admission.principalOf(socket)).toBeUndefined();
  });

  it('rejects a client id that is no thing of the certificate', async () => {
    const { admission, events } = createAdmission({ status: 'active', hasPolicy: true });
    const socket = createSocket();
    await admission.admit(socket, ID);
    expect(admission.admitClientId(socket, 'rack')).toBe(false);
    expect(events).toMatchObject([{ code: 'wrong-client-id', clientId: 'rack' }]);
  });

  it('knows nobody behind a connection any more once its certificate was withdrawn', async () => {
    const { admission, events } = createAdmission({ status: 'active', hasPolicy: true });
    const socket = createSocket();
    await admission.admit(socket, ID);
    expect(admission.principalOf(socket)).toBeDefined();
    admission.disconnect(ID);
    expect(socket.destroyed).toBe(true);
    expect(admission.principalOf(socket)).toBeUndefined();
    expect(admission.admitClientId(socket, 'pump')).toBe(false);
    expect(events).toEqual([]);
  });

  it('rejects a connection whose certificate is withdrawn while the registry is asked', async () => {
    const { admission } = createAdmission({ status: 'active', hasPolicy: true });
    const socket = createSocket();
    const admitted = admission.admit(socket, ID);
    admission.disconnect(ID);
    expect(await admitted).toBe(false);
    expect(socket.destroyed).toBe(true);
    expect(admission.principalOf(socket)).toBeUndefined();
  });
});
