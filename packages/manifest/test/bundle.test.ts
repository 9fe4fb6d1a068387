import { bundleForBrowser } from './bundle.js';

describe('a bundle', () => {
  it('of parseManifest alone has no crypto in it, nor the tables of keys', async () => {
    const { code, bytesByFile } = await bundleForBrowser('export { parseManifest } from SOURCE;');
    expect(code).not.toMatch(/subtle|ECDSA|SHA-256|Crypto Authentication/);
    const files = Object.keys(bytesByFile).map((file) => file.replace(/.*\/(packages\/manifest\/|node_modules\/)/, ''));
    expect(files.filter((file) => /pkijs|asn1js|noble|es256|jws|certificate|trust|verif/.test(file))).toEqual([]);
  });

  it('of the whole package is whole without anything of Node.js', async () => {
    const { code } = await bundleForBrowser('export * from SOURCE;');
    expect(code.match(/\b(?:from|import|require)\s*\(?["'][^"']*["']/g)).toBeNull();
  });
});
