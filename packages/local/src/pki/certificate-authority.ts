import { issueCertificate, type KeyedCertificate } from '@cord/device';
import type { DataFolder } from '../data-folder.js';
import { readOrCreateJson } from '../kept-json.js';
import { checkKeyedCertificate } from './check-keyed-certificate.js';

const DAY_MS = 86_400_000;

/**
 * The certificate authority of one local backend, made on first start. It vouches for this backend's MQTT endpoint and for
 * nothing else; what talks to the endpoint trusts it by being told so.
 */
export function readOrCreateAuthority(folder: DataFolder, now: Date): Promise<KeyedCertificate> {
  return readOrCreateJson(folder, {
    name: 'pki/authority.json',
    create: () =>
      issueCertificate({
        subject: { organizationName: 'Cord local backend', commonName: 'Cord Local Root CA' },
        notBefore: new Date(now.getTime() - DAY_MS),
        notAfter: new Date(now.getTime() + 3650 * DAY_MS),
        extensions: [
          { kind: 'basicConstraints', ca: true, pathLength: 0 },
          { kind: 'keyUsage', usages: ['keyCertSign', 'cRLSign'] },
          { kind: 'subjectKeyIdentifier' },
        ],
      }),
    check: checkKeyedCertificate,
    onceDeleted: 'what connects to this backend must then trust the new one',
  });
}

/** A server certificate for the endpoint, fresh at every start: no key to keep, nothing to expire unseen. */
export function issueServerCertificate(
  authority: KeyedCertificate,
  host: string,
  now: Date,
): Promise<KeyedCertificate> {
  const hosts = new Set(['localhost', '127.0.0.1', '::1', host]);
  return issueCertificate({
    subject: { commonName: 'Cord local MQTT endpoint' },
    issuer: authority,
    notBefore: new Date(now.getTime() - DAY_MS),
    notAfter: new Date(now.getTime() + 398 * DAY_MS),
    extensions: [
      { kind: 'basicConstraints', ca: false },
      { kind: 'keyUsage', usages: ['digitalSignature'] },
      { kind: 'extendedKeyUsage', purposes: ['serverAuth'] },
      { kind: 'subjectKeyIdentifier' },
      { kind: 'authorityKeyIdentifier' },
      {
        kind: 'subjectAltName',
        names: [...hosts].map((name) => (/^[\d.]+$|:/.test(name) ? { ip: name } : { dns: name })),
      },
    ],
  });
}
