import { webcrypto } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import {
  type EntryRecipe,
  type Json,
  type TestLine,
  UNIQUE_IDS,
  createEntry,
  createManifest,
  createTestLine,
  describeLogSigner,
  formatManifest,
  issueCertificate,
  signTexts,
  without,
  zip,
} from '@cord/testing/manifest';
import { type VerifiedEntry, type VerifyOptions, verifyEntry, verifyManifest } from '../../src/index.js';

const [ID] = UNIQUE_IDS;
const LIMITED_PAYLOAD = {
  version: 2,
  model: 'ATECC608C',
  partNumber: 'ATECC608C-MAH22',
  provisioningTimestamp: '2026-03-04T05:06:07.890Z',
};
let line: TestLine;

beforeAll(async () => {
  line = await createTestLine();
});

describe('verifyEntry', () => {
  it('tells what version 1 says, from signed facts alone', async () => {
    const entry = await verify({
      payload: (payload) => ({
        ...payload,
        groupId: 'Unknown',
        distributor: undefined,
        distributer: { organizationName: 'Shop' },
        modelInfo: {
          deviceRevision: '6003',
          publicData: [
            { zone: 'data', slot: 9, offset: 0, data: 'AAAA' },
            { zone: 'otp', data: '' },
          ],
        },
      }),
    });
    expect(entry).toMatchObject({
      version: 1,
      uniqueId: ID,
      model: 'ATECC608C',
      partNumber: 'ATECC608C-TNGTLSU-B',
      provisionedAt: line.startedAt,
      groupId: 'Unknown',
      manufacturer: { organizationName: 'Example Works', organizationalUnitName: 'Local Provisioning' },
      distributor: { organizationName: 'Shop' },
      modelInfo: {
        deviceRevision: '6003',
        publicData: [
          { zone: 'data', slot: 9, offset: 0, data: 'AAAA' },
          { zone: 'otp', data: '' },
        ],
      },
      signer: { name: 'Local Log Signer 001', trust: 'custom', expired: false },
      certificate: { subject: `O=Example Works, CN=sn${ID.toUpperCase()}`, rootName: 'Local Device Root CA' },
    });
    expect(entry.keys.map(({ kid, certified }) => [kid, certified])).toEqual([
      ['0', true],
      ['1', false],
      ['2', false],
      ['3', false],
      ['4', false],
    ]);
    expect([entry.devEui, entry.macAddress]).toEqual([undefined, undefined]);
  });

  it('takes version 2 as an entry without keys', async () => {
    const entry = await verify({ payload: (payload) => ({ ...without('publicKeySet')(payload), version: 2 }) });
    expect(entry).toMatchObject({ version: 2, uniqueId: ID, keys: [] });
    expect(entry.certificate).toBeUndefined();
  });

  it('takes version 1 without a certified key', async () => {
    const entry = await verify({ payload: withKeys((keys) => keys.slice(1)) });
    expect(entry.keys).toHaveLength(4);
    expect(entry.certificate).toBeUndefined();
  });

  it('finds the certified key by its certificates, whatever its slot', async () => {
    const entry = await verify({ payload: withKeys(([first, second]) => [second, { ...first, kid: 'a00b' }]) });
    expect(entry.keys.map(({ kid, certified }) => [kid, certified])).toEqual([
      ['1', false],
      ['a00b', true],
    ]);
  });

  it.each([
    ['P-224', 28],
    ['P-384', 48],
    ['P-521', 66],
    ['secp256k1', 32],
    ['brainpoolP256r1', 32],
    ['brainpoolP384r1', 48],
    ['brainpoolP512r1', 64],
  ])('takes a key on %s in version 3', async (crv, bytes) => {
    const coordinate = Buffer.alloc(bytes, 7).toString('base64url');
    const key = { kid: '9', kty: 'EC', crv: crv.replace('r1', 'R1'), x: coordinate, y: coordinate };
    const change = withKeys((keys) => [...keys, key]);
    const entry = await verify({ payload: (payload) => ({ ...(change(payload) as object), version: 3 }) });
    expect(entry).toMatchObject({ version: 3, certificate: { rootName: 'Local Device Root CA' } });
    expect(entry.keys.at(-1)).toEqual({ ...key, crv, certified: false });
  });

  it('takes a unique id of another length in version 3', async () => {
    const text = await createEntry(line, 'a1b2c3d4', { payload: (payload) => ({ ...payload, version: 3 }) });
    const entry = await verifyEntry(JSON.parse(Buffer.from(text.text).toString()), line.trust);
    expect(entry.uniqueId).toBe('a1b2c3d4');
  });

  it.each([
    [`${ID.toUpperCase()} ATECC`, undefined, undefined, undefined],
    [`${ID.toUpperCase()} 0004A310001FF9DA ATECC`, undefined, '0004a310001ff9da', undefined],
    [`sn${ID.toUpperCase()}`, 'eui64_0004A310001AA90A', '0004a310001aa90a', undefined],
    [`sn${ID.toUpperCase()}`, 'eui48_E8EB1B200D0A', undefined, 'e8eb1b200d0a'],
    [`sn${ID.toUpperCase()}`, 'eui48_000000000000', undefined, undefined],
    [`${ID.toUpperCase()} 0000000000000000 ATECC`, 'something', undefined, undefined],
  ])('reads the addresses of a device from "%s" and %s', async (commonName, address, devEui, macAddress) => {
    const names = address === undefined ? [{ dns: 'device' }] : [{ directorySerialNumber: address }];
    const entry = await verify({
      leaf: (leaf) => ({
        ...leaf,
        subject: { commonName },
        extensions: leaf.extensions!.map((extension) =>
          extension.kind === 'subjectAltName' ? { ...extension, names } : extension,
        ),
      }),
    });
    expect([entry.devEui, entry.macAddress]).toEqual([devEui, macAddress]);
  });

  it('takes a payload that says only what it must', async () => {
    const { manufacturer, provisioner, distributor, groupId, modelInfo } = await verify({
      payload: (payload) => ({ ...without('manufacturer', 'provisioner', 'distributor')(payload), modelInfo: {} }),
    });
    expect({ manufacturer, provisioner, distributor, groupId, modelInfo }).toEqual({ modelInfo: { publicData: [] } });
  });

  it('rejects a unique id of version 3 that is no hex', async () => {
    await expect(
      verify({ payload: (payload) => ({ ...payload, version: 3, uniqueId: 'pump' }) }),
    ).rejects.toMatchObject({ code: 'payload-malformed', path: 'payload.uniqueId' });
  });

  it('trusts Microchip alone when told nothing', async () => {
    const { text } = await createEntry(line, ID);
    await expect(verifyEntry(parse(text))).rejects.toMatchObject({ code: 'signer-unknown' });
    expect(await verifyManifest(formatManifest([{ text }]))).toMatchObject({ refused: 1 });
  });

  it('takes an entry without unsigned header', async () => {
    expect(await verify({ entry: without('header') })).toMatchObject({ uniqueId: ID });
  });

  it('restores the leading zero that a tool dropped', async () => {
    const y = Buffer.alloc(31, 7).toString('base64url');
    const change = withKeys((keys) => keys.with(1, { ...keys[1], y }));
    const entry = await verify({ payload: change }, { mode: 'tolerant' });
    expect(entry.keys[1]!.y).toBe(Buffer.concat([Buffer.of(0), Buffer.alloc(31, 7)]).toString('base64url'));
    expect(entry.warnings).toMatchObject([{ code: 'jwk-coordinate-length' }]);
  });

  it('checks the serial number of the leaf when asked to', async () => {
    expect(await verify({}, { checkSerialNumber: true })).toMatchObject({ uniqueId: ID });
  });

  it('reports a signer that has ended', async () => {
    const at = new Date('2026-03-06T00:00:00Z');
    const recipe: EntryRecipe = {
      logSigner: (options) => ({ ...options, notAfter: new Date('2026-03-05T00:00:00Z') }),
    };
    expect((await verify(recipe, { at })).signer.expired).toBe(true);
  });

  it('takes trusted certificates as text or bytes, PEM or DER, several in one', async () => {
    const { logSigner, root } = line.factory;
    const [pem, der] = [logSigner.certificatePem, Buffer.from(pemBody(logSigner.certificatePem), 'base64')];
    for (const given of [pem, Buffer.from(pem), der, `${root.certificatePem}\n${pem.replaceAll('\n', '\r\n')}`]) {
      expect(await verify({}, { logSigners: [given] })).toMatchObject({ uniqueId: ID });
    }
  });

  it("trusts no signer of Microchip's unless it may", async () => {
    const { text } = await createEntry(line, ID);
    await expect(verifyEntry(parse(text), { at: line.trust.at! })).rejects.toMatchObject({ code: 'signer-unknown' });
  });

  it.each([
    ['logSigners', 'no certificate', 'certificate-malformed', 'options.logSigners[1]'],
    ['logSigners', Uint8Array.of(0x30, 1, 2), 'certificate-malformed', 'options.logSigners[1]'],
    [
      'deviceRoots',
      '-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----',
      'certificate-malformed',
      'options.deviceRoots[1]',
    ],
  ])('rejects %s that hold none: %p', async (option, certificate, code, path) => {
    const { text } = await createEntry(line, ID);
    const good = line.trust[option as 'logSigners']!;
    const options = { ...line.trust, [option]: [...good, certificate] } as VerifyOptions;
    await expect(verifyEntry(parse(text), options)).rejects.toMatchObject({ name: 'ManifestError', code, path });
  });

  it.each(['logSigners', 'deviceRoots'])('rejects %s whose key is on another curve', async (option) => {
    const keyPair = await createP384KeyPair();
    const { certificatePem } = await issueCertificate({
      subject: { commonName: 'P-384' },
      notBefore: line.startedAt,
      notAfter: line.startedAt,
      keyPair,
    });
    await expect(verifyEntry({}, { [option]: [certificatePem] })).rejects.toMatchObject({
      code: 'key-malformed',
      path: `options.${option}[0]`,
    });
  });

  it('rejects a log signer whose certificate tells no key id', async () => {
    const recipe: EntryRecipe = { logSigner: (options) => ({ ...options, extensions: [] }) };
    await expect(verify(recipe)).rejects.toMatchObject({ code: 'certificate-malformed' });
  });

  it.each([{ at: new Date('never') }, { concurrency: 0 }, { concurrency: 1.5 }])(
    'rejects the options %p',
    async (options) => {
      await expect(verifyEntry({}, options)).rejects.toThrow(RangeError);
    },
  );

  it('judges by the moment of the call when told none', async () => {
    const trust = without('at')(line.trust) as VerifyOptions;
    const { text } = await createEntry(line, ID, {
      leaf: (leaf) => ({
        ...leaf,
        notBefore: new Date('2000-01-01T00:00:00Z'),
        notAfter: new Date('2001-01-01T00:00:00Z'),
      }),
    });
    await expect(verifyEntry(parse(text), trust)).rejects.toMatchObject({ code: 'chain-expired' });
  });
});

describe('verifyManifest', () => {
  it('takes text, bytes, values, one entry alone and a zip alike', async () => {
    const { bytes, options } = await createManifest(line);
    const text = Buffer.from(bytes).toString();
    const values = JSON.parse(text) as object[];
    for (const source of [text, bytes, values, zip({ 'readme.txt': bytes, 'a/b.json': bytes })]) {
      expect(await verifyManifest(source, options)).toMatchObject({ verified: 3, refused: 0 });
    }
    expect(await verifyManifest(JSON.stringify(values[0]), options)).toMatchObject({ verified: 1, refused: 0 });
  });

  it('takes bytes of another realm', async () => {
    const { bytes, options } = await createManifest(line);
    const foreign = runInNewContext('Uint8Array.from(bytes)', { bytes }) as Uint8Array;
    expect(foreign).not.toBeInstanceOf(Uint8Array);
    expect(await verifyManifest(foreign, options)).toMatchObject({ verified: 3, refused: 0 });
  });

  it('counts the files of a zip as one manifest', async () => {
    const { bytes, options } = await createManifest(line);
    const files = { 'a.json': bytes, 'b.json': bytes, '__MACOSX/._b.json': Uint8Array.of(1), 'b/': new Uint8Array(0) };
    const report = await verifyManifest(zip(files), options);
    expect(report.outcomes.map(({ index, ok }) => [index, ok])).toEqual([
      [0, true],
      [1, true],
      [2, true],
      [3, false],
      [4, false],
      [5, false],
    ]);
  });

  it('takes an empty manifest', async () => {
    expect(await verifyManifest(' [ ] ', line.trust)).toEqual({ outcomes: [], verified: 0, refused: 0 });
  });

  it('takes one manifest of several signers and lines', async () => {
    const other = await createTestLine('Other Works');
    const entries = [await createEntry(line, ID), await createEntry(other, UNIQUE_IDS[1])];
    const report = await verifyManifest(formatManifest(entries), {
      ...line.trust,
      logSigners: [...line.trust.logSigners!, ...other.trust.logSigners!],
      deviceRoots: [...line.trust.deviceRoots!, ...other.trust.deviceRoots!],
    });
    expect(report.verified).toBe(2);
  });

  it('tells of an entry among others of several lines what it tells of it alone', async () => {
    const other = await createTestLine('Other Works');
    const options: VerifyOptions = {
      ...line.trust,
      logSigners: [...line.trust.logSigners!, ...other.trust.logSigners!],
      deviceRoots: [...line.trust.deviceRoots!, ...other.trust.deviceRoots!],
    };
    const entries: { text: Uint8Array }[] = [];
    for (let n = 0; n < 6; n++) {
      const uniqueId = `0123f2408ea1fcf2${n.toString(16).padStart(2, '0')}`;
      // Lines in turn, and in the middle a payload of a form of its own.
      const change = n === 3 ? { payload: (payload: Json): unknown => ({ ...payload, groupId: 'P5C8' }) } : {};
      entries.push(await createEntry(n % 2 === 0 ? line : other, uniqueId, change));
    }
    const { outcomes } = await verifyManifest(formatManifest(entries), options);
    for (const [n, { text }] of entries.entries()) {
      const alone = await verifyEntry(JSON.parse(Buffer.from(text).toString()), options);
      expect(outcomes[n]).toMatchObject({ ok: true, index: n });
      expect((outcomes[n] as { entry: VerifiedEntry }).entry).toEqual(alone);
    }
  });

  it('gives the same outcomes for any concurrency', async () => {
    const { bytes, options } = await createManifest(line);
    const reports = await Promise.all(
      [1, 2, 1000].map((concurrency) => verifyManifest(bytes, { ...options, concurrency })),
    );
    expect(reports[1]).toEqual(reports[0]);
    expect(reports[2]).toEqual(reports[0]);
  });

  it('verifies under many signers and headers', async () => {
    const { factory } = line;
    const entries: unknown[] = [];
    for (let n = 0; n < 300; n++) {
      const uniqueId = `0123${n.toString(16).padStart(12, '0')}01`;
      const protectedHeader = JSON.stringify({ ...(await describeLogSigner(factory.logSigner)), n });
      const payload = JSON.stringify({ ...LIMITED_PAYLOAD, uniqueId });
      entries.push(await signTexts({ protectedHeader, payload }, factory.logSigner));
    }
    expect(await verifyManifest(entries, line.trust)).toMatchObject({ verified: 300, refused: 0 });
    expect(await verifyManifest(JSON.stringify(entries), line.trust)).toMatchObject({ verified: 300, refused: 0 });
  });

  it('passes on what a value throws when it is read', async () => {
    const failure = new Error('closed');
    const hostile = {
      get payload(): string {
        throw failure;
      },
    };
    await expect(verifyManifest([{}, {}, hostile, hostile], line.trust)).rejects.toBe(failure);
  });

  it('refuses entries among values that are none', async () => {
    const report = await verifyManifest([null, 7, 'x', []], line.trust);
    expect(report.outcomes.map((outcome) => !outcome.ok && outcome.error.code)).toEqual(
      Array(4).fill('entry-malformed'),
    );
  });
});

async function verify(recipe: EntryRecipe, options: VerifyOptions = {}): Promise<VerifiedEntry> {
  const { text, logSigners } = await createEntry(line, ID, recipe);
  const trust = { ...line.trust, logSigners: [...line.trust.logSigners!, ...logSigners] };
  return verifyEntry(parse(text), { ...trust, ...options });
}

function withKeys(change: (keys: Json[]) => Json[]) {
  return (payload: Json): unknown => ({ ...payload, publicKeySet: { keys: change(payload.publicKeySet.keys) } });
}

function parse(text: Uint8Array): unknown {
  return JSON.parse(Buffer.from(text).toString());
}

function pemBody(pem: string): string {
  return pem.replaceAll(/-----.*-----/g, '');
}

function createP384KeyPair(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-384' }, true, ['sign']);
}
