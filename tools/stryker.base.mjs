/**
 * Mutation tests of one project: Stryker changes its source in one place at a time, and a test must notice. Run from the root
 * of the repository by the project's `mutation` target, on demand only: it takes many times as long as the tests.
 *
 * @param {string} project  folder of the project, such as `packages/manifest`
 * @param {readonly string[]} mutate  files to change, as patterns below the project, such as `src/chain/**`
 * @param {readonly string[]} slowTests  regular expressions for tests that are left out. Each survivor runs all that are left.
 */
export function createMutationConfig(project, { mutate, slowTests = [] }) {
  const report = `${project}/coverage/mutation`;
  return {
    testRunner: 'jest',
    plugins: ['@stryker-mutator/jest-runner'],
    jest: {
      configFile: `${project}/jest.config.cjs`,
      config: { testPathIgnorePatterns: slowTests },
      enableFindRelatedTests: false,
    },
    testRunnerNodeArgs: ['--experimental-vm-modules', '--no-warnings=ExperimentalWarning'],
    coverageAnalysis: 'perTest',
    // What runs once, when a file is loaded, would need a new process for each mutant.
    ignoreStatic: true,
    concurrency: 2,
    // On a busy machine a test is slow, which must not count as a mutant found.
    timeoutMS: 60_000,
    mutate: mutate.map((pattern) => pattern.replace(/^(!?)/, `$1${project}/`)),
    ignorePatterns: ['.nx', '**/dist', '**/out-tsc', '**/coverage', '**/cdk.out', '**/assets'],
    tempDirName: 'tmp/mutation',
    reporters: ['clear-text', 'progress-append-only', 'html', 'json'],
    htmlReporter: { fileName: `${report}/index.html` },
    jsonReporter: { fileName: `${report}/report.json` },
    clearTextReporter: { logTests: false, reportTests: false },
    thresholds: { high: 95, low: 85, break: 85 },
  };
}
