export interface TelemetryQuery {
  thing: string;
  fromMs: number;
  toMs: number;
  /** As it was asked, or chosen: `raw`, `5m` … */
  step: string;
  /** Absent for `raw`. */
  stepMs?: number;
  limit: number;
}

/** What is wrong with a question, in words for whoever asked. */
export class QueryProblem extends Error {}

const units = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
/** Of one answer; whoever wants more asks on. */
const limits = { default: 5000, most: 20_000 };
const DEFAULT_RANGE_MS = units.h;
/** A range up to this is given as it was, unless asked otherwise; as long as a message a second would have room. */
const LONGEST_RAW_MS = units.h;
const SHORTEST_INTERVAL_MS = 1000;
/** Buckets that a chart has room for. */
const MOST_CHOSEN = 1500;
const chosenSteps = ['1m', '5m', '15m', '1h', '6h', '1d'] as const;
/** Of an hour, or of whole hours: what roll-ups add up to. */
const STEP = /^(\d{1,7})([mhd])$/;

const names = new Set(['thing', 'from', 'to', 'step', 'limit']);

/** Throws: `QueryProblem`. */
export function parseTelemetryQuery(given: Readonly<Record<string, string>>, nowMs: number): TelemetryQuery {
  const unknown = Object.keys(given).find((name) => !names.has(name));
  if (unknown !== undefined) {
    throw new QueryProblem(`'${unknown.slice(0, 80)}' is no part of this question, expected ${[...names].join(', ')}`);
  }
  const { thing } = given;
  if (thing === undefined || thing === '') throw new QueryProblem('thing is missing, expected thing=<name>');
  const toMs = given['to'] === undefined ? nowMs + 1 : parseTime('to', given['to']);
  const fromMs = given['from'] === undefined ? Math.max(0, toMs - DEFAULT_RANGE_MS) : parseTime('from', given['from']);
  if (fromMs >= toMs) throw new QueryProblem(`from (${fromMs}) is not before to (${toMs})`);
  const limit = parseLimit(given['limit']);
  const step = given['step'] ?? chooseStep({ fromMs, toMs, limit });
  const stepMs = parseStep(step);
  return { thing, fromMs, toMs, step, ...(stepMs !== undefined && { stepMs }), limit };
}

/** The inverse, for a link. */
export function formatTelemetryQuery({ thing, fromMs, toMs, step, limit }: TelemetryQuery): string {
  const query = { thing, from: String(fromMs), to: String(toMs), step, limit: String(limit) };
  return new URLSearchParams(query).toString();
}

/** ISO 8601: a day, or a time of one. A `+` that was not escaped in an address comes as a space. */
const ISO_TIME = /^(\d{4}-\d{2}-\d{2})(?:(T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+ -]\d{2}:\d{2})?)?$/;

function parseTime(name: string, text: string): number {
  const atMs = /^\d+$/.test(text) ? Number(text) : parseIsoTime(text);
  if (Number.isSafeInteger(atMs) && atMs >= 0 && atMs < MOST_MS) return atMs;
  throw new QueryProblem(
    `${name} is '${text.slice(0, 80)}', expected epoch milliseconds or ISO 8601, until the year 9999`,
  );
}

const MOST_MS = Date.parse('9999-12-31T00:00:00Z');

/** UTC where no zone is named. */
function parseIsoTime(text: string): number {
  const [, day, time = 'T00:00', zone = 'Z'] = ISO_TIME.exec(text) ?? [];
  return day === undefined ? Number.NaN : Date.parse(`${day}${time}${zone.replace(' ', '+')}`);
}

function parseStep(text: string): number | undefined {
  if (text === 'raw') return undefined;
  const [, count = '', unit = ''] = STEP.exec(text) ?? [];
  const stepMs = Number(count) * (units[unit as keyof typeof units] ?? Number.NaN);
  const isWhole = stepMs > 0 && (stepMs % units.h === 0 || units.h % stepMs === 0);
  if (isWhole) return stepMs;
  throw new QueryProblem(
    `step is '${text.slice(0, 80)}', expected raw, minutes that divide an hour (1m, 5m, 15m …), hours (6h) or days (1d)`,
  );
}

/** The finest of which no more are in the range than asked for, and than a chart has room for. */
function chooseStep({ fromMs, toMs, limit }: Pick<TelemetryQuery, 'fromMs' | 'toMs' | 'limit'>): string {
  const lengthMs = toMs - fromMs;
  if (lengthMs <= LONGEST_RAW_MS && lengthMs <= limit * SHORTEST_INTERVAL_MS) return 'raw';
  const most = Math.min(limit, MOST_CHOSEN);
  const isRoom = (stepMs: number) => Math.ceil(toMs / stepMs) - Math.floor(fromMs / stepMs) <= most;
  const chosen = chosenSteps.find((step) => isRoom(parseStep(step) ?? 0));
  if (chosen !== undefined) return chosen;
  let days = Math.ceil(lengthMs / units.d / most);
  // Ends at the latest with the bucket that has held everything since 1970.
  while (!isRoom(days * units.d)) days += 1;
  return `${days}d`;
}

function parseLimit(text: string | undefined): number {
  if (text === undefined) return limits.default;
  const limit = /^\d+$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= limits.most) return limit;
  throw new QueryProblem(`limit is '${text.slice(0, 80)}', expected a whole number from 1 to ${limits.most}`);
}
