/** A place's rules for time, or a fixed distance from UTC. */
export interface TimeZone {
  readonly id: string;
  /** East of UTC. Units: milliseconds. */
  offsetMsAt(epochMs: number): number;
  /** As in `CST` or `Central Standard Time`; a place without a name of its own shows its offset. */
  nameAt(epochMs: number, width: 'short' | 'long'): string;
}

const FIXED = /^(UTC|GMT|UT)?(?:([+-])(\d{1,2})(?::?(\d{2}))?(?::?(\d{2}))?)?$/;

/** Zones come from rules and payloads alike; those a payload makes up cannot fill memory. */
const MAX_KNOWN = 256;
const known = new Map<string, TimeZone | undefined>();

/** The zone of an IANA name, or of an offset such as `+01:00` or `UTC+1`; absent for anything else. */
export function findTimeZone(id: string): TimeZone | undefined {
  if (known.has(id)) return known.get(id);
  if (known.size >= MAX_KNOWN) known.clear();
  const zone = fixedZone(id) ?? regionalZone(id);
  known.set(id, zone);
  return zone;
}

/** As `+01:00`; UTC itself as `+00:00`. Units: milliseconds. */
export function formatOffset(offsetMs: number, separator = ':'): string {
  const minutes = Math.floor(Math.abs(offsetMs) / 60_000);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return `${offsetMs < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}${separator}${String(rest).padStart(2, '0')}`;
}

function fixedZone(id: string): TimeZone | undefined {
  const match = id === 'Z' ? ['Z', 'UTC'] : FIXED.exec(id);
  if (match === null || id === '') return undefined;
  const [, , sign = '+', hours = '0', minutes = '0', seconds = '0'] = match;
  if (Number(hours) > 18 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const offsetMs = Number(`${sign}1`) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000 || 0;
  const name = offsetMs === 0 ? 'UTC' : formatOffset(offsetMs);
  return {
    id: name,
    offsetMsAt: () => offsetMs,
    nameAt: (_epochMs, width) => (offsetMs === 0 && width === 'long' ? 'Coordinated Universal Time' : name),
  };
}

function regionalZone(id: string): TimeZone | undefined {
  const offsets = createFormat('en-US', id, 'longOffset');
  if (offsets === undefined) return undefined;
  const offsetMsAt = (epochMs: number) => readOffset(namePart(offsets, epochMs));
  // Made when first asked for, and kept: a format costs more than everything it is used for.
  const formats: Partial<Record<'short' | 'long', readonly Intl.DateTimeFormat[]>> = {};
  return {
    id,
    offsetMsAt,
    nameAt: (epochMs, width) => {
      formats[width] ??= LOCALES.flatMap((locale) => createFormat(locale, id, width) ?? []);
      for (const format of formats[width]) {
        const name = namePart(format, epochMs);
        if (!/^(GMT|UTC)[+-]/.test(name)) return name;
      }
      return formatOffset(offsetMsAt(epochMs));
    },
  };
}

/** Each English-speaking place has short names for the zones near to it: CST, CET, IST. */
const LOCALES = ['en-US', 'en-GB', 'en-IN', 'en-AU', 'en-CA', 'en-ZA'];

function createFormat(
  locale: string,
  timeZone: string,
  timeZoneName: 'short' | 'long' | 'longOffset',
): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat(locale, { timeZone, timeZoneName });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function namePart(format: Intl.DateTimeFormat, epochMs: number): string {
  return format.formatToParts(epochMs).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
}

/** Reads `GMT-06:00`; plain `GMT` is no offset. */
function readOffset(text: string): number {
  const [, sign = '+', hours = '0', minutes = '0', seconds = '0'] =
    /([+-])(\d{2}):(\d{2})(?::(\d{2}))?/.exec(text) ?? [];
  return Number(`${sign}1`) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000 || 0;
}
