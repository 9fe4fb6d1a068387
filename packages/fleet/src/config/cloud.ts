import * as z from 'zod';
import { configDefaults } from './defaults.js';

/** The cloud backend. */
export const cloudSchema = z.strictObject({
  /** Last part of the stack's name and of the URLs. One stage per account and region. */
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,19}$/, 'expected up to 20 of a-z 0-9 -, starting with a letter')
    .default(configDefaults.stage),
  /** Taken from the AWS environment when absent. */
  region: z.string().optional(),
  /** Whether alerts remember how each thing stands, or every message in breach is one notification. */
  alerting: z.enum(['stateful', 'stateless']).default('stateful'),
  /** Who is told when the backend itself is in trouble. */
  operatorEmails: z.array(z.email('expected an e-mail address')).default([]),
  /** QuickSight user or group that owns the energy dashboard; without one there is none. */
  quickSightPrincipalArn: z
    .string()
    .regex(/^arn:[^:]+:quicksight:[^:]+:\d{12}:(user|group)\/.+$/, 'expected the ARN of a QuickSight user or group')
    .optional(),
  /** Whether telemetry also goes to AWS IoT SiteWise. */
  siteWise: z.boolean().default(false),
});
