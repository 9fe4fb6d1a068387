import { metricList, type MetricName, type MetricSummary, type Telemetry } from '@cord/fleet';
import type { TelemetryBucket, TelemetryHistory, TelemetryRange } from '@cord/fleet';

/** The smallest telemetry history there is: a list. */
export class MemoryTelemetryHistory implements TelemetryHistory {
  messages: readonly Telemetry[];

  constructor(messages: readonly Telemetry[] = []) {
    this.messages = messages.toSorted((one, other) => one.receivedAtMs - other.receivedAtMs);
  }

  async read({ limit, ...range }: TelemetryRange): Promise<readonly Telemetry[]> {
    const found = this.#within(range);
    return found.slice(Math.max(0, found.length - limit));
  }

  async readBuckets({
    stepMs,
    limit,
    fromMs,
    toMs,
    thingName,
  }: TelemetryRange & { stepMs: number }): Promise<readonly TelemetryBucket[]> {
    const startOf = (atMs: number): number => Math.floor(atMs / stepMs) * stepMs;
    const whole = { thingName, fromMs: startOf(fromMs), toMs: startOf(toMs - 1) + stepMs };
    const byStart = groupBy(this.#within(whole), ({ receivedAtMs }) => startOf(receivedAtMs));
    return [...byStart].slice(0, limit).map(([startMs, messages]) => {
      return { startMs, samples: messages.length, metrics: summarize(messages) };
    });
  }

  #within({ thingName, fromMs, toMs }: Omit<TelemetryRange, 'limit'>): readonly Telemetry[] {
    return this.messages.filter((message) => {
      return message.thingName === thingName && message.receivedAtMs >= fromMs && message.receivedAtMs < toMs;
    });
  }
}

function summarize(messages: readonly Telemetry[]): Partial<Record<MetricName, MetricSummary>> {
  const figures = metricList.flatMap(({ name, member }) => {
    const values = messages.flatMap((message) => message[member] ?? []);
    if (values.length === 0) return [];
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return [[name, { min: Math.min(...values), mean, max: Math.max(...values) }] as const];
  });
  return Object.fromEntries(figures);
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => number): Map<number, Item[]> {
  const groups = new Map<number, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item)) ?? [];
    groups.set(keyOf(item), group);
    group.push(item);
  }
  return groups;
}
