import * as z from 'zod';
import { configDefaults } from './defaults.js';

const { maxEntries, maxBodyBytes, dailyQuota } = configDefaults.registration;
const pem = z.string().startsWith('-----BEGIN CERTIFICATE-----', 'expected a PEM certificate');

/** Whose manifests are taken. Microchip's own log signers and device roots always are. */
export const registrationSchema = z.strictObject({
  /** Whether an entry of a log signer whose certificate has expired is taken and reported, or refused. */
  signerExpiry: z.enum(['report', 'reject']).default('report'),
  /** Whether entries of Microchip's test signer are taken. */
  allowTestSigner: z.boolean().default(false),
  /** PEM certificates of further log signers, such as an OEM's own. */
  logSigners: z.array(pem).default([]),
  /** PEM certificates of further device roots. */
  deviceRoots: z.array(pem).default([]),
  /** Longest request, in bytes. */
  maxBodyBytes: z.int().min(4096).max(6_000_000).default(maxBodyBytes),
  /** Most entries of a request. */
  maxEntries: z.int().min(1).max(1000).default(maxEntries),
  /** Requests a day over the whole fleet, in the cloud's usage plan. */
  dailyQuota: z.int().min(1).default(dailyQuota),
});
