/** Settles after the given time, or when the terminal or the system asks the process to end. */
export function untilEnded(afterMs: number | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = afterMs === undefined ? undefined : setTimeout(resolve, afterMs);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    // Once: a second Ctrl-C ends the process at once, whatever it is doing.
    process.once('SIGINT', end);
    process.once('SIGTERM', end);
  });
}
