// Jest's globals rather than an import of them: outside of a test run the package can still be imported.
/// <reference types="jest" />
import type { SweepProgress } from '@cord/fleet';

/** What every `SweepProgress` must do. Each test starts with one that nobody has written to. */
export function describeSweepProgressContract(name: string, createProgress: () => SweepProgress): void {
  describe(`${name} as a SweepProgress`, () => {
    it('knows no place before the first is written', async () => {
      expect(await createProgress().readPlace()).toBeUndefined();
    });

    it('gives back the last place', async () => {
      const progress = createProgress();
      await progress.writePlace({ thresholdId: 'load-on', thingName: 'pump' });
      await progress.writePlace({ thresholdId: 'load-on', thingName: 'rack' });
      expect(await progress.readPlace()).toEqual({ thresholdId: 'load-on', thingName: 'rack' });
    });

    it('forgets the place where a sweep came to its end', async () => {
      const progress = createProgress();
      await progress.writePlace({ thresholdId: 'load-on', thingName: 'pump' });
      await progress.writePlace(undefined);
      expect(await progress.readPlace()).toBeUndefined();
    });
  });
}
