// For what builds on the constructs: they are CommonJS (they read __dirname), so tests run as CommonJS; the few dependencies
// that are ES modules only are transformed too.
const preset = require('../../jest.preset.cjs');
const esModules = '/node_modules/\\.pnpm/(pkijs|asn1js|bytestreamjs|@peculiar\\+utils|@noble\\+hashes)@';
const swc = [
  '@swc/jest',
  {
    swcrc: false,
    jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  },
];
module.exports = {
  ...preset,
  modulePathIgnorePatterns: ['<rootDir>/(dist|assets|cdk.out)/'],
  extensionsToTreatAsEsm: [],
  transform: { '^.+\\.ts$': swc, [`${esModules}.+\\.js$`]: swc },
  transformIgnorePatterns: [`^(?!.*${esModules}).*/node_modules/`],
};
