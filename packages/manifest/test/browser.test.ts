import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describeInBrowser } from '@cord/testing/browser';
import { createManifest, createTestLine, zip } from '@cord/testing/manifest';
import { bundleForBrowser } from './bundle.js';

/** Runs in the page: verifies what the server holds, as JSON, as a zip and as a stream. */
const PROGRAM = `
  import { ManifestError, verifyManifest, verifyManifestStream } from SOURCE;
  globalThis.verifyAll = async ({ at, ...trust }) => {
    const options = { ...trust, at: new Date(at) };
    const json = new Uint8Array(await (await fetch('/manifest.json')).arrayBuffer());
    const zip = new Uint8Array(await (await fetch('/manifest.zip')).arrayBuffer());
    const reports = [await verifyManifest(json, options), await verifyManifest(zip, options)];
    const streamed = [];
    const chunks = async function* () { for (let i = 0; i < json.length; i += 777) yield json.subarray(i, i + 777); };
    for await (const outcome of verifyManifestStream(chunks(), options)) streamed.push(outcome.ok);
    const [first] = reports[0].outcomes;
    const stranger = await verifyManifest(json);
    return {
      verified: reports.map(({ verified }) => verified),
      streamed,
      certificate: { pem: first.entry.certificate.pem, fingerprint: first.entry.certificate.fingerprint },
      refusals: stranger.outcomes.map(({ error }) => error instanceof ManifestError && error.code),
      hasNode: 'process' in globalThis || 'Buffer' in globalThis,
    };
  };`;

describeInBrowser('in a headless Chromium', (browser) => {
  let server: Server;

  afterAll(() => {
    server?.close();
  });

  it('verifies a manifest as JSON, as a zip and as a stream, and refuses strangers', async () => {
    const { bytes, options } = await createManifest(await createTestLine());
    const { code } = await bundleForBrowser(PROGRAM);
    server = await serve({
      '/': ['text/html', '<script type="module" src="/program.js"></script>'],
      '/program.js': ['text/javascript', code],
      '/manifest.json': ['application/json', bytes],
      '/manifest.zip': ['application/zip', zip({ 'manifest.json': bytes })],
    });
    const page = await browser().newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction('globalThis.verifyAll');
    const found = await page.evaluate(`globalThis.verifyAll(${JSON.stringify(options)})`);
    expect(found).toEqual({
      verified: [3, 3],
      streamed: [true, true, true],
      certificate: {
        pem: expect.stringMatching(/^-----BEGIN CERTIFICATE-----\n/) as string,
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      },
      refusals: ['signer-unknown', 'signer-unknown', 'signer-unknown'],
      hasNode: false,
    });
  }, 60_000);
});

async function serve(files: Readonly<Record<string, readonly [string, string | Uint8Array]>>): Promise<Server> {
  const listener = createServer(({ url = '' }, response) => {
    const [type, body] = files[url] ?? ['text/plain', ''];
    response.writeHead(url in files ? 200 : 404, { 'content-type': type }).end(body);
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return listener;
}
