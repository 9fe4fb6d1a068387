import { MemoryCommandStore, MemoryDeviceControl } from '@cord/testing/memory';
import * as fc from 'fast-check';
import { confirmRelay, expireCommands, readCommand, requestReboot, requestRelay } from '../../src/index.js';

/** The pump's commands, and the test as its cord. */
class Cord {
  readonly store = new MemoryCommandStore();
  readonly control = new MemoryDeviceControl('pump');
  readonly ports = { store: this.store, control: this.control };
}

const at = Date.parse('2026-01-15T08:00:00Z');
const request = (id: string, requestedAtMs = at) => ({ id, thingName: 'pump', requestedAtMs, expiresAfterMs: 60_000 });

describe('a command to switch the relay', () => {
  let cord: Cord;
  beforeEach(() => {
    cord = new Cord();
  });
  const stateOf = (id: string) => cord.store.commands.get(id)?.state;

  it('lies in the shadow until the cord has done it', async () => {
    expect(await requestRelay(request('a'), 'off', cord.ports)).toMatchObject({ id: 'a', state: 'sent' });
    expect(cord.control.shadows.get('pump')).toEqual({ desired: 'off' });
    await confirmRelay({ thingName: 'pump', relay: 'off', atMs: at + 900 }, cord.ports);
    expect(cord.store.commands.get('a')).toMatchObject({ state: 'confirmed', settledAtMs: at + 900 });
  });

  it('is told by whom it was confirmed: this command and no other', async () => {
    await requestRelay(request('a'), 'off', cord.ports);
    await requestReboot(request('b'), cord.ports);
    const confirmed = await confirmRelay({ thingName: 'pump', relay: 'off', atMs: at + 900 }, cord.ports);
    expect(confirmed.map(({ id }) => id)).toEqual(['a']);
    expect(await confirmRelay({ thingName: 'pump', relay: 'off', atMs: at + 950 }, cord.ports)).toEqual([]);
  });

  it('is told as confirmed where the cord was faster than the backend', async () => {
    const desireRelay = cord.control.desireRelay.bind(cord.control);
    cord.control.desireRelay = async (thingName, relay) => {
      await desireRelay(thingName, relay);
      await confirmRelay({ thingName, relay: 'off', atMs: at + 1 }, cord.ports);
    };
    expect(await requestRelay(request('a'), 'off', cord.ports)).toMatchObject({ state: 'confirmed' });
  });

  it('is not read where it was never given', async () => {
    expect(await readCommand({ thingName: 'pump', id: 'a', nowMs: at }, cord.ports)).toBeUndefined();
  });

  it('is read as it was settled, without asking the cord again', async () => {
    await requestRelay(request('a'), 'off', cord.ports);
    await confirmRelay({ thingName: 'pump', relay: 'off', atMs: at + 900 }, cord.ports);
    cord.control.readRelay = async () => Promise.reject(new Error('not to be asked'));
    const command = await readCommand({ thingName: 'pump', id: 'a', nowMs: at + 5000 }, cord.ports);
    expect(command).toMatchObject({ state: 'confirmed', settledAtMs: at + 900 });
  });

  it('counts as open for as long as the wish contradicts what the cord reports', async () => {
    await requestRelay(request('a'), 'on', cord.ports);
    cord.control.shadows.set('pump', { desired: 'off', reported: 'on' });
    const command = await readCommand({ thingName: 'pump', id: 'a', nowMs: at + 5000 }, cord.ports);
    expect(command).toMatchObject({ state: 'sent' });
  });

  it('is not confirmed by a report of the other state, nor by another thing', async () => {
    await requestRelay(request('a'), 'off', cord.ports);
    await confirmRelay({ thingName: 'pump', relay: 'on', atMs: at }, cord.ports);
    await confirmRelay({ thingName: 'rack', relay: 'off', atMs: at }, cord.ports);
    expect(stateOf('a')).toBe('sent');
  });

  it('is replaced by the next one, and is never confirmed after it', async () => {
    await requestRelay(request('a'), 'off', cord.ports);
    await requestRelay(request('b', at + 1000), 'on', cord.ports);
    await confirmRelay({ thingName: 'pump', relay: 'off', atMs: at + 2000 }, cord.ports);
    expect([stateOf('a'), stateOf('b')]).toEqual(['replaced', 'sent']);
  });

  it('is taken back when its time is over: no machine starts hours after somebody wished it', async () => {
    await requestRelay(request('a'), 'on', cord.ports);
    await expireCommands(at + 59_999, cord.ports);
    expect(stateOf('a')).toBe('sent');
    await expireCommands(at + 60_000, cord.ports);
    expect(stateOf('a')).toBe('expired');
    expect(cord.control.shadows.get('pump')).toEqual({});
  });

  it('counts as done where the cord reported it and nobody heard', async () => {
    await requestRelay(request('a'), 'on', cord.ports);
    cord.control.shadows.set('pump', { reported: 'on' });
    await expireCommands(at + 60_000, cord.ports);
    expect(stateOf('a')).toBe('confirmed');
  });

  it('is asked of the shadow where nobody has heard of it yet', async () => {
    await requestRelay(request('a'), 'on', cord.ports);
    const read = () => readCommand({ thingName: 'pump', id: 'a', nowMs: at + 5000 }, cord.ports);
    expect(await read()).toMatchObject({ state: 'sent' });
    cord.control.shadows.set('pump', { desired: 'on', reported: 'on' });
    expect(await read()).toMatchObject({ state: 'confirmed', settledAtMs: at + 5000 });
  });

  it('keeps the wish of a younger one when it expires', async () => {
    await requestRelay(request('a'), 'off', cord.ports);
    const [first] = await cord.store.listOpen('pump');
    await requestRelay(request('b', at + 30_000), 'on', cord.ports);
    // As if both had been asked for at the same time and neither saw the other.
    cord.store.commands.set('a', { ...first!, state: 'sent' });
    await expireCommands(at + 60_000, cord.ports);
    expect([stateOf('a'), stateOf('b')]).toEqual(['expired', 'sent']);
    expect(cord.control.shadows.get('pump')).toEqual({ desired: 'on' });
  });

  it('stays queued and expires when it could not be handed over', async () => {
    cord.control.desireRelay = async () => Promise.reject(new Error('AWS is away'));
    await expect(requestRelay(request('a'), 'on', cord.ports)).rejects.toThrow('AWS is away');
    expect(stateOf('a')).toBe('queued');
    delete (cord.control as Partial<MemoryDeviceControl>).desireRelay;
    await expireCommands(at + 60_000, cord.ports);
    expect(stateOf('a')).toBe('expired');
  });

  it('rejects a thing that nobody registered, and writes nothing down', async () => {
    await expect(requestRelay({ ...request('a'), thingName: 'pmup' }, 'on', cord.ports)).rejects.toMatchObject({
      code: 'unknown-thing',
      message: "no thing 'pmup' is registered",
    });
    const long = { ...request('a'), thingName: 'x'.repeat(200) };
    await expect(requestRelay(long, 'on', cord.ports)).rejects.toThrow(`no thing '${'x'.repeat(80)}' is registered`);
    expect(cord.store.commands.size).toBe(0);
  });

  it('is taken back though another cannot be: a job that is gone, a shadow that does not answer', async () => {
    await requestRelay(request('a'), 'on', cord.ports);
    await requestReboot(request('b'), cord.ports);
    await cord.store.add({ ...(await cord.store.find('pump', 'a'))!, id: 'c', thingName: 'rack' });
    cord.control.cancelJob = async () => Promise.reject(new Error('no such job'));
    const readRelay = cord.control.readRelay.bind(cord.control);
    cord.control.readRelay = (thingName) =>
      thingName === 'rack' ? Promise.reject(new Error('time-out')) : readRelay(thingName);
    const { expired, failures } = await expireCommands(at + 60_000, cord.ports);
    expect(expired.map(({ id }) => id)).toEqual(['a']);
    expect(failures.map(({ item }) => item)).toEqual(['command b of pump', 'command c of rack']);
    expect([stateOf('b'), stateOf('c')]).toEqual(['sent', 'sent']);
  });

  it('is settled once, whatever comes in whatever order', async () => {
    const step = fc.constantFrom('on', 'off', 'report-on', 'report-off', 'expire', 'minute');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const pump = new Cord();
        const settled = new Map<string, string>();
        let now = at;
        for (const [index, name] of steps.entries()) {
          if (name === 'minute') now += 60_000;
          if (name === 'on' || name === 'off') await requestRelay(request(String(index), now), name, pump.ports);
          if (name === 'report-on') await confirmRelay({ thingName: 'pump', relay: 'on', atMs: now }, pump.ports);
          if (name === 'report-off') await confirmRelay({ thingName: 'pump', relay: 'off', atMs: now }, pump.ports);
          if (name === 'expire') await expireCommands(now, pump.ports);
          expect((await pump.store.listOpen('pump')).length).toBeLessThanOrEqual(1);
          for (const { id, state, settledAtMs } of pump.store.commands.values()) {
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
  let cord: Cord;
  beforeEach(async () => {
    cord = new Cord();
    await requestReboot(request('a'), cord.ports);
  });
  const read = () => readCommand({ thingName: 'pump', id: 'a', nowMs: at + 5000 }, cord.ports);

  it('names the method and its parameters, as the cord takes them', async () => {
    const started: unknown[] = [];
    cord.control.startJob = async (...job) => void started.push(job);
    await requestReboot(request('b'), cord.ports);
    expect(started).toEqual([['pump', 'b', { method: 'reboot', params: {} }]]);
  });

  it('is a job that the cord gets once', async () => {
    expect(cord.control.jobs.get('a')).toBe('open');
    expect(await read()).toMatchObject({ state: 'sent' });
  });

  it.each([
    ['succeeded', 'confirmed'],
    ['failed', 'refused'],
  ] as const)('whose job has %s is %s', async (outcome, state) => {
    cord.control.jobs.set('a', outcome);
    expect(await read()).toMatchObject({ state, settledAtMs: at + 5000 });
  });

  it('is cancelled when its time is over', async () => {
    await expireCommands(at + 60_000, cord.ports);
    expect(cord.control.jobs.has('a')).toBe(false);
    expect(await read()).toMatchObject({ state: 'expired' });
  });

  it('whose job ended in time does not expire', async () => {
    cord.control.jobs.set('a', 'succeeded');
    await expireCommands(at + 60_000, cord.ports);
    expect(await read()).toMatchObject({ state: 'confirmed' });
  });

  it('does not replace a command for the relay', async () => {
    await requestRelay(request('b'), 'on', cord.ports);
    await requestReboot(request('c'), cord.ports);
    expect((await cord.store.listOpen('pump')).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });
});
