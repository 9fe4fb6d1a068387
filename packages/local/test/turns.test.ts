import { MOST_WAITING, TurnRefused, Turns } from '../src/turns.js';
import { createGate } from './gate.js';

const clock = { nowMs: () => 5000 };

describe('turns', () => {
  it('come in the order they were asked for, one at a time', async () => {
    const turns = new Turns(clock);
    const told: string[] = [];
    const work = (name: string) => async () => {
      told.push(`${name} begins`);
      await Promise.resolve();
      told.push(`${name} ends`);
    };
    await Promise.all([turns.take('pump', work('first')), turns.take('pump', work('second'))]);
    expect(told).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  });

  it('of another thing come side by side', async () => {
    const turns = new Turns(clock);
    const gate = createGate();
    const slow = turns.take('pump', () => gate.passed);
    expect(await turns.take('rack', async () => 'done')).toBe('done');
    gate.open();
    await slow;
  });

  it('have times that rise, even within a millisecond', async () => {
    const turns = new Turns(clock);
    const times = await Promise.all([1, 2, 3].map(() => turns.take('pump', async (atMs) => atMs)));
    expect(times).toEqual([5000, 5001, 5002]);
  });

  it('follow a clock that was set back', async () => {
    let nowMs = 5000;
    const turns = new Turns({ nowMs: () => nowMs });
    const time = () => turns.take('pump', async (atMs) => atMs);
    expect(await time()).toBe(5000);
    nowMs = 4500;
    expect(await time()).toBe(5001);
    nowMs = 1000;
    expect(await time()).toBe(1000);
  });

  it('go on behind one that fails', async () => {
    const turns = new Turns(clock);
    const failing = turns.take('pump', () => Promise.reject(new Error('disk full')));
    const next = turns.take('pump', async () => 'done');
    await expect(failing).rejects.toThrow('disk full');
    expect(await next).toBe('done');
  });

  it('are refused where too many wait, and given again once they have passed', async () => {
    const turns = new Turns(clock);
    const waiting = Array.from({ length: MOST_WAITING }, () => turns.take('pump', async () => {}));
    await expect(turns.take('pump', async () => {})).rejects.toThrow(TurnRefused);
    await Promise.all(waiting);
    expect(await turns.take('pump', async () => 'done')).toBe('done');
  });

  it('are refused to what waits when they close, which ends behind what is under way', async () => {
    const turns = new Turns(clock);
    const gate = createGate();
    const underWay = turns.take('pump', () => gate.passed);
    const waiting = turns.take('pump', async () => {});
    await Promise.resolve();
    const closed = turns.close().then(() => 'closed');
    gate.open();
    await underWay;
    await expect(waiting).rejects.toThrow(TurnRefused);
    expect(await closed).toBe('closed');
    await expect(turns.take('pump', async () => {})).rejects.toThrow(TurnRefused);
  });
});
