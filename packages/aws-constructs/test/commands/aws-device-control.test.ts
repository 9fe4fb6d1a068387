import { ResourceNotFoundException, ThrottlingException, type IoTClient } from '@aws-sdk/client-iot';
import {
  ResourceNotFoundException as ShadowNotFoundException,
  type IoTDataPlaneClient,
} from '@aws-sdk/client-iot-data-plane';
import { describeDeviceControlContract } from '@cord/testing';
import { AwsDeviceControl } from '../../src/commands/aws-device-control.js';
import { FakeIotClient } from '../fakes/fake-iot-client.js';
import { FakeIotDataClient } from '../fakes/fake-iot-data-client.js';

describeDeviceControlContract('AwsDeviceControl', () => {
  const iot = new FakeIotClient();
  const data = new FakeIotDataClient();
  iot.things.set('pump', { attributes: {}, principals: new Set() });
  return {
    control: new AwsDeviceControl({ registry: iot.client, data: data.client }, THINGS),
    reportRelay: (relay) => data.update('pump', { state: { reported: { data: { relay_on: relay === 'on' } } } }),
    finishJob: (jobId, outcome) => {
      iot.jobs.jobs.get(jobId)!.status = outcome.toUpperCase();
    },
  };
});

const THINGS = 'arn:aws:iot:eu-west-1:123456789012:thing/';
const notFound = { message: 'not found', $metadata: {} };

describe('AwsDeviceControl', () => {
  const sent: { name: string; input: Record<string, unknown> }[] = [];
  let answer: (name: string) => unknown;
  let control: AwsDeviceControl;

  beforeEach(() => {
    sent.splice(0);
    answer = () => ({});
    const client = {
      send: async (command: { input: Record<string, unknown> }) => {
        const name = command.constructor.name.replace(/Command$/, '');
        sent.push({ name, input: command.input });
        const answered = answer(name);
        if (answered instanceof Error) throw answered;
        return answered;
      },
    };
    const clients = { registry: client as unknown as IoTClient, data: client as unknown as IoTDataPlaneClient };
    control = new AwsDeviceControl(clients, THINGS);
  });

  it('tells a thing that is there from one that is not', async () => {
    expect(await control.hasThing('pump')).toBe(true);
    answer = () => new ResourceNotFoundException(notFound);
    expect(await control.hasThing('pump')).toBe(false);
  });

  it('passes on what is no answer', async () => {
    const throttled = new ThrottlingException(notFound);
    answer = () => throttled;
    await expect(control.hasThing('pump')).rejects.toBe(throttled);
    await expect(control.readRelay('pump')).rejects.toBe(throttled);
    await expect(control.readJob('pump', 'j-1')).rejects.toBe(throttled);
  });

  it('wishes the relay in the shadow and takes the wish back', async () => {
    await control.desireRelay('pump', 'off');
    await control.desireRelay('pump', undefined);
    const documents = sent.map(({ input }) => JSON.parse(new TextDecoder().decode(input['payload'] as Uint8Array)));
    expect(documents).toEqual([
      { state: { desired: { data: { relay_on: false } } } },
      { state: { desired: { data: { relay_on: null } } } },
    ]);
  });

  it('reads the relay from the shadow, and knows nothing where there is none', async () => {
    const document = { state: { desired: { data: { relay_on: true } }, reported: { data: { relay_on: false } } } };
    answer = () => ({ payload: new TextEncoder().encode(JSON.stringify(document)) });
    expect(await control.readRelay('pump')).toEqual({ desired: 'on', reported: 'off' });
    answer = () => new ShadowNotFoundException(notFound);
    expect(await control.readRelay('pump')).toEqual({});
  });

  it('starts a job for one thing, and cancels it even where the thing has begun', async () => {
    await control.startJob('pump', 'j-1', { method: 'reboot', params: {} });
    await control.cancelJob('j-1');
    expect(sent).toEqual([
      {
        name: 'CreateJob',
        input: {
          jobId: 'j-1',
          targets: [`${THINGS}pump`],
          document: '{"method":"reboot","params":{}}',
          targetSelection: 'SNAPSHOT',
        },
      },
      { name: 'CancelJob', input: { jobId: 'j-1', force: true } },
    ]);
  });

  it.each([
    ['QUEUED', 'open'],
    ['IN_PROGRESS', 'open'],
    ['SUCCEEDED', 'succeeded'],
    ['FAILED', 'failed'],
    ['REJECTED', 'failed'],
    ['TIMED_OUT', 'failed'],
  ])('reads a job that is %s as %s', async (status, outcome) => {
    answer = () => ({ execution: { status } });
    expect(await control.readJob('pump', 'j-1')).toBe(outcome);
  });

  it('takes a job that has not reached its thing for open', async () => {
    answer = () => new ResourceNotFoundException(notFound);
    expect(await control.readJob('pump', 'j-1')).toBe('open');
  });
});
