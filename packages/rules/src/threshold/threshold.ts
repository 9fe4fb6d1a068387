import * as z from 'zod';
import { quote, SqlError } from '../errors.js';
import { parseLoneExpression } from '../sql/parse/statement-parser.js';
import { defaultLimits } from '../sql/parse/limits.js';
import { durationSchema, periodSchema } from './duration.js';
import { checkNoticeTemplate } from './notice-fields.js';

const finite = z.number();

/** What one thing may have of its own. */
const overrideSchema = z.strictObject({
  /** The limit of this thing, where the threshold is one of `above`. */
  above: finite.optional(),
  /** The limit of this thing, where the threshold is one of `below`. */
  below: finite.optional(),
  /** The value at which an alert of this thing clears. */
  clearAt: finite.optional(),
});

/** SQL that can be parsed: a slip shows when it is declared, not when the first alert is raised. */
function parsedBy(parse: (text: string) => unknown, maxLength: number) {
  return z
    .string()
    .max(maxLength)
    .superRefine((text, context) => {
      try {
        parse(text);
      } catch (error) {
        if (!(error instanceof SqlError)) throw error;
        context.addIssue({ code: 'custom', message: `${error.message}\n${error.excerpt}` });
      }
    });
}

/** Throws: `SqlError` for words that SQL takes for its own, such as `end`. */
function parseMetric(text: string): void {
  const { kind } = parseLoneExpression(text);
  if (kind === 'name' || kind === 'member') return;
  const place = { span: { start: 0, end: text.length }, source: text };
  throw new SqlError('syntax', `expected the name of a field of the message, found ${quote(text)}`, place);
}

const inputSchema = z
  .strictObject({
    /** Names the threshold: its rules, the state of its alerts and their records. 1 to 64 of A-Z a-z 0-9 _ - */
    id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'expected 1 to 64 of A-Z a-z 0-9 _ -'),
    /** The field of the message that has the limit, such as `watts`. */
    metric: parsedBy(parseMetric, 2048)
      .regex(/^[A-Za-z_]\w{0,63}(\.[A-Za-z_]\w{0,63})*$/, 'expected the name of a field of the message')
      .optional(),
    /** In place of `metric`: IoT SQL over the message, such as `volts * amps`. */
    expression: parsedBy(parseLoneExpression, 2048).optional(),
    /** Values above this are a breach. */
    above: finite.optional(),
    /** In place of `above`: values below this are a breach. */
    below: finite.optional(),
    /** The value at which an alert clears, where it is another than the limit. */
    clearAt: finite.optional(),
    /** How long a breach must last before the alert is raised: `30s`, `5m`, `2h`. */
    for: durationSchema.prefault('0s'),
    /** How long the recovery must last before the alert clears. */
    clearFor: durationSchema.prefault('0s'),
    /** How long after clearing no new alert is raised. */
    cooldown: durationSchema.prefault('0s'),
    /** How often an open alert is told again. */
    repeatEvery: periodSchema.optional(),
    /** Silence after which the thing counts as without data. */
    noDataAfter: periodSchema.optional(),
    /** How bad a breach is. */
    severity: z.enum(['info', 'warning', 'critical']).default('warning'),
    /** Limits of single things, by thing name. */
    perThing: z
      .record(z.string().regex(/^[a-zA-Z0-9:_-]{1,128}$/, 'expected a thing name'), overrideSchema)
      .default({}),
    /** What notifications say, as substitution templates: `${thing} is at ${value}`. */
    message: z
      .strictObject({
        /** Subject of an e-mail. */
        subject: parsedBy(checkNoticeTemplate, 500).optional(),
        /** The notification itself. */
        text: parsedBy(checkNoticeTemplate, 8000).optional(),
      })
      .optional(),
  })
  .superRefine((input, context) => {
    const refuse = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path, message });
    if ((input.metric === undefined) === (input.expression === undefined))
      refuse([], 'expected either metric or expression');
    if ((input.above === undefined) === (input.below === undefined)) refuse([], 'expected either above or below');
    checkLimits(input, [], refuse);
    checkStatementLength(input, refuse);
    for (const [thing, own] of Object.entries(input.perThing)) {
      const other = input.above === undefined ? 'above' : 'below';
      if (own[other] !== undefined) refuse(['perThing', thing, other], `the threshold is not one of '${other}'`);
      checkLimits({ ...input, ...own }, ['perThing', thing], refuse);
    }
  });

type Limits = { above?: number | undefined; below?: number | undefined; clearAt?: number | undefined };

// Beyond the limit itself a recovery could never be told from a breach.
function checkLimits(
  { above, below, clearAt }: Limits,
  path: PropertyKey[],
  refuse: (path: PropertyKey[], message: string) => void,
): void {
  if (clearAt === undefined) return;
  if (above !== undefined && clearAt > above)
    refuse([...path, 'clearAt'], `expected at most ${above}, the limit, found ${clearAt}`);
  if (below !== undefined && clearAt < below)
    refuse([...path, 'clearAt'], `expected at least ${below}, the limit, found ${clearAt}`);
}

/** Own limits are written into the statement one by one, and AWS IoT takes no statement without end. */
function checkStatementLength(
  { perThing, expression = '' }: { perThing: Record<string, Limits>; expression?: string | undefined },
  refuse: (path: PropertyKey[], message: string) => void,
): void {
  const branches = Object.entries(perThing).map(([thing, limits]) => thing.length + lengthOfBranch(limits));
  const length = FRAME_LENGTH + 2 * expression.length + branches.reduce((sum, each) => sum + each, 0);
  if (length <= defaultLimits.length && branches.length * NODES_OF_BRANCH <= defaultLimits.nodes) return;
  const count = `${branches.length} limits of single things, about ${length} characters`;
  refuse(['perThing'], `expected a statement of at most ${defaultLimits.length} characters, found ${count}`);
}

/** Units: characters of a statement beside its limits: clauses, topic filter, further fields. */
const FRAME_LENGTH = 2048;
/** `'thing'`, and a number with its sign. */
const NODES_OF_BRANCH = 3;

/** ` WHEN '' THEN -5.0`, with the longer limit in full. */
function lengthOfBranch({ above, below, clearAt }: Limits): number {
  const lengths = [above, below, clearAt].map((limit = 0) => {
    const zeros = Math.abs(Math.floor(Math.log10(Math.abs(limit) || 1)));
    return String(limit).length + zeros;
  });
  return 20 + Math.max(...lengths);
}

/** What an OEM declares. Durations: `30s`, `5m`, `2h`. */
export type ThresholdInput = z.input<typeof inputSchema>;

/**
 * What `defineThreshold` takes, as a schema: to be part of a larger one, or to be written as JSON Schema for an editor.
 *
 * @example
 * z.toJSONSchema(thresholdInputSchema, { io: 'input' });
 */
export const thresholdInputSchema: z.ZodType<unknown, ThresholdInput> = inputSchema;

export type Severity = 'info' | 'warning' | 'critical';

/**
 * A declared limit; plain data. Either `metric` or `expression`, either `above` or `below`.
 *
 * Units: limits in the metric's own unit; times in milliseconds.
 */
export interface Threshold {
  readonly id: string;
  readonly metric?: string;
  /** IoT SQL over the message. */
  readonly expression?: string;
  readonly above?: number;
  readonly below?: number;
  /** The value at which an alert clears, where it is another than the limit. */
  readonly clearAt?: number;
  /** How long a breach must last before the alert is raised. */
  readonly forMs: number;
  /** How long the recovery must last before it clears. */
  readonly clearForMs: number;
  /** How long after clearing no new alert is raised. */
  readonly cooldownMs: number;
  /** How often an open alert is told again. */
  readonly repeatEveryMs?: number;
  /** Silence after which the thing counts as without data. */
  readonly noDataAfterMs?: number;
  readonly severity: Severity;
  /** Limits of single things, by thing name. */
  readonly perThing: Readonly<
    Record<string, { readonly above?: number; readonly below?: number; readonly clearAt?: number }>
  >;
  /** Substitution templates. */
  readonly message?: { readonly subject?: string; readonly text?: string };
}

/**
 * Checks a declared threshold and fills in what it leaves out.
 *
 * Throws: `ZodError`, whose issues say path and expectation.
 *
 * @example
 * defineThreshold({ id: 'too-hot', metric: 'watts', above: 2000, clearAt: 1800, for: '30s' });
 */
export function defineThreshold(input: ThresholdInput): Threshold {
  const { for: forMs, clearFor, cooldown, repeatEvery, noDataAfter, ...rest } = inputSchema.parse(input);
  return withoutUndefined({
    ...rest,
    forMs,
    clearForMs: clearFor,
    cooldownMs: cooldown,
    repeatEveryMs: repeatEvery,
    noDataAfterMs: noDataAfter,
  }) as unknown as Threshold;
}

/** The threshold as it holds for one thing. */
export function thresholdOf(threshold: Threshold, thingName: string): Threshold {
  return Object.hasOwn(threshold.perThing, thingName) ? { ...threshold, ...threshold.perThing[thingName] } : threshold;
}

// Plain data survives JSON unchanged, so that a state machine in the cloud sees what was declared.
function withoutUndefined(data: object): object {
  return JSON.parse(JSON.stringify(data)) as object;
}
