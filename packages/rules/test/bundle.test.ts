import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const esbuild = join(dirname(createRequire(import.meta.url).resolve('esbuild/package.json')), 'bin/esbuild');

/** The files that a program using one export brings along, by their path below `src` or the name of their package. */
function filesBehind(name: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'rules-bundle-'));
  try {
    const meta = join(folder, 'meta.json');
    const options = ['--bundle', '--format=esm', '--platform=browser', '--log-level=error', `--metafile=${meta}`];
    execFileSync(esbuild, [...options, `--outfile=${join(folder, 'out.js')}`], {
      cwd: root,
      input: `export { ${name} } from './src/index.js'`,
    });
    const { outputs } = JSON.parse(readFileSync(meta, 'utf8')) as {
      outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }>;
    };
    return Object.values(outputs)
      .flatMap(({ inputs }) => Object.entries(inputs))
      .filter(([file, { bytesInOutput }]) => bytesInOutput > 0 && file !== '<stdin>')
      .map(([file]) => file.replace(/^src\//, '').replace(/^.*node_modules\/(@[^/]+\/[^/]+|[^/]+)\/.*$/, '$1'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('a bundle', () => {
  it('of the parser brings no function, no number library and no regular expressions', () => {
    const files = filesBehind('parseStatement');
    expect(files.filter((file) => !file.startsWith('sql/')).toSorted()).toEqual(['errors.ts', 'topic/filter.ts']);
  });

  it('of the state machine brings nothing but itself', () => {
    expect(filesBehind('stepAlert')).toEqual(['alert/step.ts']);
  });

  it('of topic filters brings nothing but them', () => {
    expect(filesBehind('topicMatches')).toEqual(['topic/filter.ts']);
  });

  it('of thresholds brings zod and the parser, but nothing that evaluates', () => {
    const files = filesBehind('defineThreshold');
    expect(files).toContain('sql/parse/template-parser.ts');
    expect(files.filter((file) => /^(functions|value|message)|compile|decimal|re2js|@noble/.test(file))).toEqual([]);
  });

  it('of everything needs nothing of Node', () => {
    expect(filesBehind('compileStatement, explainStatement, checkStatement, compileTemplate')).toContain(
      'sql/compile/compile-statement.ts',
    );
  });
});
