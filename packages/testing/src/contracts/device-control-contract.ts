// Jest's globals rather than an import of them: outside of a test run the package can still be imported.
/// <reference types="jest" />
import type { DeviceControl, RelayState } from '@cord/fleet';

/** A control over one registered thing, `pump`, and the cord's part, which the test plays. */
export interface ControlledCord {
  control: DeviceControl;
  /** The cord reports its relay and leaves the wish where it lies. */
  reportRelay(relay: RelayState): Promise<void> | void;
  finishJob(jobId: string, outcome: 'succeeded' | 'failed'): Promise<void> | void;
}

/** What every `DeviceControl` must do. Each test starts with a thing whose shadow is empty. */
export function describeDeviceControlContract(
  name: string,
  createCord: () => Promise<ControlledCord> | ControlledCord,
): void {
  describe(`${name} as a DeviceControl`, () => {
    let cord: ControlledCord;
    beforeEach(async () => {
      cord = await createCord();
    });

    it('tells a registered thing from one that is not', async () => {
      expect(await cord.control.hasThing('pump')).toBe(true);
      expect(await cord.control.hasThing('rack')).toBe(false);
    });

    it('knows nothing of a relay that nobody has told of', async () => {
      expect(await cord.control.readRelay('pump')).toEqual({});
    });

    it('keeps a wish until it is taken back, beside what the cord reports', async () => {
      await cord.control.desireRelay('pump', 'off');
      await cord.reportRelay('on');
      expect(await cord.control.readRelay('pump')).toEqual({ desired: 'off', reported: 'on' });
      await cord.control.desireRelay('pump', undefined);
      expect(await cord.control.readRelay('pump')).toEqual({ reported: 'on' });
    });

    it('lets the last wish hold', async () => {
      await cord.control.desireRelay('pump', 'off');
      await cord.control.desireRelay('pump', 'on');
      expect(await cord.control.readRelay('pump')).toEqual({ desired: 'on' });
    });

    it.each(['succeeded', 'failed'] as const)('follows a job until it has %s', async (outcome) => {
      await cord.control.startJob('pump', 'job-1', { method: 'reboot', params: {} });
      expect(await cord.control.readJob('pump', 'job-1')).toBe('open');
      await cord.finishJob('job-1', outcome);
      expect(await cord.control.readJob('pump', 'job-1')).toBe(outcome);
    });

    it('cancels a job that is open', async () => {
      await cord.control.startJob('pump', 'job-1', { method: 'reboot', params: {} });
      await expect(cord.control.cancelJob('job-1')).resolves.toBeUndefined();
    });

    it('takes a job that is gone, or has ended, for cancelled: it comes to effect no more', async () => {
      await expect(cord.control.cancelJob('job-0')).resolves.toBeUndefined();
      await cord.control.startJob('pump', 'job-1', { method: 'reboot', params: {} });
      await cord.finishJob('job-1', 'succeeded');
      await expect(cord.control.cancelJob('job-1')).resolves.toBeUndefined();
    });
  });
}
