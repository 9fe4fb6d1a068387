// Handlers run as they lie in `assets`: AWS SDK included, so that no Lambda runtime's own SDK version counts.
const { join } = require('node:path');

/** @type {import('esbuild').BuildOptions} */
module.exports = {
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  tsconfig: join(__dirname, 'tsconfig.lib.json'),
  outExtension: { '.js': '.mjs' },
  mainFields: ['module', 'main'],
  conditions: ['@cord/source', 'module', 'node'],
  alias: { '@aws-sdk/credential-provider-node': join(__dirname, 'src/shared/environment-credentials.ts') },
  legalComments: 'none',
  sourcemap: false,
};
