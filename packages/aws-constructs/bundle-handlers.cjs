// Every `src/**/<name>.handler.ts` becomes `assets/<name>/<name>.mjs`. Each is a build of its own: in one build for all,
// handlers would share chunks, and a function is uploaded with the files of its own folder alone.
const { readdirSync, rmSync } = require('node:fs');
const { basename, join } = require('node:path');
const { build } = require('esbuild');
const options = require('./esbuild.handlers.cjs');

const ENDING = '.handler.ts';
const source = join(__dirname, 'src');
const assets = join(__dirname, 'assets');

// Handlers whose `import(…)` is a chunk of its own: the reader of an OEM's own trust anchors is as large as the rest of the
// registration together, and loaded by those alone who have some. Elsewhere such a chunk would lie there unused.
const splitHandlers = new Set(['register-device']);

async function bundle(file) {
  const name = basename(file, ENDING);
  const entryPoints = [{ in: join(source, file), out: name }];
  const splitting = splitHandlers.has(name);
  await build({ ...options, splitting, chunkNames: 'chunk-[hash]', entryPoints, outdir: join(assets, name) });
}

rmSync(assets, { recursive: true, force: true });
const handlers = readdirSync(source, { recursive: true }).filter((file) => file.endsWith(ENDING));
Promise.all(handlers.map(bundle)).catch(() => {
  // What is wrong, esbuild has said already.
  process.exitCode = 1;
});
