import * as fc from 'fast-check';
import { confirmRelay, expireCommands, readCommand, requestReboot, requestRelay } from '../src/index.js';
import { MemoryCommands } from './memory-commands.js';

const at = Date.parse('2026-01-15T08:00:00Z');
const request = (id: string, requestedAtMs = at) => ({ id, thingName: 'pump', requestedAtMs, expiresAfterMs: 60_000 });

describe('a command to switch the relay', () => {
  let commands: MemoryCommands;
  beforeEach(() => {
    commands = new MemoryCommands();
  });
  const stateOf = (id: string) => commands.commands.get(id)?.state;

  it('lies in the shadow until the cord has done it', async () => {
    expect(await requestRelay(request('a'), 'off', commands.ports)).toMatchObject({ id: 'a', state: 'sent' });
    expect(commands.shadows.get('pump')).toEqual({ desired: 'off' });
    await confirmRelay({ thingName: 'pump', relay: 'off', atMs: at + 900 }, commands.ports);
    expect(commands.commands.get('a')).toMatchObject({ state: 'confirmed', settledAtMs: at + 900 });
  });

  it('is not confirmed by a report of the other state, nor by another thing', async () => {
    await requestRelay(request('a'), 'off', commands.ports);
    await confirmRelay({ thingName: 'pump', relay: 'on', atMs: at }, commands.ports);
    await confirmRelay({ thingName: 'rack', relay: 'off', atMs: at }, commands.ports);
    expect(stateOf('a')).toBe('sent');
  });

  it('is replaced by the next one, and is never confirmed after it', async () => {
    await requestRelay(request('a'), 'off', commands.ports);
    await requestRelay(request('b', at + 1000), 'on', commands.ports);
    await confirmRelay({ thingName: 'pump', relay: 'off', atMs: at + 2000 }, commands.ports);
    expect([stateOf('a'), stateOf('b')]).toEqual(['replaced', 'sent']);
  });

  it('is taken back when its time is over: no machine starts hours after somebody wished it', async () => {
    await requestRelay(request('a'), 'on', commands.ports);
    await expireCommands(at + 59_999, commands.ports);
    expect(stateOf('a')).toBe('sent');
    await expireCommands(at + 60_000, commands.ports);
    expect(stateOf('a')).toBe('expired');
    expect(commands.shadows.get('pump')).toEqual({});
  });

  it('counts as done where the cord reported it and nobody heard', async () => {
    await requestRelay(request('a'), 'on', commands.ports);
    commands.shadows.set('pump', { reported: 'on' });
    await expireCommands(at + 60_000, commands.ports);
    expect(stateOf('a')).toBe('confirmed');
  });

  it('is asked of the shadow where nobody has heard of it yet', async () => {
    await requestRelay(request('a'), 'on', commands.ports);
    const read = () => readCommand({ thingName: 'pump', id: 'a', nowMs: at + 5000 }, commands.ports);
    expect(await read()).toMatchObject({ state: 'sent' });
    commands.shadows.set('pump', { desired: 'on', reported: 'on' });
    expect(await read()).toMatchObject({ state: 'confirmed', settledAtMs: at + 5000 });
  });

  it('keeps the wish of a younger one when it expires', async () => {
    await requestRelay(request('a'), 'off', commands.ports);
    const [first] = await commands.listOpen('pump');
    await requestRelay(request('b', at + 30_000), 'on', commands.ports);
    // As if both had been asked for at the same time and neither saw the other.
    commands.commands.set('a', { ...first!, state: 'sent' });
    await expireCommands(at + 60_000, commands.ports);
    expect([stateOf('a'), stateOf('b')]).toEqual(['expired', 'sent']);
    expect(commands.shadows.get('pump')).toEqual({ desired: 'on' });
  });

  it('stays queued and expires when it could not be handed over', async () => {
    commands.desireRelay = async () => Promise.reject(new Error('AWS is away'));
    await expect(requestRelay(request('a'), 'on', commands.ports)).rejects.toThrow('AWS is away');
    expect(stateOf('a')).toBe('queued');
    delete (commands as Partial<MemoryCommands>).desireRelay;
    await expireCommands(at + 60_000, commands.ports);
    expect(stateOf('a')).toBe('expired');
  });

  it('rejects a thing that nobody registered, and writes nothing down', async () => {
    await expect(requestRelay({ ...request('a'), thingName: 'pmup' }, 'on', commands.ports)).rejects.toMatchObject({
      code: 'unknown-thing',
    });
    expect(commands.commands.size).toBe(0);
  });

  it('is settled once, whatever comes in whatever order', async () => {
    const step = fc.constantFrom('on', 'off', 'report-on', 'report-off', 'expire', 'minute');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const cords = new MemoryCommands();
        const settled = new Map<string, string>();
        let now = at;
        for (const [index, name] of steps.entries()) {
          if (name === 'minute') now += 60_000;
          if (name === 'on' || name === 'off') await requestRelay(request(String(index), now), name, cords.ports);
          if (name === 'report-on') await confirmRelay({ thingName: 'pump', relay: 'on', atMs: now }, cords.ports);
          if (name === 'report-off') await confirmRelay({ thingName: 'pump', relay: 'off', atMs: now }, cords.ports);
          if (name === 'expire') await expireCommands(now, cords.ports);
          expect((await cords.listOpen('pump')).length).toBeLessThanOrEqual(1);
          for (const { id, state, settledAtMs } of cords.commands.values()) {
            if (settledAtMs === undefined) continue;
            expect(settled.get(id) ?? state).toBe(state);
            settled.set(id, state);
          }
        }
      }),
    );
  });
});

describe('a command to reboot', () => {
  let commands: MemoryCommands;
  beforeEach(async () => {
    commands = new MemoryCommands();
    await requestReboot(request('a'), commands.ports);
  });
  const read = () => readCommand({ thingName: 'pump', id: 'a', nowMs: at + 5000 }, commands.ports);

  it('is a job that the cord gets once', async () => {
    expect(commands.jobs.get('a')).toBe('open');
    expect(await read()).toMatchObject({ state: 'sent' });
  });

  it.each([
    ['succeeded', 'confirmed'],
    ['failed', 'refused'],
  ] as const)('whose job has %s is %s', async (outcome, state) => {
    commands.jobs.set('a', outcome);
    expect(await read()).toMatchObject({ state, settledAtMs: at + 5000 });
  });

  it('is cancelled when its time is over', async () => {
    await expireCommands(at + 60_000, commands.ports);
    expect(commands.jobs.has('a')).toBe(false);
    expect(await read()).toMatchObject({ state: 'expired' });
  });

  it('whose job ended in time does not expire', async () => {
    commands.jobs.set('a', 'succeeded');
    await expireCommands(at + 60_000, commands.ports);
    expect(await read()).toMatchObject({ state: 'confirmed' });
  });

  it('does not replace a command for the relay', async () => {
    await requestRelay(request('b'), 'on', commands.ports);
    await requestReboot(request('c'), commands.ports);
    expect((await commands.listOpen('pump')).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });
});
