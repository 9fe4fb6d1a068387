import type { Telemetry, TelemetryBucket, TelemetryHistory } from '@cord/fleet';
import { MemoryTelemetryHistory } from '@cord/testing';
import * as fc from 'fast-check';
import { telemetryRoute } from '../../src/http/telemetry-route.js';
import { LakeRefusal } from '../../src/lake/protocol/lake-refusal.js';

const AT_MS = Date.parse('2026-01-15T08:00:00Z');
const HOUR_MS = 3_600_000;

interface Answer {
  step: string;
  isCut: boolean;
  next?: string;
  telemetry?: Telemetry[];
  buckets?: TelemetryBucket[];
  error?: { code: string; message: string };
}

async function ask(history: TelemetryHistory, address: string): Promise<Answer & { status: number }> {
  const route = telemetryRoute({ history, nowMs: () => AT_MS });
  const response = await route.request(address);
  return { status: response.status, ...((await response.json()) as Answer) };
}

/** What each answer held, as long as one says where to ask on. */
async function follow(history: TelemetryHistory, address: string): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let next: string | undefined = address; next !== undefined; next = answers.at(-1)?.next) {
    answers.push(await ask(history, next));
  }
  return answers;
}

const at = (offsetMs: number, watts = 1): Telemetry => ({ thingName: 'pump', receivedAtMs: AT_MS + offsetMs, watts });

describe('GET /api/telemetry', () => {
  it('gives the newest messages as they were, and where to ask for those before', async () => {
    const history = new MemoryTelemetryHistory([-4000, -3000, -2000, -1000].map((offset) => at(offset)));
    const [first, second, ...others] = await follow(history, '/api/telemetry?thing=pump&step=raw&limit=3');
    expect(first).toMatchObject({ isCut: true, telemetry: [at(-3000), at(-2000), at(-1000)] });
    expect(second).toMatchObject({ isCut: false, telemetry: [at(-4000)] });
    expect(second?.next).toBeUndefined();
    expect(others).toEqual([]);
  });

  it('gives the first buckets, and where to ask for those behind', async () => {
    const history = new MemoryTelemetryHistory([0, 1, 2, 3, 4].map((hour) => at((hour - 5) * HOUR_MS, hour)));
    const from = new Date(AT_MS - 9 * HOUR_MS).toISOString();
    const answers = await follow(history, `/api/telemetry?thing=pump&from=${from}&step=1h&limit=2`);
    expect(answers.map(({ isCut }) => isCut)).toEqual([true, true, false]);
    const means = answers.map(({ buckets }) => buckets?.map(({ metrics }) => metrics.watts?.mean));
    expect(means).toEqual([[0, 1], [2, 3], [4]]);
  });

  it('gives every message once to whoever asks on, however many came in one millisecond', async () => {
    const offsets = fc.array(fc.integer({ min: -6, max: -1 }), { maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(offsets, fc.integer({ min: 1, max: 6 }), async (given, limit) => {
        const messages = given.map((offset, index) => at(offset, index));
        const answers = await follow(
          new MemoryTelemetryHistory(messages),
          `/api/telemetry?thing=pump&from=${AT_MS - 6}&to=${AT_MS}&step=raw&limit=${limit}`,
        );
        const all = answers.toReversed().flatMap(({ telemetry = [] }) => telemetry);
        expect(all).toEqual(messages.toSorted((one, other) => one.receivedAtMs - other.receivedAtMs));
        // Where it says that there is more, there is.
        expect(answers.slice(1).every(({ telemetry = [] }) => telemetry.length > 0)).toBe(true);
      }),
    );
  });

  it('keeps the name of a thing in the link, whatever is in it', async () => {
    const thingName = 'a&b=c d+e%20';
    const history = new MemoryTelemetryHistory([-2, -1].map((offset) => ({ ...at(offset), thingName })));
    const asked = new URLSearchParams({ thing: thingName, limit: '1', step: 'raw' }).toString();
    const answers = await follow(history, `/api/telemetry?${asked}`);
    expect(answers.map(({ telemetry }) => telemetry?.length)).toEqual([1, 1]);
  });

  it('says what is wrong with a question', async () => {
    const answer = await ask(new MemoryTelemetryHistory([]), '/api/telemetry?thing=pump&step=7m');
    expect(answer).toMatchObject({ status: 400, error: { code: 'invalid-query' } });
  });

  it.each([
    ['lake-down', 503],
    ['too-long', 408],
    ['lake-failed', 500],
  ] as const)('says why there is no answer: %s', async (code, status) => {
    const refuse = () => Promise.reject(new LakeRefusal(code, 'of no use now'));
    const answer = await ask({ read: refuse, readBuckets: refuse }, '/api/telemetry?thing=pump');
    expect(answer).toEqual({ status, error: { code, message: 'of no use now' } });
  });
});
