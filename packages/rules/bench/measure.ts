/** One way to do something, to be timed against others. */
export interface Contestant {
  readonly name: string;
  /** Does it once; the result keeps the engine from leaving it out. */
  readonly run: () => unknown;
}

export interface Timing {
  readonly name: string;
  /** Of the quietest round. Units: nanoseconds of the processor's time, which other programs take nothing of. */
  readonly bestNs: number;
}

const ROUNDS = 15;
/** Units: milliseconds of one contestant in one round. */
const ROUND_MS = 25;

/** Times contestants in turn, round after round, so that a busy machine is busy for all of them. */
export function measure(contestants: readonly Contestant[]): Timing[] {
  const counts = contestants.map(calibrate);
  const best = contestants.map(() => Infinity);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, contestant] of contestants.entries()) {
      best[index] = Math.min(best[index] ?? Infinity, time(contestant, counts[index] ?? 1));
    }
  }
  return contestants.map(({ name }, index) => ({ name, bestNs: best[index] ?? Infinity }));
}

/** How often it runs in one round; warms it up on the way. */
function calibrate(contestant: Contestant): number {
  let count = 1;
  while (true) {
    const spentMs = (time(contestant, count) * count) / 1e6;
    if (spentMs >= ROUND_MS / 2) return Math.max(1, Math.round((count * ROUND_MS) / spentMs));
    count *= 2;
  }
}

/** Units: nanoseconds of processor time for one run, the garbage it leaves included. */
function time({ run }: Contestant, count: number): number {
  let kept: unknown;
  const start = process.cpuUsage();
  for (let index = 0; index < count; index += 1) kept = run();
  const { user, system } = process.cpuUsage(start);
  const spent = (user + system) * 1000;
  if (kept === time) throw new Error('never: the results are looked at');
  return spent / count;
}
