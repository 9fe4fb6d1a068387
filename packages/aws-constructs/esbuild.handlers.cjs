// Handlers run as they lie in `assets`: one file each, AWS SDK included, so that no Lambda runtime's own SDK version counts.
/** @type {import('esbuild').BuildOptions} */
module.exports = {
  outExtension: { '.js': '.mjs' },
  mainFields: ['module', 'main'],
  conditions: ['@cord/source', 'module', 'node'],
  legalComments: 'none',
  sourcemap: false,
};
