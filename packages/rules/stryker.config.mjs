import { createMutationConfig } from '../../tools/stryker.base.mjs';

export default createMutationConfig('packages/rules', {
  mutate: ['src/{alert,threshold}/**/*.ts'],
  slowTests: ['property', 'conformance', 'bundle', 'test/functions', 'test/value', 'test/topic', 'test/sql'],
});
