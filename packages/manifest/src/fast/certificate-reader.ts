import { type Certificate, type CertificateReader, parseCertificate } from '../certificate/certificate.js';
import { CertificateTemplate } from './certificate-template.js';
import { TemplateCache } from './template-cache.js';

/** Creates a reader that is the quicker the more alike the certificates are. */
export function createCertificateReader(): CertificateReader {
  const templates = new TemplateCache<Certificate>();
  return (der) => {
    const alike = templates.read(der);
    if (alike) return alike;
    const certificate = parseCertificate(der);
    // From a copy: the bytes of a verified certificate are handed to the caller, who may write to them.
    templates.learn(() => CertificateTemplate.learn(parseCertificate(new Uint8Array(der))));
    return certificate;
  };
}
