import { decodeCertificateText } from '../../src/chain/certificate-text.js';

const der = Uint8Array.of(0xfb, 0xff, 0xfe, 1);
const standard = Buffer.from(der).toString('base64');
const message = (found: string) => `expected padded standard base64, found ${JSON.stringify(found)}`;

describe('decodeCertificateText', () => {
  it('decodes padded standard base64 without fault', () => {
    expect(decodeCertificateText(standard, 'x5c[0]')).toEqual({ der, encodingFault: undefined });
  });

  it.each([
    ['unpadded', standard.replaceAll('=', '')],
    ['base64url', Buffer.from(der).toString('base64url')],
    ['with white space', `${standard}\n`],
  ])('decodes what is %s with the fault that it has', (_, text) => {
    const decoded = decodeCertificateText(text, 'x5c[1]');
    expect(decoded.der).toEqual(der);
    expect(decoded.encodingFault).toMatchObject({ code: 'x5c-encoding', message: message(text), path: 'x5c[1]' });
  });

  it('rejects what is no base64', () => {
    expect(() => decodeCertificateText('??', 'x5c[0]')).toThrow(
      expect.objectContaining({ code: 'x5c-encoding', message: message('??'), path: 'x5c[0]' }) as Error,
    );
  });
});
