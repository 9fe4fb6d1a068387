import { SqlError } from '../errors.js';
import { compileTemplate } from '../sql/compile/compile-template.js';
import { newestVersion } from '../value/dialect.js';
import type { NoticeFields } from '../threshold/notice-fields.js';
import type { Threshold } from '../threshold/threshold.js';
import type { AlertTransition } from './state.js';

/** What people are told. Shape: `subject` at most 100 printable ASCII characters, `text` any. */
export interface AlertNotice {
  readonly subject: string;
  readonly text: string;
}

/** A threshold that the configuration no longer has: what is still known of it. */
export type DroppedThreshold = Pick<Threshold, 'id' | 'severity'>;

/** What a notice is about. `threshold` is that of the thing (see {@link thresholdOf}). */
export interface AlertNews {
  readonly threshold: Threshold | DroppedThreshold;
  readonly thingName: string;
  readonly transition: AlertTransition;
}

/** Source: Amazon SNS API reference, Publish. Units: characters. */
const MAX_SUBJECT = 100;

const words: Readonly<Record<AlertTransition['type'], string>> = {
  raised: 'raised',
  repeated: 'still open',
  cleared: 'cleared',
  'no-data': 'no data',
  'data-resumed': 'data resumed',
};

/**
 * Writes subject and text of what a step led to, from the threshold's templates or in words of its own, which name thing,
 * metric, value, limit, since when, severity and how to silence it. Never throws: a template that cannot be used gives way to
 * these words, and the text says why. So does a subject of which ASCII holds nothing.
 *
 * @example
 * formatAlertNotice({ threshold, thingName: 'plug1', transition }).subject; // '[warning] too-hot raised: plug1'
 */
export function formatAlertNotice({ threshold: about, thingName, transition }: AlertNews): AlertNotice {
  const threshold: NoticeThreshold = about;
  const fields = createFields(threshold, thingName, transition);
  const subject = render(threshold.message?.subject, fields) ?? defaultSubject(fields);
  const text = render(threshold.message?.text, fields) ?? defaultText(fields, threshold);
  const failures = [subject, text].filter((written) => written instanceof SqlError);
  return {
    subject: (subject instanceof SqlError ? undefined : toSubject(subject)) ?? toSubject(defaultSubject(fields)) ?? '',
    text: [
      text instanceof SqlError ? defaultText(fields, threshold) : text,
      ...failures.map(({ message, excerpt }) => `A message of this threshold cannot be used: ${message}\n${excerpt}`),
    ].join('\n\n'),
  };
}

/** Every member but two may be unknown. */
type NoticeThreshold = DroppedThreshold & Partial<Threshold>;

function createFields(
  threshold: NoticeThreshold,
  thing: string,
  { type, atMs, ...rest }: AlertTransition,
): NoticeFields {
  const metric = threshold.metric ?? threshold.expression;
  const limit = threshold.above ?? threshold.below;
  const value = type === 'cleared' && 'value' in rest ? rest.value : rest.alert?.value;
  return {
    threshold: threshold.id,
    thing,
    ...(metric !== undefined && { metric }),
    ...(value !== undefined && { value }),
    ...(limit !== undefined && { limit }),
    direction: threshold.above === undefined ? 'below' : 'above',
    severity: threshold.severity,
    news: words[type],
    ...(rest.alert && { since: new Date(rest.alert.raisedAtMs).toISOString() }),
    at: new Date(atMs).toISOString(),
  };
}

function render(template: string | undefined, fields: NoticeFields): string | SqlError | undefined {
  if (template === undefined) return undefined;
  try {
    const compiled = compileTemplate(template, { version: newestVersion });
    return compiled.render({ topic: fields.thing, payload: JSON.stringify(fields) });
  } catch (error) {
    if (error instanceof SqlError) return error;
    throw error;
  }
}

function defaultSubject({ severity, threshold, news, thing }: NoticeFields): string {
  return `[${severity}] ${threshold} ${news}: ${thing}`;
}

function defaultText(fields: NoticeFields, threshold: NoticeThreshold): string {
  const { thing, metric = 'value', value, limit, direction, severity, news, since, at } = fields;
  const lines = [
    `${fields.threshold} ${news} for ${thing}`,
    '',
    `Thing:     ${thing}`,
    ...(isDropped(threshold) ? [] : [`Metric:    ${metric}`]),
    ...(value === undefined ? [] : [`Value:     ${value}`]),
    ...(limit === undefined ? [] : [`Limit:     ${direction} ${limit}`]),
    ...(threshold.clearAt === undefined ? [] : [`Clears at: ${threshold.clearAt}`]),
    ...(since === undefined ? [] : [`Since:     ${since}`]),
    `At:        ${at}`,
    `Severity:  ${severity}`,
    '',
    ...(isDropped(threshold)
      ? ['The threshold is no longer in the configuration.']
      : [
          `To silence it, change threshold '${fields.threshold}' in the configuration;`,
          `a limit for ${thing} alone stands under its perThing.`,
        ]),
  ];
  return lines.join('\n');
}

function isDropped({ metric, expression }: NoticeThreshold): boolean {
  return metric === undefined && expression === undefined;
}

/**
 * Printable ASCII on one line that does not begin with a space, cut to what SNS takes; nothing where no letter and no digit is
 * left of it.
 */
function toSubject(text: string): string | undefined {
  const plain = text.replaceAll(/[^\x20-\x7e]+/g, ' ').trim();
  if (!/[A-Za-z0-9]/.test(plain)) return undefined;
  return plain.length <= MAX_SUBJECT ? plain : `${plain.slice(0, MAX_SUBJECT - 3)}...`;
}
