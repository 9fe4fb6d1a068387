import { X509Certificate, createHash, createPublicKey, verify } from 'node:crypto';
import {
  type Factory,
  type SecureElement,
  createFactory,
  provisionSecureElement,
} from '../../src/secure-element/index.js';

const at = new Date('2026-03-04T05:06:07.890Z');
let factory: Factory;
let element: SecureElement;
let leaf: X509Certificate;
let signer: X509Certificate;
let root: X509Certificate;

beforeAll(async () => {
  factory = await createFactory({ name: 'Example Works', at });
  element = await provisionSecureElement(factory, { at, uniqueId: '0123f2408ea1fcf201' });
  leaf = new X509Certificate(element.certificatePem);
  signer = new X509Certificate(element.signerCertificatePem);
  root = new X509Certificate(factory.root.certificatePem);
});

describe('provisionSecureElement', () => {
  it('issues leaf from signer and signer from root', () => {
    expect([leaf.checkIssued(signer), leaf.verify(signer.publicKey)]).toEqual([true, true]);
    expect([signer.checkIssued(root), signer.verify(root.publicKey)]).toEqual([true, true]);
    expect(leaf.subject).toBe('O=Example Works\nCN=sn0123F2408EA1FCF201');
  });

  it('hands out the private key of the certified slot', () => {
    expect(createPublicKey(element.privateKeyPem).export({ type: 'spki', format: 'pem' })).toBe(
      leaf.publicKey.export({ type: 'spki', format: 'pem' }),
    );
  });

  it('derives leaf and signer serial numbers from key and dates', () => {
    for (const [certificate, years] of [
      [leaf, 28],
      [signer, 25],
    ] as const) {
      const point = certificate.publicKey.export({ type: 'spki', format: 'der' }).subarray(-64);
      const dates = (26 << 19) | (3 << 15) | (4 << 10) | (5 << 5) | years;
      const digest = createHash('sha256')
        .update(point)
        .update(Uint8Array.of(dates >> 16, (dates >> 8) & 0xff, dates & 0xff))
        .digest()
        .subarray(0, 16);
      digest[0] = ((digest[0] ?? 0) & 0x7f) | 0x40;
      expect(certificate.serialNumber.toLowerCase()).toBe(digest.toString('hex'));
    }
  });

  it('rounds dates to the hour and lets the leaf outlive its signer', () => {
    expect(new Date(leaf.validFrom).toISOString()).toBe('2026-03-04T05:00:00.000Z');
    expect(new Date(leaf.validTo).toISOString()).toBe('2054-03-04T05:00:00.000Z');
    expect(Date.parse(signer.validTo)).toBeLessThan(Date.parse(leaf.validTo));
  });

  it('writes the absent address as a PrintableString with an underscore, and late dates as GeneralizedTime', () => {
    const bytes = leaf.raw.toString('latin1');
    expect(bytes).toContain('\x13\x12eui48_000000000000');
    expect(bytes).toContain('\x18\x0f20540304050000Z');
  });

  it('writes the extensions of leaf and signer in the genuine order', () => {
    expect(hasExtensionsInOrder(leaf.raw, [17, 19, 15, 14, 35])).toBe(true);
    expect(hasExtensionsInOrder(signer.raw, [15, 19, 14, 35])).toBe(true);
  });

  it('signs an entry with five slots and the chain on slot 0', () => {
    const { entry } = element;
    const payload = JSON.parse(Buffer.from(entry.payload, 'base64url').toString());
    expect(payload.publicKeySet.keys.map((key: { kid: string }) => key.kid)).toEqual(['0', '1', '2', '3', '4']);
    expect(payload.publicKeySet.keys[0].x5c).toEqual([leaf.raw.toString('base64'), signer.raw.toString('base64')]);
    expect(payload).toMatchObject({
      uniqueId: element.uniqueId,
      partNumber: 'ATECC608C-TNGTLSU-B',
      model: 'ATECC608C',
    });
    expect(entry.header).toEqual({ uniqueId: element.uniqueId });
    const logSigner = new X509Certificate(factory.logSigner.certificatePem);
    const key = { key: logSigner.publicKey, dsaEncoding: 'ieee-p1363' } as const;
    const input = Buffer.from(`${entry.protected}.${entry.payload}`);
    expect(verify('sha256', input, key, Buffer.from(entry.signature, 'base64url'))).toBe(true);
    const header = JSON.parse(Buffer.from(entry.protected, 'base64url').toString());
    expect(header['x5t#S256']).toBe(createHash('sha256').update(logSigner.raw).digest('base64url'));
  });

  it('makes up a unique id of the genuine form when none is given', async () => {
    const { uniqueId } = await provisionSecureElement(factory, { at });
    expect(uniqueId).toMatch(/^0123[0-9a-f]{12}01$/);
  });
});

describe('createFactory', () => {
  it('survives storage as JSON', async () => {
    const stored = JSON.parse(JSON.stringify(factory)) as Factory;
    const again = await provisionSecureElement(stored, { at });
    expect(new X509Certificate(again.certificatePem).checkIssued(signer)).toBe(true);
  });

  it('rejects the genuine organization as its name', async () => {
    await expect(createFactory({ name: 'Microchip Technology Inc', at })).rejects.toThrow(
      'expected a name of your own for the factory, found "Microchip Technology Inc"',
    );
  });
});

function hasExtensionsInOrder(der: Buffer, lastArcs: number[]): boolean {
  const positions = lastArcs.map((arc) => der.indexOf(Uint8Array.of(6, 3, 0x55, 0x1d, arc)));
  return positions.every((position, index) => position > (positions[index - 1] ?? 0));
}
