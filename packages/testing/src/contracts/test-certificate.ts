import { createHash } from 'node:crypto';
import { issueCertificate, parsePem } from '@cord/device';

/** Self-signed; `id` is what a registry calls it: the lower-case hex SHA-256 of its DER. */
export interface TestCertificate {
  pem: string;
  id: string;
}

export async function createTestCertificate(commonName: string): Promise<TestCertificate> {
  const notBefore = new Date('2026-01-15T08:00:00Z');
  const notAfter = new Date('2054-01-15T08:00:00Z');
  const { certificatePem } = await issueCertificate({ subject: { commonName }, notBefore, notAfter });
  return { pem: certificatePem, id: createHash('sha256').update(parsePem(certificatePem)).digest('hex') };
}
