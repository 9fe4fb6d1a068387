import { parseConfig, type CordConfigInput, type FleetEvent, type Telemetry } from '@cord/fleet';
import { systemClock } from '../../src/clock/system-clock.js';
import { sweepAlertStates } from '../../src/rules/alert-sweep.js';
import type { MessageStore } from '../../src/rules/message-store.js';
import { RuleRunner } from '../../src/rules/rule-runner.js';
import { TestStores } from '../stores/open-test-stores.js';

const THING = 'CS-CORD-DK-0123f2408ea1fcf201';
const testStores = new TestStores();
afterEach(() => testStores.clear());

const onFailure = (error: unknown) => {
  throw error;
};

async function createRunner(input: CordConfigInput = {}, change?: MessageStore['change']) {
  const events: FleetEvent[] = [];
  const { messages, latest } = await testStores.open();
  const store: MessageStore = {
    change: change ?? ((work) => messages.change(work)),
    stateOf: (thresholdId, thingName) => messages.stateOf(thresholdId, thingName),
    states: () => messages.states(),
    lastReceivedAtMs: (thingName) => messages.lastReceivedAtMs(thingName),
  };
  const config = parseConfig(input);
  const emit = (event: FleetEvent) => events.push(event);
  const runner = new RuleRunner({ config, store, clock: systemClock, emit });
  const sweep = () => sweepAlertStates({ config, store, times: () => runner.times, emit, onFailure });
  const publish = (payload: string | Buffer, topic = `iot8020/${THING}/metrics`) =>
    runner.take({ topic, payload: Buffer.from(payload), thingName: THING, certificateId: 'ab'.repeat(32) });
  const stored = (): readonly Telemetry[] => latest();
  return { publish, sweep, events, stored };
}

describe('RuleRunner', () => {
  it('stores what the ingestion statement puts out, with thing and time of arrival', async () => {
    const { publish, stored, events } = await createRunner();
    const before = Date.now();
    await publish('{"relay_on":true,"volts":119.1,"watts":1.5}');
    expect(stored()).toEqual([
      { thingName: THING, receivedAtMs: expect.any(Number), relay: 'on', volts: 119.1, watts: 1.5 },
    ]);
    expect(stored()[0]?.receivedAtMs).toBeGreaterThanOrEqual(before);
    expect(events.map(({ type }) => type)).toEqual(['telemetry-stored']);
  });

  it('raises an alert above 5 W, and clears it below', async () => {
    const { publish, events } = await createRunner();
    for (const watts of ['5.0', '5.1', '6', '5.0']) await publish(`{"watts":${watts}}`);
    const told = events.filter(({ type }) => type.startsWith('alert'));
    expect(told).toMatchObject([
      { type: 'alert-raised', alert: { value: 5.1, limit: 5, thingName: THING } },
      { type: 'alert-cleared', value: 5, alert: { value: 5.1, clearedAtMs: expect.any(Number) } },
    ]);
  });

  it('compares a number that was sent as text, as AWS IoT does, and refuses to store it', async () => {
    const { publish, events, stored } = await createRunner();
    await publish('{"watts":"10.4"}');
    expect(stored()).toEqual([]);
    expect(events.map(({ type }) => type).toSorted()).toEqual(['alert-raised', 'telemetry-refused']);
  });

  it.each(['', 'no json', '[1]', 'null', '{"watts":null}', '{"watts":'])(
    'raises nothing for the payload %j, and tells that it was refused where it is no telemetry',
    async (payload) => {
      const { publish, events, stored } = await createRunner();
      await publish(payload);
      expect(stored()).toEqual([]);
      expect(events.map(({ type }) => type)).toEqual(['telemetry-refused']);
    },
  );

  it.each([
    ['', 'payload is no JSON: Unexpected end of JSON input at position 0'],
    ['{"watts":', 'payload is no JSON: Unexpected end of JSON input at position 9'],
    ['{"watts":10.4,}', /^payload is no JSON: .* at position 14/],
    ['{"watts":10.4 "volts":120}', /^payload is no JSON: .* at position 14/],
    ['no json', /^payload is no JSON: .*"no json"/],
    [Buffer.from([0x7b, 0xff, 0x7d]), 'payload is no UTF-8 text'],
    ['{"lumens":1}', /^telemetry holds none of relay_on/],
    ['{"watts":"much"}', /^telemetry field 'watts' is invalid/],
  ])('tells why %j was refused, and where', async (payload, words) => {
    const { publish, events } = await createRunner();
    await publish(payload);
    const message = typeof words === 'string' ? words : expect.stringMatching(words);
    expect(events).toMatchObject([{ type: 'telemetry-refused', topic: `iot8020/${THING}/metrics`, message }]);
  });

  it('hands an error that is no refusal to the broker, which does not tell it as the fault of the device', async () => {
    const { publish, events } = await createRunner({}, () => {
      throw new TypeError('undefined is not a function');
    });
    expect(() => publish('{"watts":1}')).toThrow(TypeError);
    expect(events).toEqual([]);
  });

  it('passes over topics that no rule is for', async () => {
    const { publish, events } = await createRunner();
    await publish('{"watts":10}', `iot8020/${THING}/events`);
    expect(events).toEqual([]);
  });

  it('looks at nothing that only an action of the cloud is for', async () => {
    const { publish, events, stored } = await createRunner();
    await publish('{"state":{"reported":{"data":{"relay_on":true}}}}', `$aws/things/${THING}/shadow/update/accepted`);
    expect([stored(), events]).toEqual([[], []]);
  });

  it('runs thresholds over expressions and fields of the configuration', async () => {
    const { publish, events } = await createRunner({
      thresholds: [{ id: 'apparent', expression: 'volts * amps', above: 1000, severity: 'critical' }],
    });
    await publish('{"volts":120,"amps":10}');
    expect(events.at(-1)).toMatchObject({
      type: 'alert-raised',
      alert: { thresholdId: 'apparent', severity: 'critical', value: 1200 },
    });
  });

  it('hands a failure of the store to the broker, which then does not acknowledge', async () => {
    const { publish, events } = await createRunner({}, () => Promise.reject(new Error('disk full')));
    await expect(publish('{"watts":1}')).rejects.toThrow('disk full');
    expect(events).toEqual([]);
  });

  it('lets time pass for alerts that wait for it', async () => {
    const { sweep, publish, events } = await createRunner({
      thresholds: [{ id: 'held', metric: 'watts', above: 5, for: '1ms' }],
    });
    await publish('{"watts":10}');
    const startedMs = Date.now();
    while (Date.now() - startedMs < 2);
    await sweep();
    expect(events.at(-1)).toMatchObject({ type: 'alert-raised', alert: { thresholdId: 'held' } });
  });

  it('takes messages in the order of the calls, and tells of them in that order', async () => {
    const { publish, events } = await createRunner();
    const watts = Array.from({ length: 100 }, (_, index) => (index % 2) * 10);
    await Promise.all(watts.map((value) => publish(`{"watts":${value}}`)));
    const told = events.flatMap((event) => (event.type === 'telemetry-stored' ? [event.telemetry] : []));
    expect(told.map((each) => each.watts)).toEqual(watts);
    const changes = events.map(({ type }) => type).filter((type) => type.startsWith('alert'));
    expect(changes).toEqual(watts.slice(1).map((value) => (value > 5 ? 'alert-raised' : 'alert-cleared')));
  });
});
