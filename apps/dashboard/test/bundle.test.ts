import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const dist = join(import.meta.dirname, '../dist');
/** Preact, the chart and the page itself; the chart is two thirds of it. */
const BUDGET_GZIPPED_BYTES = 45_000;

async function readBuilt(ending: string): Promise<string> {
  const names = (await readdir(dist, { recursive: true })).filter((name) => name.endsWith(ending));
  const files = await Promise.all(names.map((name) => readFile(join(dist, name), 'utf8')));
  return files.join('\n');
}

it('holds none of the code that validates configuration, manifests or SQL', async () => {
  const script = await readBuilt('.js');
  expect(script).toContain('telemetry-stored');
  for (const foreign of ['ZodError', 'asn1', 'pkijs', 'SqlError', 'ManifestError'])
    expect(script).not.toContain(foreign);
});

it('stays within its budget', async () => {
  const page = await Promise.all(['.html', '.js', '.css'].map((ending) => readBuilt(ending)));
  expect(gzipSync(page.join('\n'), { level: 9 }).length).toBeLessThan(BUDGET_GZIPPED_BYTES);
});

it('has no script or style in the page itself, which its content security policy would refuse', async () => {
  const html = await readBuilt('.html');
  expect(html).toMatch(/<script type="module" crossorigin src="\/assets\/[^"]+"><\/script>/);
  expect(html).not.toMatch(/<script[^>]*>[^<]|<style/);
});
