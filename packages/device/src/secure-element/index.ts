export type { CertificateExtension, KeyUsage, SubjectAltName } from './certificate-extension.js';
export { createFactory, type Factory } from './factory.js';
export { issueCertificate, type CertificateOptions, type KeyedCertificate } from './issue-certificate.js';
export { createKeyPair, parsePrivateKey } from './key-pair.js';
export { formatPem, parsePem } from './pem.js';
export { provisionSecureElement, type SecureElement } from './provision-secure-element.js';
export { formatSlotKey, signEntry } from './sign-entry.js';
