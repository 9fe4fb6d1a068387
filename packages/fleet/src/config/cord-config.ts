import type { ThresholdInput } from '@cord/rules';
import * as z from 'zod';
import { FleetError } from '../errors.js';
import { cloudSchema } from './cloud.js';
import { toProblems, formatPath } from './config-problem.js';
import { configDefaults } from './defaults.js';
import { localSchema, simulationSchema } from './local.js';
import { notificationsSchema } from './notifications.js';
import { registrationSchema } from './registration.js';
import { thresholdsSchema } from './thresholds.js';

const topicLevel = z
  .string()
  .regex(/^[^/+#$*?'"\p{Cc}]{1,64}$/u, 'expected one topic level of up to 64 characters, without wildcards and quotes');

/** Declared by the OEM in `cord.config.ts`, read by `cord dev` and by the CDK app alike. An unknown key is refused. */
export const cordConfigSchema = z.strictObject({
  /** First level of every telemetry topic; a constant of the cord's firmware. */
  topicRoot: topicLevel.default(configDefaults.topicRoot),
  /** Goes before the secure element's id in a thing name; the firmware expects this one. */
  thingPrefix: z
    .string()
    .regex(/^[a-zA-Z0-9:_-]{1,64}$/, 'expected 1 to 64 of a-z A-Z 0-9 : _ -')
    .default(configDefaults.thingPrefix),
  /** Telemetry older than this is removed. */
  retentionDays: z.int().min(1).max(36_500).default(configDefaults.retentionDays),
  /** Each is a limit on a metric; see `ThresholdInput` of @cord/rules. */
  thresholds: thresholdsSchema.prefault([...configDefaults.thresholds]),
  /** Who hears of alerts, in the cloud. */
  notifications: notificationsSchema.prefault({}),
  /** Whose manifests are taken. Microchip's own log signers and device roots always are. */
  registration: registrationSchema.prefault({}),
  /** The backend on one machine. */
  local: localSchema.prefault({}),
  /** Simulated cords. */
  simulation: simulationSchema.prefault({}),
  /** The cloud backend. */
  cloud: cloudSchema.prefault({}),
});

/** What `cord.config.ts` may say; everything is optional. */
export type CordConfigInput = Omit<z.input<typeof cordConfigSchema>, 'thresholds'> & {
  /** Limits on what cords measure; where nothing is said, one: `load-on`, `watts` above 5. */
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
  const result = cordConfigSchema.safeParse(input ?? {}, { reportInput: true });
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap(toProblems).map(({ path, message }) => {
    const place = formatPath(path) || 'configuration';
    return { place, text: `${place}: ${message}` };
  });
  // An excerpt of SQL has lines of its own.
  const between = problems.some(({ text }) => text.includes('\n')) ? '\n' : '; ';
  throw new FleetError('invalid-config', problems.map(({ text }) => text).join(between), {
    path: problems[0]?.place ?? '',
  });
}
