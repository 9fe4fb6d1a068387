import { createHash, X509Certificate } from 'node:crypto';
import type { CertificateStatus, DeviceRegistry } from '@cord/fleet';

/** The smallest registry there is: maps. */
export class MemoryDeviceRegistry implements DeviceRegistry {
  readonly things = new Map<string, Set<string>>();
  readonly certificates = new Map<string, { status: CertificateStatus; hasPolicy: boolean }>();

  async findAttachedCertificates(thingName: string): Promise<readonly string[] | undefined> {
    const attached = this.things.get(thingName);
    return attached && [...attached];
  }

  async createThing({ thingName }: { thingName: string }): Promise<void> {
    if (!this.things.has(thingName)) this.things.set(thingName, new Set());
  }

  async registerCertificate(certificatePem: string): Promise<{ certificateId: string; status: CertificateStatus }> {
    const certificateId = createHash('sha256').update(new X509Certificate(certificatePem).raw).digest('hex');
    const certificate = this.certificates.get(certificateId) ?? { status: 'active', hasPolicy: false };
    this.certificates.set(certificateId, certificate);
    return { certificateId, status: certificate.status };
  }

  async attachCertificate(thingName: string, certificateId: string): Promise<void> {
    this.things.get(thingName)?.add(certificateId);
  }

  async attachPolicy(certificateId: string): Promise<void> {
    const certificate = this.certificates.get(certificateId);
    if (certificate) certificate.hasPolicy = true;
  }
}
