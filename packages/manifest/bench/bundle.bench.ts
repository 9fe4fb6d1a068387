import { gzipSync } from 'node:zlib';
import { bundleForBrowser } from '../test/bundle.js';
import { reportFigures } from './results.js';

/** What the package adds to a page, minified. pkijs reads the certificates of callers and is loaded on demand. */
const PROGRAMS = [
  { name: 'parseManifest alone', program: 'export { parseManifest } from SOURCE;', external: [] },
  { name: 'the whole package, loaded at once', program: 'export * from SOURCE;', external: ['pkijs'] },
  { name: 'the whole package, with what it loads on demand', program: 'export * from SOURCE;', external: [] },
];

const figures: Record<string, number> = {};
for (const { name, program, external } of PROGRAMS) {
  const { code } = await bundleForBrowser(program, external);
  figures[`${name}, bytes`] = code.length;
  figures[`${name}, bytes gzipped`] = gzipSync(code).length;
}
reportFigures('bundle', figures);
