import type { Telemetry, TelemetryHistory, TelemetryStore } from '@cord/fleet';

/** The smallest telemetry store there is: a list. */
export class MemoryTelemetryStore implements TelemetryStore, TelemetryHistory {
  messages: Telemetry[] = [];

  async append(messages: readonly Telemetry[]): Promise<void> {
    this.messages.push(...messages);
    this.messages.sort((one, other) => one.receivedAtMs - other.receivedAtMs);
  }

  async removeBefore(beforeMs: number): Promise<void> {
    this.messages = this.messages.filter(({ receivedAtMs }) => receivedAtMs >= beforeMs);
  }

  async latest(): Promise<readonly Telemetry[]> {
    return [...new Map(this.messages.map((message) => [message.thingName, message])).values()];
  }

  async read(query: { thingName: string; sinceMs: number; limit: number }): Promise<readonly Telemetry[]> {
    const { thingName, sinceMs, limit } = query;
    const found = this.messages.filter((each) => each.thingName === thingName && each.receivedAtMs >= sinceMs);
    return found.slice(Math.max(0, found.length - limit));
  }
}
