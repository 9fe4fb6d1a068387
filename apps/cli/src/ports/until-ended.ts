import { constants } from 'node:os';

/**
 * Settles after the given time, or when the terminal or the system asks the process to end. Asked a second time, the process ends
 * at once, whatever it is doing.
 */
export function untilEnded(afterMs: number | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = afterMs === undefined ? undefined : setTimeout(resolve, afterMs);
    let isAsked = false;
    const end = (signal: 'SIGINT' | 'SIGTERM') => {
      if (isAsked) process.exit(128 + constants.signals[signal]);
      isAsked = true;
      clearTimeout(timer);
      resolve();
    };
    // Listeners that stay: what restores the cursor (signal-exit) kills the process where it finds itself the only one to listen.
    process.on('SIGINT', end);
    process.on('SIGTERM', end);
  });
}
