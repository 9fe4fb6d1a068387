import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import { type KeyedCertificate, issueCertificate } from '../../src/secure-element/index.js';

const notBefore = new Date(Date.now() - 3_600_000);
const notAfter = new Date(Date.now() + 3_600_000);
let authority: KeyedCertificate;

beforeAll(async () => {
  authority = await issueCertificate({
    subject: { commonName: 'Local Authority' },
    notBefore,
    notAfter,
    extensions: [
      { kind: 'basicConstraints', ca: true },
      { kind: 'keyUsage', usages: ['keyCertSign'] },
      { kind: 'subjectKeyIdentifier' },
    ],
  });
});

describe('issueCertificate', () => {
  it.each(['localhost', '127.0.0.1', '::1'])('issues a server certificate that TLS accepts for %s', async (name) => {
    const server = await issueServerCertificate();
    const listener = createServer({ key: server.privateKeyPem, cert: server.certificatePem }, (socket) => socket.end());
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo;
    const socket = connect({
      port,
      host: '127.0.0.1',
      ca: authority.certificatePem,
      checkServerIdentity: () => undefined,
    });
    await once(socket, 'secureConnect');
    expect(socket.authorized).toBe(true);
    socket.destroy();
    listener.close();
    const certificate = new X509Certificate(server.certificatePem);
    expect(name === 'localhost' ? certificate.checkHost(name) : certificate.checkIP(name)).toBe(name);
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  });

  it('writes nothing that was not asked for', async () => {
    const { certificatePem } = await issueCertificate({ subject: { commonName: 'bare' }, notBefore, notAfter });
    const certificate = new X509Certificate(certificatePem);
    expect([certificate.subjectAltName, certificate.ca, certificate.keyUsage]).toEqual([undefined, false, undefined]);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
  });

  it('writes any other extension as given', async () => {
    const { certificatePem } = await issueCertificate({
      subject: { commonName: 'odd' },
      notBefore,
      notAfter,
      serialNumber: Uint8Array.of(7),
      extensions: [{ kind: 'other', oid: '1.3.6.1.4.1.99999.1', value: Uint8Array.of(5, 0), critical: true }],
    });
    const certificate = new X509Certificate(certificatePem);
    expect(certificate.serialNumber).toBe('07');
    expect(certificate.raw.toString('hex')).toContain('0101ff04020500');
  });
});

async function issueServerCertificate(): Promise<KeyedCertificate> {
  return issueCertificate({
    subject: { commonName: 'localhost' },
    issuer: authority,
    notBefore,
    notAfter,
    extensions: [
      { kind: 'basicConstraints', ca: false },
      { kind: 'keyUsage', usages: ['digitalSignature'] },
      { kind: 'extendedKeyUsage', purposes: ['serverAuth'] },
      { kind: 'subjectKeyIdentifier' },
      { kind: 'authorityKeyIdentifier' },
      { kind: 'subjectAltName', names: [{ dns: 'localhost' }, { ip: '127.0.0.1' }, { ip: '::1' }] },
    ],
  });
}
