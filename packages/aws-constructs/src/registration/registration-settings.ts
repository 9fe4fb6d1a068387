import type { VerifyOptions } from '@cord/manifest';

/** The parts of manifest verification that a deployment decides on; they travel as JSON. */
export type RegistrationTrust = Pick<VerifyOptions, 'signerExpiry' | 'allowTestSigner' | 'trustMicrochip'> & {
  /** Shape: PEM certificates. @default none */
  readonly logSigners?: readonly string[];
  /** Shape: PEM certificates. @default none */
  readonly deviceRoots?: readonly string[];
};

/** What the construct tells its handler. Shape: JSON in the environment variable {@link REGISTRATION_SETTINGS}. */
export interface RegistrationSettings {
  thingPrefix: string;
  maxEntries: number;
  maxBodyBytes: number;
  trust: RegistrationTrust;
  policyName: string;
  /** `arn:aws:iot:us-east-1:123456789012:cert/` */
  certificateArnPrefix: string;
}

export const REGISTRATION_SETTINGS = 'CORD_REGISTRATION';
