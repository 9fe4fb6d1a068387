import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { KeyedCertificate } from '@cord/device';

/** Throws where the two are no certificate and no key, or do not belong together. */
export function checkKeyedCertificate({ certificatePem, privateKeyPem }: KeyedCertificate): void {
  const isOwn = new X509Certificate(certificatePem).checkPrivateKey(createPrivateKey(privateKeyPem));
  if (!isOwn) throw new Error('the key is not that of the certificate');
}
