import type { ThresholdInput } from '@cord/rules';
import * as z from 'zod';
import { thresholdsSchema } from './config-thresholds.js';
import { FleetError } from './errors.js';

const port = z.int().min(0).max(65_535);
const pem = z.string().startsWith('-----BEGIN CERTIFICATE-----', 'expected a PEM certificate');
const topicLevel = z
  .string()
  .regex(/^[^/+#$'"\p{Cc}]{1,64}$/u, 'expected one topic level of up to 64 characters, without wildcards and quotes');

/** Declared by the OEM in `cord.config.ts`, read by `cord dev` and by the CDK app alike. An unknown key is refused. */
export const cordConfigSchema = z.strictObject({
  /** First level of every telemetry topic; a constant of the cord's firmware. */
  topicRoot: topicLevel.default('iot8020'),
  /** Goes before the secure element's id in a thing name; the firmware expects this one. */
  thingPrefix: z
    .string()
    .regex(/^[a-zA-Z0-9:_-]{1,64}$/, 'expected 1 to 64 of a-z A-Z 0-9 : _ -')
    .default('CS-CORD-DK-'),
  /** Telemetry older than this is removed. */
  retentionDays: z.int().min(1).max(36_500).default(30),
  /** Each is a limit on a metric; see `ThresholdInput` of @cord/rules. */
  thresholds: thresholdsSchema.prefault([{ id: 'load-on', metric: 'watts', above: 5 }]),
  /** Who hears of alerts, in the cloud. */
  notifications: z
    .strictObject({
      emails: z.array(z.email()).default([]),
      /** E.164: `+14255550100`. */
      phoneNumbers: z.array(z.e164()).default([]),
      /** Endpoints that get each notification as a POST. */
      httpsUrls: z.array(z.url({ protocol: /^https$/ })).default([]),
    })
    .prefault({}),
  /** Whose manifests are taken. Microchip's own log signers and device roots always are. */
  registration: z
    .strictObject({
      signerExpiry: z.enum(['report', 'reject']).default('report'),
      allowTestSigner: z.boolean().default(false),
      /** PEM certificates of further log signers, such as an OEM's own. */
      logSigners: z.array(pem).default([]),
      /** PEM certificates of further device roots. */
      deviceRoots: z.array(pem).default([]),
      maxBodyBytes: z.int().min(4096).max(6_000_000).default(1_048_576),
      maxEntries: z.int().min(1).max(1000).default(25),
      /** Requests a day over the whole fleet, in the cloud's usage plan. */
      dailyQuota: z.int().min(1).default(10_000),
    })
    .prefault({}),
  /** The backend on one machine. */
  local: z
    .strictObject({
      /** The backend holds no passwords, so it listens on loopback unless told otherwise. */
      host: z.string().min(1).default('127.0.0.1'),
      /** 0 takes any free port. */
      httpPort: port.default(8020),
      mqttPort: port.default(8883),
      dataDir: z.string().min(1).default('.cord'),
    })
    .prefault({}),
  /** Simulated cords. */
  simulation: z
    .strictObject({
      /** The same seed gives the same load curves. */
      seed: z.int().nonnegative().default(1),
      intervalSeconds: z.number().min(1).max(900).default(1),
    })
    .prefault({}),
  /** The cloud backend. */
  cloud: z
    .strictObject({
      stage: z
        .string()
        .regex(/^[a-z][a-z0-9-]{0,19}$/, 'expected up to 20 of a-z 0-9 -, starting with a letter')
        .default('dev'),
      /** Taken from the AWS environment when absent. */
      region: z.string().optional(),
      /** Whether alerts remember how each thing stands, or every message in breach is one notification. */
      alerting: z.enum(['stateful', 'stateless']).default('stateful'),
      /** Who is told when the backend itself is in trouble. */
      operatorEmails: z.array(z.email()).default([]),
      /** QuickSight user or group that owns the energy dashboard; without one there is none. */
      quickSightPrincipalArn: z
        .string()
        .regex(/^arn:[^:]+:quicksight:[^:]+:\d{12}:(user|group)\/.+$/, 'expected the ARN of a QuickSight user or group')
        .optional(),
      /** Whether telemetry also goes to AWS IoT SiteWise. */
      siteWise: z.boolean().default(false),
    })
    .prefault({}),
});

/** What `cord.config.ts` may say; everything is optional. */
export type CordConfigInput = Omit<z.input<typeof cordConfigSchema>, 'thresholds'> & {
  thresholds?: ThresholdInput[];
};

/** The configuration with every default filled in. */
export type CordConfig = z.output<typeof cordConfigSchema>;

/**
 * Checks a configuration and fills in what it leaves out.
 *
 * Throws: `FleetError` `invalid-config`; `path` is the first wrong place (`local.httpPort`), the message names all of them.
 */
export function parseConfig(input: unknown): CordConfig {
  const result = cordConfigSchema.safeParse(input ?? {});
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap(describeIssue);
  throw new FleetError('invalid-config', problems.map(({ path, text }) => `${path}: ${text}`).join('; '), {
    path: problems[0]?.path ?? '',
  });
}

function describeIssue(issue: z.core.$ZodIssue): { path: string; text: string }[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: formatPath([...issue.path, key]), text: 'unknown key' }));
  }
  return [{ path: formatPath(issue.path) || 'configuration', text: issue.message }];
}

function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`),
    '',
  );
}
