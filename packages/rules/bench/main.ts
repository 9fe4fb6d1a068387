import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measure, type Timing } from './measure.js';
import { createSubjects } from './subjects.js';

/** Figures of a release, which later runs are compared with: `--write` makes them. */
const baselinePath = join(dirname(fileURLToPath(import.meta.url)), 'results', '0.1.0.json');

type Results = Readonly<Record<string, readonly Timing[]>>;

const before = readBaseline();
const results: Record<string, readonly Timing[]> = {};
console.log(`${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`);
for (const { name, contestants } of createSubjects()) {
  const timings = measure(contestants);
  results[name] = timings;
  console.log(`\n${name}`);
  for (const timing of timings) console.log(formatTiming(timing, timings, before?.[name]));
}
if (process.argv.includes('--write')) writeFileSync(baselinePath, `${JSON.stringify(results, undefined, 2)}\n`);
// The peers that answer by promise have work left that nobody waits for.
process.exit(0);

function formatTiming(
  { name, bestNs }: Timing,
  [first]: readonly Timing[],
  baseline: readonly Timing[] | undefined,
): string {
  const factor = bestNs / (first?.bestNs ?? bestNs);
  const earlier = baseline?.find((timing) => timing.name === name)?.bestNs;
  const change = earlier === undefined ? '' : `${((bestNs / earlier - 1) * 100).toFixed(0)} %`;
  const columns = [`${bestNs.toFixed(1)} ns`, `${(1000 / bestNs).toFixed(2)} M/s`, `${factor.toFixed(2)} x`, change];
  return `  ${name.padEnd(32)}${columns.map((column) => column.padStart(14)).join('')}`;
}

function readBaseline(): Results | undefined {
  try {
    return JSON.parse(readFileSync(baselinePath, 'utf8')) as Results;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
