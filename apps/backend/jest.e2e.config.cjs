// Against an emulated AWS account: see e2e/. Kept apart from the tests, which need no Python and no network.
module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'backend on an emulated AWS',
  testMatch: ['<rootDir>/e2e/**/*.e2e.ts'],
  testTimeout: 60_000,
};
