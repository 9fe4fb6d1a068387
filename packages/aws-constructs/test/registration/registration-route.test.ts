import { ThrottlingException } from '@aws-sdk/client-iot';
import {
  createFactory,
  formatPem,
  parsePem,
  provisionSecureElement,
  type Factory,
  type SecureElement,
} from '@cord/device';
import { AwsDeviceRegistry } from '../../src/registration/aws-device-registry.js';
import { answerRegistration } from '../../src/registration/registration-route.js';
import { FakeIotClient } from '../fakes/fake-iot-client.js';

const at = new Date('2026-01-15T08:00:00Z');
const requestContext = { requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef' };

describe('answerRegistration', () => {
  let factory: Factory;
  let element: SecureElement;
  let thingName: string;
  let iot: FakeIotClient;

  beforeAll(async () => {
    factory = await createFactory({ name: 'Test Line', at });
    element = await provisionSecureElement(factory, { at });
    thingName = `CS-CORD-DK-${element.uniqueId}`;
  });
  beforeEach(() => {
    iot = new FakeIotClient();
    jest.spyOn(console, 'info').mockImplementation(() => {});
    jest.spyOn(console, 'error').mockImplementation(() => {});
  });
  afterEach(() => jest.restoreAllMocks());

  const post = (body: string | null, options: { isBase64Encoded?: boolean } = {}) => {
    const registry = new AwsDeviceRegistry(iot.client, {
      policyName: 'device',
      certificateArnPrefix: iot.certificateArnPrefix,
    });
    return answerRegistration({ body, isBase64Encoded: options.isBase64Encoded ?? false, requestContext }, registry, {
      thingPrefix: 'CS-CORD-DK-',
      maxEntries: 25,
      maxBodyBytes: 100_000,
      trust: {
        logSigners: [factory.logSigner.certificatePem],
        deviceRoots: [formatPem('CERTIFICATE', parsePem(factory.root.certificatePem))],
      },
    });
  };
  const manifest = () => JSON.stringify([element.entry]);

  it('registers thing, certificate and policy, and answers success first in under 2 kB', async () => {
    const answer = await post(manifest());
    expect(answer).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/json' } });
    expect(answer.body).toMatch(/^\{"success":true,/);
    expect(answer.body.length).toBeLessThan(2048);
    expectRegistered();
  });

  it('attaches the policy last', async () => {
    await post(manifest());
    expect(iot.calls.at(-1)).toBe('AttachPolicy');
  });

  it('answers a repeat with 200 and registers nothing twice', async () => {
    await post(manifest());
    expect((await post(manifest())).statusCode).toBe(200);
    expectRegistered();
  });

  it('takes a body in base64', async () => {
    const answer = await post(Buffer.from(manifest()).toString('base64'), { isBase64Encoded: true });
    expect(answer.statusCode).toBe(200);
  });

  it('rejects an altered payload with a code and the request id, and calls nothing', async () => {
    const { entry } = element;
    const payload = `${entry.payload.slice(0, 40)}${entry.payload[40] === 'A' ? 'B' : 'A'}${entry.payload.slice(41)}`;
    const answer = await post(JSON.stringify([{ ...entry, payload }]));
    expect(answer.statusCode).toBe(400);
    expect(refusal(answer)).toMatchObject({ code: 'signature-invalid', requestId: requestContext.requestId });
    expect(iot.calls).toEqual([]);
  });

  it.each([null, '', '{', '"text"'])('rejects the body %j', async (body) => {
    const answer = await post(body);
    expect(answer.statusCode).toBe(400);
    expect(refusal(answer).requestId).toBe(requestContext.requestId);
    expect(iot.calls).toEqual([]);
  });

  it('rejects a body over the limit with 413 before reading it', async () => {
    const answer = await post(`[${' '.repeat(100_000)}]`);
    expect(answer.statusCode).toBe(413);
    expect(refusal(answer).code).toBe('body-too-large');
  });

  it('rejects a device whose certificate was withdrawn with 409', async () => {
    await post(manifest());
    for (const certificate of iot.certificates.values()) certificate.status = 'INACTIVE';
    const answer = await post(manifest());
    expect(answer.statusCode).toBe(409);
    expect(refusal(answer).code).toBe('certificate-inactive');
  });

  it('answers 503 with a time to retry when AWS throttles', async () => {
    iot.fault = () => new ThrottlingException({ message: 'Rate exceeded', $metadata: {} });
    const answer = await post(manifest());
    expect(answer).toMatchObject({ statusCode: 503, headers: { 'retry-after': '5' } });
    expect(refusal(answer).code).toBe('registry-busy');
  });

  it('answers 500 without a word of what went wrong', async () => {
    iot.fault = () =>
      Object.assign(new Error('User: arn:aws:sts::123456789012:assumed-role/x is not authorized'), {
        name: 'AccessDenied',
      });
    const answer = await post(manifest());
    expect(answer.statusCode).toBe(500);
    expect(answer.body).toBe(
      `{"success":false,"error":{"code":"internal","message":"the backend failed; try again","requestId":"${requestContext.requestId}"}}`,
    );
  });

  describe('when one call to AWS fails', () => {
    const calls = [
      'ListThingPrincipals',
      'CreateThing',
      'RegisterCertificateWithoutCA',
      'AttachThingPrincipal',
      'AttachPolicy',
    ];
    const cases = calls.flatMap((call) => (['before', 'after'] as const).map((when) => ({ call, when })));

    it.each(cases)('heals on the next try: $call, $when it took effect', async ({ call, when }) => {
      const throttle = new ThrottlingException({ message: 'Rate exceeded', $metadata: {} });
      iot.fault = (name, moment) => (name === call && moment === when ? throttle : undefined);
      expect((await post(manifest())).statusCode).toBe(503);
      iot.fault = () => undefined;
      expect((await post(manifest())).statusCode).toBe(200);
      expectRegistered();
    });
  });

  function expectRegistered() {
    expect([...iot.things.keys()]).toEqual([thingName]);
    const [[certificateId, certificate]] = [...iot.certificates] as [
      [string, { status: string; policies: Set<string> }],
    ];
    expect(iot.certificates.size).toBe(1);
    expect(certificate.status).toBe('ACTIVE');
    expect([...certificate.policies]).toEqual(['device']);
    expect([...iot.things.get(thingName)!.principals]).toEqual([iot.certificateArnPrefix + certificateId]);
  }
});

function refusal(answer: { body: string }): { code: string; requestId: string } {
  return (JSON.parse(answer.body) as { error: { code: string; requestId: string } }).error;
}
