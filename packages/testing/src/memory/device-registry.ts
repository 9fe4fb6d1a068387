import { createHash, X509Certificate } from 'node:crypto';
import type { CertificateStatus, DeviceDirectory, DeviceRegistry, Principal, RegisteredThing } from '@cord/fleet';

interface KnownThing {
  attributes: Readonly<Record<string, string>>;
  certificateIds: Set<string>;
}

/** The smallest registry there is: maps. */
export class MemoryDeviceRegistry implements DeviceRegistry, DeviceDirectory {
  readonly things = new Map<string, KnownThing>();
  readonly certificates = new Map<string, { status: CertificateStatus; hasPolicy: boolean }>();

  async findAttachedCertificates(thingName: string): Promise<readonly string[] | undefined> {
    const thing = this.things.get(thingName);
    return thing && [...thing.certificateIds];
  }

  async createThing(thing: { thingName: string; attributes: Readonly<Record<string, string>> }): Promise<void> {
    const { thingName, attributes } = thing;
    if (!this.things.has(thingName)) this.things.set(thingName, { attributes, certificateIds: new Set() });
  }

  async registerCertificate(certificatePem: string): Promise<{ certificateId: string; status: CertificateStatus }> {
    const certificateId = createHash('sha256').update(new X509Certificate(certificatePem).raw).digest('hex');
    const certificate = this.certificates.get(certificateId) ?? { status: 'active', hasPolicy: false };
    this.certificates.set(certificateId, certificate);
    return { certificateId, status: certificate.status };
  }

  async attachCertificate(thingName: string, certificateId: string): Promise<void> {
    this.things.get(thingName)?.certificateIds.add(certificateId);
  }

  async attachPolicy(certificateId: string): Promise<void> {
    const certificate = this.certificates.get(certificateId);
    if (certificate) certificate.hasPolicy = true;
  }

  async findPrincipal(certificateId: string): Promise<Principal | undefined> {
    const certificate = this.certificates.get(certificateId);
    if (certificate === undefined) return undefined;
    const owners = [...this.things].filter(([, { certificateIds }]) => certificateIds.has(certificateId));
    return { certificateId, ...certificate, thingNames: owners.map(([thingName]) => thingName) };
  }

  async listThings(): Promise<readonly RegisteredThing[]> {
    const names = [...this.things.keys()].toSorted();
    return names.map((thingName) => {
      const { attributes, certificateIds } = this.things.get(thingName) ?? { attributes: {}, certificateIds: [] };
      const certificates = [...certificateIds].map((certificateId) => ({
        certificateId,
        status: this.certificates.get(certificateId)?.status ?? 'inactive',
      }));
      return { thingName, attributes, createdAtMs: 0, certificates };
    });
  }

  async setCertificateStatus(certificateId: string, status: CertificateStatus): Promise<boolean> {
    const certificate = this.certificates.get(certificateId);
    if (certificate !== undefined) certificate.status = status;
    return certificate !== undefined;
  }
}
