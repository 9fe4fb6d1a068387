export type { CertificateExtension, KeyUsage, SubjectAltName } from './certificate-extension.js';
export { createFactory, describeLogSignerCertificate, describeRoot, describeSigner, type Factory } from './factory.js';
export { issueCertificate, type CertificateOptions, type KeyedCertificate } from './issue-certificate.js';
export { createKeyPair, parsePrivateKey } from './key-pair.js';
export { formatPem, parsePem } from './pem.js';
export {
  createSlotKeys,
  describeLeaf,
  describeSecureElement,
  provisionSecureElement,
  type SecureElement,
  type SlotKeyPairs,
} from './provision-secure-element.js';
export { describeLogSigner, formatSlotKey, signEntry, signTexts } from './sign-entry.js';
