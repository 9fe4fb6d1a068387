import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Figures of one run, by what was measured. */
export type Figures = Readonly<Record<string, number>>;

const FOLDER = new URL('results/', import.meta.url);

/**
 * Prints figures beside those of the baseline. With `CORD_BENCH_KEEP` set, they become the baseline, to be committed with a
 * release.
 */
export function reportFigures(subject: string, figures: Figures): void {
  const file = new URL(`${subject}.json`, FOLDER);
  const baseline = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Figures) : {};
  console.log(`\n${subject}`);
  console.table(
    Object.entries(figures).map(([measured, figure]) => ({
      measured,
      figure,
      baseline: baseline[measured],
      change: baseline[measured] ? `${Math.round((figure / baseline[measured] - 1) * 100)} %` : '',
    })),
  );
  if (process.env['CORD_BENCH_KEEP'] !== undefined) writeFileSync(file, `${JSON.stringify(figures, null, 2)}\n`);
}

/** The middle one of some figures. */
export function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[figures.length >> 1]!;
}
