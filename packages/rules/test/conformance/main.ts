import { cases, divergences } from './case.js';
import { reportConformance } from './report.js';

const { families, failures, stale } = reportConformance(cases, divergences);
const total = families.reduce(
  (sum, { held, divergent, failed }) => ({
    family: 'all',
    held: sum.held + held,
    divergent: sum.divergent + divergent,
    failed: sum.failed + failed,
  }),
  { family: 'all', held: 0, divergent: 0, failed: 0 },
);
console.log(`${'family'.padEnd(24)}${'held'.padStart(6)}${'divergent'.padStart(11)}${'failed'.padStart(8)}`);
for (const { family, held, divergent, failed } of [...families, total]) {
  console.log(
    `${family.padEnd(24)}${String(held).padStart(6)}${String(divergent).padStart(11)}${String(failed).padStart(8)}`,
  );
}
const byId = new Map(cases.map((test) => [test.id, test]));
for (const { id, found } of failures) {
  const { sql, template, expect } = byId.get(id) ?? {};
  console.log(`\nfailed ${id}\n  ${sql ?? template ?? ''}\n  expected ${JSON.stringify(expect)}\n  found    ${found}`);
}
for (const id of stale) console.log(`\nlisted as divergent, but holds or does not exist: ${id}`);
if (failures.length + stale.length > 0) process.exitCode = 1;
