import * as fc from 'fast-check';
import { defineThreshold, stepAlert, type AlertState, type Threshold } from '../../src/index.js';

const runs = { numRuns: Number(process.env['CORD_PROPERTY_RUNS'] ?? 100) };

/** The clock moves on (or back), and a sample comes in at some age, or a tick. */
const happening = (passes: fc.Arbitrary<number>) =>
  fc.record({
    passesMs: passes,
    ageMs: fc.option(fc.oneof(fc.constant(0), fc.integer({ min: -20, max: 60 })), { nil: undefined }),
    value: fc.integer({ min: 0, max: 9 }),
  });

const duration = fc.constantFrom('0s', '10ms', '50ms');

const threshold = fc
  .record({
    isAbove: fc.boolean(),
    hysteresis: fc.integer({ min: 0, max: 2 }),
    for: duration,
    clearFor: duration,
    cooldown: duration,
  })
  .map(({ isAbove, hysteresis, ...times }) => {
    const limits = isAbove ? { above: 5, clearAt: 5 - hysteresis } : { below: 4, clearAt: 4 + hysteresis };
    return defineThreshold({ id: 'load', metric: 'watts', ...limits, ...times });
  });

/** The whole history is looked at anew each time; nothing is remembered but whether an alert is open. */
class Model {
  readonly #samples: { atMs: number; value: number }[] = [];
  #heardAtMs = 0;
  #isOpen = false;
  #clearedAtMs: number | undefined;
  #clearedSampleAtMs: number | undefined;

  constructor(readonly declared: Threshold) {}

  step(sample: { atMs: number; value: number } | undefined, now: number): 'raised' | 'cleared' | undefined {
    const last = this.#samples.at(-1);
    if (sample !== undefined && (last === undefined || sample.atMs >= last.atMs)) {
      this.#heardAtMs = now;
      const isRepetition = this.#isBreach(sample.value) && sample.atMs === this.#clearedSampleAtMs;
      if (!isRepetition) this.#samples.push(sample);
    }
    const { forMs, clearForMs, cooldownMs } = this.declared;
    const isCooling = this.#clearedAtMs !== undefined && now - this.#clearedAtMs < cooldownMs;
    const breachSince = this.#since((value) => this.#isBreach(value));
    if (!this.#isOpen && breachSince !== undefined && this.#lasted(breachSince, now) >= forMs && !isCooling) {
      this.#isOpen = true;
      return 'raised';
    }
    const clearSince = this.#since((value) => this.#isClear(value));
    if (this.#isOpen && clearSince !== undefined && this.#lasted(clearSince, now) >= clearForMs) {
      this.#isOpen = false;
      this.#clearedAtMs = now;
      this.#clearedSampleAtMs = this.#samples.at(-1)?.atMs;
      return 'cleared';
    }
    return undefined;
  }

  /** By the samples' own time up to the last, and from when that came in by the clock. */
  #lasted(sinceMs: number, now: number): number {
    return (this.#samples.at(-1)?.atMs ?? sinceMs) - sinceMs + now - this.#heardAtMs;
  }

  /** When the run of such samples began that lasts until now. */
  #since(isSuch: (value: number) => boolean): number | undefined {
    const first = this.#samples.findLastIndex(({ value }) => !isSuch(value)) + 1;
    return this.#samples[first]?.atMs;
  }

  #isBreach(value: number): boolean {
    const { above, below } = this.declared;
    return above === undefined ? value < (below ?? 0) : value > above;
  }

  #isClear(value: number): boolean {
    const { above, clearAt = 0 } = this.declared;
    return above === undefined ? value >= clearAt : value <= clearAt;
  }
}

function restart(state: AlertState): AlertState {
  return JSON.parse(JSON.stringify(state)) as AlertState;
}

describe('stepAlert, under any samples', () => {
  it('tells what a model tells that looks at the whole history each time, restarts included', () => {
    const passes = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(threshold, fc.array(happening(passes), { maxLength: 40 }), (declared, happenings) => {
        const model = new Model(declared);
        let state: AlertState | undefined;
        let now = 1000;
        for (const { passesMs, ageMs, value } of happenings) {
          now += passesMs;
          const sample = ageMs === undefined ? undefined : { atMs: Math.min(now, now - ageMs), value };
          const event = sample === undefined ? ({ kind: 'tick' } as const) : ({ kind: 'sample', ...sample } as const);
          const step = stepAlert(declared, state, event, now);
          expect(step.transition?.type).toBe(model.step(sample, now));
          state = restart(step.state);
        }
      }),
      runs,
    );
  });

  it('opens at most one alert at a time, and closes it once the thing has recovered, whatever the clock does', () => {
    const passes = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: -500, max: 500 }));
    fc.assert(
      fc.property(threshold, fc.array(happening(passes), { maxLength: 40 }), (declared, happenings) => {
        let state: AlertState | undefined;
        let now = 10_000;
        let open = 0;
        const feed = (event: Parameters<typeof stepAlert>[2]) => {
          const step = stepAlert(declared, state, event, now);
          state = restart(step.state);
          if (step.transition?.type === 'raised') open += 1;
          if (step.transition?.type === 'cleared') open -= 1;
          expect([0, 1]).toContain(open);
          expect(state.open === undefined ? 0 : 1).toBe(open);
        };
        for (const { passesMs, ageMs, value } of happenings) {
          now += passesMs;
          feed(ageMs === undefined ? { kind: 'tick' } : { kind: 'sample', atMs: now - ageMs, value });
        }
        now += 1000;
        feed({ kind: 'sample', atMs: now, value: declared.above === undefined ? 9 : 0 });
        now += 1000;
        feed({ kind: 'tick' });
        expect(open).toBe(0);
      }),
      runs,
    );
  });

  it('changes nothing for a sample that is delivered again at once', () => {
    const passes = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(threshold, fc.array(happening(passes), { maxLength: 40 }), (declared, happenings) => {
        let state: AlertState | undefined;
        let now = 1000;
        for (const { passesMs, ageMs = 0, value } of happenings) {
          now += passesMs;
          const sample = { kind: 'sample', atMs: Math.min(now, now - ageMs), value } as const;
          ({ state } = stepAlert(declared, state, sample, now));
          const again = stepAlert(declared, state, sample, now);
          expect(again.transition).toBeUndefined();
          expect(again.state).toEqual(state);
        }
      }),
      runs,
    );
  });

  it('tells each silence once, repeats no sooner than it may, and neither without an order to', () => {
    const orders = fc.record({
      noDataAfter: fc.option(fc.constantFrom('10ms', '50ms')),
      repeatEvery: fc.option(fc.constantFrom('10ms', '50ms')),
    });
    const passes = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(threshold, orders, fc.array(happening(passes), { maxLength: 40 }), (declared, given, happenings) => {
        const noDataAfterMs = given.noDataAfter === null ? undefined : Number.parseInt(given.noDataAfter, 10);
        const repeatEveryMs = given.repeatEvery === null ? undefined : Number.parseInt(given.repeatEvery, 10);
        const ordered: Threshold = {
          ...declared,
          ...(noDataAfterMs !== undefined && { noDataAfterMs }),
          ...(repeatEveryMs !== undefined && { repeatEveryMs }),
        };
        let state: AlertState | undefined;
        let now = 1000;
        let isSilent = false;
        let toldAtMs = -Infinity;
        for (const { passesMs, ageMs, value } of happenings) {
          now += passesMs;
          const event =
            ageMs === undefined
              ? ({ kind: 'tick' } as const)
              : ({ kind: 'sample', atMs: Math.min(now, now - ageMs), value } as const);
          const { state: next, transition } = stepAlert(ordered, state, event, now);
          if (transition?.type === 'no-data') {
            expect(isSilent).toBe(false);
            expect(now - (state?.heardAtMs ?? now)).toBeGreaterThanOrEqual(noDataAfterMs ?? Infinity);
          }
          if (transition?.type === 'data-resumed') expect(isSilent).toBe(true);
          if (transition?.type === 'repeated') expect(now - toldAtMs).toBeGreaterThanOrEqual(repeatEveryMs ?? Infinity);
          if (transition?.type === 'raised' || transition?.type === 'repeated') toldAtMs = now;
          isSilent = next.phase === 'no-data';
          state = restart(next);
        }
      }),
      runs,
    );
  });
});
