import type { Telemetry } from '@cord/fleet';
import { parseConfig } from '@cord/fleet';
import { ManualClock } from '@cord/testing';
import type { RetentionLimits } from '../../src/lake/protocol/lake-calls.js';
import { createRetention } from '../../src/lake/retention.js';

// Under native ESM jest is no global.
const { jest } = import.meta;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const AT_MS = Date.parse('2026-03-01T00:00:00Z');

const messageAt = (receivedAtMs: number): Telemetry => ({ thingName: 'pump', receivedAtMs, watts: 1 });

/** A file in memory that outlives a restart. */
class NoteFolder {
  readonly files = new Map<string, string>();
  read = async (name: string) => this.files.get(name);
  write = async (name: string, text: string) => void this.files.set(name, text);
}

/** Keeps days by their first millisecond alone: what is asked for is whole days. */
class ListedLake {
  messages: readonly Telemetry[] = [];
  append = (messages: readonly Telemetry[]) => void (this.messages = [...this.messages, ...messages]);
  dropDays = async ({ telemetryFrom }: RetentionLimits): Promise<void> => {
    this.messages = this.messages.filter(({ receivedAtMs }) => receivedAtMs >= Date.parse(telemetryFrom));
  };
}

function createRun(folder = new NoteFolder(), atMs = AT_MS, telemetry = new ListedLake()) {
  const clock = new ManualClock(atMs);
  const failures: string[] = [];
  const onFailure = (error: unknown) => failures.push(String(error));
  const retention = createRetention({
    lake: () => telemetry,
    latest: () => telemetry.messages.slice(-1),
    folder,
    config: parseConfig({ retentionDays: 30 }),
    clock,
    onFailure,
  });
  const pass = async (hours: number) => {
    for (let hour = 0; hour < hours; hour += 1) {
      clock.advance(HOUR_MS);
      await jest.advanceTimersByTimeAsync(HOUR_MS);
    }
  };
  const start = async () => {
    await retention.start();
    await jest.advanceTimersByTimeAsync(0);
  };
  return { folder, telemetry, clock, failures, retention, start, pass };
}

describe('createRetention', () => {
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] }));
  afterEach(() => void jest.useRealTimers());

  it('removes days that are older than so many, at the start and at every full hour from then on', async () => {
    const { telemetry, retention, clock, start, failures } = createRun(undefined, AT_MS - HOUR_MS);
    const border = AT_MS - 31 * DAY_MS;
    const kept = [border, border + DAY_MS - 1, border + DAY_MS, AT_MS - HOUR_MS].map(messageAt);
    telemetry.append([messageAt(border - 1), ...kept]);
    await start();
    expect(telemetry.messages).toEqual(kept);

    clock.advance(HOUR_MS);
    await jest.advanceTimersByTimeAsync(HOUR_MS - 1);
    expect(telemetry.messages).toEqual(kept);
    await jest.advanceTimersByTimeAsync(1);
    expect(telemetry.messages).toEqual(kept.slice(2));
    await retention.stop();
    expect(failures).toEqual([]);
  });

  it.each([40, 12 * 365])(
    'removes nothing by a clock that is %d days ahead at the start, and says so once',
    async (days) => {
      const history = [30, 20, 10, 0].map((daysAgo) => messageAt(AT_MS - daysAgo * DAY_MS));
      const { telemetry, folder, retention, start, pass, failures } = createRun(undefined, AT_MS + days * DAY_MS);
      telemetry.append(history);
      await start();
      await pass(3);
      expect(telemetry.messages).toEqual(history);
      expect(failures).toHaveLength(1);
      expect(failures[0]).toMatch(`${days} days after what was known last; no telemetry is removed by it`);
      await retention.stop();

      // What was stored by the wrong clock makes it no truer, over a restart either.
      telemetry.append([messageAt(AT_MS + (days + 0.1) * DAY_MS)]);
      const again = createRun(folder, AT_MS + (days + 0.2) * DAY_MS, telemetry);
      await again.start();
      expect(telemetry.messages).toHaveLength(5);
      await again.retention.stop();
    },
  );

  it('removes by a clock that has held for a day after a jump: the machine was off', async () => {
    const { telemetry, retention, start, pass, failures } = createRun(undefined, AT_MS + 40 * DAY_MS);
    telemetry.append([messageAt(AT_MS)]);
    await start();
    await pass(23);
    expect(telemetry.messages).toHaveLength(1);
    await pass(1);
    expect(telemetry.messages).toEqual([]);
    expect(failures).toHaveLength(1);
    await retention.stop();
  });

  it('takes a file that it cannot read for none, and goes by the newest message', async () => {
    const folder = new NoteFolder();
    for (const text of ['', '{', 'null', '{"trustedAtMs":"soon"}', '{"trustedAtMs":1,"jump":{}}']) {
      folder.files.set('retention.json', text);
      const { telemetry, retention, start } = createRun(folder, AT_MS + 40 * DAY_MS);
      telemetry.append([messageAt(AT_MS)]);
      await start();
      expect(telemetry.messages).toHaveLength(1);
      await retention.stop();
    }
  });

  it('tells that the store failed and tries again an hour later', async () => {
    const { telemetry, retention, start, pass, failures } = createRun();
    const asked: string[] = [];
    telemetry.dropDays = async ({ telemetryFrom }) => {
      asked.push(telemetryFrom);
      throw new Error('disk full');
    };
    await start();
    await pass(1);
    await retention.stop();
    expect(asked).toEqual(['2026-01-30', '2026-01-30']);
    expect(failures).toEqual(['Error: disk full', 'Error: disk full']);
  });

  it('removes nothing more once it has stopped, and has stopped only when a removal under way is over', async () => {
    const gate = new EventTarget();
    const { telemetry, retention, start, pass } = createRun();
    let asked = 0;
    telemetry.dropDays = () => {
      asked += 1;
      return new Promise((resolve) => gate.addEventListener('open', () => resolve()));
    };
    await start();
    let isStopped = false;
    const stopped = Promise.resolve(retention.stop()).then(() => (isStopped = true));
    await pass(2);
    expect([asked, isStopped]).toEqual([1, false]);
    gate.dispatchEvent(new Event('open'));
    await stopped;
  });
});
