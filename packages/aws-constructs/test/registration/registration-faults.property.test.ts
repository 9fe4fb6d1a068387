import { createHash } from 'node:crypto';
import { ThrottlingException } from '@aws-sdk/client-iot';
import { issueCertificate, parsePem } from '@cord/device';
import { registerDevice } from '@cord/fleet';
import type { VerifiedEntry } from '@cord/manifest';
import * as fc from 'fast-check';
import { AwsDeviceRegistry } from '../../src/registration/aws-device-registry.js';
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
        const tries = await registerUntilDone(iot);
        expect(tries).toBeLessThanOrEqual(plan.filter((step) => step !== undefined).length + 1);
        expectOneOfEach(iot);
      }),
    );
  });

  it('heals on the second try, whichever single call fails, in whichever way, before or after it was done', async () => {
    const calls = new FakeIotClient();
    await registerUntilDone(calls);
    expect(calls.calls).toHaveLength(5);
    for (const [nth] of calls.calls.entries()) {
      for (const error of faults) {
        for (const when of ['before', 'after'] as const) {
          const iot = new FakeIotClient();
          iot.fault = (_call, at, each) => (each === nth && at === when ? error : undefined);
          expect(await registerUntilDone(iot)).toBe(2);
          expectOneOfEach(iot);
        }
      }
    }
  });

  it.each(['CreateThing', 'RegisterCertificateWithoutCA'])(
    'takes "already exists" of %s for what it is: another was as fast',
    async (call) => {
      const iot = new FakeIotClient();
      const other = new AwsDeviceRegistry(iot.client, options(iot));
      let isOvertaken = false;
      iot.fault = (each, when) => {
        if (each !== call || when !== 'before' || isOvertaken) return undefined;
        isOvertaken = true;
        // The other's call is done at once: the fake keeps no one waiting.
        if (call === 'CreateThing') void other.createThing({ thingName: THING, attributes: { site: 'hall-3' } });
        else void other.registerCertificate(entry.certificate?.pem ?? '');
        return undefined;
      };
      expect(await registerUntilDone(iot)).toBe(1);
      expect(isOvertaken).toBe(true);
      expectOneOfEach(iot);
    },
  );

  /** Registers again and again as a cord does; tells how many tries it took. */
  async function registerUntilDone(iot: FakeIotClient): Promise<number> {
    const registry = new AwsDeviceRegistry(iot.client, options(iot));
    for (let tries = 1; ; tries++) {
      const isDone = await registerDevice(entry, registry, { thingPrefix: 'CS-CORD-DK-' }).then(
        () => true,
        (error: Error) => {
          expect(error.name).toBe('RetryLater');
          expectNothingConnectsHalfway(iot);
          return false;
        },
      );
      if (isDone) return tries;
    }
  }
});

const THING = 'CS-CORD-DK-0123f2408ea1fcf201';

function options(iot: FakeIotClient) {
  return { policyName: 'device', certificateArnPrefix: iot.certificateArnPrefix };
}

function expectOneOfEach(iot: FakeIotClient): void {
  expect([...iot.things.keys()]).toEqual([THING]);
  expect([...iot.certificates.values()]).toEqual([{ status: 'ACTIVE', policies: new Set(['device']) }]);
  expect([...iot.things.values()].map(({ principals }) => principals.size)).toEqual([1]);
}

/** A certificate that has the policy is attached to its thing, so that what may connect is always whole. */
function expectNothingConnectsHalfway(iot: FakeIotClient): void {
  const attached = new Set([...iot.things.values()].flatMap(({ principals }) => [...principals]));
  for (const [certificateId, { policies }] of iot.certificates) {
    if (policies.size > 0) expect(attached).toContain(iot.certificateArnPrefix + certificateId);
  }
}
