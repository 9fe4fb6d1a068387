import type { ManifestWarning } from './errors.js';

/** A public key in JSON. Shape: RFC 7517; coordinates are base64url without padding. */
export interface PublicJwk {
  readonly kty: 'EC';
  readonly crv: string;
  readonly x: string;
  readonly y: string;
}

/** A public key of the secure element. `kid` is the slot (on TA parts: the handle) it lies in. */
export interface VerifiedKey extends PublicJwk {
  readonly kid: string;
  /** Whether the device certificate certifies this key. */
  readonly certified: boolean;
}

/** The device certificate, its chain checked up to a trusted root. */
export interface VerifiedCertificate {
  readonly pem: string;
  /** Leaf, then signer certificate; without the root, as AWS IoT wants it. */
  readonly chainPem: string;
  readonly der: Uint8Array;
  /** Lower-case hex SHA-256 of `der`: what AWS IoT calls the certificate id. */
  readonly fingerprint: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Such as `O=Microchip Technology Inc, CN=sn0123F2408EA1FCF201`. */
  readonly subject: string;
  /** Common name of the trusted root at the top of its chain. */
  readonly rootName: string;
}

/** Who signed an entry, and on whose word that key is trusted. */
export interface VerifiedSigner {
  readonly name: string;
  /** The key's identifier, base64url. */
  readonly kid: string;
  /** `microchip`: production key of Microchip's · `test`: its test key, by opt-in · `custom`: given by the caller. */
  readonly trust: SignerTrust;
  /** Whether the log signer's certificate had ended at the time of judgement. Entries bear no signing time. */
  readonly expired: boolean;
}

export type SignerTrust = 'microchip' | 'custom' | 'test';

/** Who made, provisioned or sold the secure element. */
export interface Organization {
  readonly organizationName?: string;
  readonly organizationalUnitName?: string;
}

/** A piece of public data written into the secure element's memory. `data` is base64url as signed. */
export interface PublicData {
  readonly zone: string;
  readonly slot?: number;
  readonly offset?: number;
  readonly data: string;
}

export interface ModelInfo {
  readonly deviceRevision?: string;
  readonly publicData: readonly PublicData[];
}

interface VerifiedEntryBase {
  /** Lower-case hex. */
  readonly uniqueId: string;
  readonly model: string;
  readonly partNumber: string;
  readonly provisionedAt: Date;
  readonly manufacturer?: Organization;
  readonly provisioner?: Organization;
  readonly distributor?: Organization;
  readonly groupId?: string;
  readonly modelInfo?: ModelInfo;
  /** The certificate's EUI-64, lower-case hex; absent when it names none or all zeros. */
  readonly devEui?: string;
  /** The certificate's EUI-48, lower-case hex; absent when it names none or all zeros. */
  readonly macAddress?: string;
  readonly signer: VerifiedSigner;
  readonly warnings: readonly ManifestWarning[];
}

/** The original layout; entries of 2025 still use it. */
export interface VerifiedEntryV1 extends VerifiedEntryBase {
  readonly version: 1;
  readonly keys: readonly VerifiedKey[];
  readonly certificate?: VerifiedCertificate;
}

/** The limited layout: it says which secure element this is and has no keys. */
export interface VerifiedEntryV2 extends VerifiedEntryBase {
  readonly version: 2;
  readonly keys: readonly [];
  readonly certificate?: never;
}

/** The full layout: further curves, handles and lengths of the unique id. */
export interface VerifiedEntryV3 extends VerifiedEntryBase {
  readonly version: 3;
  readonly keys: readonly VerifiedKey[];
  readonly certificate?: VerifiedCertificate;
}

/** What a manifest entry says, once signature, log signer, chain and identity have been checked. Holds signed facts only. */
export type VerifiedEntry = VerifiedEntryV1 | VerifiedEntryV2 | VerifiedEntryV3;
