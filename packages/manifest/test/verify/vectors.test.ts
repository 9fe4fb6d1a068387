import { X509Certificate, createHash } from 'node:crypto';
import { describeVectors } from '@cord/testing/manifest';
import {
  type EntryOutcome,
  microchipDeviceRoots,
  microchipLogSigners,
  microchipTestSigner,
  verifyManifest,
} from '../../src/index.js';

const ROOT = 'Crypto Authentication Root CA 002';
/** When all device certificates in the files were valid. */
const at = new Date('2026-01-01T00:00:00Z');

const GENUINE = [
  { file: 'docs2019_pdf_ATECC608A-MAH22', entries: 1, signer: 'Log Signer 001', expired: true, rootName: ROOT },
  {
    file: 'docs_onlinedocs_v2_limited_ATECC608C-MAH22',
    entries: 1,
    signer: 'Manifest Signer 005',
    expired: false,
    rootName: undefined,
  },
  { file: 'thingpress_ECC608C-TNGTLSU-B', entries: 10, signer: 'Manifest Signer 005', expired: false, rootName: ROOT },
  { file: 'ttn_ATECC608A-MAHT3_B', entries: 1, signer: 'Log Signer 002', expired: true, rootName: ROOT },
  { file: 'ttn_ATECC608A-MAHT3_C', entries: 1, signer: 'Log Signer 002', expired: true, rootName: ROOT },
];

const TOOL_MADE = [
  { file: 'pytrustplatform_selfsigned_output_1', signer: 'selfsigned_pytrustplatform_dummy_signer-ca.crt', keys: 1 },
  { file: 'pytrustplatform_selfsigned_output_2', signer: 'selfsigned_pytrustplatform_dummy_signer-ca.crt', keys: 1 },
  { file: 'selfsigned_azure_tpds_TFLXTLS', signer: 'selfsigned_Azure_TPDS_PnP_manifest_ca.crt', keys: 8 },
  { file: 'selfsigned_azure_tpds_TNGTLS', signer: 'selfsigned_Azure_TPDS_PnP_manifest_ca.crt', keys: 5 },
];

describeVectors('public manifests', (vectors) => {
  const manifest = (name: string) => vectors.read(`manifests/${name}.json`);

  it.each(GENUINE)('verifies $file', async ({ file, entries, signer, expired, rootName }) => {
    const report = await verifyManifest(manifest(file), { at, checkSerialNumber: true });
    expect(report).toMatchObject({ verified: entries, refused: 0 });
    for (const outcome of report.outcomes) {
      expect(outcome).toMatchObject({ ok: true, warnings: [] });
      const { entry } = outcome as EntryOutcome & { ok: true };
      expect(entry.signer).toMatchObject({ name: signer, trust: 'microchip', expired });
      expect(entry.certificate?.rootName).toBe(rootName);
    }
  });

  it("verifies the one by Microchip's test key when asked to, and tells what is odd about it", async () => {
    const report = await verifyManifest(manifest('ttn_ATECC608A-MAHT2_LogSignerTest'), { at, allowTestSigner: true });
    expect(report.outcomes).toMatchObject([
      {
        ok: true,
        warnings: [{ code: 'jwk-coordinate-padding' }, { code: 'jwk-coordinate-padding' }],
        entry: {
          signer: { name: 'Log Signer Test', trust: 'test', expired: true },
          keys: [{ kid: '1', certified: true, x: 'zsS63T2tTurSOa5vdUjidSE65RFsuX8Dc460BJfTMg4' }],
        },
      },
    ]);
  });

  it("rejects the one by Microchip's test key unless asked to", async () => {
    const report = await verifyManifest(manifest('ttn_ATECC608A-MAHT2_LogSignerTest'), { at });
    expect(report.outcomes).toMatchObject([{ ok: false, error: { code: 'signer-test-not-allowed' } }]);
  });

  it.each(TOOL_MADE)('verifies $file with its own signer given', async ({ file, signer, keys }) => {
    const logSigners = [vectors.read(`log-signers/${signer}`)];
    const report = await verifyManifest(manifest(file), { at, logSigners, mode: 'tolerant' });
    expect(report.outcomes).toMatchObject([
      { ok: true, entry: { signer: { trust: 'custom' }, certificate: { rootName: ROOT } } },
    ]);
    const [outcome] = report.outcomes as [EntryOutcome & { ok: true }];
    expect(outcome.entry.keys).toHaveLength(keys);
  });

  it.each(TOOL_MADE)('rejects $file without its signer', async ({ file }) => {
    const report = await verifyManifest(manifest(file), { at });
    expect(report.outcomes).toMatchObject([{ ok: false, error: { code: 'signer-unknown' } }]);
  });

  it.each(['strict', 'tolerant'] as const)('rejects the one with a bad signature in %s mode', async (mode) => {
    const report = await verifyManifest(manifest('ttn_ATECC608A-MAHT3_badsig'), { at, mode });
    expect(report.outcomes).toMatchObject([
      { ok: false, error: { code: 'signature-length', uniqueId: '01238ebe20080bd527', path: 'signature' } },
    ]);
  });

  it.each([
    ['ttn_ATECC608A-MAHT3_B', '0004a310001ff9da'],
    ['ttn_ATECC608A-MAHT3_C', '0004a310001aa90a'],
    ['thingpress_ECC608C-TNGTLSU-B', undefined],
  ])('reads the address of %s from common name or alternative name, and none from zeros', async (file, devEui) => {
    const [outcome] = (await verifyManifest(manifest(file), { at })).outcomes;
    const { entry } = outcome as EntryOutcome & { ok: true };
    expect([entry.devEui, entry.macAddress]).toEqual([devEui, undefined]);
  });

  it.each([
    ['thingpress_ECC608C-TNGTLSU-B', 'MCHP_manifest_signer_5_Mar_6-2024_noExpiration.crt', 'microchip'],
    ['ttn_ATECC608A-MAHT2_LogSignerTest', 'MCHP_log_signer_test_Jan-2019_Feb-2019.crt', 'test'],
  ])('knows the signer of %s for what it is when the caller names it', async (file, signer, trust) => {
    const options = {
      at,
      trustMicrochip: false,
      logSigners: [vectors.read(`log-signers/${signer}`)],
      deviceRoots: [vectors.read('device-roots/Crypto_Authentication_Root_CA_002.crt')],
    };
    const { outcomes } = await verifyManifest(manifest(file), options);
    expect(outcomes[0]).toMatchObject({ ok: true, entry: { signer: { trust }, certificate: { rootName: ROOT } } });
  });

  it('tells the model information of LoRaWAN parts', async () => {
    const [outcome] = (await verifyManifest(manifest('ttn_ATECC608A-MAHT3_B'), { at })).outcomes;
    const { modelInfo } = (outcome as EntryOutcome & { ok: true }).entry;
    expect(modelInfo?.publicData).toMatchObject([{ zone: 'data', slot: 9, offset: 0 }]);
  });

  it('gives the certificate as Node.js reads it', async () => {
    const { outcomes } = await verifyManifest(manifest('thingpress_ECC608C-TNGTLSU-B'), { at });
    for (const outcome of outcomes as (EntryOutcome & { ok: true })[]) {
      const certificate = outcome.entry.certificate!;
      const parsed = new X509Certificate(certificate.pem);
      expect(parsed.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(certificate.fingerprint);
      expect(new Date(parsed.validTo)).toEqual(certificate.notAfter);
      expect(parsed.subject.split('\n').join(', ')).toBe(certificate.subject);
      expect(certificate.chainPem.startsWith(certificate.pem)).toBe(true);
      const signer = new X509Certificate(certificate.chainPem.slice(certificate.pem.length));
      expect(parsed.verify(signer.publicKey)).toBe(true);
    }
  });

  it.each([...microchipLogSigners, microchipTestSigner].map((signer) => ({ folder: 'log-signers', ...signer })))(
    'holds the facts of $name',
    (signer) => expectFacts(signer, findCertificate(signer)),
  );

  it.each(microchipDeviceRoots.map((root) => ({ folder: 'device-roots', ...root })))(
    'holds the facts of $name',
    (root) => {
      const certificate = findCertificate(root);
      expectFacts(root, certificate);
      expect(certificate.raw.toString('hex')).toContain(root.subject);
      expect(certificate.ca).toBe(true);
    },
  );

  function findCertificate({ folder, sha256 }: { folder: string; sha256: string }): X509Certificate {
    const certificates = vectors.list(folder).map((file) => new X509Certificate(vectors.read(`${folder}/${file}`)));
    return certificates.find(({ raw }) => createHash('sha256').update(raw).digest('hex') === sha256)!;
  }
});

function expectFacts(facts: (typeof microchipLogSigners)[number], certificate: X509Certificate): void {
  const point = certificate.publicKey.export({ format: 'der', type: 'spki' }).subarray(-65);
  expect({
    name: certificate.subject.split('CN=')[1],
    kid: createHash('sha1').update(point).digest('base64url'),
    notBefore: new Date(certificate.validFrom),
    notAfter: new Date(certificate.validTo),
    publicKey: certificate.publicKey.export({ format: 'jwk' }),
  }).toEqual({
    name: facts.name,
    kid: facts.kid,
    notBefore: facts.notBefore,
    notAfter: facts.notAfter,
    publicKey: facts.publicKey,
  });
}
