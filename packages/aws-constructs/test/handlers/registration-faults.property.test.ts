import { createHash } from 'node:crypto';
import { ThrottlingException } from '@aws-sdk/client-iot';
import { issueCertificate, parsePem } from '@cord/device';
import { registerDevice } from '@cord/fleet';
import type { VerifiedEntry } from '@cord/manifest';
import * as fc from 'fast-check';
import { AwsDeviceRegistry } from '../../src/handlers/adapters/aws-device-registry.js';
import { FakeIotClient } from '../fakes/fake-iot-client.js';

const faults = [
  new ThrottlingException({ message: 'Rate exceeded', $metadata: {} }),
  Object.assign(new Error('socket timed out'), { name: 'TimeoutError' }),
  Object.assign(new Error('bad gateway'), { name: 'UnknownError', $metadata: { httpStatusCode: 502 } }),
];
const fault = fc.record({
  error: fc.constantFrom(...faults),
  when: fc.constantFrom('before' as const, 'after' as const),
});

describe('a registration under faults of AWS', () => {
  let entry: VerifiedEntry;

  beforeAll(async () => {
    const { certificatePem: pem } = await issueCertificate({
      subject: { commonName: 'sn0123F2408EA1FCF201' },
      notBefore: new Date('2026-01-15T08:00:00Z'),
      notAfter: new Date('2054-01-15T08:00:00Z'),
    });
    const fingerprint = createHash('sha256').update(parsePem(pem)).digest('hex');
    // What registerDevice reads of an entry; the manifest's own checks are not what is tested here.
    entry = {
      uniqueId: '0123f2408ea1fcf201',
      partNumber: 'ATECC608C-TNGTLSU-B',
      signer: { trust: 'custom' },
      certificate: { pem, fingerprint },
    } as unknown as VerifiedEntry;
  });

  it('comes to one thing with one active certificate and the policy, whatever call fails and however often', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(fault, { nil: undefined }), { maxLength: 30 }), async (plan) => {
        const iot = new FakeIotClient();
        iot.fault = (_call, when, nth) => (plan[nth]?.when === when ? plan[nth].error : undefined);
        const registry = new AwsDeviceRegistry(iot.client, {
          policyName: 'device',
          certificateArnPrefix: iot.certificateArnPrefix,
        });
        let tries = 0;
        for (let isDone = false; !isDone; tries++) {
          isDone = await registerDevice(entry, registry, { thingPrefix: 'CS-CORD-DK-' }).then(
            () => true,
            (error: Error) => {
              expect(error.name).toBe('RetryLater');
              expectNothingConnectsHalfway(iot);
              return false;
            },
          );
        }
        expect(tries).toBeLessThanOrEqual(plan.filter((step) => step !== undefined).length + 1);
        expect(iot.things.size).toBe(1);
        expect([...iot.certificates.values()]).toEqual([{ status: 'ACTIVE', policies: new Set(['device']) }]);
        expect([...iot.things.values()].map(({ principals }) => principals.size)).toEqual([1]);
      }),
    );
  });
});

/** A certificate that has the policy is attached to its thing, so that what may connect is always whole. */
function expectNothingConnectsHalfway(iot: FakeIotClient): void {
  const attached = new Set([...iot.things.values()].flatMap(({ principals }) => [...principals]));
  for (const [certificateId, { policies }] of iot.certificates) {
    if (policies.size > 0) expect(attached).toContain(iot.certificateArnPrefix + certificateId);
  }
}
