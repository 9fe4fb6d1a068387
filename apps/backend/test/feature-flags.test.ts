import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(__dirname, 'feature-flags.test.ts'));

it('says of every feature flag of CDK what it shall be, so that no synthesis asks', () => {
  const recommended = require('aws-cdk-lib/recommended-feature-flags.json') as Record<string, unknown>;
  const { context } = JSON.parse(readFileSync(join(__dirname, '../cdk.json'), 'utf8')) as { context: object };
  expect(Object.keys(recommended).filter((flag) => !Object.hasOwn(context, flag))).toEqual([]);
});
