import { createHash, X509Certificate } from 'node:crypto';
import type {
  CertificateStatus,
  Clock,
  DeviceDirectory,
  DeviceRegistry,
  Principal,
  RegisteredThing,
} from '@cord/fleet';
import type { Change } from './heart/change.js';
import type { Heart } from './heart/heart.js';
import type { CertificateRecord, Tables, ThingRecord } from './tables.js';

/** Things and certificates in the heart, with AWS IoT's own notions: ids, status, attachments, policy. */
export class HeartDeviceRegistry implements DeviceRegistry, DeviceDirectory {
  readonly #heart: Pick<Heart, 'change'>;
  readonly #tables: Pick<Tables, 'things' | 'certificates'>;
  readonly #clock: Clock;

  constructor(heart: Pick<Heart, 'change'>, tables: Pick<Tables, 'things' | 'certificates'>, clock: Clock) {
    this.#heart = heart;
    this.#tables = tables;
    this.#clock = clock;
  }

  async findAttachedCertificates(thingName: string): Promise<readonly string[] | undefined> {
    return this.#tables.things.get(thingName)?.certificateIds;
  }

  async createThing({ thingName, attributes }: Pick<RegisteredThing, 'thingName' | 'attributes'>): Promise<void> {
    await this.#heart.change((change) => {
      if (this.#tables.things.has(thingName)) return;
      change.put(this.#tables.things, thingName, {
        attributes,
        createdAtMs: this.#clock.nowMs(),
        certificateIds: [],
      });
    });
  }

  async registerCertificate(pem: string): Promise<{ certificateId: string; status: CertificateStatus }> {
    const certificateId = createHash('sha256').update(new X509Certificate(pem).raw).digest('hex');
    await this.#heart.change((change) => {
      if (this.#tables.certificates.has(certificateId)) return;
      change.put(this.#tables.certificates, certificateId, {
        pem,
        status: 'active',
        hasPolicy: false,
        thingNames: [],
      });
    });
    return { certificateId, status: this.#certificate(certificateId).status };
  }

  async attachCertificate(thingName: string, certificateId: string): Promise<void> {
    await this.#heart.change((change) => {
      const thing = this.#thing(thingName);
      const certificate = this.#certificate(certificateId);
      if (thing.certificateIds.includes(certificateId)) return;
      change.put(this.#tables.things, thingName, {
        ...thing,
        certificateIds: [...thing.certificateIds, certificateId],
      });
      const thingNames = [...certificate.thingNames, thingName];
      change.put(this.#tables.certificates, certificateId, { ...certificate, thingNames });
    });
  }

  async attachPolicy(certificateId: string): Promise<void> {
    await this.#heart.change((change) => this.#putCertificate(change, certificateId, { hasPolicy: true }));
  }

  async findPrincipal(certificateId: string): Promise<Principal | undefined> {
    const found = this.#tables.certificates.get(certificateId);
    if (found === undefined) return undefined;
    const { status, hasPolicy, thingNames } = found;
    return { certificateId, status, hasPolicy, thingNames };
  }

  async setCertificateStatus(certificateId: string, status: CertificateStatus): Promise<boolean> {
    if (!this.#tables.certificates.has(certificateId)) return false;
    await this.#heart.change((change) => this.#putCertificate(change, certificateId, { status }));
    return true;
  }

  async listThings(): Promise<readonly RegisteredThing[]> {
    return [...this.#tables.things.entries()]
      .map(([thingName, { attributes, createdAtMs, certificateIds }]) => ({
        thingName,
        attributes,
        createdAtMs,
        certificates: certificateIds.map((certificateId) => ({
          certificateId,
          status: this.#tables.certificates.get(certificateId)?.status ?? 'inactive',
        })),
      }))
      .toSorted((one, other) => (one.thingName < other.thingName ? -1 : 1));
  }

  #putCertificate(change: Change, certificateId: string, changed: Partial<CertificateRecord>): void {
    const known = this.#certificate(certificateId);
    const isSame = Object.entries(changed).every(
      ([member, value]) => known[member as keyof CertificateRecord] === value,
    );
    if (!isSame) change.put(this.#tables.certificates, certificateId, { ...known, ...changed });
  }

  #certificate(certificateId: string): CertificateRecord {
    const found = this.#tables.certificates.get(certificateId);
    if (found === undefined) throw new Error(`certificate ${certificateId} is not registered`);
    return found;
  }

  #thing(thingName: string): ThingRecord {
    const found = this.#tables.things.get(thingName);
    if (found === undefined) throw new Error(`thing ${thingName} is not registered`);
    return found;
  }
}
