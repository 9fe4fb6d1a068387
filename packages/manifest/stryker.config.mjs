import { createMutationConfig } from '../../tools/stryker.base.mjs';

export default createMutationConfig('packages/manifest', {
  mutate: ['src/{jws,chain,trust}/**/*.ts'],
  slowTests: ['property', 'refusals\\.test', 'browser', 'bundle', 'host-failure', 'side-by-side'],
});
