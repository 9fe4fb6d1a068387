import type { AlertState } from '@cord/rules';
import type { Alert } from './alert.js';
import type { Telemetry } from './telemetry.js';

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

/** Keeps telemetry; `append` returns once the messages would survive a crash. */
export interface TelemetryStore {
  append(messages: readonly Telemetry[]): Promise<void>;
}

/** Keeps the state of each (threshold, thing) between samples and over restarts. */
export interface AlertStore {
  readState(thresholdId: string, thingName: string): Promise<AlertState | undefined>;
  /**
   * Writes the new state and, where one came of it, the alert's record: both or neither. False, and nothing is written, when
   * the state is no longer `previous`.
   */
  write(change: AlertStateChange): Promise<boolean>;
  /** Every thing that has a state under this threshold. */
  listThings(thresholdId: string): Promise<readonly string[]>;
}

export interface AlertStateChange {
  thresholdId: string;
  thingName: string;
  /** As it was read; `undefined` when there was none. */
  previous: AlertState | undefined;
  state: AlertState;
  alert?: Alert;
}
