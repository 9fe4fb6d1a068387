import { applyFleetEvents, emptyFleetView, type FleetEvent } from '@cord/fleet';
import { EventFeed } from '../../src/view/event-feed.js';
import { EventStream } from '../../src/view/event-stream.js';
import { MOST_BEHIND, type FeedReader } from '../../src/view/feed-reader.js';

// Under native ESM jest is no global.
const { jest } = import.meta;

const stored = (thingName: string, watts: number): FleetEvent => {
  return { atMs: watts, type: 'telemetry-stored', telemetry: { thingName, receivedAtMs: watts, watts } };
};
const connected = (thingName: string): FleetEvent => ({ atMs: 1, type: 'device-connected', thingName });
const take = (reader: FeedReader): FleetEvent[] => reader.take().map((event) => JSON.parse(event) as FleetEvent);

function createFeed() {
  const stream = new EventStream();
  const feed = new EventFeed(stream);
  return { stream, feed, reader: feed.open() };
}

describe('the feed of events', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('tells the newest of a thing four times a second, with how many messages it stands for', () => {
    const { stream, reader } = createFeed();
    for (const watts of [1, 2, 3]) stream.emit(stored('pump', watts));
    stream.emit(stored('rack', 9));
    expect(take(reader)).toEqual([]);
    jest.advanceTimersByTime(250);
    expect(take(reader)).toEqual([
      { ...stored('pump', 3), messages: 3 },
      { ...stored('rack', 9), messages: 1 },
    ]);
    jest.advanceTimersByTime(1000);
    expect(take(reader)).toEqual([]);
  });

  it('tells everything else at once', () => {
    const { stream, reader } = createFeed();
    stream.emit(stored('pump', 1));
    stream.emit(connected('pump'));
    expect(take(reader)).toEqual([connected('pump')]);
  });

  it('keeps for a slow reader the newest of each thing, and everything else in its order', () => {
    const { stream, feed, reader } = createFeed();
    const fast = feed.open();
    const things = Array.from({ length: 1000 }, (_, index) => `thing-${index}`);
    let told = 0;
    for (let round = 0; round < 40; round += 1) {
      for (const thingName of things) stream.emit(stored(thingName, round));
      stream.emit(connected(`late-${round}`));
      jest.advanceTimersByTime(250);
      told += take(fast).length;
    }
    expect(told).toBe(40 * 1001);
    const events = take(reader);
    expect(events.slice(0, 40)).toEqual(Array.from({ length: 40 }, (_, round) => connected(`late-${round}`)));
    expect(events.slice(40)).toEqual(things.map((thingName) => ({ ...stored(thingName, 39), messages: 40 })));
    expect(applyFleetEvents(emptyFleetView, events)).toEqual(stream.view);
  });

  it('adds up to the same view as the events themselves, for whoever comes whenever and reads however seldom', () => {
    const { stream, feed, reader } = createFeed();
    const views = [{ from: emptyFleetView, reader, heard: [] as FleetEvent[] }];
    for (let count = 0; count < 5000; count += 1) {
      stream.emit(stored(`thing-${count % 100}`, count));
      if (count % 50 === 0) stream.emit(connected(`thing-${count % 100}`));
      if (count % 700 === 350) views.push({ from: structuredClone(stream.view), reader: feed.open(), heard: [] });
      if (count % 90 === 0) jest.advanceTimersByTime(250);
      for (const [index, view] of views.entries())
        if (count % (40 * index + 1) === 0) view.heard.push(...take(view.reader));
    }
    jest.advanceTimersByTime(250);
    for (const view of views) {
      view.heard.push(...take(view.reader));
      expect(applyFleetEvents(view.from, view.heard)).toEqual(stream.view);
    }
  });

  it('lets go of a reader that has fallen too far behind, and keeps nothing for it', () => {
    const { stream, feed } = createFeed();
    let ended = 0;
    const slow = feed.open(() => (ended += 1));
    const failed: FleetEvent = { atMs: 1, type: 'backend-failed', message: 'x'.repeat(1000) };
    for (let count = 0; count < MOST_BEHIND / 1000; count += 1) stream.emit(failed);
    expect([ended, slow.take()]).toEqual([1, []]);
    stream.emit(failed);
    slow.end();
    expect([ended, slow.take()]).toEqual([1, []]);
  });

  it('holds nothing while nobody listens', () => {
    const { stream, feed, reader } = createFeed();
    reader.end();
    stream.emit(stored('pump', 1));
    stream.emit(connected('pump'));
    jest.advanceTimersByTime(250);
    expect(take(reader)).toEqual([]);
    const later = feed.open();
    jest.advanceTimersByTime(250);
    expect(take(later)).toEqual([]);
    expect(jest.getTimerCount()).toBe(1);
    later.end();
    expect(jest.getTimerCount()).toBe(0);
  });
});
