import {
  CancelJobCommand,
  CreateJobCommand,
  DescribeJobExecutionCommand,
  DescribeThingCommand,
  InvalidStateTransitionException,
  IoTClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-iot';
import {
  GetThingShadowCommand,
  IoTDataPlaneClient,
  ResourceNotFoundException as ShadowNotFoundException,
  UpdateThingShadowCommand,
} from '@aws-sdk/client-iot-data-plane';
import {
  formatDesiredRelay,
  parseRelayShadow,
  type DeviceControl,
  type JobOutcome,
  type RelayShadow,
  type RelayState,
} from '@cord/fleet';
import { awsClientOptions } from '../shared/aws-client-options.js';

const outcomes: Readonly<Record<string, JobOutcome>> = {
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  REJECTED: 'failed',
  TIMED_OUT: 'failed',
};

/** AWS IoT's classic shadows and jobs. */
export class AwsDeviceControl implements DeviceControl {
  readonly #registry: IoTClient;
  readonly #data: IoTDataPlaneClient;
  readonly #thingArnPrefix: string;

  /** `thingArnPrefix`: `arn:aws:iot:us-east-1:123456789012:thing/` */
  constructor(clients: { registry: IoTClient; data: IoTDataPlaneClient }, thingArnPrefix: string) {
    this.#registry = clients.registry;
    this.#data = clients.data;
    this.#thingArnPrefix = thingArnPrefix;
  }

  async hasThing(thingName: string): Promise<boolean> {
    try {
      await this.#registry.send(new DescribeThingCommand({ thingName }));
      return true;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return false;
      throw error;
    }
  }

  async desireRelay(thingName: string, relay: RelayState | undefined): Promise<void> {
    const payload = new TextEncoder().encode(formatDesiredRelay(relay));
    await this.#data.send(new UpdateThingShadowCommand({ thingName, payload }));
  }

  async readRelay(thingName: string): Promise<RelayShadow> {
    try {
      const { payload } = await this.#data.send(new GetThingShadowCommand({ thingName }));
      return parseRelayShadow(JSON.parse(new TextDecoder().decode(payload)));
    } catch (error) {
      // A thing that nobody has told anything yet has no shadow.
      if (error instanceof ShadowNotFoundException) return {};
      throw error;
    }
  }

  async startJob(thingName: string, jobId: string, job: { method: string; params: object }): Promise<void> {
    const targets = [`${this.#thingArnPrefix}${thingName}`];
    await this.#registry.send(
      new CreateJobCommand({ jobId, targets, document: JSON.stringify(job), targetSelection: 'SNAPSHOT' }),
    );
  }

  async cancelJob(jobId: string): Promise<void> {
    try {
      await this.#registry.send(new CancelJobCommand({ jobId, force: true }));
    } catch (error) {
      // A job that is gone, or has ended, comes to effect no more either.
      if (error instanceof ResourceNotFoundException || error instanceof InvalidStateTransitionException) return;
      throw error;
    }
  }

  async readJob(thingName: string, jobId: string): Promise<JobOutcome> {
    try {
      const { execution } = await this.#registry.send(new DescribeJobExecutionCommand({ jobId, thingName }));
      return outcomes[execution?.status ?? ''] ?? 'open';
    } catch (error) {
      // The execution comes into being shortly after its job.
      if (error instanceof ResourceNotFoundException) return 'open';
      throw error;
    }
  }
}

/** The control of the region that the function runs in. */
export function createAwsDeviceControl(thingArnPrefix: string): AwsDeviceControl {
  const clients = { registry: new IoTClient(awsClientOptions), data: new IoTDataPlaneClient(awsClientOptions) };
  return new AwsDeviceControl(clients, thingArnPrefix);
}
