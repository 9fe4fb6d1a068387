import { applyFleetEvent, emptyFleetView, type FleetEvent } from '@cord/fleet';
import { EventFeed } from '../../src/view/event-feed.js';
import { EventStream } from '../../src/view/event-stream.js';

// Under native ESM jest is no global.
const { jest } = import.meta;

const stored = (thingName: string, watts: number): FleetEvent => {
  return { atMs: watts, type: 'telemetry-stored', telemetry: { thingName, receivedAtMs: watts, watts } };
};
const connected: FleetEvent = { atMs: 1, type: 'device-connected', thingName: 'pump' };

function createFeed() {
  const stream = new EventStream();
  const feed = new EventFeed(stream);
  const told: FleetEvent[] = [];
  const end = feed.subscribe((events) => told.push(...events.map((event) => JSON.parse(event) as FleetEvent)));
  return { stream, feed, told, end };
}

describe('the feed of events', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('tells the newest of a thing four times a second, with how many messages it stands for', () => {
    const { stream, told } = createFeed();
    for (const watts of [1, 2, 3]) stream.emit(stored('pump', watts));
    stream.emit(stored('rack', 9));
    expect(told).toEqual([]);
    jest.advanceTimersByTime(250);
    expect(told).toEqual([
      { ...stored('pump', 3), messages: 3 },
      { ...stored('rack', 9), messages: 1 },
    ]);
    jest.advanceTimersByTime(1000);
    expect(told).toHaveLength(2);
  });

  it('tells everything else at once', () => {
    const { stream, told } = createFeed();
    stream.emit(stored('pump', 1));
    stream.emit(connected);
    expect(told).toEqual([connected]);
  });

  it('adds up to the same view as the events themselves, for whoever comes whenever', () => {
    const { stream, feed, told } = createFeed();
    const views = [{ from: emptyFleetView, told }];
    for (let count = 0; count < 5000; count += 1) {
      stream.emit(stored(`thing-${count % 100}`, count));
      if (count % 700 === 350) {
        const later: FleetEvent[] = [];
        views.push({ from: structuredClone(stream.view), told: later });
        feed.subscribe((events) => later.push(...events.map((event) => JSON.parse(event) as FleetEvent)));
      }
      if (count % 900 === 0) jest.advanceTimersByTime(250);
    }
    jest.advanceTimersByTime(250);
    for (const { from, told: heard } of views) expect(heard.reduce(applyFleetEvent, from)).toEqual(stream.view);
    expect(told.length).toBeLessThan(5000);
  });

  it('holds nothing while nobody listens', () => {
    const { stream, feed, told, end } = createFeed();
    end();
    stream.emit(stored('pump', 1));
    stream.emit(connected);
    jest.advanceTimersByTime(250);
    expect(told).toEqual([]);
    feed.subscribe((events) => told.push(...events.map((event) => JSON.parse(event) as FleetEvent)));
    jest.advanceTimersByTime(250);
    expect(told).toEqual([]);
  });
});
