import { createMutationConfig } from '../../tools/stryker.base.mjs';

export default createMutationConfig('packages/fleet', {
  slowTests: ['memory-doubles'],
  mutate: ['src/**/*.ts', '!src/**/index.ts', '!src/**/ports.ts'],
});
