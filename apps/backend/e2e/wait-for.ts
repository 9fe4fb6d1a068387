import { setTimeout } from 'node:timers/promises';

/** Asks until it is so: what goes through queues and streams takes its own time. Half a minute is far beyond it. */
export async function waitFor(isSo: () => Promise<boolean>): Promise<void> {
  const deadlineMs = Date.now() + 30_000;
  while (!(await isSo())) {
    if (Date.now() > deadlineMs) throw new Error('it did not come to pass within 30 s');
    await setTimeout(200);
  }
}
