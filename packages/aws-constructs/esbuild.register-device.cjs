// The reader of an OEM's own trust anchors is as large as the rest together, and loaded by those alone who have some.
/** @type {import('esbuild').BuildOptions} */
module.exports = { ...require('./esbuild.handlers.cjs'), splitting: true, chunkNames: 'chunk-[hash]' };
