import type { DeviceControl, JobOutcome, RelayShadow, RelayState } from '@cord/fleet';

/** Shadows and jobs in maps; the test plays the cords. */
export class MemoryDeviceControl implements DeviceControl {
  readonly shadows = new Map<string, RelayShadow>();
  readonly jobs = new Map<string, JobOutcome>();

  constructor(...thingNames: readonly string[]) {
    for (const thingName of thingNames) this.shadows.set(thingName, {});
  }

  async hasThing(thingName: string): Promise<boolean> {
    return this.shadows.has(thingName);
  }

  async desireRelay(thingName: string, relay: RelayState | undefined): Promise<void> {
    const { desired: _, ...shadow } = this.shadows.get(thingName) ?? {};
    this.shadows.set(thingName, { ...shadow, ...(relay !== undefined && { desired: relay }) });
  }

  async readRelay(thingName: string): Promise<RelayShadow> {
    return this.shadows.get(thingName) ?? {};
  }

  async startJob(_thingName: string, jobId: string): Promise<void> {
    this.jobs.set(jobId, 'open');
  }

  async cancelJob(jobId: string): Promise<void> {
    this.jobs.delete(jobId);
  }

  async readJob(_thingName: string, jobId: string): Promise<JobOutcome> {
    return this.jobs.get(jobId) ?? 'open';
  }
}
