import { sha256 } from '#platform/crypto';
import type { Certificate } from '../certificate/certificate.js';
import { formatName } from '../certificate/distinguished-name.js';
import { formatHex } from '../encoding/hex.js';
import { formatPem } from '../encoding/pem.js';
import type { VerifiedCertificate } from '../verified-entry.js';

/** Creates what callers see of a certificate. Texts and fingerprint are made when they are asked for: not every reader does. */
export function createVerifiedCertificate(
  { der, notBefore, notAfter, subject }: Certificate,
  { issuersPem, rootName }: { issuersPem: string; rootName: string },
): VerifiedCertificate {
  let pem: string | undefined;
  let fingerprint: string | undefined;
  return {
    get pem() {
      return (pem ??= formatPem(der));
    },
    get chainPem() {
      return this.pem + issuersPem;
    },
    der,
    get fingerprint() {
      return (fingerprint ??= formatHex(sha256(der)));
    },
    notBefore,
    notAfter,
    subject: formatName(subject),
    rootName,
  };
}
