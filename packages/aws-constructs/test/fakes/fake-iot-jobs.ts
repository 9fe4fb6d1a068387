import {
  CancelJobCommand,
  CreateJobCommand,
  DescribeJobExecutionCommand,
  InvalidStateTransitionException,
  ResourceNotFoundException,
} from '@aws-sdk/client-iot';

interface Job {
  thingNames: readonly string[];
  document: string;
  /** Of the one execution. */
  status: string;
}

/** AWS IoT's jobs in memory, each with one target and one execution. */
export class FakeIotJobs {
  readonly jobs = new Map<string, Job>();

  /** `undefined` where the command is not about jobs. */
  answer(command: unknown): object | undefined {
    if (command instanceof CreateJobCommand) {
      const { jobId = '', targets = [], document = '' } = command.input;
      this.jobs.set(jobId, { thingNames: targets.map((arn) => arn.split(':thing/')[1]!), document, status: 'QUEUED' });
      return { jobId };
    }
    if (command instanceof CancelJobCommand) {
      const job = this.#job(command.input.jobId);
      if (!['QUEUED', 'IN_PROGRESS'].includes(job.status)) {
        throw new InvalidStateTransitionException({ message: `job is ${job.status}`, $metadata: {} });
      }
      job.status = 'CANCELED';
      return { jobId: command.input.jobId };
    }
    if (command instanceof DescribeJobExecutionCommand) {
      const { status } = this.#job(command.input.jobId, command.input.thingName);
      return { execution: { jobId: command.input.jobId, status } };
    }
    return undefined;
  }

  #job(jobId = '', thingName?: string): Job {
    const job = this.jobs.get(jobId);
    if (job === undefined || (thingName !== undefined && !job.thingNames.includes(thingName))) {
      throw new ResourceNotFoundException({ message: `Job ${jobId} not found`, $metadata: {} });
    }
    return job;
  }
}
