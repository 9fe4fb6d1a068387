// Native ESM: what the tests run is what Node runs, and ESM-only packages (pkijs, asn1js) need no transform list.
module.exports = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@cord/source', 'node', 'node-addons'] },
  // What was built is not looked at: its package files would stand beside the real ones.
  modulePathIgnorePatterns: ['<rootDir>/dist'],
  // Catches what hangs; a busy machine alone must not fail a test.
  testTimeout: 60_000,
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  collectCoverageFrom: ['<rootDir>/src/**/*.ts'],
};
