import { createMutationConfig } from '../../tools/stryker.base.mjs';

/** The tests of these folders themselves must notice: those of whole manifests would, too, at many times the cost. */
export default createMutationConfig('packages/manifest', {
  mutate: ['src/{jws,chain,trust}/**/*.ts'],
  slowTests: ['property', '/test/[^/]+\\.test', '/test/(?:container|encoding|fast|platform|verify)/'],
});
