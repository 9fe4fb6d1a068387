/** Whether a registered certificate may connect. */
export type CertificateStatus = 'active' | 'inactive';

/**
 * Where things, certificates and the ties between them are kept: AWS IoT's registry, or the local one.
 * Every write may be repeated with the same arguments and then changes nothing.
 */
export interface DeviceRegistry {
  /** Ids of the certificates attached to the thing; `undefined` when there is no such thing. */
  findAttachedCertificates(thingName: string): Promise<readonly string[] | undefined>;
  createThing(thing: { thingName: string; attributes: Readonly<Record<string, string>> }): Promise<void>;
  /** Registers as active when unknown; a known certificate keeps the status it has. Id: lower-case hex SHA-256 of the DER. */
  registerCertificate(certificatePem: string): Promise<{ certificateId: string; status: CertificateStatus }>;
  attachCertificate(thingName: string, certificateId: string): Promise<void>;
  /** Grants the device policy. Comes last: a certificate without a policy can do nothing. */
  attachPolicy(certificateId: string): Promise<void>;
}

/** Who is registered: asked at every connection, and by operators. */
export interface DeviceDirectory {
  /** Who presents this certificate; `undefined` when it was never registered. */
  findPrincipal(certificateId: string): Promise<Principal | undefined>;
  /** Every thing, by name. */
  listThings(): Promise<readonly RegisteredThing[]>;
  /** Withdraws a certificate, or gives it back; false when there is no such certificate. */
  setCertificateStatus(certificateId: string, status: CertificateStatus): Promise<boolean>;
}

/** What the registry knows of the owner of a certificate. */
export interface Principal {
  certificateId: string;
  status: CertificateStatus;
  hasPolicy: boolean;
  thingNames: readonly string[];
}

export interface RegisteredThing {
  thingName: string;
  attributes: Readonly<Record<string, string>>;
  createdAtMs: number;
  certificates: readonly { certificateId: string; status: CertificateStatus }[];
}
