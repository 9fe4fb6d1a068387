module.exports = {
  displayName: 'dashboard',
  preset: '../../jest.preset.cjs',
  // A browser starts in a second or two, on a machine with other work in several.
  testTimeout: 60_000,
};
